/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model's rpki on its way into a policy image: how origins are validated
 * and where VRPs come from. Borrows the model and the builder.
 */
#ifndef PS_RPKI_H
#define PS_RPKI_H

#include "policy/model.h"
#include "policy/policy_builder.h"

/*
 * Read the container rpki of an instance. PS_INVALID with the place and the
 * remedy, PS_TOO_BIG or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_rpki_build(const struct ps_node *instance,
			     struct ps_policy_builder *builder,
			     struct ps_error *err);

#endif
