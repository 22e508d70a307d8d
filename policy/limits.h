/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every bound and timer of the engine and of the module, in one place.
 * Sizes are octets unless the name says otherwise; times say their unit.
 */
#ifndef PS_LIMITS_H
#define PS_LIMITS_H

enum ps_limits {
	/* What a policy may hold. */
	PS_MAX_REGISTRATIONS = 1000000,
	PS_MAX_LOCATIONS = 256,
	PS_MAX_ROUTERS = 1024,
	PS_MAX_NEIGHBORS = 65536,
	PS_MAX_IGNORES = 256,  /* rules of what raises no incident */
	PS_MAX_AS_LIST = 1024, /* service-as, denied-as or protected-as */
	PS_MAX_ORIGINS_PER_PREFIX = 256,
	PS_MAX_UPSTREAMS_PER_PREFIX = 256,
	PS_MAX_CUSTOMERS_PER_PREFIX = 64,
	PS_MAX_NAME = 64, /* octets of a name, NUL excluded */
	PS_MAX_KEY = 512, /* octets of a registration key, NUL excluded */
	PS_MAX_DESCRIPTION = 1024, /* octets of a note, NUL excluded */
	PS_MIN_RANK_BASE = 100,	   /* local-preference: as the model says */
	PS_MAX_ROUTE_MAP = 128,	   /* octets of a route-map's name */
	PS_MAX_PATH = 4096,	   /* octets of a path, NUL excluded */

	/* What may arrive from files and children. */
	PS_MAX_RTRD_CONFIG = 1 << 20,
	PS_MAX_CANDIDATE = 64 << 20,
	PS_MAX_CANDIDATE_LINE = 8192, /* path of a leaf and its value */
	PS_MAX_POLICY_FILES = 16,     /* of one instance */
	PS_MAX_POLICY_FILE = 256 << 20,
	PS_MAX_VRP_FILE = 512 << 20,
	PS_MAX_EXCEPTIONS_FILE = 32 << 20,
	PS_MAX_IMAGE = 256 << 20, /* compiled policy or VRP set */
	PS_MAX_VRPS = 4000000,
	PS_MAX_ASPAS = 1000000, /* pairs of customer and provider */
	PS_MAX_VRP_CHANGES = 2 * PS_MAX_VRPS, /* of one source at once */
	PS_MAX_EXCEPTIONS = 100000,	      /* of a kind, in a SLURM file */
	PS_MAX_RPKI_EXPIRE_SEC = 172800,      /* RFC 8210, 6 */
	PS_MAX_RPKI_CACHES = 16,
	PS_MAX_RPKI_SOURCES = PS_MAX_RPKI_CACHES + 2, /* file, assertions */
	PS_MAX_CHILD_TEXT = 16 << 10, /* error text taken from a child */
	PS_CHILD_MEMORY_MIB = 2048,   /* address space of a child */
	PS_CHILD_FILES = 128,	      /* descriptors of a long-lived child */

	/* Routes. */
	PS_MAX_AS_SEGMENTS = 64, /* segments of one AS path looked at */
	PS_MAX_TYPED_AS = 1024,	 /* AS numbers of a path given as text */
	PS_MAX_MRT_PATH = 1024,	 /* and of one in an MRT file */
	PS_MAX_MRT_RECORD = 16 << 20,
	PS_MAX_REPLAY_ROUTES = 2000000, /* of registered prefixes, at once */
	PS_MAX_REPLAY_NEIGHBORS = 4096,
	PS_MRT_PROGRESS_SEC = 2,

	/* Measuring the ways to the cloud. */
	PS_QUALITY_PROBES = 20,	      /* the last ones, that one is judged by */
	PS_QUALITY_LEAST = 5,	      /* that are needed for it */
	PS_RELAPSE_SEC = 3600,	      /* two degradations are one's relapse */
	PS_MAX_PROBE_TARGETS = 8,     /* of one location */
	PS_MIN_PROBE_MSEC = 100,      /* from one probe to the next: */
	PS_MAX_PROBE_MSEC = 60000,    /* as the model says */
	PS_PROBE_TIMEOUT_MSEC = 2000, /* what isn't answered by then is lost */
	PS_MAX_PROBE_HOLD_SEC = 3600,
	PS_LATENCY_EVENT_SEC = 60,
	PS_MAX_PROBES = 256, /* targets over sessions, of an instance */
	PS_PROBE_MESSAGES_PER_SEC =
		2 * PS_MAX_PROBES * 1000 / PS_MIN_PROBE_MSEC,

