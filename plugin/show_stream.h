/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Show commands whose answer may be long: printed item by item, in slices of
 * the event loop's time, as fast as the reader takes it.
 */
#ifndef PS_SHOW_STREAM_H
#define PS_SHOW_STREAM_H

#include "plugin/show.h"

struct show_stream_kind {
	/*
	 * JSON: the member that items go into. Or, if there is a head and a
	 * foot instead, the functions print all that is between, and a comma
	 * is put after each instance.
	 */
	const char *array;
	const char *json_head;
	const char *json_foot;
	/* Print the head, or add members to show->object. May be NULL. */
	void (*begin)(struct instance *instance, struct show *show);
	/*
	 * Do a little: print an item, or make show->item of it, or neither
	 * yet. Returns false at the end.
	 */
	bool (*next)(struct instance *instance, struct show *show);
	/* Print the foot, of text or with json_foot. May be NULL. */
	void (*end)(struct instance *instance, struct show *show);
};

/*
 * Print every instance that the request, which is copied, means. Returns the
 * command's result.
 */
int show_stream(struct vty *vty, const struct show_stream_kind *kind,
		const struct show *request);

/* An instance is about to go: what is being printed ends, and says so. */
void show_stream_abandon(void);

#endif
