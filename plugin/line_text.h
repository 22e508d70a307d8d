/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the words of a command to the line that is kept: its text, the path
 * in the model that it sets, and the value. Words are kept in one form: no
 * host bits, addresses as RFC 5952 writes them.
 */
#ifndef PS_LINE_TEXT_H
#define PS_LINE_TEXT_H

#include "plugin/command_table.h"
#include "policy/limits.h"

#define LINE_TEXT_SIZE 1024 /* octets of a line, a path or a value */
#define LINE_ENTRY_SIZE (PREFIX_STRLEN + PS_MAX_NAME)

struct line_text {
	char entry[LINE_ENTRY_SIZE]; /* what fills the path's first % */
	char path[LINE_TEXT_SIZE];
	char value[LINE_TEXT_SIZE];
	char text[LINE_TEXT_SIZE]; /* without `no` */
	size_t joined; /* octets of text before what stood on another's line */
};

/* The words of a command, `no` taken off. */
struct line_words {
	struct cmd_token **argv;
	int argc;
	bool no;
};

struct line_words line_words(int argc, struct cmd_token *argv[]);

/* Fill out; returns NULL, or what is wrong with the words. */
const char *line_text_build(const struct command *command,
			    const struct line_words *words,
			    struct line_text *out);

/*
 * The leaves that a line sets, which is most often one. A command with `joint`
 * sets several of an entry, each by the command that it has by itself.
 */
struct line_leaves {
	const struct command *command; /* of the leaf given last */
	const struct command *joint;   /* or NULL: there is but one */
	const struct line_words *words;
	int head; /* words that name the entry */
	int at;	  /* the next leaf's word, or words->argc at the end */
};

/* Those of words that line_text_build() takes; borrowed. */
struct line_leaves line_leaves(const struct command *command,
			       const struct line_words *words);

/* The next one. Returns false at the end. */
bool line_leaves_next(struct line_leaves *leaves, struct line_text *out);

#endif
