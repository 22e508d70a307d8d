/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_DEFAULTS_H
#define PS_DEFAULTS_H

#include "policy/policy.h"

/* Of a policy that says nothing else: the model's defaults. */
extern const struct ps_settings ps_default_settings;

#endif
