/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collects a policy in any order and writes the flat image that
 * ps_policy_open() reads. Used by peering-policy and by tests, never on the
 * host's main thread. Locations must be added before the routers that stand
 * in them, routers before their neighbors, locations and neighbors before
 * the registrations that name them.
 */
#ifndef PS_POLICY_BUILDER_H
#define PS_POLICY_BUILDER_H

#include "policy/policy.h"

struct ps_policy_builder; /* opaque */

/* Strings may be NULL for "". */
struct ps_location_input {
	const char *name;
	const char *description;
	const char *export_map;
	uint32_t preference;
	bool drain;
	enum ps_redundancy redundancy;
	struct ps_probe probe; /* all but its targets: */
	const char *const *target;
	uint8_t target_count;
};

/* ssh strings: NULL for TCP. */
struct ps_cache_input {
	const char *name;
	const char *address;
	const char *ssh_user;
	const char *ssh_private_key;
	const char *ssh_known_hosts;
	uint32_t preference;
	uint16_t port;
};

struct ps_registration_input {
	struct ps_prefix prefix;
	const char *key; /* NULL: none */
	enum ps_side side;
	enum ps_mode mode; /* PS_MODE_INHERIT: the instance's */
	enum ps_off_path off_path;
	uint8_t max_length;	/* bits */
	uint8_t expected_hops;	/* 0: any */
	uint32_t max_rtt;	/* milliseconds; 0: any */
	const uint32_t *origin; /* AS numbers */
	uint16_t origin_count;
	const uint32_t *upstream; /* AS numbers; none: any */
	uint16_t upstream_count;
	const uint32_t *customer; /* what ps_policy_builder_neighbor() gave */
	uint16_t customer_count;
	const uint32_t *order; /* locations, the preferred one first */
	uint16_t order_count;
};

/* A new builder with all defaults of the model, or NULL without memory. */
struct ps_policy_builder *ps_policy_builder_new(void);

/* Destroy; NULL is accepted. */
void ps_policy_builder_free(struct ps_policy_builder *builder);

/* The settings, to be changed in place; string fields by _string() below. */
struct ps_settings *ps_policy_builder_settings(struct ps_policy_builder *b);

/*
 * Each function below copies what it is given and returns PS_OK, PS_INVALID
 * (a rule of policy.h is broken, said in err), PS_TOO_BIG or PS_NO_MEMORY.
 * *out, where there is one, receives the number to name the thing by; it may
 * be NULL.
 */
enum ps_status ps_policy_builder_string(struct ps_policy_builder *b,
					const char *text, uint32_t *out,
					struct ps_error *err);
enum ps_status ps_policy_builder_as(struct ps_policy_builder *b,
				    enum ps_as_list list, uint32_t asn,
				    struct ps_error *err);
enum ps_status
ps_policy_builder_location(struct ps_policy_builder *b,
			   const struct ps_location_input *location,
			   uint32_t *out, struct ps_error *err);
enum ps_status ps_policy_builder_router(struct ps_policy_builder *b,
					uint32_t location, const char *name,
					uint32_t preference, bool drain,
					uint32_t *out, struct ps_error *err);
/* router PS_NO_INDEX: no location session. An existing equal one is returned.
 */
enum ps_status ps_policy_builder_neighbor(struct ps_policy_builder *b,
					  enum ps_neighbor_kind kind,
					  const char *name, uint32_t router,
					  uint32_t *out, struct ps_error *err);
/* Give a neighbor, by what ps_policy_builder_neighbor() gave, a role more. */
void ps_policy_builder_role(struct ps_policy_builder *b, uint32_t neighbor,
			    enum ps_neighbor_role role);
enum ps_status ps_policy_builder_cache(struct ps_policy_builder *b,
				       const struct ps_cache_input *cache,
				       struct ps_error *err);
/* Its neighbor by ps_policy_builder_string(). */
enum ps_status ps_policy_builder_ignore(struct ps_policy_builder *b,
					const struct ps_ignore *rule,
					struct ps_error *err);
enum ps_status
ps_policy_builder_register(struct ps_policy_builder *b,
			   const struct ps_registration_input *registration,
			   struct ps_error *err);

/*
 * What all this was read from, for ps_policy.configuration. Borrowed until
 * the image is written.
 */
void ps_policy_builder_configuration(struct ps_policy_builder *b,
				     const char *text, uint32_t size);

/*
 * Sort, number and write everything, computing ps_router.position from the
 * location's redundancy (active-active: all 0; active-standby: 0, 1, 2… by
 * preference then name). Checks that every rank fits (rank.h). The image is
 * the caller's, to be freed with free().
 */
enum ps_status ps_policy_builder_image(struct ps_policy_builder *b,
				       void **image, size_t *size,
				       struct ps_error *err);

#endif
