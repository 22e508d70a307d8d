# SPDX-License-Identifier: GPL-2.0-or-later
"""The cloud's registration checks of a prefix, each made to fail and put
right again; and how results are counted, told and kept."""
from peerlab import TextConsumer, wait_for
from peerlab.compliance import (LONG, OWN, checks, compliance, compliant, constant, family, mend, of_prefix, provoked,
                                router, state, wait_state)
from peerlab.topology import CUSTOMER, CUSTOMER_ROUTES, CUSTOMER_RPKI, R1, R2, R3, R4, SERVICE, SESSIONS

OWN_PREFIX, PRIVATE = "203.0.115.0/24", "10.9.0.0/16"


def make(lab):
    return compliant(lab)


def test_everything_is_verified(topo):
    for prefix in (CUSTOMER, CUSTOMER_RPKI, SERVICE):
        wait_for(lambda: compliance(topo, prefix)["prefix"]["state"] == "Verified", LONG,
                 lambda: "%s Verified, there is %s" % (prefix, compliance(topo, prefix)))
    found = compliance(topo, CUSTOMER)["prefix"]
    assert {one["state"] for one in found["checks"]} == {"Verified"}, found
    assert [one["check"] for one in found["checks"]][:4] == ["public", "origin", "rpki", "announced"], found
    assert {one["neighbor"] for one in found["sessions"]} == set(SESSIONS)
    first = found["sessions"][0]
    assert first == {"neighbor": R1, "location": "ashburn", "router": "r1", "session": first["session"], "bfd": "up",
                     "interface": "ash1", "speedMbit": 10000, "maximumPrefixIpv4": 2000, "maximumPrefixIpv6": 0,
                     "passes": "sent", "asPathLength": 2, "originAs": 64510, "community": True}, first
    assert set(checks(topo, SERVICE)) == set(checks(topo)) - {
        "origin", "rpki", "announced", "community", "as-path-length", "private-as", "prepending", "med"} | {"received", "preferred-path"}


def test_the_summary_counts(topo):
    wait_for(lambda: compliance(topo)["prefixes"]["verified"] == 3, LONG, lambda: "3 Verified: %s" % compliance(topo))
    found = compliance(topo)
    # The IPv6 prefix has one session in its primary location.
    assert found["prefixes"]["registered"] == found["prefixes"]["lookedAt"] == 4, found["prefixes"]
    assert [one["prefix"] for one in found["notVerified"]] == ["2001:db8:5000::/48"], found["notVerified"]
    assert [(one["check"], one["state"], one["message"], one["remedy"]) for one in found["checks"]] == [
        ("denied-as", "Verified", "", ""), ("redundancy", "Verified", "", "")], found["checks"]
    results = {one["check"]: one for one in found["results"]}
    assert results["primary-sessions"]["verified"] == 3 and results["primary-sessions"]["failed"] == 1, results
    text = topo.partner.vtysh("show peering-service compliance")
    assert "Registration checks of default (AS 64500): 4 prefixes" in text, text
    assert max(map(len, text.splitlines())) <= 80, text


def test_not_registered_and_other_vrfs(topo):
    text = topo.partner.vtysh("show peering-service compliance 192.0.2.0/24")
    assert "Not registered in default: 192.0.2.0/24" in text, text
    assert compliance(topo, "192.0.2.0/24") == {}
    assert topo.partner.json("show peering-service compliance vrf NONE") == {}
    assert "default" in topo.partner.json("show peering-service compliance vrf default")


def test_public(topo):
    mark = topo.consumer.mark()
    topo.partner.peering("prefix %s side customer" % PRIVATE, "prefix %s origin-as 64510" % PRIVATE,
                         "prefix %s location ashburn preference 10" % PRIVATE)
    event = topo.consumer.wait(mark, "complianceChanged", of_prefix(PRIVATE, "public", "Failed"), LONG)
    assert "private use" in event["message"] and "before" not in event, event
    assert state(topo, "public", PRIVATE) == "Failed"
    topo.partner.configure("router bgp 64500", "peering-service delete prefix " + PRIVATE)
    topo.partner.peering()
    gone = topo.consumer.wait(mark, "complianceChanged", of_prefix(PRIVATE, "public", None), LONG)
    assert gone["before"] == "COMPLIANCE_STATE_FAILED", gone


def test_origin(topo):
    with provoked(topo, "origin", message="the origin AS is 666, registered is AS 64510",
                  remedy="origin-as 666") as seen:
        topo.customer.announce((CUSTOMER, [666]), (CUSTOMER_RPKI, []))
        seen()
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)


def test_rpki(topo):
    """AS 64511 is registered, but the RPKI knows only AS 64510."""
    with provoked(topo, "rpki", prefix=CUSTOMER_RPKI, message="RPKI invalid-as", remedy="ROA") as seen:
        topo.customer.announce((CUSTOMER, []), (CUSTOMER_RPKI, [64511]))
        seen()
        assert state(topo, "origin", CUSTOMER_RPKI) == "Verified"
        wait_state(topo, "announced", "Failed", CUSTOMER_RPKI)
        assert "RPKI" in checks(topo, CUSTOMER_RPKI)["announced"]["message"]
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)


