# SPDX-License-Identifier: GPL-2.0-or-later
"""Mutations of how sessions fail over, for tests/mutate."""

TESTS = ["test_session_proof", "test_session", "test_rank"]

# (name, file, in policy/ unless told, text, what to put in its place)
MUTATIONS = [
    ("session start-up ends", "session.c", "now - session->born <= failback_delay && ", ""),
    ("session start-up only once", "session.c", " && !session->has_been_up;", ";"),
    ("session has been up", "session.c", "\t\tsession->has_been_up = true;\n", ""),
    ("session waits for failback", "session.c", "return starting || !failback_delay ? PS_SESSION_UP",
     "return true ? PS_SESSION_UP"),
    ("session established again", "session.c", "\t\tif (!is_alive(session))\n\t\t\tnext = established",
     "\t\tnext = established"),
    ("session lost", "session.c", "\t\tnext = PS_SESSION_DOWN;\n", ""),
    ("session suspected when down", "session.c", "\tif (!is_alive(session))\n\t\treturn false;\n\tsession->before",
     "\tsession->before"),
    ("session survives as it was", "session.c", "session->state = session->before;", "session->state = PS_SESSION_UP;"),
    ("session survives since it was", "session.c", "\tsession->since = session->before_since;\n", ""),
    ("session tick in time", "session.c", "\t\tif (now < ps_session_deadline(session, failback_delay))\n\t\t\tbreak;\n",
     ""),
    ("session tick of a suspect", "session.c",
     "\t\tif (session->state == PS_SESSION_SUSPECT)\n\t\t\treturn survive(session);\n", ""),
    ("session trusted when down", "session.c", "\t\tif (session->state == PS_SESSION_RESTORING)\n\t\t\tnext", "\t\tnext"),
    ("session suspicion ends", "session.c",
     "\tif (session->state == PS_SESSION_SUSPECT)\n\t\treturn session->since + PS_SUSPECT_SEC * PS_USEC_PER_SEC;\n", ""),
    ("session wait for failback ends", "session.c", "return session->since + failback_delay;",
     "return session->since + failback_delay + 1;"),
    ("session drained", "session.c", "\tif (drained)\n\t\treturn PS_HEALTH_DRAINED;\n", ""),
    ("session drained and lost", "session.c",
     "\tif (!is_alive(session))\n\t\treturn PS_HEALTH_STALE;\n\tif (drained)\n\t\treturn PS_HEALTH_DRAINED;\n",
     "\tif (drained)\n\t\treturn PS_HEALTH_DRAINED;\n\tif (!is_alive(session))\n\t\treturn PS_HEALTH_STALE;\n"),
    ("rank by health", "rank.c", "health * (settings->rank_base / SHARES)", "0"),
    ("rank of what is stale", "rank.c", "if (health == PS_HEALTH_STALE)", "if (false)"),

    ("drain begins", "drain.c", "if (drain->stage == PS_DRAIN_NONE)", "if (true)"),
    ("drain without delay", "drain.c", "delay ? PS_DRAIN_DRAINING : PS_DRAIN_DRAINED", "PS_DRAIN_DRAINING"),
    ("drain ends", "drain.c", "\t\tnext = PS_DRAIN_NONE;\n", ""),
    ("drain withdraws in time", "drain.c", "if (now >= ps_drain_deadline(drain, delay))",
     "if (drain->stage == PS_DRAIN_DRAINING)"),
    ("drain withdraws", "drain.c", "\t\t\tnext = PS_DRAIN_DRAINED;\n", "\t\t\t;\n"),
    ("drain of a router first known", "drain.c", "wanted ? PS_DRAIN_DRAINED : PS_DRAIN_NONE", "PS_DRAIN_NONE"),
    ("drain since", "drain.c", "\tdrain->stage = next;\n\tdrain->since = now;", "\tdrain->stage = next;"),
]
