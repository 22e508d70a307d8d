/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_past.h"

#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_COMPLIANCE_PAST, "peering-service past checks");

struct compliance_past {
	struct compliance_past *next; /* older */
	struct compiled before;
	ps_compliance_states *states;
	uint32_t seen;	 /* prefixes that have states */
	uint32_t walked; /* and those that were walked over */
};

void compliance_past_drop(struct compliance_past **link)
{
	struct compliance_past *past;

	while ((past = *link)) {
		*link = past->next;
		compiled_free(&past->before);
		free(past->states);
		XFREE(MTYPE_PS_COMPLIANCE_PAST, past);
	}
}

void compliance_past_keep(struct compliance_past **list,
			  const struct compiled *before,
			  ps_compliance_states *states, uint32_t seen)
{
	struct compliance_past *past, **link;
	unsigned int kept = 0;

	past = XCALLOC(MTYPE_PS_COMPLIANCE_PAST, sizeof(*past));
	*past = (struct compliance_past){
		.next = *list,
		.before = *before,
		.states = states,
		.seen = states ? seen : 0,
	};
	*list = past;
	for (link = list; *link && kept < PS_COMPLIANCE_PAST; kept++)
		link = &(*link)->next;
	compliance_past_drop(link);
}

/* The newest that has anything to say of a prefix, and its number there. */
static const struct compliance_past *find(const struct compliance_past *past,
					  const struct ps_prefix *prefix,
					  uint32_t *number)
{
	for (; past; past = past->next) {
		*number = ps_policy_find(past->before.policy, prefix);
		if (*number < past->seen) /* PS_NO_INDEX isn't */
			return past;
	}
	return NULL;
}

ps_compliance_states compliance_past_states(const struct compliance_past *past,
					    const struct ps_prefix *prefix)
{
	uint32_t number;

	past = find(past, prefix, &number);
	return past ? past->states[number] : 0;
}

bool compliance_past_is_left(const struct compliance_past *past)
{
	for (; past; past = past->next)
		if (past->walked < past->seen)
			return true;
	return false;
}

ps_compliance_states compliance_past_next(struct compliance_past *past,
					  struct ps_prefix *prefix)
{
	const struct compliance_past *newest = past;
	uint32_t number, i;

	while (past->walked == past->seen)
		past = past->next;
	number = past->walked++;
	ps_policy_prefix(past->before.policy, number, prefix);
	return find(newest, prefix, &i) == past ? past->states[number] : 0;
}