	/* What the cloud asks of a partner. */
	PS_CLOUD_AS_PATH = 3,		/* hops, our own AS included */
	PS_CLOUD_SESSIONS = 2,		/* routers in the preferred location */
	PS_CLOUD_PREFIXES = 400,	/* maximum-prefix, at least */
	PS_CLOUD_DETECTION_MSEC = 1000, /* of a dead router, less than */

	/* Operators. */
	PS_MAX_COMPLETIONS = 2000,   /* prefixes offered to complete a word */
	PS_MAX_ROUTE_CHANGES = 1000, /* that validate names one by one */
	PS_SHOWN_ROUTE_CHANGES = 50, /* of them in text */

	/* Incidents of one instance. */
	PS_MAX_INCIDENTS = 1024,    /* open ones */
	PS_INCIDENT_HISTORY = 256,  /* ended ones */
	PS_INCIDENT_SAMPLES = 8,    /* neighbors, and prefixes, named */
	PS_INCIDENT_SLICE = 64,	    /* told of at once */
	PS_INCIDENT_QUIET_SEC = 5,  /* without a path, to its end */
	PS_INCIDENT_TELL_SEC = 1,   /* from one update to the next */
	PS_IGNORE_LOOK_SEC = 60,    /* at the clock of the day, at least */
	PS_INCIDENT_START_SEC = 60, /* what is heard so soon was there before */

	/* Detours. */
	PS_DETOUR_SETTLE_SEC = 5,     /* so long a session has been up */
	PS_DETOUR_NEARER_USEC = 2000, /* that another location is, at least */

	/* Registered prefixes that are withdrawn, or flap. */
	PS_MAX_UNREST = 16384, /* of a prefix and session each */
	PS_UNREST_TICK_SEC = 5,
	PS_FLAP_HALF_LIFE_SEC = 900,
	PS_FLAP_BEGIN = 6000, /* RFC 7196, 5 */
	PS_FLAP_END = 3000,
	PS_FLAP_MOST = 12000,
	PS_FLAP_FORGOTTEN = 100,

	/* Events. */
	PS_MAX_EVENT_HISTORY = 1000000, /* events */
	PS_MIN_EVENT_QUEUE = 16,
	PS_MAX_EVENT_QUEUE = 1000000,
	PS_MAX_EVENT_CONSUMERS = 1024,
	PS_EVENT_BATCH = 64,	  /* messages handed to one write */
	PS_EVENT_LOOKS = 20000,	  /* comparisons for one batch */
	PS_EVENT_DROPS = 500,	  /* events released at once */
	PS_EVENT_AS_PATH = 64,	  /* hops of an AS path told */
	PS_EVENT_REQUEST = 16384, /* of a Subscribe with its length */
	PS_EVENT_FILTERS = 256,	  /* prefixes, and locations, of one */
	PS_BOOT_ID = 32,
	PS_EVENT_DELAY_USEC = 250, /* of an event while bgpd is at work */
	PS_EVENT_SEND_USEC = 500,  /* at once, when one is published */

	/* Slices of work on the host's main thread. */
	PS_SLICE_RECORDS = 20000,    /* image records checked in a slice */
	PS_SLICE_DESTINATIONS = 500, /* destinations queued in a slice */
	PS_SLICE_ITEMS = 200,	     /* items printed in a slice */
	PS_SLICE_USEC = 5000,	     /* longest hold of the event loop */

