/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the model's container `events` to the policy's settings.
 */
#ifndef PS_EVENT_SETTINGS_H
#define PS_EVENT_SETTINGS_H

#include "policy/node.h"

/*
 * The instance is validated. A group is looked up on this machine here, where
 * that may take its time: PS_INVALID when there is none of that name.
 */
enum ps_status ps_event_settings_build(const struct ps_node *instance,
				       struct ps_policy_builder *builder,
				       struct ps_error *err);

#endif