def test_announced_by_the_customer(topo):
    with provoked(topo, "announced", message="bgpd has no path for it",
                  remedy="have the customer announce") as seen:
        topo.customer.announce((CUSTOMER_RPKI, []))
        seen()
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)


def test_announced_to_the_cloud(topo):
    topo.partner.configure("ip prefix-list NONE deny 0.0.0.0/0 le 32")
    with provoked(topo, "announced", message="our session with %s" % R2,
                  remedy="neighbor %s route-map PEERING-SERVICE-OUT-ashburn out" % R2) as seen:
        family(topo, "ipv4", "neighbor %s prefix-list NONE out" % R2)
        seen()
        assert R1 not in checks(topo)["announced"]["message"]
        mend(topo)
        family(topo, "ipv4", "no neighbor %s prefix-list NONE out" % R2)


def test_community(topo):
    with provoked(topo, "community", message="should have the community 8075:8007, on the session with %s" % R3,
                  remedy="neighbor %s send-community" % R3) as seen:
        family(topo, "ipv4", "no neighbor %s send-community" % R3)
        seen()
        mend(topo)
        family(topo, "ipv4", "neighbor %s send-community" % R3)


def test_community_of_the_cloud(topo):
    with provoked(topo, "community", message="should have the community 8075:8007",
                  remedy="peering-service community 8075:8007") as seen:
        topo.partner.peering("community 8075:1")
        seen()
        mend(topo)
        topo.partner.peering("community 8075:8007")


def test_as_path_length(topo):
    with provoked(topo, "as-path-length", message="AS path length 5, at most 3, on the session with",
                  remedy="peer with us directly") as seen:
        topo.customer.announce((CUSTOMER, [174, 3356, 64510]), (CUSTOMER_RPKI, []))
        seen()
        assert state(topo, "announced") == "Verified" and state(topo, "prepending") == "Verified"
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)


def test_private_as(topo):
    """Denied, or let through: the cloud doesn't accept it."""
    for line in ("no protection private-as permit", "protection private-as permit"):
        topo.partner.peering(line)
        with provoked(topo, "private-as", message="AS 64512 in the AS path") as seen:
            topo.customer.announce((CUSTOMER, [64512, 64510]), (CUSTOMER_RPKI, []))
            seen()
            wait_state(topo, "announced", "Failed" if line.startswith("no ") else "Verified")
            mend(topo)
            topo.customer.announce(*CUSTOMER_ROUTES)
    topo.partner.peering("no protection private-as permit")


def test_prepending(topo):
    with provoked(topo, "prepending", message="AS 64510 is prepended") as seen:
        topo.customer.announce((CUSTOMER, [64510]), (CUSTOMER_RPKI, []))
        seen()
        assert state(topo, "as-path-length") == "Verified"
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)


def test_our_own_as_is_part_of_the_path(topo):
    """local-as puts a second AS of ours into what one session says."""
    with provoked(topo, "private-as", message="AS 64513 in the AS path, on the session with %s" % R4) as seen:
        topo.chi2.configure("router bgp 8075", "no neighbor 192.0.2.14 remote-as 64500",
                            "neighbor 192.0.2.14 remote-as 64513", "neighbor 192.0.2.14 bfd profile fast",
                            "address-family ipv4 unicast", "neighbor 192.0.2.14 activate")
        router(topo, "neighbor %s local-as 64513" % R4)
        seen()
        mend(topo)
        router(topo, "no neighbor %s local-as 64513" % R4)
        topo.chi2.configure("router bgp 8075", "no neighbor 192.0.2.14 remote-as 64513",
                            "neighbor 192.0.2.14 remote-as 64500", "neighbor 192.0.2.14 timers connect 1",
                            "neighbor 192.0.2.14 advertisement-interval 0", "neighbor 192.0.2.14 bfd profile fast",
                            "address-family ipv4 unicast", "neighbor 192.0.2.14 activate")


def test_med(topo):
    """A prefix of our own, registered; bgpd announces its metric."""
    topo.partner.peering("prefix %s side customer" % OWN_PREFIX, "prefix %s origin-as %d" % (OWN_PREFIX, OWN),
                         "prefix %s location ashburn preference 10" % OWN_PREFIX,
                         "prefix %s location chicago preference 20" % OWN_PREFIX)
    topo.partner.configure("route-map METRIC permit 10", "set metric 50")
    family(topo, "ipv4", "network " + OWN_PREFIX)
    with provoked(topo, "med", "Warning", OWN_PREFIX, "carries a MED") as seen:
        family(topo, "ipv4", "network %s route-map METRIC" % OWN_PREFIX)
        seen()
        wait_for(lambda: compliance(topo, OWN_PREFIX)["prefix"]["state"] == "Warning", LONG, lambda: checks(topo, OWN_PREFIX))
        mend(topo)
        family(topo, "ipv4", "no network %s route-map METRIC" % OWN_PREFIX, "network " + OWN_PREFIX)
    family(topo, "ipv4", "no network " + OWN_PREFIX)
    router(topo, "peering-service delete prefix " + OWN_PREFIX)
    topo.partner.peering()


