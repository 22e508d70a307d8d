/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/mrt.h"

#include <stdlib.h>
#include <string.h>

enum record_type { TABLE_DUMP_V2 = 13, BGP4MP = 16, BGP4MP_ET = 17 };

enum bgp4mp {
	STATE_CHANGE = 0,
	MESSAGE = 1,
	MESSAGE_AS4 = 4,
	STATE_CHANGE_AS4 = 5,
	MESSAGE_ADDPATH = 8,
	MESSAGE_AS4_ADDPATH = 9,
};

enum table_dump_v2 {
	PEER_INDEX_TABLE = 1,
	RIB_IPV4_UNICAST = 2,
	RIB_IPV6_UNICAST = 4,
	RIB_IPV4_UNICAST_ADDPATH = 8,
	RIB_IPV6_UNICAST_ADDPATH = 10,
};

enum {
	PEER_IPV6 = 1, /* of a peer's type */
	PEER_AS4 = 2,
	AFI_IPV4 = 1,
	AFI_IPV6 = 2,
	ESTABLISHED = 6,
	MARKER = 16,
	UPDATE = 2,
};

struct ps_mrt {
	ps_mrt_taker take;
	void *arg;
	struct ps_mrt_peer sender; /* of the message that is being read */
	struct ps_mrt_peer *peer;  /* of the last PEER_INDEX_TABLE */
	uint32_t peers;
	struct ps_mrt_counts counts;
	struct ps_mrt_attributes attributes;
};

/* What became of a record. */
enum outcome { TAKEN, SKIPPED, BROKEN };

struct ps_mrt *ps_mrt_new(ps_mrt_taker take, void *arg)
{
	struct ps_mrt *mrt = calloc(1, sizeof(*mrt));

	if (!mrt)
		return NULL;
	mrt->take = take;
	mrt->arg = arg;
	return mrt;
}

void ps_mrt_free(struct ps_mrt *mrt)
{
	if (!mrt)
		return;
	free(mrt->peer);
	free(mrt);
}

const struct ps_mrt_counts *ps_mrt_counts(const struct ps_mrt *mrt)
{
	return &mrt->counts;
}

static struct ps_octets header_octets(const uint8_t header[PS_MRT_HEADER],
				      size_t from)
{
	return (struct ps_octets){
		.at = header + from,
		.left = PS_MRT_HEADER - from,
	};
}

uint32_t ps_mrt_length(const uint8_t header[PS_MRT_HEADER])
{
	struct ps_octets length = header_octets(header, 8);

	return ps_octets_number(&length, 4);
}

static void read_address(struct ps_octets *from, bool six,
			 struct ps_mrt_peer *peer)
{
	const uint8_t *address = ps_octets_take(from, six ? 16 : 4);

	if (address)
		inet_ntop(six ? AF_INET6 : AF_INET, address, peer->address,
			  sizeof(peer->address));
}

static void hand_over(struct ps_mrt *mrt, struct ps_mrt_event *event,
		      struct ps_octets prefixes, enum ps_family family,
		      bool add_path)
{
	while (ps_mrt_prefix_read(&prefixes, family, add_path, &event->prefix,
				  &event->path_id))
		mrt->take(event, mrt->arg);
}

/* RFC 7606, 2: routes whose attributes are broken are withdrawn. */
static bool take_update(struct ps_mrt *mrt, struct ps_octets *update,
			const struct ps_mrt_form *form,
			struct ps_mrt_event *event)
{
	struct ps_mrt_attributes *attributes = &mrt->attributes;
	struct ps_octets withdrawn, fields;
	bool whole;

