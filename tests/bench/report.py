# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows: `BENCH name value unit`, and after that the target, where there is one, and whether it was reached."""
import threading

_lock = threading.Lock()
missed = []


def row(name, value, unit, target=None):
    """One row. The target is the most that is allowed, in the same unit."""
    text = "BENCH %s %s %s" % (name, "%.2f" % value if isinstance(value, float) else value, unit)
    if target is not None:
        reached = value <= target
        text += ", target %g: %s" % (target, "reached" if reached else "MISSED")
        if not reached:
            missed.append(name)
    with _lock:
        print(text, flush=True)
