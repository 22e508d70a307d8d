/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/event.h"
#include "policy/events.pb-c.h"
#include "policy/limits.h"

#define SEQUENCE UINT64_C(0x8000000000000001) /* the widest varint */
#define WALL UINT64_C(1790000000123456)
#define MONOTONIC UINT64_C(987654321)

static const struct ps_event_stamp stamp = {
	.sequence = SEQUENCE,
	.wall_usec = WALL,
	.monotonic = MONOTONIC,
	.boot_id = "3f0e-b",
	.router_name = "edge1",
};

static struct {
	struct ps_event event; /* to be encoded */
	struct ps_event_message *message;
	Peering__V1__Event *decoded;
} t;

static void forget(void)
{
	ps_event_message_unref(t.message);
	if (t.decoded)
		peering__v1__event__free_unpacked(t.decoded, NULL);
	t.message = NULL;
	t.decoded = NULL;
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.event.vrf = "blue";
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

/* The length before the event; *prefix receives how many octets it takes. */
static size_t read_length(const struct ps_event_message *message,
			  unsigned int *prefix)
{
	size_t length = 0;

	*prefix = 0;
	do {
		assert_true(*prefix < message->size);
		length |= (size_t)(message->octets[*prefix] & 0x7f)
			  << 7 * *prefix;
	} while (message->octets[(*prefix)++] & 0x80);
	return length;
}

/* Encode the event and decode it, without a look at its stamp. */
static void pass(const struct ps_event_stamp *with,
		 Peering__V1__Event__BodyCase body)
{
	unsigned int prefix;
	size_t length;

	forget();
	t.message = ps_event_encode(with, &t.event);
	assert_non_null(t.message);
	assert_int_equal(t.message->references, 1);
	assert_int_equal(t.message->sequence, with->sequence);
	length = read_length(t.message, &prefix);
	assert_int_equal(t.message->size, prefix + length);
	t.decoded = peering__v1__event__unpack(NULL, length,
					       t.message->octets + prefix);
	assert_non_null(t.decoded);
	assert_int_equal(t.decoded->body_case, body);
	/* protobuf-c keeps what the schema doesn't know: there is none. */
	assert_int_equal(t.decoded->base.n_unknown_fields, 0);
}

static void round_trip(enum ps_event_kind kind,
		       Peering__V1__Event__BodyCase body)
{
	t.event.kind = kind;
	pass(&stamp, body);
	assert_int_equal(t.decoded->sequence, SEQUENCE);
	assert_int_equal(t.decoded->wall_usec, WALL);
	assert_int_equal(t.decoded->monotonic_usec, MONOTONIC);
	assert_string_equal(t.decoded->boot_id, "3f0e-b");
	assert_string_equal(t.decoded->router_name, "edge1");
	assert_string_equal(t.decoded->vrf, "blue");
}

static struct ps_prefix prefix_of(const char *text)
{
	struct ps_prefix prefix;

	assert_true(ps_prefix_parse(text, &prefix));
	return prefix;
}

static const uint32_t path_as[] = { 8075, 64510, UINT32_MAX };
static const struct ps_as_segment path_segments[] = {
	{ path_as, 1, PS_AS_SEQUENCE },
	{ path_as + 1, 2, PS_AS_SET },
};
static const struct ps_as_path path = { path_segments, 2, false };

static struct ps_event_route permitted(void)
{
	return (struct ps_event_route){
		.prefix = prefix_of("203.0.113.0/24"),
		.source = {"192.0.2.1", "ashburn", "r1"},
		.path = &path,
		.verdict =
			{
				.action = PS_PERMIT,
				.step = PS_STEP_SIDE,
				.reason = PS_REASON_ALTERNATE,
				.rpki = PS_RPKI_VALID,
				.health = PS_HEALTH_RESTORING,
				.rank = 4000000000,
			},
		.path_id = UINT64_MAX,
		.enforced = true,
	};
}

static struct ps_event_route denied(void)
{
	return (struct ps_event_route){
		.prefix = prefix_of("2001:db8::/32"),
		.source = {"fe80::1", NULL, NULL},
		.verdict =
			{
				.action = PS_DENY,
				.step = PS_STEP_RPKI,
				.reason = PS_REASON_RPKI_INVALID,
				.rpki = PS_RPKI_INVALID_LENGTH,
				.health = PS_HEALTH_DRAINED,
				.asn = 4200000000,
			},
		.evidence = "VRP 2001:db8::/32 max-length 32 AS 0",
	};
}

static void assert_source(const Peering__V1__Source *source,
			  const char *neighbor, const char *location,
			  const char *router)
{
	assert_non_null(source);
	assert_string_equal(source->neighbor, neighbor);
	assert_string_equal(source->location, location);
	assert_string_equal(source->router, router);
}

static void assert_permitted(const Peering__V1__Route *route)
{
	assert_non_null(route);
	assert_string_equal(route->prefix, "203.0.113.0/24");
	assert_source(route->source, "192.0.2.1", "ashburn", "r1");
	assert_int_equal(route->n_as_path, 3);
	assert_memory_equal(route->as_path, path_as, sizeof(path_as));
	assert_int_equal(route->action, PEERING__V1__ACTION__ACTION_PERMIT);
	assert_int_equal(route->step, 7);
	assert_string_equal(route->reason, "alternate");
	assert_int_equal(route->rpki,
			 PEERING__V1__RPKI_STATE__RPKI_STATE_VALID);
	assert_int_equal(route->rank, 4000000000);
	assert_int_equal(route->health, PEERING__V1__HEALTH__HEALTH_RESTORING);
	assert_int_equal(route->asn, 0);
	assert_string_equal(route->evidence, "");
	assert_int_equal(route->path_id, UINT64_MAX);
	assert_true(route->enforced);
}

static void assert_denied(const Peering__V1__Route *route)
{
	assert_non_null(route);
	assert_string_equal(route->prefix, "2001:db8::/32");
	assert_source(route->source, "fe80::1", "", "");
	assert_int_equal(route->n_as_path, 0);
	assert_int_equal(route->action, PEERING__V1__ACTION__ACTION_DENY);
	assert_int_equal(route->step, 3);
	assert_string_equal(route->reason, "rpki-invalid");
	assert_int_equal(route->rpki,
			 PEERING__V1__RPKI_STATE__RPKI_STATE_INVALID_LENGTH);
	assert_int_equal(route->rank, 0);
	assert_int_equal(route->health, PEERING__V1__HEALTH__HEALTH_DRAINED);
	assert_int_equal(route->asn, 4200000000);
	assert_string_equal(route->evidence,
			    "VRP 2001:db8::/32 max-length 32 AS 0");
	assert_int_equal(route->path_id, 0);
	assert_false(route->enforced);
}

static void an_accepted_route_is_told_whole(void **state)
{
	(void)state;
	t.event.route = permitted();
	round_trip(PS_EVENT_ROUTE_ACCEPTED,
		   PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED);
	assert_permitted(t.decoded->route_accepted);
}

static void a_denied_route_is_told_whole(void **state)
{
	(void)state;
	t.event.route = denied();
	round_trip(PS_EVENT_ROUTE_DENIED,
		   PEERING__V1__EVENT__BODY_ROUTE_DENIED);
	assert_denied(t.decoded->route_denied);
}

static void a_withdrawn_route_is_told_as_it_was(void **state)
{
	(void)state;
	t.event.route = denied();
	round_trip(PS_EVENT_ROUTE_WITHDRAWN,
		   PEERING__V1__EVENT__BODY_ROUTE_WITHDRAWN);
	assert_denied(t.decoded->route_withdrawn->last);
	assert_false(t.decoded->route_withdrawn->unregistered);
	t.event.withdrawn.unregistered = true;
	round_trip(PS_EVENT_ROUTE_WITHDRAWN,
		   PEERING__V1__EVENT__BODY_ROUTE_WITHDRAWN);
	assert_true(t.decoded->route_withdrawn->unregistered);
}

static void a_best_path_is_told_with_the_one_before(void **state)
{
	const struct ps_event_route before = permitted(), after = denied();
	const Peering__V1__BestPathChanged *told;

	(void)state;
	t.event.best_path = (struct ps_event_best_path){
		prefix_of("2001:db8:1::/48"),
		&before,
		&after,
	};
	round_trip(PS_EVENT_BEST_PATH_CHANGED,
		   PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED);
	told = t.decoded->best_path_changed;
	assert_string_equal(told->prefix, "2001:db8:1::/48");
	assert_permitted(told->old);
	assert_denied(told->new_);
}

static void no_best_path_is_told_as_absent(void **state)
{
	const struct ps_event_route route = permitted();

	(void)state;
	t.event.best_path.prefix = prefix_of("0.0.0.0/0");
	t.event.best_path.after = &route;
	round_trip(PS_EVENT_BEST_PATH_CHANGED,
		   PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED);
	assert_null(t.decoded->best_path_changed->old);
	assert_permitted(t.decoded->best_path_changed->new_);
	t.event.best_path.before = &route;
	t.event.best_path.after = NULL;
	round_trip(PS_EVENT_BEST_PATH_CHANGED,
		   PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED);
	assert_permitted(t.decoded->best_path_changed->old);
	assert_null(t.decoded->best_path_changed->new_);
}

static void a_failover_is_told_whole(void **state)
{
	static const struct {
		enum ps_failover_kind kind;
		Peering__V1__Failover__Kind told;
	} kinds[] = {
		{ PS_FAILOVER_LOCAL, PEERING__V1__FAILOVER__KIND__KIND_LOCAL },
		{ PS_FAILOVER_GEO, PEERING__V1__FAILOVER__KIND__KIND_GEO },
		{ PS_FAILOVER_FAILBACK,
		  PEERING__V1__FAILOVER__KIND__KIND_FAILBACK },
	};
	const Peering__V1__Failover *told;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		t.event.failover = (struct ps_event_failover){
			.kind = kinds[i].kind,
			.from = { "192.0.2.1", "ashburn", "r1" },
			.to = { "192.0.2.2", "chicago", "r2" },
			.prefixes = 100000,
			.duration = UINT64_C(5000000000),
		};
		round_trip(PS_EVENT_FAILOVER,
			   PEERING__V1__EVENT__BODY_FAILOVER);
		told = t.decoded->failover;
		assert_int_equal(told->kind, kinds[i].told);
		assert_source(told->from, "192.0.2.1", "ashburn", "r1");
		assert_source(told->to, "192.0.2.2", "chicago", "r2");
		assert_int_equal(told->prefixes, 100000);
		assert_int_equal(told->duration_usec, UINT64_C(5000000000));
	}
}

