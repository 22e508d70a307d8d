/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiled policy of one BGP instance: an immutable snapshot of flat
 * records. peering-policy writes it (policy_builder.h) from data that
 * libyang has validated; the module only checks it and reads it, so that
 * 100,000 registrations cost no parsing in bgpd.
 *
 * The image is treated as hostile all the same: every offset, index,
 * count, enumeration and string is checked before the policy is used.
 */
#ifndef PS_POLICY_H
#define PS_POLICY_H

#include "policy/image.h"
#include "policy/prefix_filter.h"
#include "policy/prefix_index.h"

#define PS_NO_INDEX UINT32_MAX

enum ps_mode { PS_MODE_OBSERVE = 0, PS_MODE_ENFORCE, PS_MODE_INHERIT };
enum ps_side { PS_SIDE_SERVICE = 0, PS_SIDE_CUSTOMER };
enum ps_off_path { PS_OFF_PATH_DENY = 0, PS_OFF_PATH_LAST_RESORT };
enum ps_redundancy { PS_ACTIVE_ACTIVE = 0, PS_ACTIVE_STANDBY };
enum ps_internal { PS_INTERNAL_VALIDATE = 0, PS_INTERNAL_TRUST };
enum ps_rpki_scope { PS_SCOPE_REGISTERED = 0, PS_SCOPE_ALL };
enum ps_treatment { PS_TREAT_PERMIT = 0, PS_TREAT_DENY };
enum ps_export_scope { PS_EXPORT_OWN_MAP = 0, PS_EXPORT_REGISTERED };
/* What a neighbor may do beside what its session is for; bits. */
enum ps_neighbor_role {
	PS_ROLE_RTBH_SOURCE = 1,      /* trigger blackholes (RFC 7999) */
	PS_ROLE_DIVERSION_SOURCE = 2, /* draw traffic to a scrubbing center */
};
enum ps_neighbor_kind {
	PS_NEIGHBOR_ADDRESS = 0, /* RFC 5952 / dotted quad text */
	PS_NEIGHBOR_INTERFACE,
	PS_NEIGHBOR_PEER_GROUP,
};

/* What becomes of a consumer for whom too many events wait. */
enum ps_slow_consumer { PS_SLOW_DROP_OLDEST = 0, PS_SLOW_DISCONNECT };

#define PS_DEFAULT_GROUP UINT32_MAX /* the host's own choice */

/* Strings are offsets into the policy's string pool; 0 is "". */

struct ps_events {
	uint32_t socket;       /* string: path, or "" for none */
	uint32_t group;	       /* gid of the socket file, or PS_DEFAULT_GROUP */
	uint32_t history_size; /* events kept for who comes back; 0: none */
	uint32_t queue_size;   /* events that may wait for a consumer */
	uint16_t max_consumers; /* at least 1 */
	uint16_t mode;		/* of the socket file: permission bits */
	uint8_t slow_consumer;	/* enum ps_slow_consumer */
	uint8_t pad[3];		/* zero */
};

struct ps_settings {
	uint32_t community;	 /* RFC 1997 value; 0: none */
	uint32_t failback_delay; /* seconds */
	uint32_t drain_delay;	 /* seconds */
	uint32_t rank_base;	 /* local-preference */
	uint32_t rank_location_step;
	uint32_t rank_router_step;
	uint32_t rpki_file;	  /* string: path of a VRP file, or "" */
	uint32_t rpki_exceptions; /* string: path of a SLURM file, or "" */
	uint32_t rpki_expire;	  /* seconds; 0: as the sources say */
	uint32_t rpki_start_gate; /* seconds */
	struct ps_events events;
	uint32_t max_as_path_length; /* hops; 0: no bound */
	uint8_t mode;		     /* enum ps_mode, never INHERIT */
	uint8_t internal;	     /* enum ps_internal */
	uint8_t export_scope;	     /* enum ps_export_scope */
	uint8_t rpki_scope;	     /* enum ps_rpki_scope */
	uint8_t rpki_not_found;	     /* enum ps_treatment */
	uint8_t rpki_no_data;	     /* enum ps_treatment */
	uint8_t private_as;	     /* enum ps_treatment */
	uint8_t protect_local;	     /* 0 or 1 */
	uint8_t pad[4];		     /* zero */
};

/* How the ways to a location are measured. */
struct ps_probe {
	uint32_t interval; /* milliseconds; 0: they aren't */
	uint32_t rtt;	   /* milliseconds: threshold; 0: none */
	uint32_t hold;	   /* seconds beyond one, to be degraded */
	uint32_t target;   /* first of target_count numbers: strings, */
			   /* addresses; none: each neighbor itself */
	uint8_t target_count;
	uint8_t loss;  /* percent: threshold; 0: none */
	uint16_t port; /* of TCP connects; 0: ICMP echoes */
};

