/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-events metrics: what events tell, as Prometheus takes it.
 */
#ifndef METRICS_H
#define METRICS_H

#include "examples/follow.h"

/* argv[0] is "metrics"; the rest are its options. */
enum status metrics(int argc, char **argv);

#endif
