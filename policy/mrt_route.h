/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routes as an UPDATE (RFC 4271, 4.3; RFC 4760) carries them.
 */
#ifndef PS_MRT_ROUTE_H
#define PS_MRT_ROUTE_H

#include <arpa/inet.h>

#include "policy/as_path.h"
#include "policy/limits.h"
#include "policy/octets.h"
#include "policy/prefix.h"

/* What the decision asks of a route's attributes. */
struct ps_mrt_attributes {
	struct ps_as_path path; /* points into what follows */
	struct ps_as_segment segment[PS_MAX_AS_SEGMENTS];
	uint32_t as[PS_MAX_MRT_PATH];
	unsigned int as_count;
	uint32_t otc; /* Only to Customer (RFC 9234); 0: none */
	bool graceful_shutdown;
	bool blackhole;
	bool long_lived_stale;
	/* MP_REACH_NLRI and MP_UNREACH_NLRI of unicast, or empty. */
	struct ps_octets announced, withdrawn;
	enum ps_family announced_family, withdrawn_family;
};

/* How what is read was written. */
struct ps_mrt_form {
	uint8_t as_size; /* 2 or 4: octets of an AS in AS_PATH */
	bool add_path;	 /* prefixes bear path identifiers */
	bool rib; /* MP_REACH_NLRI has but a next hop (RFC 6396, 4.3.4) */
};

/*
 * Read path attributes. False: an attribute that the route rests on is broken,
 * and the routes are to be taken for withdrawn (RFC 7606, 7); what is announced
 * and withdrawn is there all the same, as far as it could be read. *out must
 * stay where it is as long as its path is used.
 */
bool ps_mrt_attributes_read(struct ps_octets octets,
			    const struct ps_mrt_form *form,
			    struct ps_mrt_attributes *out);

/*
 * Take the next prefix (RFC 4271, 4.3), and with add_path its identifier.
 * Host bits are cleared. False at the end; octets->broken says whether that is
 * an orderly one.
 */
bool ps_mrt_prefix_read(struct ps_octets *octets, enum ps_family family,
			bool add_path, struct ps_prefix *prefix,
			uint32_t *path_id);

#endif
