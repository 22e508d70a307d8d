/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model's protection on its way into a policy image: lists of AS numbers
 * and neighbors with a role. Borrows the model and the builder.
 */
#ifndef PS_PROTECTION_H
#define PS_PROTECTION_H

#include "policy/topology.h"

/*
 * Read every value of the leaf-list of AS numbers that is named like the
 * list. PS_OK, PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_protection_as_list(const struct ps_node *parent,
				     enum ps_as_list list,
				     struct ps_policy_builder *builder,
				     struct ps_error *err);

/*
 * Read the container protection of an instance. PS_INVALID with the place and
 * the remedy, PS_TOO_BIG or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_protection_build(const struct ps_node *instance,
				   struct ps_policy_builder *builder,
				   const struct ps_topology *topology,
				   struct ps_error *err);

#endif
