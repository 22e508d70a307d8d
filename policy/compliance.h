/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cloud's registration checks, made here before the cloud makes them:
 * what one router knows in, a state with a sentence and a remedy out. Pure:
 * no clock, no allocation.
 *
 * What this router can't know is Unknown, never Verified: another partner
 * router may have the session. What is still on its way is Pending. Warning
 * is what the cloud asks for but doesn't refuse the prefix over.
 */
#ifndef PS_COMPLIANCE_H
#define PS_COMPLIANCE_H

#include "policy/decide.h"

/* In the order of severity. The words are the cloud's. */
enum ps_compliance_state {
	PS_COMPLIANCE_NONE = 0, /* doesn't apply, or not looked at yet */
	PS_COMPLIANCE_VERIFIED,
	PS_COMPLIANCE_UNKNOWN,
	PS_COMPLIANCE_PENDING,
	PS_COMPLIANCE_WARNING,
	PS_COMPLIANCE_FAILED,
	PS_COMPLIANCE_STATES
};

/* "Verified", "Failed", …; "None". */
const char *ps_compliance_state_name(enum ps_compliance_state state);

/* How far a session with the cloud is, the least useful first. */
enum ps_link {
	PS_LINK_DOWN = 0,
	PS_LINK_ELSEWHERE, /* in the policy, but not on this router */
	PS_LINK_STARTING,  /* never up yet, and may still be coming */
	PS_LINK_SETTLING,  /* up, but only just */
	PS_LINK_UP,
	PS_LINKS
};

/* "down", "elsewhere", "starting", "settling", "up". */
const char *ps_link_name(enum ps_link link);

enum ps_bfd { PS_BFD_ABSENT = 0, PS_BFD_DOWN, PS_BFD_UP };

/* A session with the cloud. Nothing is known of one elsewhere but its name. */
struct ps_compliance_session {
	const char *neighbor; /* borrowed; as the operator wrote it */
	uint32_t router;      /* index */
	uint8_t families;     /* bits 1 << enum ps_family: activated */
	uint8_t out_map;      /* likewise: has its location's built-in map */
	uint8_t link;	      /* enum ps_link */
	uint8_t bfd;	      /* enum ps_bfd */
	uint8_t health;	      /* enum ps_health, where it is up */
	uint32_t router_id;   /* BGP's, host order; 0: not known */
	uint32_t bfd_detection_msec; /* at least; 0: not known */
	const char *interface;	     /* borrowed; "": not known */
	uint32_t speed;		     /* of it, Mbit/s; 0: not known */
	struct {
		uint32_t prefixes; /* 0: no maximum-prefix */
		bool warns_only;
	} maximum[PS_FAMILIES];
};

/* A route as the cloud sees it, our own AS included. */
struct ps_compliance_route {
	uint32_t hops;
	uint32_t origin;
	uint32_t private_as;
	uint32_t repeated_as;
	bool has_origin;
	bool has_private_as;
	bool has_repeated_as;
	bool has_med;	    /* other than 0 */
	bool has_community; /* the policy's, and it is sent */
};

enum ps_exchange {
	PS_EXCHANGE_NONE = 0,
	PS_EXCHANGE_QUEUED,  /* to be sent */
	PS_EXCHANGE_REFUSED, /* received, and denied */
	PS_EXCHANGE_DRAINED, /* not sent, and not to be: its router is drained
			      */
	PS_EXCHANGE_DONE,    /* sent, or received and permitted */
};

/* A session at one of the prefix's locations, and what passes over it. */
struct ps_compliance_exchange {
	const struct ps_compliance_session *session; /* borrowed */
	uint32_t place;	     /* of its location in the prefix's order */
	uint8_t state;	     /* enum ps_exchange */
	const char *refusal; /* with REFUSED; static */
	struct ps_compliance_route route; /* with DONE, customer side */
};

/* Why a customer's prefix isn't sent where the session is up. */
enum ps_absence {
	PS_ABSENCE_UNEXPLAINED = 0, /* nothing of ours keeps it back */
	PS_ABSENCE_NO_PATH,
	PS_ABSENCE_UNSELECTED, /* permitted, but bgpd doesn't use it */
	PS_ABSENCE_DENIED,
	PS_ABSENCE_KEPT, /* permitted, but for inside only */
};

/* The selected path of a prefix. */
enum ps_active {
	PS_ACTIVE_UNKNOWN = 0, /* there is none, or another router's */
	PS_ACTIVE_PREFERRED,   /* at the preferred location */
	PS_ACTIVE_ALTERNATE,   /* at another of its locations */
	PS_ACTIVE_ELSEWHERE,   /* at none of them */
};

