/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy_check.h"

#include <string.h>

#include "policy/limits.h"
#include "policy/rank.h"

static enum ps_status broken(struct ps_error *err, const char *what, uint32_t i,
			     const char *why)
{
	return ps_fail(err, PS_INVALID, "the policy's %s %u: %s", what, i, why);
}

static bool is_zero(const uint8_t *pad, size_t size)
{
	while (size--)
		if (*pad++)
			return false;
	return true;
}

/*
 * Whether a string of at most `most` octets begins there, without control
 * characters. The pool ends with a NUL, so none runs out of it.
 */
static bool is_text(const struct ps_policy *policy, uint32_t string,
		    uint32_t most)
{
	const unsigned char *text;

	if (string >= policy->strings_size)
		return false;
	text = (const unsigned char *)policy->strings + string;
	for (; *text; text++)
		if (!most-- || *text < ' ' || *text == 0x7f)
			return false;
	return true;
}

/* Names reach consumers of events, who expect them to be UTF-8. */
static bool is_name(const struct ps_policy *policy, uint32_t string)
{
	const char *name;

	if (!is_text(policy, string, PS_MAX_NAME))
		return false;
	name = ps_policy_string(policy, string);
	if (!*name)
		return false;
	while (*name > ' ' && *name < 0x7f)
		name++;
	return !*name;
}

static int compare_names(const struct ps_policy *policy, uint32_t a, uint32_t b)
{
	return strcmp(ps_policy_string(policy, a), ps_policy_string(policy, b));
}

static bool are_events_right(const struct ps_events *events)
{
	return events->history_size <= PS_MAX_EVENT_HISTORY &&
	       events->queue_size >= PS_MIN_EVENT_QUEUE &&
	       events->queue_size <= PS_MAX_EVENT_QUEUE &&
	       events->max_consumers > 0 &&
	       events->max_consumers <= PS_MAX_EVENT_CONSUMERS &&
	       events->mode <= 0777 &&
	       events->slow_consumer <= PS_SLOW_DISCONNECT &&
	       is_zero(events->pad, sizeof(events->pad));
}

static enum ps_status check_settings(const struct ps_policy *policy,
				     struct ps_error *err)
{
	const struct ps_settings *settings = policy->settings;

	if (settings->mode > PS_MODE_ENFORCE ||
	    settings->internal > PS_INTERNAL_TRUST ||
	    settings->export_scope > PS_EXPORT_REGISTERED ||
	    settings->rpki_scope > PS_SCOPE_ALL ||
	    settings->rpki_not_found > PS_TREAT_DENY ||
	    settings->rpki_no_data > PS_TREAT_DENY ||
	    settings->private_as > PS_TREAT_DENY ||
	    settings->protect_local > 1 ||
	    !are_events_right(&settings->events) ||
	    !is_zero(settings->pad, sizeof(settings->pad)))
		return broken(err, "settings", 0, "a value is out of range");
	if (!is_text(policy, settings->rpki_file, PS_MAX_PATH) ||
	    !is_text(policy, settings->rpki_exceptions, PS_MAX_PATH) ||
	    !is_text(policy, settings->events.socket, PS_MAX_PATH))
		return broken(err, "settings", 0, "a path isn't text");
	return PS_OK;
}

static enum ps_status check_as_list(const struct ps_policy *policy,
				    enum ps_as_list list, struct ps_error *err)
{
	uint32_t last = 0, asn;

	for (uint32_t i = 0; i < policy->as_count[list]; i++) {
		asn = policy->as_list[list][i];
		if (asn <= last)
			return broken(err, ps_as_list_name(list), i,
				      "0, or not in ascending order");
		last = asn;
	}
	return PS_OK;
}

/* Whether that many numbers are in the pool from there on. */
static bool has_numbers(const struct ps_policy *policy, uint32_t first,
			uint32_t count)
{
	return first <= policy->number_count &&
	       count <= policy->number_count - first;
}

static bool is_probe_right(const struct ps_policy *policy,
			   const struct ps_probe *probe)
{
	if (probe->interval && (probe->interval < PS_MIN_PROBE_MSEC ||
				probe->interval > PS_MAX_PROBE_MSEC))
		return false;
	if (probe->rtt > PS_PROBE_TIMEOUT_MSEC || probe->loss > 100 ||
	    probe->hold > PS_MAX_PROBE_HOLD_SEC ||
	    probe->target_count > PS_MAX_PROBE_TARGETS ||
	    !has_numbers(policy, probe->target, probe->target_count))
		return false;
	for (uint32_t i = 0; i < probe->target_count; i++)
		if (!is_name(policy,
			     ps_policy_number(policy, probe->target + i)))
			return false;
	return true;
}

