/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP connects that never are one (RFC 9293): a SYN, what answers it, and the
 * RST that takes it back, so that nothing is left half-open at the target.
 */
#ifndef PS_SYN_H
#define PS_SYN_H

#include <stdbool.h>

#include "plugin/probed/packet.h"

struct syn {
	uint16_t port;	   /* ours; the target's is the way's */
	uint32_t sequence; /* of the SYN: only we and who gets it know */
};

enum syn_answer {
	SYN_NONE = 0, /* it is anything else */
	SYN_ACCEPTED,
	SYN_REFUSED, /* the host is there all the same */
};

/* Write a connect along a way, or what takes it back. */
void syn_request(const struct syn *syn, const struct ps_probe_way *way,
		 struct message *out);
void syn_reset(const struct syn *syn, const struct ps_probe_way *way,
	       struct message *out);

/* Read a TCP segment: which SYN it answers, from which port, and how. */
enum syn_answer syn_read(const uint8_t *octets, size_t size, struct syn *syn,
			 uint16_t *from);

#endif