static void a_session_is_told_in_each_health(void **state)
{
	static const Peering__V1__Health told[PS_HEALTHS] = {
		[PS_HEALTH_UP] = PEERING__V1__HEALTH__HEALTH_UP,
		[PS_HEALTH_RESTORING] = PEERING__V1__HEALTH__HEALTH_RESTORING,
		[PS_HEALTH_DEGRADED] = PEERING__V1__HEALTH__HEALTH_DEGRADED,
		[PS_HEALTH_DRAINED] = PEERING__V1__HEALTH__HEALTH_DRAINED,
		[PS_HEALTH_STALE] = PEERING__V1__HEALTH__HEALTH_STALE,
	};
	static const int drains[PS_DRAIN_STAGES] = {
		[PS_DRAIN_NONE] = PEERING__V1__DRAIN__DRAIN_NONE,
		[PS_DRAIN_DRAINING] = PEERING__V1__DRAIN__DRAIN_DRAINING,
		[PS_DRAIN_DRAINED] = PEERING__V1__DRAIN__DRAIN_DRAINED,
	};

	(void)state;
	for (int health = 0; health < PS_HEALTHS; health++) {
		t.event.session = (struct ps_event_session){
			.source = { "swp1", "ashburn", "r1" },
			.established = health % 2,
			.health = health,
			.drain = health % PS_DRAIN_STAGES,
		};
		round_trip(PS_EVENT_SESSION_STATE,
			   PEERING__V1__EVENT__BODY_SESSION_STATE);
		assert_source(t.decoded->session_state->source, "swp1",
			      "ashburn", "r1");
		assert_int_equal(t.decoded->session_state->established,
				 health % 2);
		assert_int_equal(t.decoded->session_state->health,
				 told[health]);
		assert_int_equal(t.decoded->session_state->drain,
				 drains[health % PS_DRAIN_STAGES]);
		assert_false(t.decoded->session_state->removed);
	}
	t.event.session.removed = true;
	round_trip(PS_EVENT_SESSION_STATE,
		   PEERING__V1__EVENT__BODY_SESSION_STATE);
	assert_true(t.decoded->session_state->removed);
}

