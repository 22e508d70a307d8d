# SPDX-License-Identifier: GPL-2.0-or-later
dist_yang_DATA = yang/peering-service.yang
