/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_members.h"

#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"

static void free_session(struct metrics_session *session)
{
	free(session->neighbor);
	free(session->location);
	free(session->router);
	free(session);
}

void metrics_session_changed(struct metrics_state *state,
			     struct metrics_vrf *vrf,
			     const Peering__V1__SessionState *told)
{
	struct metrics_session **link = &state->sessions, *session;

	if (!told->source)
		return;
	while (*link && ((*link)->vrf != vrf ||
			 strcmp((*link)->neighbor, told->source->neighbor)))
		link = &(*link)->next;
	session = *link;
	if (session) {
		*link = session->next;
		free_session(session);
	}
	if (told->removed)
		return;
	session = zeroed(sizeof(*session));
	session->vrf = vrf;
	session->neighbor = copy(told->source->neighbor);
	session->location = copy(told->source->location);
	session->router = copy(told->source->router);
	session->established = told->established;
	session->health = told->health;
	session->next = state->sessions;
	state->sessions = session;
}

static void forget_sessions(struct metrics_state *state,
			    const struct metrics_vrf *only)
{
	struct metrics_session **link = &state->sessions, *old;

	while ((old = *link)) {
		if (only && old->vrf != only) {
			link = &old->next;
			continue;
		}
		*link = old->next;
		free_session(old);
	}
}

static void free_gap(struct metrics_gap *gap)
{
	free(gap->kind);
	free(gap->where);
	free(gap);
}

void metrics_gap_changed(struct metrics_state *state, struct metrics_vrf *vrf,
			 const Peering__V1__Gap *told)
{
	struct metrics_gap **link = &state->gaps, *gap;

	while (*link &&
	       ((*link)->vrf != vrf || strcmp((*link)->kind, told->kind) ||
		strcmp((*link)->where, told->where)))
		link = &(*link)->next;
	gap = *link;
	if (gap && told->ended) {
		*link = gap->next;
		free_gap(gap);
	}
	if (gap || told->ended)
		return;
	gap = zeroed(sizeof(*gap));
	gap->vrf = vrf;
	gap->kind = copy(told->kind);
	gap->where = copy(told->where);
	gap->next = state->gaps;
	state->gaps = gap;
}

static void forget_gaps(struct metrics_state *state,
			const struct metrics_vrf *only)
{
	struct metrics_gap **link = &state->gaps, *old;

	while ((old = *link)) {
		if (only && old->vrf != only) {
			link = &old->next;
			continue;
		}
		*link = old->next;
		free_gap(old);
	}
}

static void free_source(struct metrics_source *source)
{
	free(source->kind);
	free(source->name);
	free(source);
}

void metrics_source_changed(struct metrics_state *state,
			    struct metrics_vrf *vrf,
			    const Peering__V1__RpkiSource *told)
{
	struct metrics_source **link = &state->sources, *source;

	while (*link &&
	       ((*link)->vrf != vrf || strcmp((*link)->kind, told->kind) ||
		strcmp((*link)->name, told->name)))
		link = &(*link)->next;
	source = *link;
	if (source) {
		*link = source->next;
		free_source(source);
	}
	if (told->removed)
		return;
	source = zeroed(sizeof(*source));
	source->vrf = vrf;
	source->kind = copy(told->kind);
	source->name = copy(told->name);
	source->in_sync = !strcmp(told->state, "in sync");
	source->used = told->used;
	source->next = state->sources;
	state->sources = source;
}

static void forget_sources(struct metrics_state *state,
			   const struct metrics_vrf *only)
{
	struct metrics_source **link = &state->sources, *old;

	while ((old = *link)) {
		if (only && old->vrf != only) {
			link = &old->next;
			continue;
		}
		*link = old->next;
		free_source(old);
	}
}

void metrics_members_forget(struct metrics_state *state,
			    const struct metrics_vrf *only)
{
	forget_sessions(state, only);
	forget_gaps(state, only);
	forget_sources(state, only);
}
