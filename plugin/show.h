/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the show commands print, as text within 80 columns or as JSON. Each
 * function prints one instance: text to the vty, or members into object.
 */
#ifndef PS_SHOW_H
#define PS_SHOW_H

#include "plugin/frr_compat.h"

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

void show_summary(struct instance *instance, struct show *show);
void show_locations(struct instance *instance, struct show *show);
void show_prefixes(struct instance *instance, struct show *show);
void show_explain(struct instance *instance, struct show *show);

#endif