	withdrawn = ps_octets_part(update, ps_octets_number(update, 2));
	fields = ps_octets_part(update, ps_octets_number(update, 2));
	if (update->broken)
		return false;
	whole = ps_mrt_attributes_read(fields, form, attributes);
	event->kind = PS_MRT_WITHDRAWN;
	hand_over(mrt, event, withdrawn, PS_IPV4, form->add_path);
	hand_over(mrt, event, attributes->withdrawn,
		  attributes->withdrawn_family, form->add_path);
	if (whole)
		event->kind = PS_MRT_ANNOUNCED;
	event->attributes = attributes;
	hand_over(mrt, event, attributes->announced,
		  attributes->announced_family, form->add_path);
	hand_over(mrt, event, *update, PS_IPV4, form->add_path);
	return whole;
}

static enum outcome take_message(struct ps_mrt *mrt, struct ps_octets *body,
				 const struct ps_mrt_form *form,
				 struct ps_mrt_event *event)
{
	struct ps_octets message;
	uint32_t length, type;

	ps_octets_take(body, MARKER);
	length = ps_octets_number(body, 2);
	type = ps_octets_number(body, 1);
	if (body->broken || length < MARKER + 3)
		return BROKEN;
	if (type != UPDATE)
		return TAKEN;
	message = ps_octets_part(body, length - (MARKER + 3));
	if (message.broken)
		return BROKEN;
	return take_update(mrt, &message, form, event) ? TAKEN : BROKEN;
}

static enum outcome take_state(struct ps_mrt *mrt, struct ps_octets *body,
			       struct ps_mrt_event *event)
{
	uint32_t before = ps_octets_number(body, 2);
	uint32_t after = ps_octets_number(body, 2);

	if (body->broken)
		return BROKEN;
	event->kind = PS_MRT_PEER_DOWN;
	if (before == ESTABLISHED && after != ESTABLISHED)
		mrt->take(event, mrt->arg);
	return TAKEN;
}

static enum outcome take_bgp4mp(struct ps_mrt *mrt, uint32_t subtype,
				struct ps_octets *body,
				struct ps_mrt_event *event)
{
	bool as4 = subtype == MESSAGE_AS4 || subtype == STATE_CHANGE_AS4 ||
		   subtype == MESSAGE_AS4_ADDPATH;
	bool state = subtype == STATE_CHANGE || subtype == STATE_CHANGE_AS4;
	const struct ps_mrt_form form = {
		.as_size = as4 ? 4 : 2,
		.add_path = subtype == MESSAGE_ADDPATH ||
			    subtype == MESSAGE_AS4_ADDPATH,
	};
	struct ps_mrt_peer *peer = &mrt->sender;
	uint32_t afi;

	if (!state && !as4 && subtype != MESSAGE && subtype != MESSAGE_ADDPATH)
		return SKIPPED;
	*peer = (struct ps_mrt_peer){ .asn = 0 };
	peer->asn = ps_octets_number(body, form.as_size);
	peer->local_as = ps_octets_number(body, form.as_size);
	ps_octets_take(body, 2); /* interface index */
	afi = ps_octets_number(body, 2);
	if (afi != AFI_IPV4 && afi != AFI_IPV6)
		return BROKEN;
	read_address(body, afi == AFI_IPV6, peer);
	ps_octets_take(body, afi == AFI_IPV6 ? 16 : 4); /* our address */
	event->peer = peer;
	return state ? take_state(mrt, body, event)
		     : take_message(mrt, body, &form, event);
}

static void read_peer(struct ps_octets *body, struct ps_mrt_peer *peer)
{
	uint32_t type = ps_octets_number(body, 1);

	ps_octets_take(body, 4); /* BGP identifier */
	read_address(body, type & PEER_IPV6, peer);
	peer->asn = ps_octets_number(body, type & PEER_AS4 ? 4 : 2);
}

static enum outcome take_peers(struct ps_mrt *mrt, struct ps_octets *body)
{
	uint32_t count;

	free(mrt->peer);
	mrt->peer = NULL;
	mrt->peers = 0;
	ps_octets_take(body, 4);			 /* collector */
	ps_octets_take(body, ps_octets_number(body, 2)); /* name of the view */
	count = ps_octets_number(body, 2);
	if (body->broken)
		return BROKEN;
	mrt->peer = calloc(count ? count : 1, sizeof(mrt->peer[0]));
	if (!mrt->peer)
		return BROKEN;
	for (uint32_t i = 0; i < count && !body->broken; i++)
		read_peer(body, &mrt->peer[i]);
	if (body->broken)
		return BROKEN;
	mrt->peers = count;
	return TAKEN;
}

