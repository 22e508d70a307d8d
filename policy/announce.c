/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/announce.h"

static struct ps_announce never(const char *why)
{
	return (struct ps_announce){ .action = PS_ANNOUNCE_NEVER, .why = why };
}

static struct ps_announce unregistered(const struct ps_policy *policy,
				       const struct ps_verdict *verdict,
				       uint32_t location)
{
	if (verdict->action == PS_DENY)
		return never("it is denied");
	if (verdict->reason == PS_REASON_CLOUD_ROUTE)
		return never("it is a route of the cloud");
	if (policy->settings->export_scope == PS_EXPORT_REGISTERED)
		return never(
			"it isn't registered, and export-scope is "
			"registered");
	if (!policy->locations[location].export_map)
		return never(
			"it isn't registered, and the location has no "
			"export-map");
	return (struct ps_announce){
		.action = PS_ANNOUNCE_BY_MAP,
		.why = "it isn't registered: the location's "
		       "export-map decides"
	};
}

struct ps_announce ps_announce_registered(const struct ps_context *context,
					  const struct ps_route *route,
					  const struct ps_verdict *verdict)
{
	const struct ps_registration *registration =
		&context->policy->registrations[verdict->registration];
	struct ps_verdict local = { .rpki = PS_RPKI_UNCHECKED };

	if (verdict->action == PS_DENY)
		return never("it is denied");
	if (registration->side != PS_SIDE_CUSTOMER)
		return never("it is a prefix of the cloud");
	switch (verdict->reason) {
	case PS_REASON_CUSTOMER:
	case PS_REASON_INTERNAL:
		break;
	case PS_REASON_LOCAL_ROUTE:
		/* Permitted here unseen; the cloud will look at it. */
		if (ps_decide_route(context, registration, route, &local))
			return never(ps_reason_text(local.reason));
		break;
	case PS_REASON_LAST_RESORT:
		return never("it is a last resort, for inside only");
	default:
		return never("it draws traffic away, for inside only");
	}
	return (struct ps_announce){
		.action = PS_ANNOUNCE_MARKED,
		.why = "a registered prefix of a customer"
	};
}

struct ps_announce ps_announce(const struct ps_context *context,
			       const struct ps_route *route,
			       const struct ps_verdict *verdict,
			       uint32_t location, enum ps_drain_stage drain)
{
	struct ps_announce announce =
		verdict->registration == PS_NO_INDEX
			? unregistered(context->policy, verdict, location)
			: ps_announce_registered(context, route, verdict);

	if (announce.action == PS_ANNOUNCE_NEVER)
		return announce;
	if (drain == PS_DRAIN_DRAINED)
		return never("it is drained");
	announce.shutting_down = drain == PS_DRAIN_DRAINING;
	return announce;
}