static void a_location_is_told_whole(void **state)
{
	(void)state;
	t.event.location = (struct ps_event_location){ "ashburn", 3, 4, true };
	round_trip(PS_EVENT_LOCATION_STATE,
		   PEERING__V1__EVENT__BODY_LOCATION_STATE);
	assert_string_equal(t.decoded->location_state->location, "ashburn");
	assert_int_equal(t.decoded->location_state->usable_sessions, 3);
	assert_int_equal(t.decoded->location_state->sessions, 4);
	assert_true(t.decoded->location_state->removed);
}

static void rpki_data_is_told_in_each_state(void **state)
{
	static const char *const names[] = { "off", "waiting", "complete",
					     "no-data" };

	(void)state;
	for (int data = PS_RPKI_OFF; data <= PS_RPKI_NO_DATA; data++) {
		t.event.rpki = (struct ps_event_rpki){
			data, 500000, 7, 9, data == PS_RPKI_COMPLETE, "broken"
		};
		round_trip(PS_EVENT_RPKI, PEERING__V1__EVENT__BODY_RPKI);
		assert_string_equal(t.decoded->rpki->state, names[data]);
		assert_int_equal(t.decoded->rpki->vrps, 500000);
		assert_int_equal(t.decoded->rpki->added, 7);
		assert_int_equal(t.decoded->rpki->removed, 9);
		assert_int_equal(t.decoded->rpki->stale,
				 data == PS_RPKI_COMPLETE);
		assert_string_equal(t.decoded->rpki->error, "broken");
	}
}

