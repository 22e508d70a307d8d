/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy as its naive twin holds it: plain arrays in any order, searched
 * from end to end. Only types are shared with policy/.
 */
#ifndef TESTS_UNIT_TWIN_POLICY_H
#define TESTS_UNIT_TWIN_POLICY_H

#include "policy/decide.h"

enum {
	TWIN_LISTED = 3,
	TWIN_LOCATIONS = 6,
	TWIN_ROUTERS = 12,
	TWIN_NEIGHBORS = 12,
	TWIN_ORIGINS = 3,
	TWIN_UPSTREAMS = 3,
	TWIN_CUSTOMERS = 3,
	TWIN_REGISTRATIONS = 8,
	TWIN_VRPS = 10,
	TWIN_ASPAS = 6,
	TWIN_NAME = 16,
	TWIN_NONE = -1,
};

struct twin_list {
	uint32_t as[TWIN_LISTED];
	int count;
};

struct twin_location {
	char name[TWIN_NAME];
	uint32_t preference;
	bool standby;
};

struct twin_router {
	char name[TWIN_NAME];
	uint32_t preference;
	int location;
};

struct twin_neighbor {
	char name[TWIN_NAME];
	enum ps_neighbor_kind kind;
	int router; /* or TWIN_NONE */
	bool rtbh_source;
	bool diversion_source;
};

struct twin_registration {
	struct ps_prefix prefix;
	uint8_t max_length;
	enum ps_side side;
	enum ps_mode mode;
	enum ps_off_path off_path;
	uint32_t origin[TWIN_ORIGINS];
	uint32_t upstream[TWIN_UPSTREAMS];
	int customer[TWIN_CUSTOMERS]; /* neighbors */
	int order[TWIN_LOCATIONS];
	int origins, upstreams, customers, places;
};

/* Things are named by their places in the arrays. */
struct twin_policy {
	struct ps_settings settings;
	struct twin_list list[PS_AS_LISTS];
	struct twin_location location[TWIN_LOCATIONS];
	struct twin_router router[TWIN_ROUTERS];
	struct twin_neighbor neighbor[TWIN_NEIGHBORS];
	struct twin_registration registration[TWIN_REGISTRATIONS];
	struct ps_vrp vrp[TWIN_VRPS];
	struct ps_aspa aspa[TWIN_ASPAS];
	int locations, routers, neighbors, registrations, vrps, aspas;
};

/* Where a route came from, and under which names. */
struct twin_peer {
	enum ps_source source;
	uint32_t asn;
	enum ps_health health;
	int neighbor[PS_PEER_NAMES]; /* or TWIN_NONE; the most specific first */
};

bool twin_covers(const struct ps_prefix *outer, const struct ps_prefix *inner);

/* Place of the longest registration that covers the route, or TWIN_NONE. */
int twin_match(const struct twin_policy *policy, const struct ps_prefix *route);

/* The location session that a peer is, by its router, or TWIN_NONE. */
int twin_session(const struct twin_policy *policy,
		 const struct twin_peer *peer);

/*
 * Numbers that the compiled policy gives, told by how many sort before.
 */
uint32_t twin_registration_number(const struct twin_policy *policy, int it);
uint32_t twin_location_number(const struct twin_policy *policy, int it);
uint32_t twin_router_number(const struct twin_policy *policy, int it);

/* How many routers of its location stand before a router. */
uint32_t twin_router_place(const struct twin_policy *policy, int it);

/* Whether one of a peer's names is a customer's, or has a role. */
bool twin_is_customer(const struct twin_policy *policy,
		      const struct twin_registration *registration,
		      const struct twin_peer *peer);
bool twin_is_rtbh_source(const struct twin_policy *policy,
			 const struct twin_peer *peer);
bool twin_is_diversion_source(const struct twin_policy *policy,
			      const struct twin_peer *peer);

bool twin_is_listed(const struct twin_policy *policy, enum ps_as_list list,
		    uint32_t asn);
bool twin_may_originate(const struct twin_registration *registration,
			uint32_t asn);

bool twin_is_upstream(const struct twin_registration *registration,
		      uint32_t asn);

/* By IANA's registry; what is for documentation is public here. */
bool twin_is_public(uint32_t asn);

#endif
