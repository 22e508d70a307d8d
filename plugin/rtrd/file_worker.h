/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_RTRD_FILE_WORKER_H
#define PS_RTRD_FILE_WORKER_H

/*
 * Read a file of VRPs and report all of it, or why not. arg: its path. For
 * worker_start().
 */
void file_worker_run(int channel, const void *arg);

#endif
