/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a child process gives up before it looks at outside data.
 */
#ifndef PS_CONFINE_H
#define PS_CONFINE_H

#include "policy/status.h"

/*
 * Bound this process's memory and time, leave no core file, let it gain no
 * privilege, end it together with its parent, and close every descriptor
 * but 0, 1, 2 and keep_fd (3 or more). PS_OK or PS_IO.
 */
enum ps_status ps_confine(int keep_fd, struct ps_error *err);

/*
 * The same for one that lives as long as its parent: it may use all the time
 * that it likes, but only PS_CHILD_FILES descriptors. Those from first_fd (3
 * or more) to last_fd are kept.
 */
enum ps_status ps_confine_service(int first_fd, int last_fd,
				  struct ps_error *err);

#endif
