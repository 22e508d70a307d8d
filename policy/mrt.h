/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MRT (RFC 6396): what a BGP speaker or a collector has recorded. Reads
 * BGP4MP and BGP4MP_ET (messages and state changes, with two or four octets
 * for an AS) and TABLE_DUMP_V2 (IPv4 and IPv6 unicast), with or without path
 * identifiers (RFC 8050). Records of other types are counted and skipped.
 *
 * What is read is hostile: every length is checked against what it is in, an
 * attribute that is broken makes its routes withdrawn (RFC 7606), and a record
 * that is broken is counted and skipped. Only a file that ends within a
 * record, or that has one of over PS_MAX_MRT_RECORD octets, isn't read on.
 */
#ifndef PS_MRT_H
#define PS_MRT_H

#include "policy/clock.h"
#include "policy/limits.h"
#include "policy/mrt_route.h"
#include "policy/status.h"

struct ps_mrt_peer {
	char address[INET6_ADDRSTRLEN]; /* as inet_ntop() writes it */
	uint32_t asn;
	uint32_t local_as; /* who has recorded it; 0: it doesn't say */
};

enum ps_mrt_event_kind {
	PS_MRT_ANNOUNCED,
	PS_MRT_WITHDRAWN,
	PS_MRT_PEER_DOWN, /* with all that it has announced */
};

struct ps_mrt_event {
	enum ps_mrt_event_kind kind;
	ps_usec when; /* since 1970-01-01 UTC */
	const struct ps_mrt_peer *peer;
	struct ps_prefix prefix;
	uint32_t path_id; /* RFC 7911; 0: none */
	bool from_table;  /* it was there when the file begins */
	const struct ps_mrt_attributes *attributes; /* of what is announced */
};

struct ps_mrt_counts {
	uint64_t records;
	uint64_t skipped; /* of types that aren't read */
	uint64_t broken;
};

struct ps_mrt; /* opaque */

/* Called for each event; what it borrows is good until it returns. */
typedef void (*ps_mrt_taker)(const struct ps_mrt_event *event, void *arg);

/* A reader that hands everything to take(). NULL without memory. */
struct ps_mrt *ps_mrt_new(ps_mrt_taker take, void *arg);

/* Destroy; NULL is accepted. */
void ps_mrt_free(struct ps_mrt *mrt);

enum { PS_MRT_HEADER = 12 }; /* octets, with the length of what follows */

/*
 * The octets that follow a header; over PS_MAX_MRT_RECORD: it can't be read.
 */
uint32_t ps_mrt_length(const uint8_t header[PS_MRT_HEADER]);

/* Take one record: its header, and as many octets as that says. */
void ps_mrt_record(struct ps_mrt *mrt, const uint8_t header[PS_MRT_HEADER],
		   const uint8_t *body);

const struct ps_mrt_counts *ps_mrt_counts(const struct ps_mrt *mrt);

#endif
