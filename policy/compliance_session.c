/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

#include "policy/limits.h"

/* Remedies: those of maximum-prefix begin with one for each family. */
enum { ELSEWHERE = 4 };

typedef enum ps_compliance_state
judge_session(const struct ps_compliance_facts *facts,
	      const struct ps_compliance_session *session,
	      struct ps_answer *answer);

/* The worst of the sessions, the first of them by name. None has none. */
static enum ps_compliance_state worst(const struct ps_compliance_facts *facts,
				      judge_session *judge,
				      struct ps_answer *answer)
{
	enum ps_compliance_state state = PS_COMPLIANCE_NONE, one;
	const struct ps_compliance_session *found = NULL;
	unsigned int more = 0;

	for (size_t i = 0; i < facts->exchange_count; i++) {
		if (facts->is_location && facts->exchanges[i].place)
			continue;
		one = judge(facts, facts->exchanges[i].session, NULL);
		if (one > state) {
			found = facts->exchanges[i].session;
			state = one;
			more = 0;
		} else if (one == state) {
			more++;
		}
	}
	if (!found)
		return state;
	judge(facts, found, answer);
	ps_answer_session(answer, facts, found);
	if (more && state > PS_COMPLIANCE_VERIFIED)
		ps_answer_add(answer, ", and %u more", more);
	return state;
}

static enum ps_compliance_state
judge_bfd(const struct ps_compliance_facts *facts,
	  const struct ps_compliance_session *session, struct ps_answer *answer)
{
	(void)facts;
	if (session->link == PS_LINK_ELSEWHERE) {
		ps_answer(answer, ELSEWHERE, "session not on this router: %s",
			  session->neighbor);
		return PS_COMPLIANCE_UNKNOWN;
	}
	if (session->bfd == PS_BFD_ABSENT) {
		ps_answer(answer, 0, "%s has no BFD", session->neighbor);
		return PS_COMPLIANCE_FAILED;
	}
	if (session->bfd == PS_BFD_DOWN) {
		ps_answer(answer, 1, "BFD with %s isn't up", session->neighbor);
		return session->link == PS_LINK_STARTING ||
				       session->link == PS_LINK_SETTLING
			       ? PS_COMPLIANCE_PENDING
			       : PS_COMPLIANCE_FAILED;
	}
	if (session->bfd_detection_msec >= PS_CLOUD_DETECTION_MSEC) {
		ps_answer(answer, 2,
			  "BFD with %s needs %u ms to see a dead router",
			  session->neighbor, session->bfd_detection_msec);
		return PS_COMPLIANCE_WARNING;
	}
	return PS_COMPLIANCE_VERIFIED;
}

enum ps_compliance_state ps_check_bfd(const struct ps_compliance_facts *facts,
				      struct ps_answer *answer)
{
	return worst(facts, judge_bfd, answer);
}

static enum ps_compliance_state
judge_bound(const struct ps_compliance_session *session, enum ps_family family,
	    struct ps_answer *answer)
{
	static const char *const names[] = { "IPv4", "IPv6" };
	const char *name = names[family];
	uint32_t prefixes = session->maximum[family].prefixes;

	if (!prefixes) {
		ps_answer(answer, family, "%s has no maximum-prefix for %s",
			  session->neighbor, name);
		return PS_COMPLIANCE_FAILED;
	}
	if (session->maximum[family].warns_only) {
		ps_answer(answer, 2, "maximum-prefix of %s for %s only warns",
			  session->neighbor, name);
		return PS_COMPLIANCE_WARNING;
	}
	if (prefixes < PS_CLOUD_PREFIXES) {
		ps_answer(answer, family,
			  "maximum-prefix %u of %s for %s is less than the "
			  "cloud may announce",
			  prefixes, session->neighbor, name);
		return PS_COMPLIANCE_WARNING;
	}
	return PS_COMPLIANCE_VERIFIED;
}

static enum ps_compliance_state
judge_maximum_prefix(const struct ps_compliance_facts *facts,
		     const struct ps_compliance_session *session,
		     struct ps_answer *answer)
{
	enum ps_compliance_state state = PS_COMPLIANCE_NONE, one;
	unsigned int found = PS_IPV4;

	if (session->link == PS_LINK_ELSEWHERE) {
		ps_answer(answer, ELSEWHERE, "session not on this router: %s",
			  session->neighbor);
		return PS_COMPLIANCE_UNKNOWN;
	}
	for (unsigned int family = PS_IPV4; family < PS_FAMILIES; family++) {
		if (!(session->families & facts->families & 1 << family))
			continue;
		one = judge_bound(session, family, NULL);
		if (one <= state)
			continue;
		state = one;
		found = family;
	}
	if (state != PS_COMPLIANCE_NONE)
		judge_bound(session, found, answer);
	return state;
}

enum ps_compliance_state
ps_check_maximum_prefix(const struct ps_compliance_facts *facts,
			struct ps_answer *answer)
{
	return worst(facts, judge_maximum_prefix, answer);
}

enum ps_compliance_state
ps_check_denied_as(const struct ps_compliance_facts *facts,
		   struct ps_answer *answer)
{
	const struct ps_policy *policy = facts->context->policy;
	const struct ps_cloud *cloud = ps_cloud_of(policy);

	if (!cloud)
		return PS_COMPLIANCE_NONE;
	if (ps_policy_has_as(policy, PS_LIST_DENIED_AS, cloud->never_as))
		return PS_COMPLIANCE_VERIFIED;
	ps_answer(answer, 0, "routes with AS %u are never to be accepted",
		  cloud->never_as);
	ps_answer_number(answer, "%u", cloud->never_as);
	return PS_COMPLIANCE_WARNING;
}