static void what_is_measured_is_told(void **state)
{
	(void)state;
	for (int s = 0; s < PS_DEGRADATION_STATES; s++) {
		t.event.latency = (struct ps_event_latency){
			.source = { "192.0.2.1", "ashburn", "r1" },
			.target = "198.51.100.9",
			.state = s,
			.sum = { .sent = 60,
				 .lost = 2,
				 .min = 1000,
				 .median = 2000,
				 .p95 = 3000 },
			.alarm = s == PS_UNANSWERED,
			.removed = s == PS_RECOVERING,
		};
		round_trip(PS_EVENT_LATENCY, PEERING__V1__EVENT__BODY_LATENCY);
		assert_string_equal(t.decoded->latency->source->router, "r1");
		assert_string_equal(t.decoded->latency->target, "198.51.100.9");
		assert_int_equal(t.decoded->latency->state, s);
		assert_int_equal(t.decoded->latency->sent, 60);
		assert_int_equal(t.decoded->latency->lost, 2);
		assert_int_equal(t.decoded->latency->min_usec, 1000);
		assert_int_equal(t.decoded->latency->median_usec, 2000);
		assert_int_equal(t.decoded->latency->p95_usec, 3000);
		assert_int_equal(t.decoded->latency->alarm, s == PS_UNANSWERED);
		assert_int_equal(t.decoded->latency->removed,
				 s == PS_RECOVERING);
	}
	t.event.latency.sum.min = PS_RTT_LOST;
	t.event.latency.sum.median = PS_RTT_LOST;
	t.event.latency.sum.p95 = PS_RTT_LOST;
	round_trip(PS_EVENT_LATENCY, PEERING__V1__EVENT__BODY_LATENCY);
	assert_int_equal(t.decoded->latency->min_usec, 0);
	assert_int_equal(t.decoded->latency->median_usec, 0);
	assert_int_equal(t.decoded->latency->p95_usec, 0);
}

static void a_source_of_vrps_is_told(void **state)
{
	(void)state;
	t.event.rpki_source = (struct ps_event_rpki_source){
		.kind = "cache",
		.name = "one",
		.state = "in sync",
		.error = "none",
		.vrps = 3,
		.used = true,
	};
	round_trip(PS_EVENT_RPKI_SOURCE, PEERING__V1__EVENT__BODY_RPKI_SOURCE);
	assert_string_equal(t.decoded->rpki_source->kind, "cache");
	assert_string_equal(t.decoded->rpki_source->name, "one");
	assert_string_equal(t.decoded->rpki_source->state, "in sync");
	assert_string_equal(t.decoded->rpki_source->error, "none");
	assert_int_equal(t.decoded->rpki_source->vrps, 3);
	assert_true(t.decoded->rpki_source->used);
	assert_false(t.decoded->rpki_source->removed);
	t.event.rpki_source.removed = true;
	round_trip(PS_EVENT_RPKI_SOURCE, PEERING__V1__EVENT__BODY_RPKI_SOURCE);
	assert_true(t.decoded->rpki_source->removed);
}

