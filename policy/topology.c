/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/topology.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/node.h"

struct session {
	const char *neighbor;
	const struct ps_node *node;
	uint32_t router;
};

struct ps_topology {
	struct ps_policy_builder *builder;
	void (*warn)(const char *text);
	struct ps_topology_location *location; /* sorted by name */
	size_t locations;
	struct session *session; /* sorted by neighbor */
	size_t sessions;
};

static int compare_locations(const void *a, const void *b)
{
	const struct ps_topology_location *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static int compare_sessions(const void *a, const void *b)
{
	const struct session *left = a, *right = b;

	return strcmp(left->neighbor, right->neighbor);
}

/* An empty topology with room for every location and session. */
static struct ps_topology *topology_new(const struct ps_node *instance)
{
	const struct ps_node *location, *router, *neighbor;
	size_t locations = 1, sessions = 1;
	struct ps_topology *topology;

	PS_NODE_EACH (location, instance, "location") {
		locations++;
		PS_NODE_EACH (router, location, "router")
			PS_NODE_EACH (neighbor, router, "neighbor")
				sessions++;
	}
	topology = calloc(1, sizeof(*topology));
	if (!topology)
		return NULL;
	topology->location = calloc(locations, sizeof(*topology->location));
	topology->session = calloc(sessions, sizeof(*topology->session));
	if (topology->location && topology->session)
		return topology;
	ps_topology_free(topology);
	return NULL;
}

void ps_topology_free(struct ps_topology *topology)
{
	if (!topology)
		return;
	free(topology->session);
	free(topology->location);
	free(topology);
}

static enum ps_status add_router(struct ps_topology *topology,
				 uint32_t location,
				 const struct ps_node *router,
				 struct ps_error *err)
{
	const struct ps_node *neighbor;
	struct ps_error warning;
	enum ps_status status;
	uint32_t index;

	status = ps_policy_builder_router(
		topology->builder, location, ps_node_leaf(router, "name"),
		ps_node_number(router, "preference", 0),
		ps_node_is(router, "drain", "true"), &index, err);
	if (status != PS_OK)
		return status;
	if (topology->warn && !ps_node_first(router, "neighbor")) {
		ps_node_fail(router, &warning, PS_INVALID,
			     "no neighbor, so it carries no traffic; add the "
			     "neighbor or remove the router");
		topology->warn(warning.text);
	}
	PS_NODE_EACH (neighbor, router, "neighbor")
		topology->session[topology->sessions++] = (struct session){
			.neighbor = ps_node_value(neighbor),
			.node = neighbor,
			.router = index,
		};
	return PS_OK;
}

/* Whether a probe may go there: to one host, and not to ourselves. */
static bool is_unicast(const char *text)
{
	struct in6_addr ipv6;
	struct in_addr ipv4;
	uint32_t host;

	if (inet_pton(AF_INET6, text, &ipv6) == 1)
		return !IN6_IS_ADDR_MULTICAST(&ipv6) &&
		       !IN6_IS_ADDR_UNSPECIFIED(&ipv6) &&
		       !IN6_IS_ADDR_LOOPBACK(&ipv6) &&
		       !IN6_IS_ADDR_LINKLOCAL(&ipv6) &&
		       !IN6_IS_ADDR_V4MAPPED(&ipv6);
	if (inet_pton(AF_INET, text, &ipv4) != 1)
		return false;
	host = ntohl(ipv4.s_addr);
	return host >> 24 && host >> 24 != IN_LOOPBACKNET &&
	       !IN_MULTICAST(host) && !IN_BADCLASS(host);
}

/* How a location is probed; the targets are put where target points. */
static enum ps_status read_probe(const struct ps_node *location,
				 struct ps_location_input *to,
				 const char *target[PS_MAX_PROBE_TARGETS],
				 struct ps_error *err)
{
	const struct ps_node *probe = ps_node_first(location, "probe"), *node;

	if (!probe)
		return PS_OK;
	to->probe = (struct ps_probe){
		.interval = ps_node_number(probe, "interval", 0),
		.rtt = ps_node_number(probe, "rtt-threshold", 0),
		.loss = ps_node_number(probe, "loss-threshold", 0),
		.hold = ps_node_number(probe, "hold", 0),
		.port = ps_node_number(probe, "tcp-port", 0),
	};
	to->target = target;
	PS_NODE_EACH (node, probe, "target") {
		if (!is_unicast(ps_node_value(node)))
			return ps_node_fail(node, err, PS_INVALID,
					    "a target is one host elsewhere; "
					    "use its address");
		if (to->target_count == PS_MAX_PROBE_TARGETS)
			return ps_node_fail(node, err, PS_TOO_BIG,
					    "more than %u targets; remove some",
					    PS_MAX_PROBE_TARGETS);
		target[to->target_count++] = ps_node_value(node);
	}
	return PS_OK;
}

static enum ps_status add_location(struct ps_topology *topology,
				   const struct ps_node *location,
				   struct ps_error *err)
{
	struct ps_topology_location *to =
		&topology->location[topology->locations++];
	struct ps_location_input input = {
		.name = ps_node_leaf(location, "name"),
		.description = ps_node_leaf(location, "description"),
		.export_map = ps_node_leaf(location, "export-map"),
		.preference = ps_node_number(location, "preference", 0),
		.drain = ps_node_is(location, "drain", "true"),
		.redundancy = PS_ACTIVE_ACTIVE,
	};
	const char *target[PS_MAX_PROBE_TARGETS];
	const struct ps_node *router;
	enum ps_status status;

	if (ps_node_is(location, "redundancy", "active-standby"))
		input.redundancy = PS_ACTIVE_STANDBY;
	to->name = input.name;
	to->preference = input.preference;
	status = read_probe(location, &input, target, err);
	if (status == PS_OK)
		status = ps_policy_builder_location(topology->builder, &input,
						    &to->index, err);
	PS_NODE_EACH (router, location, "router") {
		if (status != PS_OK)
			break;
		status = add_router(topology, to->index, router, err);
	}
	return status;
}

static enum ps_status add_sessions(struct ps_topology *topology,
				   struct ps_error *err)
{
	uint32_t numbers[PS_NEIGHBOR_NUMBERS];
	enum ps_status status = PS_OK;
	const struct session *session;
	char other[PS_ERROR_TEXT];
	unsigned int count;

	qsort(topology->session, topology->sessions, sizeof(*topology->session),
	      compare_sessions);
	for (size_t i = 0; i < topology->sessions && status == PS_OK; i++) {
		session = &topology->session[i];
		if (i && !compare_sessions(session, session - 1)) {
			ps_node_place(session[-1].node, other, sizeof(other));
			return ps_node_fail(session->node, err, PS_INVALID,
					    "another router has it too (%s); "
					    "remove one",
					    other);
		}
		status = ps_topology_neighbor(
			topology->builder, session->neighbor, session->router,
			numbers, &count, err);
	}
	return status;
}

enum ps_status ps_topology_build(const struct ps_node *instance,
				 struct ps_policy_builder *builder,
				 void (*warn)(const char *text),
				 struct ps_topology **out, struct ps_error *err)
{
	struct ps_topology *topology = topology_new(instance);
	const struct ps_node *location;
	enum ps_status status = PS_OK;

	if (!topology)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	topology->builder = builder;
	topology->warn = warn;
	PS_NODE_EACH (location, instance, "location") {
		status = add_location(topology, location, err);
		if (status != PS_OK)
			break;
	}
	qsort(topology->location, topology->locations,
	      sizeof(*topology->location), compare_locations);
	if (status == PS_OK)
		status = add_sessions(topology, err);
	if (status == PS_OK)
		*out = topology;
	else
		ps_topology_free(topology);
	return status;
}

const struct ps_topology_location *
ps_topology_location(const struct ps_topology *topology, const char *name)
{
	const struct ps_topology_location key = { .name = name };

	return bsearch(&key, topology->location, topology->locations,
		       sizeof(key), compare_locations);
}

const struct ps_node *ps_topology_session(const struct ps_topology *topology,
					  const char *neighbor)
{
	const struct session key = { .neighbor = neighbor };
	const struct session *found;

	found = bsearch(&key, topology->session, topology->sessions,
			sizeof(key), compare_sessions);
	return found ? found->node : NULL;
}

enum ps_status ps_topology_neighbor(struct ps_policy_builder *builder,
				    const char *name, uint32_t router,
				    uint32_t numbers[PS_NEIGHBOR_NUMBERS],
				    unsigned int *count, struct ps_error *err)
{
	unsigned char address[sizeof(struct in6_addr)];
	enum ps_status status;

	*count = 1;
	if (inet_pton(strchr(name, ':') ? AF_INET6 : AF_INET, name, address))
		return ps_policy_builder_neighbor(builder, PS_NEIGHBOR_ADDRESS,
						  name, router, &numbers[0],
						  err);
	*count = 2;
	status = ps_policy_builder_neighbor(builder, PS_NEIGHBOR_INTERFACE,
					    name, router, &numbers[0], err);
	if (status != PS_OK)
		return status;
	return ps_policy_builder_neighbor(builder, PS_NEIGHBOR_PEER_GROUP, name,
					  router, &numbers[1], err);
}
