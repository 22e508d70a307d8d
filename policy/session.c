/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of one BGP session at a location's router.
 *
 *              established                 failback-delay passed
 *     DOWN ------------------> RESTORING -----------------------> UP
 *      ^  \                        |                              |
 *      |   `-- established at start-up, or failback-delay is 0 -->|
 *      |                           | lost                         | lost
 *      |---------------------------+------------------------------|
 *      |                           | suspected                    | suspected
 *      |          lost             v                              |
 *      `----------------------- SUSPECT <-------------------------'
 *
 * States. Each has one health, and each health a share of ranks to itself
 * (rank.h), so that whatever is less healthy ranks below whatever is more so,
 * however near it is:
 *
 *     UP          up         carries traffic
 *     RESTORING   restoring  only where nothing healthy is left
 *     SUSPECT     stale      the last resort
 *     DOWN        stale      the same, while bgpd keeps its paths (RFC 4724)
 *
 * Drain is configuration, not state: no input ends it. Degradation is what is
 * measured over the session (degradation.h). ps_session_health() adds both, to
 * whatever is alive. drain.h has what is announced meanwhile.
 *
 * Traffic moves away at once and returns but once. A session that comes back
 * is RESTORING until it has been up for failback-delay without a break; a
 * break begins the wait anew, so one that flaps faster than that never carries
 * traffic. An operator may end the wait (TRUSTED). Who comes up for the first
 * time while the router itself is starting, within failback-delay of
 * ps_session_init(), has nothing to fail back from, and is UP at once: a
 * restart of this router isn't a failure of theirs.
 *
 * A session is SUSPECT when something says that it is lost (its link, its TCP
 * connection, BFD) while BGP still has it. That is a matter of milliseconds:
 * either BGP closes it (LOST), or it SURVIVED (a second TCP connection, a BFD
 * flap) and is again what it was before, since when it was. Suspicion neither
 * shortens a wait for failback nor begins it anew: the session was never away.
 *
 * Timers. Two, never both at once, and ps_session_deadline() is their only
 * word: RESTORING ends after failback-delay, SUSPECT after PS_SUSPECT_SEC if
 * BGP has said nothing by then, so that a false alarm can't keep a session
 * out of use. UP and DOWN have none: the first ends by an event alone, the
 * second when BGP is established again, which BGP itself tries forever. So
 * from each state there is a way back that needs nobody, of at most
 * failback-delay and PS_SUSPECT_SEC once the session is up. Time is handed
 * in; a failback-delay that is changed meanwhile counts from the same start.
 *
 * tests/unit/test_session_proof.c goes through every history of inputs and
 * moments, and holds all of this against it.
 */
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
	*session = (struct ps_session){ .born = now, .since = now };
}

static enum ps_session_state established(const struct ps_session *session,
					 ps_usec now, ps_usec failback_delay)
{
	bool starting =
		now - session->born <= failback_delay && !session->has_been_up;

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
		session->has_been_up = true;
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

enum ps_health ps_session_health(const struct ps_session *session, bool drained,
				 bool degraded)
{
	if (!is_alive(session))
		return PS_HEALTH_STALE;
	if (drained)
		return PS_HEALTH_DRAINED;
	if (degraded)
		return PS_HEALTH_DEGRADED;
	return session->state == PS_SESSION_UP ? PS_HEALTH_UP
					       : PS_HEALTH_RESTORING;
}
