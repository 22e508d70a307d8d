# SPDX-License-Identifier: GPL-2.0-or-later
bin_PROGRAMS += examples/peering-events
examples_peering_events_SOURCES = examples/peering_events.c
examples_peering_events_CFLAGS = $(AM_CFLAGS) $(PROTOBUF_CFLAGS)
examples_peering_events_LDADD = policy/libpeeringpolicy.la
EXTRA_DIST += examples/demo
