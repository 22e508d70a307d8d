/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The locations, routers and sessions of a model on their way into a policy
 * image, and under their names for the registered prefixes that refer to
 * them. Borrows the model and the builder.
 */
#ifndef PS_TOPOLOGY_H
#define PS_TOPOLOGY_H

#include "policy/model.h"
#include "policy/policy_builder.h"

/* Kinds a neighbor's name can be of at once. */
#define PS_NEIGHBOR_NUMBERS 2

struct ps_topology; /* opaque */

struct ps_topology_location {
	const char *name;
	uint32_t index; /* of the builder */
	uint32_t preference;
};

/*
 * Read the model's locations into the builder. warn(), which may be NULL, is
 * told what is allowed but looks wrong. *out is the caller's. PS_INVALID
 * with the place and the remedy, or PS_NO_MEMORY.
 */
enum ps_status ps_topology_build(const struct ps_node *instance,
				 struct ps_policy_builder *builder,
				 void (*warn)(const char *text),
				 struct ps_topology **out,
				 struct ps_error *err);

/* Destroy; NULL is accepted. */
void ps_topology_free(struct ps_topology *topology);

/* The location of that name, or NULL. */
const struct ps_topology_location *
ps_topology_location(const struct ps_topology *topology, const char *name);

/* The node of the session with that neighbor, or NULL. */
const struct ps_node *ps_topology_session(const struct ps_topology *topology,
					  const char *neighbor);

/*
 * Add a neighbor under every kind it can be of. What isn't an address may
 * be an interface or a peer-group: bgpd's configuration names both alike.
 * Writes the builder's numbers and how many there are.
 */
enum ps_status ps_topology_neighbor(struct ps_policy_builder *builder,
				    const char *name, uint32_t router,
				    uint32_t numbers[PS_NEIGHBOR_NUMBERS],
				    unsigned int *count, struct ps_error *err);

#endif