/* What is wrong with location i, the next router being `router`, or NULL. */
static const char *location_fault(const struct ps_policy *policy, uint32_t i,
				  uint32_t router)
{
	const struct ps_location *location = &policy->locations[i];
	const struct ps_location *before = location - 1;

	if (!is_name(policy, location->name) ||
	    !is_text(policy, location->description, PS_MAX_DESCRIPTION) ||
	    !is_text(policy, location->export_map, PS_MAX_ROUTE_MAP))
		return "its name, description or export-map isn't text";
	if (location->drain > 1 || location->redundancy > PS_ACTIVE_STANDBY ||
	    !is_zero(location->pad, sizeof(location->pad)))
		return "a value is out of range";
	if (!is_probe_right(policy, &location->probe))
		return "how it is probed is out of range";
	if (location->router != router ||
	    location->router_count > policy->router_count - router)
		return "its routers don't follow those before them";
	for (uint32_t other = 0; other < i; other++)
		if (!compare_names(policy, policy->locations[other].name,
				   location->name))
			return "its name is another's, too";
	if (i && (before->preference > location->preference ||
		  (before->preference == location->preference &&
		   compare_names(policy, before->name, location->name) > 0)))
		return "it doesn't sort after the one before it";
	return NULL;
}

/* What is wrong with router i, which must stand in that location, or NULL. */
static const char *router_fault(const struct ps_policy *policy, uint32_t i,
				uint32_t in)
{
	const struct ps_location *location = &policy->locations[in];
	const struct ps_router *router = &policy->routers[i];
	const struct ps_router *before = router - 1;
	uint32_t position = 0;

	if (location->redundancy == PS_ACTIVE_STANDBY)
		position = i - location->router;
	if (!is_name(policy, router->name))
		return "its name isn't text";
	if (router->location != in || router->position != position ||
	    router->drain > 1 || !is_zero(router->pad, sizeof(router->pad)))
		return "a value is out of range";
	for (uint32_t other = location->router; other < i; other++)
		if (!compare_names(policy, policy->routers[other].name,
				   router->name))
			return "its name is another's, too";
	if (i > location->router &&
	    (before->preference > router->preference ||
	     (before->preference == router->preference &&
	      compare_names(policy, before->name, router->name) > 0)))
		return "it doesn't sort after the one before it";
	return NULL;
}

static enum ps_status check_locations(struct ps_policy *policy,
				      struct ps_error *err)
{
	const struct ps_location *location;
	uint32_t router = 0, end;
	const char *fault;

	for (uint32_t i = 0; i < policy->location_count; i++) {
		fault = location_fault(policy, i, router);
		if (fault)
			return broken(err, "location", i, fault);
		location = &policy->locations[i];
		if (location->redundancy == PS_ACTIVE_STANDBY &&
		    location->router_count > policy->positions)
			policy->positions = location->router_count;
		for (end = router + location->router_count; router < end;
		     router++) {
			fault = router_fault(policy, router, i);
			if (fault)
				return broken(err, "router", router, fault);
		}
	}
	if (router < policy->router_count)
		return broken(err, "router", router, "it has no location");
	return PS_OK;
}

static enum ps_status check_caches(const struct ps_policy *policy,
				   struct ps_error *err)
{
	const struct ps_cache *cache;

	for (uint32_t i = 0; i < policy->cache_count; i++) {
		cache = &policy->caches[i];
		if (!is_name(policy, cache->name) ||
		    !is_name(policy, cache->address) ||
		    !is_text(policy, cache->ssh_user, PS_MAX_NAME) ||
		    !is_text(policy, cache->ssh_private_key, PS_MAX_PATH) ||
		    !is_text(policy, cache->ssh_known_hosts, PS_MAX_PATH))
			return broken(err, "cache", i,
				      "its name, address or a path isn't text");
		if (!cache->port || cache->port > UINT16_MAX ||
		    cache->preference > UINT16_MAX)
			return broken(err, "cache", i,
				      "a value is out of range");
		for (uint32_t other = 0; other < i; other++)
			if (!compare_names(policy, policy->caches[other].name,
					   cache->name))
				return broken(err, "cache", i,
					      "its name is another's, too");
	}
	return PS_OK;
}

enum ps_status ps_policy_check_topology(struct ps_policy *policy,
					struct ps_error *err)
{
	uint32_t places = ps_rank_places(policy->settings);
	enum ps_status status;

	status = check_settings(policy, err);
	for (unsigned int list = 0; list < PS_AS_LISTS && status == PS_OK;
	     list++)
		status = check_as_list(policy, list, err);
	if (status == PS_OK)
		status = check_locations(policy, err);
	if (status == PS_OK)
		status = check_caches(policy, err);
	if (status != PS_OK)
		return status;
	/* Cloud routes take as many places as there are. */
	if (places > policy->location_count)
		places = policy->location_count;
	return ps_rank_check(policy->settings, places, policy->positions, err);
}