/*
 * What is looked at: a registered prefix with the sessions of its locations;
 * or one session, alone; or neither, the instance or a location. All is
 * borrowed.
 */
struct ps_compliance_facts {
	const struct ps_context *context;
	uint8_t families; /* bits: the prefix's, or all */
	/* By place, then by router; those activated for the families. */
	const struct ps_compliance_exchange *exchanges;
	size_t exchange_count;
	/* Only of a prefix: */
	const struct ps_registration *registration; /* or NULL */
	struct ps_prefix prefix;
	bool settling; /* what passes over the sessions is still changing */
	bool has_path; /* bgpd has one that it does or might send: */
	struct ps_compliance_route path;
	uint8_t absence;	 /* enum ps_absence */
	const char *absence_why; /* a sentence, static; with DENIED and KEPT */
	/* Only of a service prefix: where bgpd sends its traffic now. */
	uint8_t active;		/* enum ps_active */
	const char *active_why; /* static; with ELSEWHERE */
	/* Of the instance: exchanges are all sessions, place their location. */
	bool is_instance;
	/* Of a location: the same, but its own sessions have place 0. */
	bool is_location;
};

/* What a check is about, and so whose change of state is told. */
enum ps_compliance_scope {
	PS_SCOPE_PREFIX = 0,
	PS_SCOPE_SESSION, /* looked at for each prefix, too */
	PS_SCOPE_INSTANCE,
};

/* The checks, in the order in which they are shown. */
enum ps_compliance_check {
	PS_CHECK_PUBLIC = 0,
	PS_CHECK_ORIGIN,
	PS_CHECK_RPKI,
	PS_CHECK_ANNOUNCED,
	PS_CHECK_RECEIVED,
	PS_CHECK_COMMUNITY,
	PS_CHECK_AS_PATH_LENGTH,
	PS_CHECK_PRIVATE_AS,
	PS_CHECK_PREPENDING,
	PS_CHECK_MED,
	PS_CHECK_PRIMARY_SESSIONS,
	PS_CHECK_BACKUP_SESSIONS,
	PS_CHECK_DIVERSE_INTERFACES,
	PS_CHECK_BANDWIDTH,
	PS_CHECK_LOCAL_STANDBY,
	PS_CHECK_BFD,
	PS_CHECK_MAXIMUM_PREFIX,
	PS_CHECK_DENIED_AS,
	PS_CHECK_DIVERSE_ROUTERS,
	PS_CHECK_PREFERRED_PATH,
	PS_CHECK_REDUNDANCY,
	PS_CHECKS
};

/* "announced", "as-path-length", …: as events and JSON carry it. */
const char *ps_compliance_check_name(enum ps_compliance_check check);

/* What it asks for, in a few words. */
const char *ps_compliance_check_rule(enum ps_compliance_check check);

enum ps_compliance_scope
ps_compliance_check_scope(enum ps_compliance_check check);

/* Whether the cloud can't see it: nobody but this router raises the alarm. */
bool ps_compliance_check_is_ours(enum ps_compliance_check check);

#define PS_COMPLIANCE_TEXT 256 /* octets, NUL included; longer text is cut */

struct ps_compliance_finding {
	enum ps_compliance_state state;
	char message[PS_COMPLIANCE_TEXT]; /* as the cloud would say it */
	char remedy[PS_COMPLIANCE_TEXT];  /* "": there is nothing to do */
};

/* Make one check, with all that can be said of it. */
void ps_compliance_look(const struct ps_compliance_facts *facts,
			enum ps_compliance_check check,
			struct ps_compliance_finding *finding);

/*
 * The states of all checks in one number, PS_COMPLIANCE_BITS each; 0 is
 * PS_COMPLIANCE_NONE for all.
 */
typedef uint64_t ps_compliance_states;
#define PS_COMPLIANCE_BITS 3

/* Make all checks that apply to what is looked at; nothing is written down. */
ps_compliance_states ps_compliance_run(const struct ps_compliance_facts *facts);

/* The state of one check, and of the worst one. */
enum ps_compliance_state ps_compliance_of(ps_compliance_states states,
					  enum ps_compliance_check check);
enum ps_compliance_state ps_compliance_worst(ps_compliance_states states);

/* Those of one scope alone. */
ps_compliance_states ps_compliance_scoped(ps_compliance_states states,
					  enum ps_compliance_scope scope);

/*
 * What the cloud sees of a path, whose first AS is our own. med and community
 * are the caller's.
 */
void ps_compliance_see(const struct ps_as_path *path,
		       struct ps_compliance_route *out);

#endif
