/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "examples/memory.h"
#include "policy/prefix.h"

#define USEC_PER_SEC UINT64_C(1000000)

void event_request_init(struct event_request *request)
{
	*request = (struct event_request){ .oldest_usec = 0 };
	peering__v1__subscribe__init(&request->subscribe);
}

void event_request_fini(struct event_request *request)
{
	Peering__V1__Subscribe *subscribe = &request->subscribe;

	for (size_t i = 0; i < subscribe->n_prefixes; i++) {
		free(subscribe->prefixes[i]->prefix);
		free(subscribe->prefixes[i]);
	}
	for (size_t i = 0; i < subscribe->n_locations; i++)
		free(subscribe->locations[i]);
	free(subscribe->prefixes);
	free(subscribe->locations);
	free(subscribe->kinds);
}

/* Room for one item more in a list. */
static void *grow(void *list, size_t count, size_t size)
{
	return or_exit(reallocarray(list, count + 1, size));
}

/* "route-denied" and "route_denied" name the same field. */
static bool is_name(const char *field, const char *text)
{
	for (; *field && *text; field++, text++)
		if (*field != *text && !(*field == '_' && *text == '-'))
			return false;
	return !*field && !*text;
}

static const char *add_kind(Peering__V1__Subscribe *to, const char *text,
			    int unused)
{
	const ProtobufCMessageDescriptor *event =
		&peering__v1__event__descriptor;

	(void)unused;
	for (unsigned int i = 0; i < event->n_fields; i++) {
		if (!(event->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
		    !is_name(event->fields[i].name, text))
			continue;
		to->kinds = grow(to->kinds, to->n_kinds, sizeof(to->kinds[0]));
		to->kinds[to->n_kinds++] = event->fields[i].id;
		return NULL;
	}
	return "there is no such kind of event; see --help";
}

static const char *add_prefix(Peering__V1__Subscribe *to, const char *text,
			      int match)
{
	Peering__V1__PrefixFilter *filter;
	struct ps_prefix parsed;

	if (!ps_prefix_parse(text, &parsed))
		return "a prefix is like 192.0.2.0/24 or 2001:db8::/32";
	to->prefixes =
		grow(to->prefixes, to->n_prefixes, sizeof(to->prefixes[0]));
	filter = zeroed(sizeof(*filter));
	peering__v1__prefix_filter__init(filter);
	filter->prefix = copy(text);
	filter->match = match;
	to->prefixes[to->n_prefixes++] = filter;
	return NULL;
}

static const char *add_location(Peering__V1__Subscribe *to, const char *text,
				int unused)
{
	(void)unused;
	to->locations =
		grow(to->locations, to->n_locations, sizeof(to->locations[0]));
	to->locations[to->n_locations++] = copy(text);
	return NULL;
}

#define MATCH(name) PEERING__V1__PREFIX_FILTER__MATCH__MATCH_##name

static const struct {
	const char *name;
	const char *(*add)(Peering__V1__Subscribe *to, const char *text,
			   int match);
	int match;
} filters[] = {
	{ "kind", add_kind, 0 },
	{ "prefix", add_prefix, MATCH(COVERED) },
	{ "covering", add_prefix, MATCH(COVERING) },
	{ "exact", add_prefix, MATCH(EXACT) },
	{ "location", add_location, 0 },
};

/* Each of some values with commas between them. */
static const char *add_values(Peering__V1__Subscribe *to, size_t which,
			      const char *values)
{
	const char *problem = NULL;
	char value[256];
	size_t length;

	do {
		length = strcspn(values, ",");
		if (!length || length >= sizeof(value))
			return "a value is missing, or too long";
		memcpy(value, values, length);
		value[length] = '\0';
		problem = filters[which].add(to, value, filters[which].match);
		values += length;
	} while (!problem && *values++ == ',');
	return problem;
}

const char *event_request_filter(struct event_request *request,
				 const char *text)
{
	size_t length = strcspn(text, "=");

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (text[length] == '=' && length == strlen(filters[i].name) &&
		    !strncmp(text, filters[i].name, length))
			return add_values(&request->subscribe, i,
					  text + length + 1);
	return "--filter takes kind=, prefix=, covering=, exact= or location=";
}

bool event_request_has_filter(const struct event_request *request)
{
	const Peering__V1__Subscribe *subscribe = &request->subscribe;

	return subscribe->n_kinds || subscribe->n_prefixes ||
	       subscribe->n_locations;
}

static uint64_t unit_of(const char *text)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = {
		{ "s", 1 },
		{ "m", 60 },
		{ "h", 3600 },
		{ "d", 86400 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(text, units[i].name))
			return units[i].seconds;
	return 0;
}

const char *event_request_since(struct event_request *request, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	struct timespec now;
	uint64_t ago, unit;

	if (event_position_parse(text, &request->position))
		return NULL;
	request->subscribe.history = true;
	if (!strcmp(text, "all"))
		return NULL;
	unit = unit_of(text + digits);
	if (!digits || digits > 9 || !unit)
		return "--since takes all, a time like 90s, 10m, 2h or 1d, or BOOT:SEQUENCE";
	ago = strtoull(text, NULL, 10) * unit;
	clock_gettime(CLOCK_REALTIME, &now);
	if (ago < (uint64_t)now.tv_sec)
		request->oldest_usec =
			(now.tv_sec - ago) * USEC_PER_SEC + now.tv_nsec / 1000;
	return NULL;
}
