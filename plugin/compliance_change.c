/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_change.h"

#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "policy/event.h"
#include "policy/limits.h"

#define SUBJECT_TEXT 256

static enum ps_compliance_scope
scope_of(const struct compliance_subject *subject)
{
	if (subject->prefix)
		return PS_SCOPE_PREFIX;
	return subject->session ? PS_SCOPE_SESSION : PS_SCOPE_INSTANCE;
}

static const char *name_of(const struct compliance_subject *subject,
			   char buf[SUBJECT_TEXT])
{
	if (subject->prefix)
		ps_prefix_print(subject->prefix, buf);
	else
		snprintf(buf, SUBJECT_TEXT, "%s",
			 subject->session ? session_name(subject->session)
					  : instance_name(subject->instance));
	return buf;
}

static bool is_news(enum ps_compliance_state before,
		    enum ps_compliance_state after)
{
	if (before == after)
		return false;
	if (before == PS_COMPLIANCE_NONE)
		return after >= PS_COMPLIANCE_WARNING;
	return before > PS_COMPLIANCE_VERIFIED ||
	       after > PS_COMPLIANCE_VERIFIED;
}

/* The first few of a round; an outage may change all prefixes at once. */
static bool is_logged(const struct instance *instance)
{
	return instance->compliance.logged <= PS_COMPLIANCE_LOGGED;
}

/* Count a change, and whether anybody is there to be told. */
static bool is_heard(struct instance *instance)
{
	instance->compliance.logged++;
	return is_logged(instance) || notify_is_wanted();
}

static void log_change(const struct compliance_subject *subject,
		       const struct ps_event_compliance *change)
{
	char name[SUBJECT_TEXT];

	if (!is_logged(subject->instance))
		return;
	if (change->state >= PS_COMPLIANCE_WARNING)
		zlog_warn("peering-service: %s, %s is %s: %s; %s%s",
			  name_of(subject, name), change->check,
			  ps_compliance_state_name(change->state),
			  change->message, change->remedy,
			  change->alarm ? " (only this router can know)" : "");
	else
		zlog_info("peering-service: %s, %s is %s",
			  name_of(subject, name), change->check,
			  ps_compliance_state_name(change->state));
}

/* Everything but what it was before; the texts are the finding's. */
static struct ps_event event_of(const struct compliance_subject *subject,
				enum ps_compliance_check check,
				const struct ps_event_source *source,
				struct ps_compliance_finding *finding)
{
	*finding = (struct ps_compliance_finding){ .remedy = "" };
	if (subject->facts)
		ps_compliance_look(subject->facts, check, finding);
	return (struct ps_event){
		.kind = PS_EVENT_COMPLIANCE_CHANGED,
		.vrf = instance_name(subject->instance),
		.compliance = {
			.check = ps_compliance_check_name(check),
			.state = finding->state,
			.prefix = subject->prefix,
			.source = subject->session ? source : NULL,
			.message = finding->message,
			.remedy = finding->remedy,
			.alarm = finding->state >= PS_COMPLIANCE_WARNING &&
				 ps_compliance_check_is_ours(check),
		},
	};
}

static struct ps_event_source
source_of(const struct compliance_subject *subject)
{
	if (!subject->session)
		return (struct ps_event_source){ .neighbor = NULL };
	/* Once it is gone, its router's number may be of another policy. */
	if (!subject->facts)
		return (struct ps_event_source){
			.neighbor = session_name(subject->session),
		};
	return notify_source(subject->instance, subject->session);
}

void compliance_changed(const struct compliance_subject *subject,
			ps_compliance_states before, ps_compliance_states after)
{
	struct ps_event_source source = source_of(subject);
	struct ps_compliance_finding finding;
	enum ps_compliance_state was;
	struct ps_event event;

	before = ps_compliance_scoped(before, scope_of(subject));
	after = ps_compliance_scoped(after, scope_of(subject));
	for (unsigned int i = 0; before != after && i < PS_CHECKS; i++) {
		was = ps_compliance_of(before, i);
		if (!is_news(was, ps_compliance_of(after, i)) ||
		    !is_heard(subject->instance))
			continue;
		event = event_of(subject, i, &source, &finding);
		event.compliance.before = was;
		log_change(subject, &event.compliance);
		event_socket_publish(&event);
	}
}

bool compliance_tell_wrong(const struct compliance_subject *subject,
			   ps_compliance_states states,
			   struct ps_event_consumer *consumer)
{
	struct ps_event_source source = source_of(subject);
	struct ps_compliance_finding finding;
	struct ps_event event;

	states = ps_compliance_scoped(states, scope_of(subject));
	for (unsigned int i = 0; states && i < PS_CHECKS; i++) {
		if (ps_compliance_of(states, i) < PS_COMPLIANCE_WARNING)
			continue;
		event = event_of(subject, i, &source, &finding);
		/* It may be another by now; that is told in its time. */
		event.compliance.state = ps_compliance_of(states, i);
		if (!event_socket_tell(consumer, &event))
			return false;
	}
	return true;
}
