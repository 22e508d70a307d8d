# SPDX-License-Identifier: GPL-2.0-or-later
"""What the README and the examples say works as it stands there."""
import os
import re

from peerlab import Frr, wait_for


def make(lab):
    lab.router = Frr(lab.node("pr"), "", module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                     daemons=("zebra", "bgpd"))
    return lab


def test_first_configuration_works_as_pasted(lab):
    with open(os.path.join(lab.source, "README.md")) as readme:
        block = re.search(r"^    configure terminal\n(?:    .*\n)+", readme.read(), re.M).group(0)
    lines = [line.strip() for line in block.splitlines()]
    assert lines[-1] == "peering-service mode enforce", lines
    said = lab.router.vtysh(*lines)
    assert "%" not in said, said
    wait_for(lambda: lab.router.summary().get("policySerial"), 10, "a policy in force")
    summary = lab.router.summary()
    assert (summary["mode"], summary["registeredPrefixes"]) == ("enforce", 1), summary
    written = lab.router.lines()
    ours = [line[len("peering-service "):] for line in lines if line.startswith("peering-service")]
    assert len(ours) == 9 and set(ours) == set(written), (ours, written)
    lab.router.configure("no router bgp 64500")


def test_example_policy_comes_into_force(lab):
    lab.router.configure("router bgp 64500",
                         "peering-service policy " + os.path.join(lab.source, "examples/policy.json"))
    lab.router.peering()
    summary = lab.router.summary()
    assert (summary["registeredPrefixes"], summary["locations"], summary["routers"]) == (2, 2, 4), summary
