/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Validated ROA payloads and route origin validation (RFC 6811).
 *
 * A table, with the ASPAs of the same set, is immutable once complete: routes
 * are never judged against half a set. It is opened over a flat VRP image
 * (written by the children, see vrp_builder.h) whose every byte is checked, in
 * slices, before use.
 */
#ifndef PS_VRP_TABLE_H
#define PS_VRP_TABLE_H

#include "policy/aspa_set.h"
#include "policy/image.h"
#include "policy/prefix_index.h"

struct ps_vrp_table; /* opaque */

struct ps_vrp {
	struct ps_prefix prefix;
	uint8_t max_length; /* bits, prefix.length..32 or 128 */
	uint32_t asn;	    /* 0: nobody may originate it (RFC 6483, 4) */
};

/*
 * VRPs are entries of prefix_index.h; the value is the AS. ASPAs are in the
 * order of ps_aspa_compare().
 */
enum ps_vrp_section {
	PS_VRP_SECTION_IPV4 = 0, /* struct ps_entry4 */
	PS_VRP_SECTION_IPV6,	 /* struct ps_entry6 */
	PS_VRP_SECTION_ASPA,	 /* struct ps_aspa */
	PS_VRP_SECTIONS
};

/* The image of a VRP set, for image.h. */
extern const struct ps_image_layout ps_vrp_layout;

/* The VRP of an entry in the form of either family. */
static inline void ps_vrp_of_entry(enum ps_family family,
				   const struct ps_entry6 *entry,
				   struct ps_vrp *out)
{
	ps_entry_prefix(family, entry, &out->prefix);
	out->max_length = entry->max_length;
	out->asn = entry->value;
}

/* RFC 6811, 2: the state of a route, with the reason when it is invalid. */
enum ps_rpki_state {
	PS_RPKI_UNCHECKED =
		0,	    /* validation is off or the step wasn't reached */
	PS_RPKI_NOT_FOUND,  /* no VRP covers the route */
	PS_RPKI_VALID,	    /* a covering VRP matches */
	PS_RPKI_INVALID_AS, /* covered; the AS matches none */
	PS_RPKI_INVALID_LENGTH, /* the AS matches, the route is too long */
};

/* "valid", "not-found", "invalid-as" and so on; never NULL. */
const char *ps_rpki_state_name(enum ps_rpki_state state);

/*
 * Open a table over an image of `size` octets, which is borrowed and must
 * outlive the table. Checks the header only. PS_OK gives *out to the
 * caller; PS_INVALID, PS_TOO_BIG or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_vrp_table_open(const void *image, size_t size,
				 struct ps_vrp_table **out,
				 struct ps_error *err);

/*
 * Check up to `records` more VRPs. PS_AGAIN until all are done, then PS_OK;
 * PS_INVALID names the record. Other calls only after PS_OK.
 */
enum ps_status ps_vrp_table_step(struct ps_vrp_table *table, uint32_t records,
				 struct ps_error *err);

/* Destroy the table; NULL is accepted. The image is the caller's. */
void ps_vrp_table_close(struct ps_vrp_table *table);

/* Number of VRPs of a family. */
uint32_t ps_vrp_table_count(const struct ps_vrp_table *table,
			    enum ps_family family);

/* Its VRPs of a family; the table's. */
const struct ps_prefix_index *
ps_vrp_table_index(const struct ps_vrp_table *table, enum ps_family family);

/* The ASPAs that came with them; the table's. */
const struct ps_aspa_set *ps_vrp_table_aspas(const struct ps_vrp_table *table);

/* How many customers these are of. */
uint32_t ps_vrp_table_customers(const struct ps_vrp_table *table);

/*
 * Validate a route (RFC 6811, 2). origin is the origin AS; has_origin false
 * means none can be told (AS_SET, RFC 6811: such a route matches no VRP).
 * AS 0 in a VRP never matches. No allocation.
 */
enum ps_rpki_state ps_vrp_table_validate(const struct ps_vrp_table *table,
					 const struct ps_prefix *route,
					 bool has_origin, uint32_t origin);

/*
 * Call each() for every VRP covering the route, longest prefix first, until
 * it returns false.
 */
void ps_vrp_table_covering(const struct ps_vrp_table *table,
			   const struct ps_prefix *route,
			   bool (*each)(const struct ps_vrp *vrp, void *arg),
			   void *arg);

/*
 * How many VRPs cover the route. In a set from outside that may be all of
 * them: this counts without a look at each.
 */
uint32_t ps_vrp_table_covering_count(const struct ps_vrp_table *table,
				     const struct ps_prefix *route);

#endif
