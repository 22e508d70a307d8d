/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

#include <stdarg.h>
#include <stdio.h>

static const struct ps_cloud clouds[] = {
	{ 8075, 8075U << 16 | 8007, 12076 },
};

const struct ps_cloud *ps_cloud_of(const struct ps_policy *policy)
{
	for (size_t i = 0; i < sizeof(clouds) / sizeof(clouds[0]); i++)
		if (ps_policy_has_as(policy, PS_LIST_SERVICE_AS,
				     clouds[i].service_as))
			return &clouds[i];
	return NULL;
}

void ps_answer_add(struct ps_answer *answer, const char *fmt, ...)
{
	char text[PS_COMPLIANCE_TEXT];
	va_list args;

	if (!answer)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ps_text_add(&answer->text, "%s", text);
}

void ps_answer(struct ps_answer *answer, unsigned int remedy, const char *fmt,
	       ...)
{
	char text[PS_COMPLIANCE_TEXT];
	va_list args;

	if (!answer)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	answer->text = ps_text_in(answer->text.out, answer->text.size);
	answer->remedy = remedy;
	ps_text_add(&answer->text, "%s", text);
}

void ps_answer_session(struct ps_answer *answer,
		       const struct ps_compliance_facts *facts,
		       const struct ps_compliance_session *session)
{
	const struct ps_policy *policy = facts->context->policy;
	uint32_t location;

	if (!answer)
		return;
	location = policy->routers[session->router].location;
	answer->neighbor = session->neighbor;
	answer->location =
		ps_policy_string(policy, policy->locations[location].name);
}

void ps_answer_number(struct ps_answer *answer, const char *fmt, ...)
{
	va_list args;

	if (!answer)
		return;
	va_start(args, fmt);
	vsnprintf(answer->number, sizeof(answer->number), fmt, args);
	va_end(args);
}

/* A word that the table leaves open, and what is put in its place. */
struct word {
	const char *open;
	const char *known;
};

static const struct word *word_at(const char *text, const struct word *words)
{
	for (; words->open; words++)
		if (words->known && words->known[0] &&
		    !strncmp(text, words->open, strlen(words->open)))
			return words;
	return NULL;
}

void ps_answer_remedy(const struct ps_answer *answer, const char *remedy,
		      const struct ps_compliance_facts *facts,
		      char out[PS_COMPLIANCE_TEXT])
{
	char prefix[PS_PREFIX_TEXT] = "";
	const struct word words[] = {
		{ "NEIGHBOR", answer->neighbor },
		{ "LOCATION", answer->location },
		{ "PREFIX", prefix },
		{ "NUMBER", answer->number },
		{ NULL, NULL },
	};
	struct ps_text text = ps_text_in(out, PS_COMPLIANCE_TEXT);
	const struct word *word;

	if (facts->registration)
		ps_prefix_print(&facts->prefix, prefix);
	while (*remedy) {
		word = word_at(remedy, words);
		if (word) {
			ps_text_add(&text, "%s", word->known);
			remedy += strlen(word->open);
		} else {
			ps_text_char(&text, *remedy++);
		}
	}
}