def test_denied_as(topo):
    mark = topo.consumer.mark()
    topo.partner.peering("no protection denied-as 12076")

    def is_it(wanted):
        return lambda body: (body["check"], body.get("state")) == ("denied-as", constant(wanted))
    event = topo.consumer.wait(mark, "complianceChanged", is_it("Warning"), LONG)
    assert event["alarm"] and "AS 12076" in event["message"] and "prefix" not in event and "source" not in event, event
    assert {one["check"]: one["state"] for one in compliance(topo)["checks"]}["denied-as"] == "Warning"
    assert "  Warning   denied-as\n" in topo.partner.vtysh("show peering-service compliance")
    topo.partner.peering("protection denied-as 12076")
    topo.consumer.wait(mark, "complianceChanged", is_it("Verified"), LONG)


def test_observe(topo):
    """The same is found, shown and told."""
    topo.partner.peering("mode observe")
    with provoked(topo, "origin", message="the origin AS is 666") as seen:
        topo.customer.announce((CUSTOMER, [666]), (CUSTOMER_RPKI, []))
        seen()
        wait_state(topo, "announced", "Failed")
        mend(topo)
        topo.customer.announce(*CUSTOMER_ROUTES)
    wait_state(topo, "announced", "Verified")
    topo.partner.peering("mode enforce")


def test_a_commit_tells_nothing_again(topo):
    """States outlive it, though every prefix has a new number."""
    mark = topo.consumer.mark()
    topo.partner.peering("prefix 192.0.2.0/24 side customer", "prefix 192.0.2.0/24 origin-as 64510",
                         "prefix 192.0.2.0/24 location ashburn preference 10")
    topo.consumer.wait(mark, "complianceChanged", of_prefix("192.0.2.0/24", "backup-sessions", "Failed"), LONG)
    wait_for(lambda: compliance(topo)["prefixes"]["lookedAt"] == 5, LONG, "a round")
    router(topo, "peering-service delete prefix 192.0.2.0/24")
    topo.partner.peering()
    topo.consumer.wait(mark, "complianceChanged", of_prefix("192.0.2.0/24", "backup-sessions", None), LONG)
    others = [body for body in topo.consumer.since(mark, "complianceChanged") if body.get("prefix") != "192.0.2.0/24"]
    assert others == [], others


def test_the_log_and_the_reader(topo):
    reader = TextConsumer(topo.lab, topo.socket)
    mark = reader.mark()
    family(topo, "ipv4", "no neighbor %s maximum-prefix" % R2)
    line = reader.wait(mark, "compliance", LONG)
    assert "ashburn r2 (%s) maximum-prefix: Verified -> Failed: %s has no maximum-prefix for IPv4; " % (R2, R2) in line
    assert line.endswith("(only this router can know)"), line
    wait_for(lambda: "%s, maximum-prefix is Failed" % R2 in topo.partner.log(), 10, "a line in the log")
    family(topo, "ipv4", "neighbor %s maximum-prefix 2000" % R2)
    assert "maximum-prefix: Failed -> Verified" in reader.wait(mark, "-> Verified", LONG)
    reader.close()


def test_many_prefixes_are_counted_and_not_listed(topo):
    """20,000: the worst few are shown; the log isn't flooded."""
    many = ["%d.%d.%d.0/24" % (50 + n // 65536, n // 256 % 256, n % 256) for n in range(20000)]
    entries = ['{"prefix": "%s", "side": "customer", "origin-as": [64510], "location": [{"name": "ashburn"}]}' % one
               for one in many]
    path = topo.pr.write("many.json", '{"peering-service:peering-service": {"instance": [{"vrf": "default", '
                                      '"prefix": [%s]}]}}' % ",\n".join(entries))
    before = topo.partner.log().count("backup-sessions is Failed")
    topo.partner.peering("policy " + path)
    wait_for(lambda: compliance(topo)["prefixes"]["lookedAt"] == 20004, 120, lambda: compliance(topo)["prefixes"])
    found = compliance(topo)
    assert found["prefixes"]["failed"] == 20001 and len(found["notVerified"]) == 20, found["prefixes"]
    assert found["notVerifiedLeftOut"] == 20001 - 20, found["notVerifiedLeftOut"]
    assert "more prefixes aren't Verified" in topo.partner.vtysh("show peering-service compliance")
    assert state(topo, "backup-sessions", many[-1]) == "Failed"
    assert topo.partner.log().count("backup-sessions is Failed") - before <= 10
    topo.partner.peering("no policy " + path)
    wait_for(lambda: compliance(topo)["prefixes"]["lookedAt"] == 4, LONG, lambda: compliance(topo)["prefixes"])
