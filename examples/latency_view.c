/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/latency_view.h"

#include <stdlib.h>
#include <string.h>

#include "examples/latency_text.h"
#include "examples/memory.h"

enum { NAME = 26, TIMES = 14, LOSSES = 10, STATE = 11 }; /* columns */

#define HEALTHY PEERING__V1__TARGET_STATE__TARGET_STATE_HEALTHY
#define DEGRADED PEERING__V1__TARGET_STATE__TARGET_STATE_DEGRADED

/* A row's numbers. */
struct row {
	uint64_t sent;
	uint64_t lost;
	uint32_t median_usec; /* 0: none was answered */
	uint32_t p95_usec;
};

static const char *vrf_of(const struct metrics_way *way)
{
	return way->vrf ? way->vrf->name : "";
}

static int compare_places(const struct metrics_way *a,
			  const struct metrics_way *b)
{
	int order = strcmp(vrf_of(a), vrf_of(b));

	return order ? order : strcmp(a->location, b->location);
}

static int compare(const void *left, const void *right)
{
	const struct metrics_way *a = *(struct metrics_way *const *)left;
	const struct metrics_way *b = *(struct metrics_way *const *)right;
	int order = compare_places(a, b);

	if (!order)
		order = strcmp(a->router, b->router);
	if (!order)
		order = strcmp(a->neighbor, b->neighbor);
	return order ? order : strcmp(a->target, b->target);
}

static struct row row_of(const struct metrics_way *way)
{
	return (struct row){ way->sent, way->lost, way->median_usec,
			     way->p95_usec };
}

/* The location's best median, its worst time, and all that was lost. */
static void join(struct row *all, const struct row *one)
{
	all->sent += one->sent;
	all->lost += one->lost;
	if (one->median_usec &&
	    (!all->median_usec || one->median_usec < all->median_usec))
		all->median_usec = one->median_usec;
	if (one->p95_usec > all->p95_usec)
		all->p95_usec = one->p95_usec;
}

/* How many of so many columns; what isn't nothing has one at least. */
static unsigned int share(uint64_t part, uint64_t whole, unsigned int columns)
{
	if (!part || !whole)
		return 0;
	return part * columns < whole ? 1 : part * columns / whole;
}

static void fill(char mark, unsigned int *at, unsigned int end, FILE *out)
{
	for (; *at < end; ++*at)
		putc(mark, out);
}

/* Up to the median, and on to what 95 in 100 don't exceed. */
static void times(const struct row *row, uint32_t longest, FILE *out)
{
	unsigned int at = 0;

	fill('#', &at, share(row->median_usec, longest, TIMES), out);
	fill('-', &at, share(row->p95_usec, longest, TIMES), out);
	fill(' ', &at, TIMES + 1, out);
}

static void losses(const struct row *row, FILE *out)
{
	unsigned int at = 0;

	fprintf(out, "%5.1f%% ", row->sent ? 100.0 * row->lost / row->sent : 0);
	fill('x', &at, share(row->lost, row->sent, LOSSES), out);
	fill(' ', &at, LOSSES + 1, out);
}

/* A longer name has a line of its own. */
static void name(const char *text, FILE *out)
{
	if (strlen(text) > NAME)
		fprintf(out, "%s\n%*s", text, NAME + 1, "");
	else
		fprintf(out, "%-*s ", NAME, text);
}

static void numbers(const struct row *row, uint32_t longest, FILE *out)
{
	if (row->median_usec)
		fprintf(out, "%8.3f ", row->median_usec / 1000.0);
	else
		fprintf(out, "%8s ", "-");
	times(row, longest, out);
	losses(row, out);
}

static void colored(const char *text, const char *escape, bool color, FILE *out)
{
	if (color && escape)
		fprintf(out, "\033[%sm%s\033[0m\n", escape, text);
	else
		fprintf(out, "%s\n", text);
}

static const char *color_of(Peering__V1__TargetState state)
{
	if (state == HEALTHY)
		return "32";			/* green */
	return state == DEGRADED ? "31" : "33"; /* red, yellow */
}

static void draw_way(const struct metrics_way *way, uint32_t longest,
		     bool color, FILE *out)
{
	const struct row row = row_of(way);
	char text[512];

	snprintf(text, sizeof(text), "  %s %s", way->router, way->target);
	if (strcmp(way->target, way->neighbor) != 0) {
		fprintf(out, "%s over %s\n", text, way->neighbor);
		text[0] = '\0';
	}
	name(text, out);
	numbers(&row, longest, out);
	colored(latency_state(way->state), color_of(way->state), color, out);
}

/* The ways of a location are `count` in a row. */
static void draw_place(struct metrics_way *const *ways, size_t count,
		       uint32_t longest, bool color, FILE *out)
{
	struct row all = { 0 }, row;
	char text[512], good[32];
	size_t healthy = 0;

	for (size_t i = 0; i < count; i++) {
		row = row_of(ways[i]);
		join(&all, &row);
		healthy += ways[i]->state == HEALTHY;
	}
	if (strcmp(vrf_of(ways[0]), "default") != 0)
		snprintf(text, sizeof(text), "%s, VRF %s", ways[0]->location,
			 vrf_of(ways[0]));
	else
		snprintf(text, sizeof(text), "%s", ways[0]->location);
	name(text, out);
	numbers(&all, longest, out);
	snprintf(good, sizeof(good), "%zu of %zu", healthy, count);
	colored(good, healthy == count ? "32" : "33", color, out);
	for (size_t i = 0; i < count; i++)
		draw_way(ways[i], longest, color, out);
}

void latency_view(const struct metrics_state *state, bool color, FILE *out)
{
	struct metrics_way **ways, *way;
	size_t count = 0, same;
	uint32_t longest = 0;

	for (way = state->ways; way; way = way->next)
		count++;
	ways = zeroed((count + 1) * sizeof(ways[0]));
	count = 0;
	for (way = state->ways; way; way = way->next) {
		ways[count++] = way;
		if (way->p95_usec > longest)
			longest = way->p95_usec;
	}
	qsort(ways, count, sizeof(ways[0]), compare);
	fprintf(out, "%-*s %8s %-*s %6s %-*s %.*s\n", NAME, "The last minute",
		"ms", TIMES, "# median - 95%", "Loss", LOSSES, "x lost", STATE,
		"Healthy");
	for (size_t i = 0; i < count; i += same) {
		for (same = 1; i + same < count; same++)
			if (compare_places(ways[i], ways[i + same]))
				break;
		draw_place(ways + i, same, longest, color, out);
	}
	if (!count)
		fputs("Nothing is measured: no location has a probe line.\n",
		      out);
	free(ways);
}
