# SPDX-License-Identifier: GPL-2.0-or-later
"""The registration checks of a Topology: all Verified, until a test provokes
one of them."""
import contextlib

from .core import wait_for
from .events import Consumer
from .topology import CUSTOMER, R1_6, R3_6, SESSIONS, Topology

LONG = 60  # seconds; a round of checks, and what bgpd needs before
COMPLIANT = ("location ashburn redundancy active-active", "location chicago redundancy active-active",
             "protection denied-as 12076")
OWN = 64500


def compliant(lab):
    """A lab in which nothing is wrong, but that the IPv6 prefix has only one
    session in its primary location."""
    topo = Topology(lab)
    family(topo, "ipv4", *["neighbor %s maximum-prefix 2000" % neighbor for neighbor in SESSIONS])
    family(topo, "ipv6", *["neighbor %s maximum-prefix 500" % neighbor for neighbor in (R1_6, R3_6)])
    topo.partner.peering(*COMPLIANT)
    topo.consumer = Consumer(lab, topo.socket)
    topo.converge()
    return topo


def family(topo, name, *lines):
    topo.partner.configure("router bgp %d" % OWN, "address-family %s unicast" % name, *lines)


def router(topo, *lines):
    topo.partner.configure("router bgp %d" % OWN, *lines)


def compliance(topo, prefix=""):
    return topo.partner.json("show peering-service compliance %s" % prefix).get("default", {})


def checks(topo, prefix=CUSTOMER):
    """What is found of a prefix: {check: finding}."""
    return {finding["check"]: finding for finding in compliance(topo, prefix).get("prefix", {}).get("checks", [])}


def state(topo, check, prefix=CUSTOMER):
    return checks(topo, prefix).get(check, {}).get("state")


def wait_state(topo, check, wanted, prefix=CUSTOMER):
    wait_for(lambda: state(topo, check, prefix) == wanted, LONG,
             lambda: "%s of %s %s, it is %s" % (check, prefix, wanted, checks(topo, prefix).get(check)))


def of_prefix(prefix, check, wanted):
    return lambda body: (body.get("prefix"), body["check"], body.get("state")) == (prefix, check, constant(wanted))


def of_session(neighbor, check, wanted):
    return lambda body: (body.get("source", {}).get("neighbor"), body["check"],
                         body.get("state")) == (neighbor, check, constant(wanted))


def constant(wanted):
    """None, the default, isn't printed."""
    return wanted and "COMPLIANCE_STATE_" + wanted.upper()


@contextlib.contextmanager
def provoked(topo, check, wanted="Failed", prefix=CUSTOMER, message="", remedy="", alarm=False):
    """Verified before; what is done inside brings it to a state, which is
    shown and told, and what is undone after it brings it back."""
    wait_state(topo, check, "Verified", prefix)
    mark = topo.consumer.mark()

    def seen():
        event = topo.consumer.wait(mark, "complianceChanged", of_prefix(prefix, check, wanted), LONG)
        wait_state(topo, check, wanted, prefix)
        found = checks(topo, prefix)[check]
        assert message in found["message"] and remedy in found["remedy"], found
        assert message in event["message"] and remedy in event["remedy"], event
        assert event.get("alarm", False) == alarm, event
        text = topo.partner.vtysh("show peering-service compliance " + prefix)
        assert "  %-8s  %s\n" % (wanted, check) in text, text
        seen.done = True
    seen.done = False
    yield seen
    if not seen.done:
        raise AssertionError("the test never looked")
    topo.consumer.wait(topo.mended, "complianceChanged", of_prefix(prefix, check, "Verified"), LONG)
    wait_state(topo, check, "Verified", prefix)


def mend(topo):
    """From here on things are put right."""
    topo.mended = topo.consumer.mark()
