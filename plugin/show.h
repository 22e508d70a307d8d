/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the show commands print, as text within 80 columns or as JSON. Each
 * function prints one instance: text to the vty, or members into object.
 */
#ifndef PS_SHOW_H
#define PS_SHOW_H

#include "plugin/show_text.h"
#include "plugin/table_walk.h"
#include "policy/clock.h"
#include "policy/config_lines.h"
#include "policy/policy.h"

struct instance;
struct show_stream_kind;

/* A place in a JSON text. */
struct show_json_place {
	unsigned int depth;
	bool string;
	bool escaped;
	bool fresh; /* at a member of the instance */
};

struct show {
	struct vty *vty;
	bool json;
	json_object *object; /* with json: where the instance's members go */
	char vrf[VRF_NAMSIZ + 1]; /* of the instance asked for, or "": all */
	bool has_prefix;
	struct prefix prefix; /* without host bits */
	uint32_t asn;	      /* behind the prefix, or another number */
	bool all;	      /* what is over, too */
	/* Of a show_stream.h: */
	json_object *item;	/* with json: what was made last, or NULL */
	struct table_walk walk; /* stopped when the stream ends early */
	bool begun;		/* false when an instance begins */
	uint32_t at;		/* the next one; 0 when an instance begins */
	struct ps_config_lines lines;
	struct show_json_place json_place;
	struct show_tally { /* of what is at */
		uint32_t permitted;
		uint32_t denied;
		uint32_t best_router; /* or PS_NO_INDEX */
		uint8_t best_reason;  /* enum ps_reason, or PS_REASON_NONE */
	} tally;
};

typedef void (*show_function)(struct instance *instance, struct show *show);

/* "customer" or "service". */
const char *show_side(const struct ps_registration *registration);

/* A router as "ashburn r1", written into buf; returns buf. */
const char *show_router(const struct ps_policy *policy, uint32_t router,
			char *buf, size_t size);

void show_summary(struct instance *instance, struct show *show);
void show_locations(struct instance *instance, struct show *show);
void show_neighbors(struct instance *instance, struct show *show);
void show_latency(struct instance *instance, struct show *show);
void show_statistics(struct instance *instance, struct show *show);
void show_compliance(struct instance *instance, struct show *show);
void show_rpki(struct instance *instance, struct show *show);
extern const struct show_stream_kind show_aspas;
extern const struct show_stream_kind show_prefixes;
extern const struct show_stream_kind show_explain;
extern const struct show_stream_kind show_configuration;
extern const struct show_stream_kind show_incidents;
void show_incident(struct instance *instance, struct show *show);

/* Whether the request is for this instance. */
bool show_means(const struct show *show, const struct instance *instance);

/* What is printed when it is for none. */
void show_nothing(struct vty *vty);
void show_events(struct instance *instance, struct show *show);

#endif