static void a_policy_is_told_in_each_mode(void **state)
{
	(void)state;
	for (int mode = PS_MODE_OBSERVE; mode <= PS_MODE_ENFORCE; mode++) {
		t.event.policy =
			(struct ps_event_policy){ UINT32_MAX, 2, 3, mode };
		round_trip(PS_EVENT_POLICY_COMMITTED,
			   PEERING__V1__EVENT__BODY_POLICY_COMMITTED);
		assert_int_equal(t.decoded->policy_committed->serial,
				 UINT32_MAX);
		assert_int_equal(t.decoded->policy_committed->registrations, 2);
		assert_int_equal(t.decoded->policy_committed->locations, 3);
		assert_int_equal(t.decoded->policy_committed->mode,
				 mode == PS_MODE_ENFORCE
					 ? PEERING__V1__MODE__MODE_ENFORCE
					 : PEERING__V1__MODE__MODE_OBSERVE);
	}
}

static void texts_are_told_whole(void **state)
{
	(void)state;
	t.event.text = "location 'ashburn' has no router";
	round_trip(PS_EVENT_POLICY_REFUSED,
		   PEERING__V1__EVENT__BODY_POLICY_REFUSED);
	assert_string_equal(t.decoded->policy_refused->error, t.event.text);
	round_trip(PS_EVENT_GAP, PEERING__V1__EVENT__BODY_GAP);
	assert_string_equal(t.decoded->gap->text, t.event.text);
}

static void a_changed_check_is_told_whole(void **state)
{
	const struct ps_event_source source = { "192.0.2.1", "ashburn", "r1" };
	const struct ps_prefix prefix = { PS_IPV4, 24, { 203, 0, 113 } };
	struct ps_event_compliance *change = &t.event.compliance;
	const Peering__V1__ComplianceChanged *told;

	(void)state;
	for (unsigned int i = 0; i < PS_COMPLIANCE_STATES; i++) {
		*change = (struct ps_event_compliance){
			.check = "announced",
			.state = i,
			.before = PS_COMPLIANCE_FAILED - i,
			.prefix = i % 2 ? &prefix : NULL,
			.source = i % 2 ? NULL : &source,
			.message = "what is wrong",
			.remedy = "what helps",
			.alarm = i % 2,
		};
		round_trip(PS_EVENT_COMPLIANCE_CHANGED,
			   PEERING__V1__EVENT__BODY_COMPLIANCE_CHANGED);
		told = t.decoded->compliance_changed;
		assert_string_equal(told->check, "announced");
		assert_int_equal(told->state, i);
		assert_int_equal(told->before, PS_COMPLIANCE_FAILED - i);
		assert_string_equal(told->prefix,
				    i % 2 ? "203.0.113.0/24" : "");
		if (i % 2)
			assert_null(told->source);
		else
			assert_source(told->source, "192.0.2.1", "ashburn",
				      "r1");
		assert_string_equal(told->message, "what is wrong");
		assert_string_equal(told->remedy, "what helps");
		assert_int_equal(told->alarm, i % 2);
		assert_int_equal(t.message->subject.has_prefix, i % 2);
		assert_int_equal(t.message->subject.location[0],
				 i % 2 ? 0 : ps_event_location_key("ashburn"));
	}
}

static void what_was_lost_is_told_whole(void **state)
{
	(void)state;
	t.event.lost = (struct ps_event_lost){ 3, UINT64_MAX - 2, UINT64_MAX };
	round_trip(PS_EVENT_LOST, PEERING__V1__EVENT__BODY_LOST);
	assert_int_equal(t.decoded->lost->count, 3);
	assert_int_equal(t.decoded->lost->first, UINT64_MAX - 2);
	assert_int_equal(t.decoded->lost->last, UINT64_MAX);
}

static void a_snapshot_has_both_ends(void **state)
{
	(void)state;
	round_trip(PS_EVENT_SNAPSHOT_BEGIN,
		   PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN);
	round_trip(PS_EVENT_SNAPSHOT_END,
		   PEERING__V1__EVENT__BODY_SNAPSHOT_END);
}

static void a_subscription_is_answered(void **state)
{
	(void)state;
	for (int i = PS_RESUMPTION_NONE; i <= PS_RESUMPTION_OTHER_BOOT; i++) {
		t.event.subscribed =
			(struct ps_event_subscribed){ i, UINT64_MAX };
		round_trip(PS_EVENT_SUBSCRIBED,
			   PEERING__V1__EVENT__BODY_SUBSCRIBED);
		assert_int_equal(t.decoded->subscribed->resumption, i);
		assert_int_equal(t.decoded->subscribed->oldest, UINT64_MAX);
	}
	round_trip(PS_EVENT_INSTANCE_REMOVED,
		   PEERING__V1__EVENT__BODY_INSTANCE_REMOVED);
}

