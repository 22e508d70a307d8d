/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration as the lines under 'router bgp' that would give it. Reads
 * ps_policy.configuration piece by piece; knows nothing of the model but what
 * RFC 7951 says: an entry of a list begins with its key.
 */
#ifndef PS_CONFIG_LINES_H
#define PS_CONFIG_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define PS_CONFIG_DEPTH 16  /* objects and arrays in each other */
#define PS_CONFIG_LINE 1024 /* octets of a line, NUL included */

struct ps_config_lines {
	const char *text; /* borrowed */
	size_t size;
	size_t at;
	unsigned int depth;
	struct ps_config_level {
		bool array;
		bool key;	/* the next member is the entry's key */
		bool told;	/* a line was made of what is in it */
		size_t outside; /* octets of words that stay when it ends */
		size_t entry;	/* octets of words with its key, or 0 */
	} level[PS_CONFIG_DEPTH];
	char words[PS_CONFIG_LINE]; /* of the levels */
	size_t entry; /* of the line given last: octets that name its entry */
};

/* Begin at the text of one instance. */
void ps_config_lines_begin(struct ps_config_lines *lines, const char *text,
			   size_t size);

/*
 * The next line, without 'peering-service' before it; control characters are
 * replaced. lines->entry says how much of it names what it is about: an entry
 * of one of the instance's lists, or its first word. Returns false at the end,
 * or where the text isn't what it should be.
 */
bool ps_config_lines_next(struct ps_config_lines *lines,
			  char out[PS_CONFIG_LINE]);

#endif
