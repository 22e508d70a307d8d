/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Until SIGTERM or SIGINT, and in order. */
#ifndef UNTIL_STOPPED_H
#define UNTIL_STOPPED_H

#include <stdbool.h>

/* From now on these signals don't end the program, but stopped() is true. */
void stop_on_signals(void);
bool stopped(void);

#endif