/* Every one of them, by the number of its field. */
static void kinds_have_their_numbers(void **state)
{
	uint64_t seen = 0;
	enum ps_event_kind kind;

	(void)state;
	for (unsigned int i = 0; i < peering__v1__event__descriptor.n_fields;
	     i++) {
		const ProtobufCFieldDescriptor *field =
			&peering__v1__event__descriptor.fields[i];
		bool in_body = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;

		assert_int_equal(ps_event_kind_of(field->id, &kind), in_body);
		if (in_body)
			seen |= UINT64_C(1) << kind;
	}
	assert_int_equal(seen, (UINT64_C(1) << PS_EVENT_KINDS) - 1);
	assert_false(ps_event_kind_of(0, &kind));
	assert_false(ps_event_kind_of(UINT32_MAX, &kind));
}

static void text_that_is_not_utf8_is_made_so(void **state)
{
	(void)state;
	t.event.session.source =
		(struct ps_event_source){ "eth\xff", "caf\xc3\xa9", "r\xc3" };
	t.event.vrf = "blue";
	round_trip(PS_EVENT_SESSION_STATE,
		   PEERING__V1__EVENT__BODY_SESSION_STATE);
	assert_source(t.decoded->session_state->source, "eth?", "caf\xc3\xa9",
		      "r?");
}

/* What filters look at is noted beside the octets. */
static void a_message_knows_what_it_is_about(void **state)
{
	const struct ps_event_route before = permitted(), after = {
		.prefix = before.prefix,
		.source = { "192.0.2.9", "chicago", "r1" },
	};
	const struct ps_event_subject *about;

	(void)state;
	t.event.best_path = (struct ps_event_best_path){
		before.prefix,
		&before,
		&after,
	};
	round_trip(PS_EVENT_BEST_PATH_CHANGED,
		   PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED);
	about = &t.message->subject;
	assert_int_equal(about->kind, PS_EVENT_BEST_PATH_CHANGED);
	assert_true(about->has_prefix);
	assert_int_equal(ps_prefix_compare(&about->prefix, &before.prefix), 0);
	assert_int_equal(about->location[0], ps_event_location_key("ashburn"));
	assert_int_equal(about->location[1], ps_event_location_key("chicago"));
	t.event.route = denied();
	round_trip(PS_EVENT_ROUTE_DENIED,
		   PEERING__V1__EVENT__BODY_ROUTE_DENIED);
	about = &t.message->subject;
	assert_true(about->has_prefix);
	assert_int_equal(about->location[0], 0);
	t.event.text = "x";
	round_trip(PS_EVENT_POLICY_REFUSED,
		   PEERING__V1__EVENT__BODY_POLICY_REFUSED);
	assert_false(t.message->subject.has_prefix);
	assert_int_not_equal(ps_event_location_key("a"),
			     ps_event_location_key("b"));
	assert_int_equal(ps_event_location_key(""), 0);
	assert_int_equal(ps_event_location_key(NULL), 0);
}

#define CHANGES(route, member, value)                                          \
	do {                                                                   \
		struct ps_event_route changed = *(route);                      \
                                                                               \
		changed.member = (value);                                      \
		assert_int_not_equal(ps_event_route_digest(&changed),          \
				     ps_event_route_digest(route));            \
	} while (0)

