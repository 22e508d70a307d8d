/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every command of the module, in one table that serves both the module in
 * bgpd, which runs them, and the vtysh shim, which only has to know them.
 */
#ifndef PS_COMMAND_TABLE_H
#define PS_COMMAND_TABLE_H

#include <zebra.h>

#include "command.h"

/* What a command does; the module maps each to a function. */
enum command_action {
	COMMAND_LINE = 0, /* a line of configuration and its `no` */
	COMMAND_DELETE,	  /* an entry with all its lines */
	COMMAND_COMMIT,
	COMMAND_COMMIT_LINE, /* the same, among lines of configuration */
	COMMAND_RELOAD,
	COMMAND_VALIDATE,
	COMMAND_SHOW_SUMMARY,
	COMMAND_SHOW_LOCATIONS,
	COMMAND_SHOW_PREFIXES,
	COMMAND_SHOW_EXPLAIN,
	COMMAND_SHOW_COMPLIANCE,
	COMMAND_SHOW_RPKI,
	COMMAND_SHOW_ASPAS,
	COMMAND_SHOW_CONFIGURATION,
	COMMAND_SHOW_NEIGHBORS,
	COMMAND_SHOW_LATENCY,
	COMMAND_SHOW_STATISTICS,
	COMMAND_CLEAR_STATISTICS,
	COMMAND_CLEAR_FAILBACK,
	COMMAND_SHOW_EVENTS,
	COMMAND_SHOW_INCIDENTS,
	COMMAND_SHOW_INCIDENT,
	COMMAND_CLEAR_INCIDENTS,
	COMMAND_ACTIONS
};

struct command {
	const char *syntax; /* FRR's command grammar */
	const char *help;   /* one line for each word of it */
	enum node_type node;
	enum command_action action;
	/* Only for COMMAND_LINE and COMMAND_DELETE: */
	const char *path;  /* in the model; each % takes a variable word */
	const char *value; /* a constant, or NULL: the last word */
	uint8_t order;	   /* enum line_order of lines.h */
	bool list;	   /* a leaf-list: one line for each value */
	bool joint;	   /* several leaves below path, by name and value */
};

/* The table ends with an entry without syntax. */
extern const struct command command_table[];

typedef int (*command_function)(const struct cmd_element *self, struct vty *vty,
				int argc, struct cmd_token *argv[]);

/*
 * Install every command of the table; function runs them all (NULL in
 * vtysh), daemon is vtysh's mask of daemons.
 */
void command_install(command_function function, int daemon);

/* The table entry behind an installed command. */
const struct command *command_of(const struct cmd_element *element);

#endif