enum ps_status ps_policy_check_neighbor(const struct ps_policy *policy,
					uint32_t i, struct ps_error *err)
{
	const struct ps_neighbor *neighbor = &policy->neighbors[i];
	const struct ps_neighbor *before = neighbor - 1;

	if (!is_name(policy, neighbor->name))
		return broken(err, "neighbor", i, "its name isn't text");
	if (neighbor->kind > PS_NEIGHBOR_PEER_GROUP ||
	    neighbor->roles >
		    (PS_ROLE_RTBH_SOURCE | PS_ROLE_DIVERSION_SOURCE) ||
	    !is_zero(neighbor->pad, sizeof(neighbor->pad)) ||
	    (neighbor->router >= policy->router_count &&
	     neighbor->router != PS_NO_INDEX))
		return broken(err, "neighbor", i, "a value is out of range");
	if (i && (before->kind > neighbor->kind ||
		  (before->kind == neighbor->kind &&
		   compare_names(policy, before->name, neighbor->name) >= 0)))
		return broken(err, "neighbor", i,
			      "it doesn't sort after the one before it");
	return PS_OK;
}

static bool has_customers(const struct ps_policy *policy,
			  const struct ps_registration *registration)
{
	if (registration->customer_count > PS_MAX_CUSTOMERS_PER_PREFIX ||
	    !has_numbers(policy, registration->customer,
			 registration->customer_count))
		return false;
	for (uint32_t i = 0; i < registration->customer_count; i++)
		if (ps_policy_number(policy, registration->customer + i) >=
		    policy->neighbor_count)
			return false;
	return true;
}

static bool has_order(const struct ps_policy *policy,
		      const struct ps_registration *registration)
{
	bool seen[PS_MAX_LOCATIONS] = { false };
	uint32_t location;

	if (registration->order_count > PS_MAX_LOCATIONS ||
	    !has_numbers(policy, registration->order,
			 registration->order_count))
		return false;
	for (uint32_t i = 0; i < registration->order_count; i++) {
		location = ps_policy_number(policy, registration->order + i);
		if (location >= policy->location_count || seen[location])
			return false;
		seen[location] = true;
	}
	return true;
}

/* What is wrong with registration i's entry, which the index knows, or NULL. */
static const char *entry_fault(const struct ps_policy *policy, uint32_t i)
{
	const struct ps_prefix_index *index = &policy->index[PS_IPV4];
	uint32_t number = i;
	struct ps_entry6 entry;

	if (i >= index->count) {
		number -= index->count;
		index = &policy->index[PS_IPV6];
	}
	entry = ps_prefix_index_entry(index, number);
	if (ps_prefix_index_before(index, number) != entry.parent)
		return "it is registered twice; remove one";
	if (entry.value != i ||
	    entry.max_length != policy->registrations[i].max_length)
		return "its entry is another's";
	return NULL;
}

static const char *registration_fault(const struct ps_policy *policy,
				      const struct ps_registration *it)
{
	if (!is_text(policy, it->key, PS_MAX_KEY))
		return "its key isn't text";
	if (it->side > PS_SIDE_CUSTOMER || it->mode > PS_MODE_INHERIT ||
	    it->off_path > PS_OFF_PATH_LAST_RESORT ||
	    it->max_rtt > PS_PROBE_TIMEOUT_MSEC ||
	    !is_zero(it->pad, sizeof(it->pad)))
		return "a value is out of range";
	if (it->origin_count > PS_MAX_ORIGINS_PER_PREFIX ||
	    !has_numbers(policy, it->origin, it->origin_count))
		return "its origins are out of range";
	if (it->upstream_count > PS_MAX_UPSTREAMS_PER_PREFIX ||
	    !has_numbers(policy, it->upstream, it->upstream_count))
		return "its upstreams are out of range";
	if (!has_customers(policy, it))
		return "its customer neighbors are out of range";
	if (!has_order(policy, it))
		return "its locations are out of range or not distinct";
	return NULL;
}

enum ps_status ps_policy_check_registration(const struct ps_policy *policy,
					    uint32_t i, struct ps_error *err)
{
	const struct ps_registration *registration = &policy->registrations[i];
	char text[PS_PREFIX_TEXT];
	struct ps_prefix prefix;
	struct ps_error why;
	const char *fault;

	ps_policy_prefix(policy, i, &prefix);
	fault = entry_fault(policy, i);
	if (!fault)
		fault = registration_fault(policy, registration);
	if (!fault) {
		if (ps_rank_check(policy->settings, registration->order_count,
				  policy->positions, &why) == PS_OK)
			return PS_OK;
		fault = why.text;
	}
	return ps_fail(err, PS_INVALID, "prefix %s: %s",
		       ps_prefix_print(&prefix, text), fault);
}
