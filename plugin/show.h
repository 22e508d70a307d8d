/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the show commands print, as text within 80 columns or as JSON. Each
 * function prints one instance: text to the vty, or members into object.
 */
#ifndef PS_SHOW_H
#define PS_SHOW_H

#include "plugin/frr_compat.h"
#include "policy/policy.h"

struct instance;

struct show {
	struct vty *vty;
	bool json;
	json_object *object; /* with json: where the instance's members go */
	bool has_prefix;
	struct prefix prefix; /* without host bits */
};

typedef void (*show_function)(struct instance *instance, struct show *show);

/* Print a text, broken between words before column 80 and indented. */
void show_wrapped(struct vty *vty, unsigned int indent, const char *text);

/* The same with a text in the manner of printf. */
void show_wrapf(struct vty *vty, unsigned int indent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "customer" or "service". */
const char *show_side(const struct ps_registration *registration);

/* A router as "ashburn r1", written into buf; returns buf. */
const char *show_router(const struct ps_policy *policy, uint32_t router,
			char *buf, size_t size);

void show_summary(struct instance *instance, struct show *show);
void show_locations(struct instance *instance, struct show *show);
void show_prefixes(struct instance *instance, struct show *show);
void show_explain(struct instance *instance, struct show *show);
void show_compliance(struct instance *instance, struct show *show);

#endif
