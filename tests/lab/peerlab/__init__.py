# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab of real routers in network namespaces, for tests and the demo."""
from . import message, mrt  # noqa: F401
from .core import Failure, Lab, Skip, wait_for  # noqa: F401
from .events import Consumer, TextConsumer  # noqa: F401
from .frr import Frr  # noqa: F401
from .contest import Contest, Said  # noqa: F401
from .bird import Bird  # noqa: F401
from .mesh import Mesh  # noqa: F401
from .packets import Packets, far_end  # noqa: F401
from .pair import Pair  # noqa: F401
from .rtr import FakeCache, StayRtr, vrp  # noqa: F401
from .speaker import Speaker  # noqa: F401
from .stream import Stream  # noqa: F401
from .topology import Topology  # noqa: F401
from .vty import Vty  # noqa: F401
