/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What peering-rtrd and the module say to each other over a channel: fixed
 * structures, in the machine's byte order, since both are built together. The
 * module believes none of it before ps_feed_check().
 */
#ifndef PS_FEED_H
#define PS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/limits.h"
#include "policy/status.h"

#define PS_FEED_ADDRESS 48 /* text of an address and its NUL */
#define PS_FEED_TEXT 256   /* octets, NUL included */

enum ps_feed_kind {
	/* From peering-rtrd: */
	PS_FEED_SET = 1, /* struct ps_feed_state, and the set's image file */
	PS_FEED_STATE,	 /* struct ps_feed_state; also says "I'm alive" */
	PS_FEED_SOURCE,	 /* struct ps_feed_source */
	/* From the module: */
	PS_FEED_RELOAD, /* read all files again */
};

struct ps_feed_state {
	uint64_t serial;     /* of the last set sent; 0: none is complete */
	uint32_t expires_in; /* seconds until it may not be used any more; */
			     /* 0: never */
	uint32_t sources;    /* that contribute to it */
	uint32_t fresh;	     /* of those: in sync with where they come from */
};

enum ps_vrp_source_kind {
	PS_VRP_CACHE = 0,  /* RTR (RFC 8210) */
	PS_VRP_FILE,	   /* JSON of VRPs */
	PS_VRP_EXCEPTIONS, /* SLURM (RFC 8416) */
	PS_VRP_SOURCE_KINDS
};

enum ps_vrp_source_state {
	PS_VRP_STANDBY = 0, /* a preferred one is used */
	PS_VRP_CONNECTING,
	PS_VRP_SYNCING, /* its data are on their way */
	PS_VRP_IN_SYNC,
	PS_VRP_FAILED, /* the error says why; it is tried again */
	PS_VRP_SOURCE_STATES
};

/* "standby", "connecting", "synchronizing", "in sync", "failed". */
const char *ps_vrp_source_state_name(enum ps_vrp_source_state state);

/* "cache", "file", "exceptions". */
const char *ps_vrp_source_kind_name(enum ps_vrp_source_kind kind);

struct ps_feed_source {
	char name[PS_MAX_NAME + 1]; /* of a cache; else "" */
	char address[PS_FEED_ADDRESS];
	char error[PS_FEED_TEXT]; /* the last one; "": all is well */
	uint32_t number;	  /* place among the sources */
	uint32_t preference;	  /* lower is preferred */
	uint32_t session;	  /* RTR session id */
	uint32_t serial;	  /* RTR serial of its data */
	uint32_t ipv4;		  /* VRPs; exceptions: filters */
	uint32_t ipv6;		  /* VRPs; exceptions: assertions */
	uint32_t aspas;		  /* customers that have one; of a file */
	uint32_t age;		  /* of its data, seconds */
	uint32_t expires_in;	  /* seconds; 0: never */
	uint32_t failures;	  /* so far */
	uint16_t port;
	uint8_t kind;	  /* enum ps_vrp_source_kind */
	uint8_t state;	  /* enum ps_vrp_source_state */
	uint8_t ssh;	  /* 1: over SSH */
	uint8_t version;  /* RTR protocol version */
	uint8_t has_data; /* 1: a complete set of its own that isn't expired */
	uint8_t used;	  /* 1: and it contributes */
	uint8_t pad[4];	  /* zero */
};

struct ps_feed_message {
	char magic[8]; /* PS_FEED_MAGIC */
	uint32_t kind; /* enum ps_feed_kind */
	uint32_t pad;  /* zero */
	union {
		struct ps_feed_state state;
		struct ps_feed_source source;
	};
};

/* Octets of a message of that kind; 0: there is no such kind. */
size_t ps_feed_size(enum ps_feed_kind kind);

/* An empty message of that kind. */
struct ps_feed_message ps_feed_message(enum ps_feed_kind kind);

/*
 * Check `size` octets that peering-rtrd sent, with or without a descriptor:
 * every field is in its range afterwards, every string ends and is printable
 * (what isn't becomes a dot). PS_OK or PS_INVALID.
 */
enum ps_status ps_feed_check(struct ps_feed_message *message, size_t size,
			     bool has_fd, struct ps_error *err);

#endif
