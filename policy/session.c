/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/session.h"

const char *ps_session_state_name(enum ps_session_state state)
{
	switch (state) {
	case PS_SESSION_DOWN:
		return "down";
	case PS_SESSION_RESTORING:
		return "restoring";
	case PS_SESSION_UP:
		return "up";
	}
	return "unknown";
}

void ps_session_init(struct ps_session *session, ps_usec now)
{
	session->state = PS_SESSION_DOWN;
	session->born = now;
	session->since = now;
}

static enum ps_session_state established(const struct ps_session *session,
					 ps_usec now, ps_usec failback_delay)
{
	bool starting = now - session->born <= failback_delay &&
			session->since == session->born;

	return starting || !failback_delay ? PS_SESSION_UP
					   : PS_SESSION_RESTORING;
}

bool ps_session_transition(struct ps_session *session,
			   enum ps_session_input input, ps_usec now,
			   ps_usec failback_delay)
{
	enum ps_session_state next = session->state;

	switch (input) {
	case PS_SESSION_ESTABLISHED:
		if (session->state == PS_SESSION_DOWN)
			next = established(session, now, failback_delay);
		break;
	case PS_SESSION_LOST:
		next = PS_SESSION_DOWN;
		break;
	case PS_SESSION_TICK:
		if (now >= ps_session_deadline(session, failback_delay))
			next = PS_SESSION_UP;
		break;
	}
	if (next == session->state)
		return false;
	session->state = next;
	session->since = now;
	return true;
}

ps_usec ps_session_deadline(const struct ps_session *session,
			    ps_usec failback_delay)
{
	if (session->state != PS_SESSION_RESTORING)
		return PS_USEC_NEVER;
	return session->since + failback_delay;
}

enum ps_health ps_session_health(const struct ps_session *session, bool drained)
{
	if (session->state == PS_SESSION_DOWN)
		return PS_HEALTH_STALE;
	if (drained)
		return PS_HEALTH_DRAINED;
	return session->state == PS_SESSION_UP ? PS_HEALTH_UP
					       : PS_HEALTH_RESTORING;
}
