/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only file that knows how protobuf-c reads.
 */
#include "policy/subscription.h"

#include <stdlib.h>
#include <string.h>

#include "policy/events.pb-c.h"

size_t ps_request_room(struct ps_request *request, uint8_t **octets)
{
	*octets = request->octets + request->used;
	return sizeof(request->octets) - request->used;
}

static enum ps_status read_kinds(const Peering__V1__Subscribe *from,
				 struct ps_event_filter *to)
{
	enum ps_event_kind kind;

	to->by_kind = from->n_kinds > 0;
	/* One that we don't know, a newer module may send. */
	for (size_t i = 0; i < from->n_kinds; i++)
		if (ps_event_kind_of(from->kinds[i], &kind))
			to->kinds |= UINT64_C(1) << kind;
	return PS_OK;
}

static bool read_match(Peering__V1__PrefixFilter__Match from,
		       enum ps_event_match *to)
{
	switch (from) {
	case PEERING__V1__PREFIX_FILTER__MATCH__MATCH_COVERED:
		*to = PS_MATCH_COVERED;
		return true;
	case PEERING__V1__PREFIX_FILTER__MATCH__MATCH_COVERING:
		*to = PS_MATCH_COVERING;
		return true;
	case PEERING__V1__PREFIX_FILTER__MATCH__MATCH_EXACT:
		*to = PS_MATCH_EXACT;
		return true;
	default:
		return false;
	}
}

static enum ps_status read_prefixes(const Peering__V1__Subscribe *from,
				    struct ps_event_filter *to)
{
	if (from->n_prefixes > PS_EVENT_FILTERS)
		return PS_TOO_BIG;
	if (!from->n_prefixes)
		return PS_OK;
	to->prefixes = calloc(from->n_prefixes, sizeof(to->prefixes[0]));
	if (!to->prefixes)
		return PS_NO_MEMORY;
	for (size_t i = 0; i < from->n_prefixes; i++)
		if (!ps_prefix_parse(from->prefixes[i]->prefix,
				     &to->prefixes[i].prefix) ||
		    !read_match(from->prefixes[i]->match,
				&to->prefixes[i].match))
			return PS_INVALID;
	to->prefix_count = from->n_prefixes;
	return PS_OK;
}

static enum ps_status read_locations(const Peering__V1__Subscribe *from,
				     struct ps_event_filter *to)
{
	if (from->n_locations > PS_EVENT_FILTERS)
		return PS_TOO_BIG;
	if (!from->n_locations)
		return PS_OK;
	to->locations = calloc(from->n_locations, sizeof(to->locations[0]));
	if (!to->locations)
		return PS_NO_MEMORY;
	for (size_t i = 0; i < from->n_locations; i++) {
		to->locations[i] = ps_event_location_key(from->locations[i]);
		if (!to->locations[i])
			return PS_INVALID;
	}
	to->location_count = from->n_locations;
	return PS_OK;
}

static enum ps_status read_subscribe(const Peering__V1__Subscribe *from,
				     struct ps_subscription *to)
{
	enum ps_status status;

	to->resume = from->boot_id[0] != '\0';
	strncpy(to->boot_id, from->boot_id, sizeof(to->boot_id) - 1);
	to->sequence = from->sequence;
	to->history = from->history;
	to->no_snapshot = from->no_snapshot;
	status = read_kinds(from, &to->filter);
	if (status == PS_OK)
		status = read_prefixes(from, &to->filter);
	if (status == PS_OK)
		status = read_locations(from, &to->filter);
	return status;
}

static enum ps_status parse(const uint8_t *octets, size_t size,
			    struct ps_subscription *out)
{
	struct ps_subscription subscription = { .resume = false };
	Peering__V1__Subscribe *subscribe;
	enum ps_status status;

	subscribe = peering__v1__subscribe__unpack(NULL, size, octets);
	if (!subscribe)
		return PS_INVALID;
	status = read_subscribe(subscribe, &subscription);
	peering__v1__subscribe__free_unpacked(subscribe, NULL);
	if (status == PS_OK)
		*out = subscription;
	else
		ps_event_filter_clear(&subscription.filter);
	return status;
}

enum ps_status ps_request_add(struct ps_request *request, size_t size,
			      struct ps_subscription *out)
{
	size_t length = 0, varint = 0;

	request->used += size;
	do {
		if (varint == request->used)
			return PS_AGAIN;
		length |= (size_t)(request->octets[varint] & 0x7f)
			  << 7 * varint;
		if (length > sizeof(request->octets))
			return PS_TOO_BIG;
	} while (request->octets[varint++] & 0x80 && varint < 4);
	if (request->octets[varint - 1] & 0x80 ||
	    length > sizeof(request->octets) - varint)
		return PS_TOO_BIG;
	if (request->used < varint + length)
		return PS_AGAIN;
	if (request->used > varint + length)
		return PS_INVALID;
	return parse(request->octets + varint, length, out);
}
