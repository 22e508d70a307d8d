/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/defaults.h"

#include "policy/limits.h"

const struct ps_settings ps_default_settings = {
		.failback_delay = 30,
		.drain_delay = 60,
		.rank_base = 400,
		.rank_location_step = 10,
		.rank_router_step = 1,
		.rpki_start_gate = 60,
		.events = {
			.group = PS_DEFAULT_GROUP,
			.history_size = 16384,
			.queue_size = 16384,
			.max_consumers = 64,
			.mode = 0660,
		},
		.mode = PS_MODE_OBSERVE,
		.internal = PS_INTERNAL_VALIDATE,
		.rpki_scope = PS_SCOPE_REGISTERED,
		.rpki_not_found = PS_TREAT_PERMIT,
		.rpki_no_data = PS_TREAT_PERMIT,
		.private_as = PS_TREAT_DENY,
	};