static bool take_entry(struct ps_mrt *mrt, struct ps_octets *body,
		       bool add_path, struct ps_mrt_event *event)
{
	static const struct ps_mrt_form form = { .as_size = 4, .rib = true };
	uint32_t peer = ps_octets_number(body, 2);
	struct ps_octets fields;

	ps_octets_take(body, 4); /* since when it is there */
	event->path_id = add_path ? ps_octets_number(body, 4) : 0;
	fields = ps_octets_part(body, ps_octets_number(body, 2));
	if (body->broken || peer >= mrt->peers ||
	    !ps_mrt_attributes_read(fields, &form, &mrt->attributes))
		return false;
	event->peer = &mrt->peer[peer];
	event->attributes = &mrt->attributes;
	mrt->take(event, mrt->arg);
	return true;
}

static enum outcome take_rib(struct ps_mrt *mrt, enum ps_family family,
			     bool add_path, struct ps_octets *body,
			     struct ps_mrt_event *event)
{
	enum outcome outcome = TAKEN;
	uint32_t none, count;

	ps_octets_take(body, 4); /* sequence number */
	ps_mrt_prefix_read(body, family, false, &event->prefix, &none);
	count = ps_octets_number(body, 2);
	if (body->broken)
		return BROKEN;
	event->kind = PS_MRT_ANNOUNCED;
	event->from_table = true;
	while (count-- && !body->broken)
		if (!take_entry(mrt, body, add_path, event))
			outcome = BROKEN;
	return outcome;
}

static enum outcome take_table(struct ps_mrt *mrt, uint32_t subtype,
			       struct ps_octets *body,
			       struct ps_mrt_event *event)
{
	switch (subtype) {
	case PEER_INDEX_TABLE:
		return take_peers(mrt, body);
	case RIB_IPV4_UNICAST:
		return take_rib(mrt, PS_IPV4, false, body, event);
	case RIB_IPV6_UNICAST:
		return take_rib(mrt, PS_IPV6, false, body, event);
	case RIB_IPV4_UNICAST_ADDPATH:
		return take_rib(mrt, PS_IPV4, true, body, event);
	case RIB_IPV6_UNICAST_ADDPATH:
		return take_rib(mrt, PS_IPV6, true, body, event);
	}
	return SKIPPED;
}

static enum outcome take_record(struct ps_mrt *mrt, struct ps_octets header,
				struct ps_octets body)
{
	struct ps_mrt_event event = { .kind = PS_MRT_WITHDRAWN };
	uint32_t type, subtype;

	event.when = ps_octets_number(&header, 4) * PS_USEC_PER_SEC;
	type = ps_octets_number(&header, 2);
	subtype = ps_octets_number(&header, 2);
	switch (type) {
	case TABLE_DUMP_V2:
		return take_table(mrt, subtype, &body, &event);
	case BGP4MP_ET:
		event.when += ps_octets_number(&body, 4) % PS_USEC_PER_SEC;
		return take_bgp4mp(mrt, subtype, &body, &event);
	case BGP4MP:
		return take_bgp4mp(mrt, subtype, &body, &event);
	}
	return SKIPPED;
}

void ps_mrt_record(struct ps_mrt *mrt, const uint8_t header[PS_MRT_HEADER],
		   const uint8_t *body)
{
	const struct ps_octets octets = {
		.at = body,
		.left = ps_mrt_length(header),
	};

	mrt->counts.records++;
	switch (take_record(mrt, header_octets(header, 0), octets)) {
	case SKIPPED:
		mrt->counts.skipped++;
		break;
	case BROKEN:
		mrt->counts.broken++;
		break;
	case TAKEN:
		break;
	}
}
