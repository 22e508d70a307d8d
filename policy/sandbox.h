/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a long-lived child can still reach of the machine: the files and ports
 * that it was given and nothing else, as far as the kernel lets a process
 * without privileges bind itself (Landlock, seccomp). Call ps_confine_service()
 * before.
 */
#ifndef PS_SANDBOX_H
#define PS_SANDBOX_H

#include <stdint.h>

#include "policy/status.h"

enum { PS_SANDBOX_MOST = 32 }; /* files, and ports */

struct ps_sandbox {
	/* Files to read, and what else is in their folders; absolute. */
	const char *file[PS_SANDBOX_MOST];
	unsigned int files;
	/* TCP ports to connect to. */
	uint16_t port[PS_SANDBOX_MOST];
	unsigned int ports;
};

/* Need one file or port more; NULL and 0, and what is too much, are not. */
void ps_sandbox_file(struct ps_sandbox *sandbox, const char *file);
void ps_sandbox_port(struct ps_sandbox *sandbox, uint16_t port);

/*
 * Enter it, for ever, with all children to come. A kernel that knows less
 * binds less. PS_OK, or PS_IO when it refused what it knows.
 */
enum ps_status ps_sandbox_enter(const struct ps_sandbox *sandbox,
				struct ps_error *err);

#endif
