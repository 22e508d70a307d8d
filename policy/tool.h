/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the subcommands of peering-policy share.
 */
#ifndef PS_TOOL_H
#define PS_TOOL_H

#include <stddef.h>

#include "policy/policy.h"

/* Exit statuses. */
enum { PS_TOOL_OK = 0, PS_TOOL_REFUSED = 1, PS_TOOL_USAGE = 2 };

/* The subcommands, each as main(); argv[0] is the subcommand's name. */
int ps_tool_compile(int argc, char **argv);
int ps_tool_vrps(int argc, char **argv);
int ps_tool_check(int argc, char **argv);
int ps_tool_explain(int argc, char **argv);

/* Where the YANG module is unless --yang says otherwise. */
const char *ps_tool_yang_dir(void);

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

/*
 * Compile policy files alone, as for `peering-service policy FILE` with no
 * other line, and open the result. *out is to be given to
 * ps_tool_policy_free(), on failure too.
 */
enum ps_status ps_tool_policy_read(char *const *files, int count,
				   const char *vrf, const char *yang_dir,
				   struct ps_tool_policy *out,
				   struct ps_error *err);
void ps_tool_policy_free(struct ps_tool_policy *policy);

/*
 * Read a file of VRPs into an image, the caller's to free(). *count receives
 * their number.
 */
enum ps_status ps_tool_read_vrps(const char *file, void **image, size_t *size,
				 unsigned int *count, struct ps_error *err);

/* The number of a descriptor to write to, or -1. */
int ps_tool_parse_fd(const char *text);

/*
 * Write the image, which is taken and freed, to the descriptor; says what
 * went wrong on standard error. Returns the exit status.
 */
int ps_tool_deliver(int fd, void *image, size_t size);

#endif
