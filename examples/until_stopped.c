/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/until_stopped.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t told;

static void stop(int number)
{
	(void)number;
	told = 1;
}

void stop_on_signals(void)
{
	const struct sigaction action = { .sa_handler = stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

bool stopped(void)
{
	return told;
}