	/* The registration checks: in the background, and bounded. */
	PS_COMPLIANCE_SLICE = 500,     /* prefixes in a slice */
	PS_COMPLIANCE_LOGGED = 10,     /* changes logged in a round */
	PS_COMPLIANCE_SHOWN = 20,      /* prefixes that show lists */
	PS_COMPLIANCE_SHARE = 500,     /* one part in so many of our time */
	PS_COMPLIANCE_SOON_SHARE = 50, /* when something changes */
	PS_COMPLIANCE_PAST = 4,	       /* policies kept for their states */
	PS_COMPLIANCE_PAUSE_MSEC = 20, /* between two slices */
	PS_COMPLIANCE_SOON_MSEC = 200, /* after something changed */
	PS_COMPLIANCE_ROUND_SEC = 5,   /* between two rounds, at least */
	PS_COMPLIANCE_START_SEC = 30,  /* sessions may still be coming up */
	PS_COMPLIANCE_SETTLE_SEC = 10, /* after a change of a route */

	/* Timers. */
	PS_COMMIT_QUIET_MSEC = 1000, /* after the last configuration line */
	PS_COMMIT_LISTEN_MSEC = 50,  /* and of having been able to hear one */
	PS_COMMIT_PATIENCE_SEC = 60, /* with others that aren't ours */
	PS_GAP_SCAN_SEC = 5,	     /* between two looks at the neighbors */
	PS_GAP_SOON_MSEC = 200,	     /* from a hint of a gap to the look */
	PS_WALKED_PER_USEC = 1,	     /* destinations, by bgpd in its table */
	PS_LOSS_USEC = 40000,	     /* for a lost session, at most */
	PS_SUSPECT_SEC = 2,	     /* for BGP to close what seems lost */
	PS_CHILD_POLL_MSEC = 20,     /* where a child's end can't be heard; */
	PS_CHILD_POLL_MOST_MSEC = 1000, /* doubles up to this */
	PS_RETRY_MSEC = 1000,		/* after bgpd dropped a request */
	PS_CHILD_TIMEOUT_SEC = 60,	/* a compile that hangs is killed */
	PS_FEED_SIGN_SEC = 5,		/* peering-rtrd says that it lives */
	PS_FEED_SILENT_SEC = 15,	/* it didn't: it is killed */
	PS_FEED_HUNG_UP_MSEC = 1000,	/* from its hanging up to its end */
	PS_FEED_BACKOFF_FIRST_SEC = 1,	/* to its restart; doubles */
	PS_FEED_BACKOFF_MOST_SEC = 60,
	PS_FEED_STEADY_SEC = 120, /* it lived so long: begin with the first */
	PS_FEED_BATCH = 32,	  /* messages taken in one turn */
	PS_FEED_MESSAGES_PER_SEC = 1000, /* more are a flood */
	PS_FEED_EXPIRE_SLACK_SEC = 5, /* it tells of expiry before it is due */
	PS_FILE_LOOK_SEC = 5,	      /* between two looks at a file */
	PS_RTR_CONNECT_SEC = 15,
	PS_RTR_IDLE_SEC = 30,	      /* a cache stops in mid-answer */
	PS_RTR_SYNC_SEC = 300,	      /* a question, until it is answered */
	PS_RTR_BACKOFF_FIRST_SEC = 1, /* to the restart of a worker; doubles */
	PS_RTR_BACKOFF_MOST_SEC = 60,
	PS_RTR_PATIENCE = 2,	    /* failures before a cache isn't awaited */
	PS_RTR_FALLBACK_SEC = 10,   /* to the caches of the next preference */
	PS_RTR_FIRST_WAIT_SEC = 20, /* for every source, at start */
	PS_START_HOLD_SEC = 30,	    /* selection waits for the first policy */
	PS_DEFERRAL_HOLD_SEC =
		120,		   /* and deferred selection for judging, too */
	PS_EVENT_GRACE_MSEC = 100, /* for a consumer to say what it wants */
	PS_EVENT_REQUEST_SEC = 5,  /* from its first octet to its last */
	PS_FAILOVER_QUIET_MSEC = 200, /* after the last prefix that moved */
	PS_FAILOVER_CAUSE_SEC = 600,  /* older causes aren't this one's */
};

#endif