static void whatever_is_told_of_a_route_is_in_its_digest(void **state)
{
	const struct ps_as_segment segment = { path_as + 1, 1, 2 };
	const struct ps_as_path shorter = { path_segments, 1, false };
	const struct ps_as_path other = { &segment, 1, false };
	struct ps_event_route route = permitted(), same = permitted();

	(void)state;
	assert_int_equal(ps_event_route_digest(&route),
			 ps_event_route_digest(&same));
	assert_int_not_equal(ps_event_route_digest(&route), 0);
	CHANGES(&route, source.neighbor, "192.0.2.2");
	CHANGES(&route, source.location, "ashburnr");
	CHANGES(&route, source.router, NULL);
	CHANGES(&route, path, NULL);
	CHANGES(&route, path, &shorter);
	CHANGES(&route, path, &other);
	route.path = &shorter;
	CHANGES(&route, path, &other); /* of the same length */
	route.path = same.path;
	CHANGES(&route, verdict.action, PS_DENY);
	CHANGES(&route, verdict.step, PS_STEP_PATH);
	CHANGES(&route, verdict.reason, PS_REASON_OTC);
	CHANGES(&route, verdict.rpki, PS_RPKI_UNCHECKED);
	CHANGES(&route, verdict.health, PS_HEALTH_UP);
	CHANGES(&route, verdict.keep_rank, true);
	CHANGES(&route, verdict.rank, 400);
	CHANGES(&route, verdict.asn, 1);
	CHANGES(&route, evidence, "AS 1");
	CHANGES(&route, enforced, false);
}

static void every_reason_and_rpki_state_has_its_word(void **state)
{
	(void)state;
	for (int i = 0; i < PS_REASONS; i++) {
		t.event.route = permitted();
		t.event.route.verdict.reason = i;
		/* Both count from "unchecked" to "invalid-length". */
		t.event.route.verdict.rpki = i % (PS_RPKI_INVALID_LENGTH + 1);
		round_trip(PS_EVENT_ROUTE_ACCEPTED,
			   PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED);
		assert_string_equal(t.decoded->route_accepted->reason,
				    ps_reason_name(i));
		assert_int_equal(t.decoded->route_accepted->rpki,
				 t.event.route.verdict.rpki);
	}
}

static void a_rank_that_is_the_hosts_is_not_told(void **state)
{
	(void)state;
	t.event.route = permitted();
	t.event.route.verdict.keep_rank = true;
	t.event.route.verdict.action = PS_PASS;
	round_trip(PS_EVENT_ROUTE_ACCEPTED,
		   PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED);
	assert_int_equal(t.decoded->route_accepted->rank, 0);
	assert_int_equal(t.decoded->route_accepted->action,
			 PEERING__V1__ACTION__ACTION_UNSPECIFIED);
}

static void no_string_is_the_empty_string(void **state)
{
	static const struct ps_event_stamp nameless = { .sequence = 1 };
	const struct ps_event_route route = {
		.prefix = prefix_of("0.0.0.0/0"),
	};

	(void)state;
	t.event.vrf = NULL;
	t.event.kind = PS_EVENT_GAP;
	pass(&nameless, PEERING__V1__EVENT__BODY_GAP);
	assert_string_equal(t.decoded->boot_id, "");
	assert_string_equal(t.decoded->router_name, "");
	assert_string_equal(t.decoded->vrf, "");
	assert_string_equal(t.decoded->gap->text, "");
	t.event.kind = PS_EVENT_POLICY_REFUSED;
	pass(&nameless, PEERING__V1__EVENT__BODY_POLICY_REFUSED);
	assert_string_equal(t.decoded->policy_refused->error, "");
	t.event.kind = PS_EVENT_LOCATION_STATE;
	pass(&nameless, PEERING__V1__EVENT__BODY_LOCATION_STATE);
	assert_string_equal(t.decoded->location_state->location, "");
	t.event.kind = PS_EVENT_ROUTE_ACCEPTED;
	t.event.route = route;
	pass(&nameless, PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED);
	assert_source(t.decoded->route_accepted->source, "", "", "");
}

/* A path of that many hops, in segments of seven. */
static void tell_path(unsigned int hops)
{
	uint32_t as[2 * PS_EVENT_AS_PATH];
	struct ps_as_segment segments[2 * PS_EVENT_AS_PATH / 7 + 1];
	struct ps_as_path long_path = { .segment = segments };
	const Peering__V1__Route *told;

	for (unsigned int i = 0; i < hops; i += 7)
		segments[long_path.count++] = (struct ps_as_segment){
			as + i,
			hops - i < 7 ? hops - i : 7,
			i % 2 ? PS_AS_SET : PS_AS_SEQUENCE,
		};
	for (unsigned int i = 0; i < hops; i++)
		as[i] = 64496 + i;
	t.event.route.path = &long_path;
	round_trip(PS_EVENT_ROUTE_ACCEPTED,
		   PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED);
	told = t.decoded->route_accepted;
	assert_int_equal(told->n_as_path,
			 hops < PS_EVENT_AS_PATH ? hops : PS_EVENT_AS_PATH);
	for (size_t i = 0; i < told->n_as_path; i++)
		assert_int_equal(told->as_path[i], 64496 + i);
}