struct ps_location {
	uint32_t name;	      /* string, unique */
	uint32_t description; /* string */
	uint32_t export_map;  /* string: a route-map, or "" for none */
	uint32_t preference;  /* lower is nearer */
	uint32_t router;      /* its first router; they are adjacent */
	uint32_t router_count;
	struct ps_probe probe;
	uint8_t drain;	    /* 0 or 1 */
	uint8_t redundancy; /* enum ps_redundancy */
	uint8_t pad[2];	    /* zero */
};

struct ps_router {
	uint32_t name;	     /* string, unique in its location */
	uint32_t preference; /* lower is preferred */
	uint32_t location;   /* index */
	uint32_t position;   /* 0 is preferred; equal: same rank (multipath) */
	uint8_t drain;	     /* 0 or 1 */
	uint8_t pad[3];	     /* zero */
};

struct ps_neighbor {
	uint32_t name;	 /* string: canonical address, interface or group */
	uint32_t router; /* index, or PS_NO_INDEX: no location session */
	uint8_t kind;	 /* enum ps_neighbor_kind */
	uint8_t roles;	 /* of enum ps_neighbor_role */
	uint8_t pad[2];	 /* zero */
};

/* A cache of VRPs (RFC 8210). */
struct ps_cache {
	uint32_t name;		  /* string, unique */
	uint32_t address;	  /* string */
	uint32_t ssh_user;	  /* string; "": TCP */
	uint32_t ssh_private_key; /* string: path, with SSH */
	uint32_t ssh_known_hosts; /* likewise */
	uint32_t preference;	  /* lower is preferred */
	uint32_t port;
};

/* What raises no incident: all that is said has to fit. See ignore.h. */
struct ps_ignore {
	uint64_t from;		 /* seconds since 1970-01-01 UTC, or 0 */
	uint64_t until;		 /* likewise, or UINT64_MAX; after from */
	uint32_t origin;	 /* AS, or 0: any */
	uint32_t neighbor;	 /* string: name, or "": any */
	struct ps_prefix prefix; /* covers what is announced */
	uint8_t has_prefix;	 /* 0: any, the prefix is zero */
	uint8_t pad[5];		 /* zero */
};

struct ps_registration {
	uint32_t key;	   /* string, or "" */
	uint32_t origin;   /* first of origin_count ps_policy_number()s: AS */
	uint32_t upstream; /* first of upstream_count numbers: AS; none: any */
	uint32_t customer; /* first of customer_count numbers: neighbors */
	uint32_t order;	   /* first of order_count numbers: locations, */
			   /* distinct, the preferred one first */
	uint32_t max_rtt;  /* milliseconds that it should take; 0: any */
	uint16_t origin_count;
	uint16_t upstream_count;
	uint16_t customer_count;
	uint16_t order_count;
	uint8_t side;	       /* enum ps_side */
	uint8_t mode;	       /* enum ps_mode */
	uint8_t off_path;      /* enum ps_off_path */
	uint8_t max_length;    /* bits; as in its entry */
	uint8_t expected_hops; /* of the AS path, at most; 0: any */
	uint8_t pad[3];	       /* zero */
};

enum ps_section {
	PS_SECTION_SETTINGS = 0,  /* exactly one struct ps_settings */
	PS_SECTION_STRINGS,	  /* octets; the first and the last are NUL */
	PS_SECTION_NUMBERS,	  /* uint32_t */
	PS_SECTION_SERVICE_AS,	  /* uint32_t, ascending, not 0 */
	PS_SECTION_DENIED_AS,	  /* likewise */
	PS_SECTION_PROTECTED_AS,  /* likewise */
	PS_SECTION_LOCATIONS,	  /* ascending preference, then name */
	PS_SECTION_ROUTERS,	  /* by location, then preference and name */
	PS_SECTION_NEIGHBORS,	  /* sorted by kind, then name; distinct */
	PS_SECTION_CACHES,	  /* in the order in which they were given */
	PS_SECTION_IGNORES,	  /* likewise */
	PS_SECTION_IPV4,	  /* struct ps_entry4; distinct prefixes, */
				  /* value: number of the registration */
	PS_SECTION_IPV6,	  /* struct ps_entry6; likewise */
	PS_SECTION_REGISTRATIONS, /* of IPv4 entries, then of IPv6 ones */
	PS_SECTION_CONFIGURATION, /* octets; see ps_policy.configuration */
	PS_SECTIONS
};

/* The image of a policy, for image.h. */
extern const struct ps_image_layout ps_policy_layout;

