/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to a command that isn't there yet when the command returns: the
 * operator waits, bgpd doesn't. What is printed goes to a page first and is
 * sent when the reader has taken what came before, so that a long answer
 * takes no memory and no time in one piece. The operator may leave at any
 * moment; then everything else is printed in vain.
 *
 *   command: reply_begin() … return reply_status()
 *   later:   vty_out(reply_page(), …) … reply_end()
 */
#ifndef PS_REPLY_H
#define PS_REPLY_H

#include "plugin/frr_compat.h"

struct reply; /* opaque */

/*
 * The answer to the command that runs on this terminal. NULL when it can't
 * wait, because a file of commands is being read.
 */
struct reply *reply_begin(struct vty *vty);

/* What the command returns. */
int reply_status(const struct reply *reply);

/* Where to print; borrowed, until the reply ends. */
struct vty *reply_page(struct reply *reply);

/*
 * Have step() print the answer in pieces, each when the one before has been
 * taken, until it returns false or the reader has left. Then done() is called,
 * and the reply ends with what it returns.
 */
void reply_stream(struct reply *reply, bool (*step)(void *arg),
		  int (*done)(void *arg), void *arg);

/* One more part of the answer to wait for: reply_end() is called for each. */
void reply_hold(struct reply *reply);

/*
 * A part is complete. With the last one the command ends, with the gravest
 * result (CMD_SUCCESS, CMD_WARNING) of them.
 */
void reply_end(struct reply *reply, int result);

/* Whether the operator still waits. */
bool reply_is_awaited(const struct reply *reply);

/* bgpd ends: forget all that are under way. */
void reply_forget_all(void);

#endif
