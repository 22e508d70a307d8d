/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_latency.h"

#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"
#include "examples/metrics_sample.h"

static void free_way(struct metrics_way *way)
{
	free(way->neighbor);
	free(way->location);
	free(way->router);
	free(way->target);
	free(way);
}

void metrics_latency_changed(struct metrics_state *state,
			     struct metrics_vrf *vrf,
			     const Peering__V1__Latency *told)
{
	struct metrics_way **link = &state->ways, *way;

	if (!told->source)
		return;
	while (*link && ((*link)->vrf != vrf ||
			 strcmp((*link)->neighbor, told->source->neighbor) ||
			 strcmp((*link)->target, told->target)))
		link = &(*link)->next;
	way = *link;
	if (way) {
		*link = way->next;
		free_way(way);
	}
	if (told->removed)
		return;
	way = zeroed(sizeof(*way));
	way->vrf = vrf;
	way->neighbor = copy(told->source->neighbor);
	way->location = copy(told->source->location);
	way->router = copy(told->source->router);
	way->target = copy(told->target);
	way->state = told->state;
	way->sent = told->sent;
	way->lost = told->lost;
	way->median_usec = told->median_usec;
	way->p95_usec = told->p95_usec;
	way->next = state->ways;
	state->ways = way;
}

void metrics_latency_forget(struct metrics_state *state,
			    const struct metrics_vrf *only)
{
	struct metrics_way **link = &state->ways, *old;

	while ((old = *link)) {
		if (only && old->vrf != only) {
			link = &old->next;
			continue;
		}
		*link = old->next;
		free_way(old);
	}
}

static bool is_degraded(const struct metrics_way *way)
{
	return way->state == PEERING__V1__TARGET_STATE__TARGET_STATE_DEGRADED ||
	       way->state == PEERING__V1__TARGET_STATE__TARGET_STATE_RECOVERING;
}

enum column { SENT, LOST, MEDIAN, P95, DEGRADED, UNANSWERED, COLUMNS };

static const struct {
	const char *name;
	const char *help;
	bool is_time; /* that isn't there when none was answered */
} columns[COLUMNS] = {
	[SENT] = { "peering_probes_sent", "Probes of the last minute.", false },
	[LOST] = { "peering_probes_lost",
		   "Probes of the last minute that were lost.", false },
	[MEDIAN] = { "peering_rtt_median_seconds",
		     "Median round-trip time of the last minute.", true },
	[P95] = { "peering_rtt_p95_seconds",
		  "Round-trip time that 95 in 100 probes don't exceed.", true },
	[DEGRADED] = { "peering_target_degraded",
		       "Whether the target is degraded over the session.",
		       false },
	[UNANSWERED] = { "peering_target_unanswered",
			 "Whether the target has never answered.", false },
};

static uint64_t value_of(const struct metrics_way *way, enum column column)
{
	switch (column) {
	case SENT:
		return way->sent;
	case LOST:
		return way->lost;
	case MEDIAN:
		return way->median_usec;
	case P95:
		return way->p95_usec;
	case DEGRADED:
		return is_degraded(way);
	case UNANSWERED:
		return way->state ==
		       PEERING__V1__TARGET_STATE__TARGET_STATE_UNANSWERED;
	case COLUMNS:
		break;
	}
	return 0;
}

static void print(const struct metrics_way *way, enum column column, FILE *out)
{
	const struct label *labels = LABELS(
		{ "vrf", metrics_vrf_label(way->vrf) },
		{ "location", way->location }, { "router", way->router },
		{ "neighbor", way->neighbor }, { "target", way->target });
	uint64_t value = value_of(way, column);

	if (!columns[column].is_time)
		metrics_sample(columns[column].name, labels, value, out);
	else if (value)
		metrics_sample_usec(columns[column].name, labels, value, out);
}

void metrics_latency_print(const struct metrics_state *state, FILE *out)
{
	const struct metrics_way *way;

	for (int column = 0; column < COLUMNS; column++) {
		metrics_family(columns[column].name, "gauge",
			       columns[column].help, out);
		for (way = state->ways; way; way = way->next)
			print(way, column, out);
	}
}