/* Lists of AS numbers, in the order of their sections. */
enum ps_as_list {
	PS_LIST_SERVICE_AS = 0, /* the cloud's */
	PS_LIST_DENIED_AS,	/* never in a path */
	PS_LIST_PROTECTED_AS,	/* only behind themselves */
	PS_AS_LISTS
};

struct ps_policy {
	const struct ps_settings *settings;
	const struct ps_location *locations;
	const struct ps_router *routers;
	const struct ps_neighbor *neighbors;
	const struct ps_cache *caches;
	const struct ps_ignore *ignores;
	const struct ps_registration *registrations;
	const uint32_t *as_list[PS_AS_LISTS];
	uint32_t as_count[PS_AS_LISTS];
	uint32_t location_count;
	uint32_t router_count;
	uint32_t neighbor_count;
	uint32_t cache_count;
	uint32_t ignore_count;
	uint32_t registration_count;
	struct ps_prefix_index index[PS_FAMILIES];
	struct ps_prefix_filter filter[PS_FAMILIES];
	/*
	 * What the policy was compiled from: an object of the model's list
	 * instance (RFC 7951), as the compiler has left it, unchecked. Empty
	 * in a policy that wasn't compiled from any.
	 */
	const char *configuration;
	uint32_t configuration_size;
	/* The rest is policy.c's. */
	const char *strings;
	const uint32_t *numbers;
	uint32_t strings_size;
	uint32_t number_count;
	uint32_t positions; /* most of one location's routers */
	uint32_t checked;   /* neighbors and registrations so far */
};

/*
 * Open a policy over an image of `size` octets, which is borrowed and must
 * outlive the policy. Checks the header and everything but neighbors and
 * registrations. PS_OK gives *out to the caller; PS_INVALID, PS_TOO_BIG or
 * PS_NO_MEMORY otherwise.
 */
enum ps_status ps_policy_open(const void *image, size_t size,
			      struct ps_policy **out, struct ps_error *err);

/*
 * Check some `records` more of neighbors and registrations. PS_AGAIN until
 * all are done, then PS_OK, after which every accessor is safe; PS_INVALID
 * otherwise.
 */
enum ps_status ps_policy_step(struct ps_policy *policy, uint32_t records,
			      struct ps_error *err);

/* Destroy the policy; NULL is accepted. The image is the caller's. */
void ps_policy_close(struct ps_policy *policy);

/* A string of the pool. */
const char *ps_policy_string(const struct ps_policy *policy, uint32_t string);

/* "service-as", "denied-as", "protected-as". */
const char *ps_as_list_name(enum ps_as_list list);

/* Whether an AS is in a list. */
bool ps_policy_has_as(const struct ps_policy *policy, enum ps_as_list list,
		      uint32_t asn);

/* A number of the pool. */
uint32_t ps_policy_number(const struct ps_policy *policy, uint32_t number);

/*
 * Whether a registered prefix may cover a route whose address begins with
 * the 32 bits of top, host byte order. Most routes of a full table need no
 * more than this answer.
 */
static inline bool ps_policy_may_match(const struct ps_policy *policy,
				       enum ps_family family, uint32_t top)
{
	return ps_prefix_filter_may(&policy->filter[family], family, top);
}

/*
 * Index of the registration whose prefix is the longest to cover the
 * route, or PS_NO_INDEX. The hot path: no allocation.
 */
uint32_t ps_policy_match(const struct ps_policy *policy,
			 const struct ps_prefix *route);

/* Index of the registration of exactly this prefix, or PS_NO_INDEX. */
uint32_t ps_policy_find(const struct ps_policy *policy,
			const struct ps_prefix *prefix);

/*
 * Index of the first registration inside a prefix or of itself, or
 * PS_NO_INDEX; the others of its family follow it.
 */
uint32_t ps_policy_first_inside(const struct ps_policy *policy,
				const struct ps_prefix *prefix);

/* Whether an AS may originate a registered prefix. */
bool ps_policy_has_origin(const struct ps_policy *policy,
			  const struct ps_registration *registration,
			  uint32_t asn);

/* Whether an AS may stand next to the origin of a registered prefix. */
bool ps_policy_has_upstream(const struct ps_policy *policy,
			    const struct ps_registration *registration,
			    uint32_t asn);

/* The prefix of registration number i. */
void ps_policy_prefix(const struct ps_policy *policy, uint32_t i,
		      struct ps_prefix *out);

/* Index of the neighbor of that kind and name, or PS_NO_INDEX. */
uint32_t ps_policy_neighbor(const struct ps_policy *policy,
			    enum ps_neighbor_kind kind, const char *name);

/* Index of the location of that name, or PS_NO_INDEX. */
uint32_t ps_policy_location(const struct ps_policy *policy, const char *name);

#endif
