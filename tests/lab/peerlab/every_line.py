# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of every kind that there is: a configuration for a Mesh."""
from .mesh import CUST, LINES

MORE = """\
export-scope own-map
drain-delay 5
internal validate
local-preference base 500
local-preference location-step 20
local-preference router-step 2
location ashburn description The first, and "the best" # ever!
location ashburn export-map TO-CLOUD
location chicago drain
location chicago redundancy active-active
location chicago probe target 192.0.2.99
location chicago probe target 2001:db8:99::1
location chicago probe tcp-port 443
location chicago probe interval 500
location chicago probe rtt-threshold 40
location chicago probe loss-threshold 30
location chicago probe hold 5
location chicago router r1 preference 30
location chicago router r1 drain
prefix 198.51.100.0/24 key f6a1-c0de
prefix 198.51.100.0/24 mode enforce
prefix 198.51.100.0/24 upstream 8075
prefix 198.51.100.0/24 upstream 64496
prefix 198.51.100.0/24 max-length 25
prefix 198.51.100.0/24 expected-hops 2
prefix 198.51.100.0/24 max-rtt 100
prefix 203.0.113.0/24 location chicago
prefix 2001:db8:5000::/48 side service
prefix 2001:db8:5000::/48 origin-as 8075
prefix 2001:db8:5000::/48 origin-as 8076
prefix 2001:db8:5000::/48 location ashburn
policy {folder}/policy.json
rpki cache one address 192.0.2.85
rpki cache one transport ssh
rpki cache one ssh user rtr
rpki cache one ssh private-key {folder}/key
rpki cache one ssh known-hosts {folder}/known-hosts
rpki cache two address 2001:db8:1::85
rpki cache two port 3324
rpki cache two preference 2
rpki exceptions-file {folder}/exceptions.json
rpki expire 7200
rpki file {folder}/vrps.json
rpki scope registered
rpki not-found permit
rpki no-data permit
rpki start-gate 0
protection denied-as 12076
protection denied-as 65551
protection protected-as 174
protection max-as-path-length 20
protection private-as deny
protection protect-local
protection rtbh-source {customer}
protection diversion-source SCRUBBING
protection ignore change prefix 203.0.113.0/24
protection ignore change origin-as 64511
protection ignore change from 2027-01-01T00:00:00Z
protection ignore change until 2027-02-28T23:59:59Z
protection ignore muted neighbor 192.0.2.81
events socket {folder}/events.sock
events mode 0660
events group frr
events history-size 1000
events queue-size 1000
events slow-consumer drop-oldest
events max-consumers 10
"""


def every_line(node):
    """In no order that matters; the files that they name are written."""
    node.write("policy.json", '{"peering-service:peering-service":{"instance":[{"vrf":"default"}]}}')
    node.write("vrps.json", '{"roas":[]}')
    return LINES + MORE.format(folder=node.folder, customer=CUST)
