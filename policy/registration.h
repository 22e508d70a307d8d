/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registered prefixes of a model on their way into a policy image.
 */
#ifndef PS_REGISTRATION_H
#define PS_REGISTRATION_H

#include "policy/topology.h"

/*
 * Read the model's prefixes into the builder, after the topology they refer
 * to. warn() may be NULL. PS_INVALID with the place and the remedy,
 * PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_registration_build(const struct ps_node *instance,
				     struct ps_policy_builder *builder,
				     const struct ps_topology *topology,
				     void (*warn)(const char *text),
				     struct ps_error *err);

#endif