static void a_path_is_flattened_and_cut(void **state)
{
	(void)state;
	t.event.route = permitted();
	for (unsigned int hops = 0; hops <= 2 * PS_EVENT_AS_PATH; hops++)
		tell_path(hops);
}

/* One octet more for every seven bits, and none that says nothing. */
static void the_length_takes_as_few_octets_as_it_can(void **state)
{
	static const size_t ends[] = { 1, 1 << 7, 1 << 14, 1 << 21, 1 << 28 };
	static const struct ps_event_stamp nameless = { .sequence = 1 };
	enum { MOST = (1 << 21) + 8 };
	char *text = malloc(MOST + 1);
	unsigned int prefix, met = 0;

	(void)state;
	assert_non_null(text);
	t.event.kind = PS_EVENT_GAP;
	t.event.text = text;
	memset(text, 'x', MOST);
	for (unsigned int octets = 1; octets < 4; octets++)
		for (int more = -32; more < 8; more++) {
			size_t size = ends[octets] + more, length;

			text[size] = '\0';
			pass(&nameless, PEERING__V1__EVENT__BODY_GAP);
			length = read_length(t.message, &prefix);
			assert_in_range(length, ends[prefix - 1],
					ends[prefix] - 1);
			met += length == ends[octets] - 1;
			met += length == ends[octets];
			assert_string_equal(t.decoded->gap->text, text);
			text[size] = 'x';
		}
	assert_int_equal(met, 2 * 3);
	free(text);
}

static void the_last_reference_frees(void **state)
{
	struct ps_event_message *message, *second;
	uint8_t last;

	(void)state;
	t.event.kind = PS_EVENT_GAP;
	message = ps_event_encode(&stamp, &t.event);
	assert_non_null(message);
	assert_int_equal(message->references, 1);
	second = ps_event_message_ref(message);
	assert_ptr_equal(second, message);
	assert_int_equal(message->references, 2);
	last = message->octets[message->size - 1];
	ps_event_message_unref(message);
	/* Still there; that the next one frees it, the sanitizer sees. */
	assert_int_equal(second->references, 1);
	assert_int_equal(second->octets[second->size - 1], last);
	ps_event_message_unref(second);
	ps_event_message_unref(NULL);
}

static void failovers_and_rpki_data_have_names(void **state)
{
	(void)state;
	assert_string_equal(ps_failover_kind_name(PS_FAILOVER_LOCAL), "local");
	assert_string_equal(ps_failover_kind_name(PS_FAILOVER_GEO), "geo");
	assert_string_equal(ps_failover_kind_name(PS_FAILOVER_FAILBACK),
			    "failback");
	assert_string_equal(ps_failover_kind_name(0), "unknown");
	assert_string_equal(ps_rpki_data_name(PS_RPKI_NO_DATA + 1), "unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_accepted_route_is_told_whole),
		TEST(a_denied_route_is_told_whole),
		TEST(a_withdrawn_route_is_told_as_it_was),
		TEST(a_best_path_is_told_with_the_one_before),
		TEST(no_best_path_is_told_as_absent),
		TEST(a_failover_is_told_whole),
		TEST(a_session_is_told_in_each_health),
		TEST(a_location_is_told_whole),
		TEST(rpki_data_is_told_in_each_state),
		TEST(a_source_of_vrps_is_told),
		TEST(what_is_measured_is_told),
		TEST(a_policy_is_told_in_each_mode),
		TEST(texts_are_told_whole),
		TEST(a_changed_check_is_told_whole),
		TEST(what_was_lost_is_told_whole),
		TEST(a_snapshot_has_both_ends),
		TEST(a_subscription_is_answered),
		TEST(kinds_have_their_numbers),
		TEST(text_that_is_not_utf8_is_made_so),
		TEST(a_message_knows_what_it_is_about),
		TEST(whatever_is_told_of_a_route_is_in_its_digest),
		TEST(every_reason_and_rpki_state_has_its_word),
		TEST(a_rank_that_is_the_hosts_is_not_told),
		TEST(no_string_is_the_empty_string),
		TEST(a_path_is_flattened_and_cut),
		TEST(the_length_takes_as_few_octets_as_it_can),
		TEST(the_last_reference_frees),
		TEST(failovers_and_rpki_data_have_names),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
