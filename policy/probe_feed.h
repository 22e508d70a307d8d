/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the module and peering-probed say to each other over a channel: fixed
 * structures, in the machine's byte order, since both are built together.
 * Neither believes the other before ps_probe_check().
 */
#ifndef PS_PROBE_FEED_H
#define PS_PROBE_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "policy/limits.h"
#include "policy/prefix.h"
#include "policy/quality.h"
#include "policy/status.h"

/* In place of a round-trip time: it couldn't be sent, which is no loss. */
#define PS_RTT_UNSENT (PS_RTT_LOST - 1)

enum ps_probe_kind {
	/* From the module: */
	PS_PROBE_WAY = 1, /* struct ps_probe_way: probe it from now on */
	PS_PROBE_END,	  /* struct ps_probe_way, of which number counts */
	/* From peering-probed: */
	PS_PROBE_OUTCOME, /* struct ps_probe_outcome */
	PS_PROBE_SIGN,	  /* "I'm alive" */
};

/* From our end of a session to a target, over the session's interface. */
struct ps_probe_way {
	uint32_t number;     /* less than PS_MAX_PROBES */
	uint32_t generation; /* of the ways that have had that number */
	uint32_t interface;  /* index */
	uint32_t interval;   /* milliseconds */
	uint8_t source[PS_ADDR_OCTETS];
	uint8_t target[PS_ADDR_OCTETS];
	uint8_t next_hop[PS_ADDR_OCTETS]; /* the neighbor; the target's, if */
					  /* that is it */
	uint8_t family;			  /* enum ps_family */
	uint8_t pad;			  /* zero */
	uint16_t port;			  /* of a TCP connect; 0: ICMP echo */
};

struct ps_probe_outcome {
	uint32_t number;
	uint32_t generation;
	uint32_t rtt;	/* microseconds, PS_RTT_LOST or PS_RTT_UNSENT */
	uint32_t error; /* errno of what wasn't sent, else 0 */
};

struct ps_probe_message {
	char magic[8]; /* PS_PROBE_MAGIC */
	uint32_t kind; /* enum ps_probe_kind */
	uint32_t pad;  /* zero */
	union {
		struct ps_probe_way way;
		struct ps_probe_outcome outcome;
	};
};

/* Octets of a message of that kind; 0: there is no such kind. */
size_t ps_probe_size(enum ps_probe_kind kind);

/* An empty message of that kind. */
struct ps_probe_message ps_probe_message(enum ps_probe_kind kind);

/*
 * Check `size` octets: every field is in its range afterwards. PS_OK or
 * PS_INVALID.
 */
enum ps_status ps_probe_check(const struct ps_probe_message *message,
			      size_t size, struct ps_error *err);

#endif
