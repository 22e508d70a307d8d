/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/session.h"

#include "policy/limits.h"

const char *ps_session_state_name(enum ps_session_state state)
{
	switch (state) {
	case PS_SESSION_DOWN:
		return "down";
	case PS_SESSION_RESTORING:
		return "restoring";
	case PS_SESSION_UP:
		return "up";
	case PS_SESSION_SUSPECT:
		return "suspect";
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

static bool is_alive(const struct ps_session *session)
{
	return session->state == PS_SESSION_UP ||
	       session->state == PS_SESSION_RESTORING;
}

static bool suspect(struct ps_session *session, ps_usec now)
{
	if (!is_alive(session))
		return false;
	session->before = session->state;
	session->before_since = session->since;
	session->state = PS_SESSION_SUSPECT;
	session->since = now;
	return true;
}

static bool survive(struct ps_session *session)
{
	if (session->state != PS_SESSION_SUSPECT)
		return false;
	session->state = session->before;
	session->since = session->before_since;
	return true;
}

bool ps_session_transition(struct ps_session *session,
			   enum ps_session_input input, ps_usec now,
			   ps_usec failback_delay)
{
	enum ps_session_state next = session->state;

	switch (input) {
	case PS_SESSION_ESTABLISHED:
		if (!is_alive(session))
			next = established(session, now, failback_delay);
		break;
	case PS_SESSION_LOST:
		next = PS_SESSION_DOWN;
		break;
	case PS_SESSION_SUSPECTED:
		return suspect(session, now);
	case PS_SESSION_SURVIVED:
		return survive(session);
	case PS_SESSION_TICK:
		if (now < ps_session_deadline(session, failback_delay))
			break;
		if (session->state == PS_SESSION_SUSPECT)
			return survive(session);
		next = PS_SESSION_UP;
		break;
	case PS_SESSION_TRUSTED:
		if (session->state == PS_SESSION_RESTORING)
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
	if (session->state == PS_SESSION_SUSPECT)
		return session->since + PS_SUSPECT_SEC * PS_USEC_PER_SEC;
	if (session->state != PS_SESSION_RESTORING)
		return PS_USEC_NEVER;
	return session->since + failback_delay;
}

enum ps_health ps_session_health(const struct ps_session *session, bool drained)
{
	if (!is_alive(session))
		return PS_HEALTH_STALE;
	if (drained)
		return PS_HEALTH_DRAINED;
	return session->state == PS_SESSION_UP ? PS_HEALTH_UP
					       : PS_HEALTH_RESTORING;
}
