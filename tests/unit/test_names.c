/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each value of an enumeration has a name of its own, which show commands, JSON
 * and events can carry, and what is none has "unknown".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <ctype.h>
#include <string.h>

#include "policy/anomaly.h"
#include "policy/degradation.h"
#include "policy/drain.h"
#include "policy/event.h"
#include "policy/feed.h"
#include "policy/incident.h"
#include "policy/session.h"

enum { MOST = 64 };

static bool is_word(const char *name)
{
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !strchr("- ", *name))
			return false;
	return true;
}

/*
 * As many names as there are values, at the least, and all different. Some
 * enumerations begin with 1.
 */
static void check(const char *(*name)(unsigned int value), unsigned int least,
		  bool words)
{
	unsigned int first = !strcmp(name(0), "unknown"), count;

	for (count = first; strcmp(name(count), "unknown"); count++) {
		assert_in_range(count, 0, MOST);
		assert_true(*name(count));
		assert_true(!words || is_word(name(count)));
		for (unsigned int i = first; i < count; i++)
			assert_string_not_equal(name(i), name(count));
	}
	assert_true(count >= least);
	assert_string_equal(name(UINT32_MAX), "unknown");
}

#define HAS_NAMES(function, type, least, words)                                \
	static const char *name_of_##type(unsigned int value)                  \
	{                                                                      \
		return function((enum type)value);                             \
	}                                                                      \
	static void function##_tells_them_apart(void **state)                  \
	{                                                                      \
		(void)state;                                                   \
		check(name_of_##type, least, words);                           \
	}

HAS_NAMES(ps_reason_name, ps_reason, PS_REASONS, true)
HAS_NAMES(ps_action_name, ps_action, PS_DENY + 1, true)
HAS_NAMES(ps_anomaly_name, ps_anomaly_kind, PS_ANOMALY_RPKI + 1, true)
HAS_NAMES(ps_degradation_state_name, ps_degradation_state,
	  PS_DEGRADATION_STATES, true)
HAS_NAMES(ps_drain_stage_name, ps_drain_stage, PS_DRAIN_STAGES, true)
HAS_NAMES(ps_failover_kind_name, ps_failover_kind, PS_FAILOVER_FAILBACK + 1,
	  true)
HAS_NAMES(ps_rpki_data_name, ps_rpki_data, PS_RPKI_NO_DATA + 1, true)
HAS_NAMES(ps_vrp_source_state_name, ps_vrp_source_state, PS_VRP_SOURCE_STATES,
	  true)
HAS_NAMES(ps_vrp_source_kind_name, ps_vrp_source_kind, PS_VRP_SOURCE_KINDS,
	  true)
HAS_NAMES(ps_incident_change_name, ps_incident_change, PS_INCIDENT_ENDED + 1,
	  true)
HAS_NAMES(ps_session_state_name, ps_session_state, PS_SESSION_SUSPECT + 1, true)

static const char *text_of_reason(unsigned int value)
{
	return ps_reason_text((enum ps_reason)value);
}

static void each_reason_has_a_sentence(void **state)
{
	(void)state;
	check(text_of_reason, PS_REASONS, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ps_reason_name_tells_them_apart),
		cmocka_unit_test(ps_action_name_tells_them_apart),
		cmocka_unit_test(ps_anomaly_name_tells_them_apart),
		cmocka_unit_test(ps_degradation_state_name_tells_them_apart),
		cmocka_unit_test(ps_drain_stage_name_tells_them_apart),
		cmocka_unit_test(ps_failover_kind_name_tells_them_apart),
		cmocka_unit_test(ps_rpki_data_name_tells_them_apart),
		cmocka_unit_test(ps_vrp_source_state_name_tells_them_apart),
		cmocka_unit_test(ps_vrp_source_kind_name_tells_them_apart),
		cmocka_unit_test(ps_incident_change_name_tells_them_apart),
		cmocka_unit_test(ps_session_state_name_tells_them_apart),
		cmocka_unit_test(each_reason_has_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
