/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules that the records of a policy's image must keep; policy.c's. Each
 * function returns PS_OK or PS_INVALID with the record and why in err, and
 * trusts what the functions above it have accepted.
 */
#ifndef PS_POLICY_CHECK_H
#define PS_POLICY_CHECK_H

#include "policy/policy.h"

/* Settings, service-as, locations and routers; finds policy->positions. */
enum ps_status ps_policy_check_topology(struct ps_policy *policy,
					struct ps_error *err);

/* Neighbor i, when those before it are accepted. */
enum ps_status ps_policy_check_neighbor(const struct ps_policy *policy,
					uint32_t i, struct ps_error *err);

/* Registration i, when the prefixes and all neighbors are accepted. */
enum ps_status ps_policy_check_registration(const struct ps_policy *policy,
					    uint32_t i, struct ps_error *err);

#endif
