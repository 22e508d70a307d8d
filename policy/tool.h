/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the subcommands of peering-policy share.
 */
#ifndef PS_TOOL_H
#define PS_TOOL_H

#include <stddef.h>

#include "policy/limits.h"
#include "policy/peer.h"
#include "policy/policy.h"
#include "policy/vrp_table.h"

/* Exit statuses. */
enum {
	PS_TOOL_OK = 0,
	PS_TOOL_REFUSED = 1,
	PS_TOOL_USAGE = 2,
	PS_TOOL_NO = 3, /* denied (explain), different (diff), incidents */
};

/* The subcommands, each as main(); argv[0] is the subcommand's name. */
int ps_tool_compile(int argc, char **argv);
int ps_tool_compare(int argc, char **argv);
int ps_tool_check(int argc, char **argv);
int ps_tool_diff(int argc, char **argv);
int ps_tool_explain(int argc, char **argv);
int ps_tool_print(int argc, char **argv);
int ps_tool_replay(int argc, char **argv);

/* Print a warning of the compiler on standard error. */
void ps_tool_warn(const char *text);

/* Print the error on standard error. Returns PS_TOOL_REFUSED. */
int ps_tool_refuse(const struct ps_error *err);

/* Say what is wrong with the options, if getopt hasn't; PS_TOOL_USAGE. */
int ps_tool_usage(const char *command, const char *why);

/* A policy together with the image it stands on. */
struct ps_tool_policy {
	struct ps_policy *policy;
	void *image;
};

/* What a policy is read from. */
struct ps_tool_source {
	const char *file[PS_MAX_POLICY_FILES];
	int files;
	const char *config; /* of FRR, with lines, or NULL */
	const char *except; /* a policy file of its lines that isn't read */
	const char *vrf;
	const char *yang_dir;
};

/* Options that all subcommands with a source have, and their help. */
#define PS_TOOL_SOURCE_OPTIONS                                                 \
	{ "config", required_argument, NULL, 'c' },                            \
		{ "vrf", required_argument, NULL, 'v' },                       \
	{                                                                      \
		"yang", required_argument, NULL, 'y'                           \
	}
#define PS_TOOL_SOURCE_HELP                                                      \
	"  --config FILE    a configuration file of FRR (frr.conf, bgpd.conf)\n" \
	"                   whose peering-service lines are read, too\n"         \
	"  --vrf NAME       the instance's VRF (default)\n"                      \
	"  --yang DIR       where peering-service.yang is\n"

/* A source with nothing in it yet. */
struct ps_tool_source ps_tool_source(void);

/* Take one of those options; false when it is another. */
bool ps_tool_source_option(struct ps_tool_source *source, int option,
			   const char *value);

/* Take a policy file; false when there are too many. */
bool ps_tool_source_file(struct ps_tool_source *source, const char *file);

/*
 * Compile a source as the module would, and open the result. *out is to be
 * given to ps_tool_policy_free(), on failure too.
 */
enum ps_status ps_tool_policy_read(const struct ps_tool_source *source,
				   struct ps_tool_policy *out,
				   struct ps_error *err);
void ps_tool_policy_free(struct ps_tool_policy *policy);

/* A subcommand whose options are those of a source and a flag. */
struct ps_tool_command {
	const char *name;
	const char *help;
	const char *flag;
	/* For ps_tool_on_policy(): what to do with the policy. */
	void (*run)(const struct ps_policy *policy, bool flag);
};

/*
 * Read the options, and leave optind at the arguments. Returns the exit
 * status, or -1: go on.
 */
int ps_tool_read_options(int argc, char **argv,
			 const struct ps_tool_command *command,
			 struct ps_tool_source *source, bool *flag);

/* All of a subcommand that takes policy files, to its exit status. */
int ps_tool_on_policy(int argc, char **argv,
		      const struct ps_tool_command *command);

/*
 * Read a file of VRPs into an image, the caller's to free(). *count receives
 * their number.
 */
enum ps_status ps_tool_read_vrps(const char *file, void **image, size_t *size,
				 unsigned int *count, struct ps_error *err);

/* A table of VRPs and ASPAs together with the image it stands on. */
struct ps_tool_vrps {
	struct ps_vrp_table *table;
	void *image;
};

/*
 * Read a file of VRPs and open the result. *out is to be given to
 * ps_tool_vrps_free(), on failure too.
 */
enum ps_status ps_tool_vrps_open(const char *file, struct ps_tool_vrps *out,
				 struct ps_error *err);
void ps_tool_vrps_free(struct ps_tool_vrps *vrps);

/*
 * Look up a neighbor by its only name, as the module looks up a session's;
 * health: drained, or up. All but source is written.
 */
void ps_tool_find_peer(const struct ps_policy *policy, const char *name,
		       uint32_t asn, struct ps_peer *peer);

/* The number of a descriptor to write to, or -1. */
int ps_tool_parse_fd(const char *text);

/*
 * Write the image, which is taken and freed, to the descriptor; says what
 * went wrong on standard error. Returns the exit status.
 */
int ps_tool_deliver(int fd, void *image, size_t size);

#endif
