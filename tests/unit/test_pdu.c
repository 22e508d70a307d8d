/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cache may say, octet by octet; names of tests begin with the section
 * of RFC 8210. What passes is what librtr was made for: checked here again, by
 * a reader of its own.
 */
#include <string.h>

#include "tests/unit/pdu_fixture.h"
#include "tests/unit/random.h"

enum { STREAMS = 20000 };

static void rfc_8210_8_1_a_whole_answer(void **state)
{
	struct stream stream = answer_begins();

	(void)state;
	ipv4(&stream, 1, 24, 24, 0xc0000200);
	header(&stream, 1, PDU_IPV6_PREFIX, 0, 32);
	put(&stream, 0x01203000, 4);
	put(&stream, 0x20010db8, 4);
	stream.size += 12;
	put(&stream, 64496, 4);
	header(&stream, 1, PDU_SERIAL_NOTIFY, SESSION, 12);
	put(&stream, 100, 4);
	end_of_data(&stream, SESSION, 3600, 600, 7200);
	pdu_passes(&stream);
	assert_int_equal(inbox.guard.phase, PDU_IDLE);
	assert_int_equal(inbox.guard.session, SESSION);
	assert_int_equal(inbox.guard.serial, 99);
	assert_int_equal(inbox.guard.expire, 7200);
}

/* However the network cuts them. */
static void rfc_8210_8_1_octet_by_octet(void **state)
{
	struct stream stream, out;

	(void)state;
	for (size_t at_once = 1; at_once < 60; at_once++) {
		stream = answer_begins();
		ipv4(&stream, 1, 24, 24, 0xc0000200);
		ipv4(&stream, 1, 24, 32, 0xc6336400);
		end_of_data(&stream, SESSION, 3600, 600, 7200);
		assert_int_equal(feed(&stream, at_once, &out, NULL), PS_AGAIN);
		assert_int_equal(out.size, stream.size);
		assert_memory_equal(out.octets, stream.octets, out.size);
	}
}

static void rfc_8210_6_intervals_are_bounded(void **state)
{
	struct stream stream = answer_begins();

	(void)state;
	end_of_data(&stream, SESSION, 0, UINT32_MAX, 1);
	pdu_passes(&stream);
	assert_int_equal(inbox.guard.refresh, 1);
	assert_int_equal(inbox.guard.retry, 7200);
	assert_int_equal(inbox.guard.expire, 600);
	stream = answer_begins();
	end_of_data(&stream, SESSION, UINT32_MAX, 0, UINT32_MAX);
	pdu_passes(&stream);
	assert_int_equal(inbox.guard.refresh, 86400);
	assert_int_equal(inbox.guard.retry, 1);
	assert_int_equal(inbox.guard.expire, 172800);
}

static void rfc_8210_5_lengths_are_those_of_the_type(void **state)
{
	static const struct {
		uint8_t type;
		uint32_t right;
	} types[] = {
		{ PDU_SERIAL_NOTIFY, 12 }, { PDU_CACHE_RESPONSE, 8 },
		{ PDU_IPV4_PREFIX, 20 },   { PDU_IPV6_PREFIX, 32 },
		{ PDU_END_OF_DATA, 24 },   { PDU_CACHE_RESET, 8 },
	};
	static const uint32_t lengths[] = {
		0,  1,	7,  8,	11, 12, 13,   19,   20,	     21,
		23, 24, 25, 31, 32, 33, 2048, 2049, 1 << 24, UINT32_MAX
	};
	struct stream stream;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]);
		     j++) {
			if (lengths[j] == types[i].right)
				continue;
			stream = answer_begins();
			header(&stream, 1, types[i].type, SESSION, lengths[j]);
			pdu_refuses(&stream, PDU_CORRUPT_DATA, "length");
		}
}

static void rfc_8210_5_types_that_are_unknown(void **state)
{
	struct stream stream;

	(void)state;
	for (int type = 0; type < 256; type++) {
		if (type <= PDU_ERROR_REPORT && type != 5)
			continue;
		stream = answer_begins();
		header(&stream, 1, type, 0, 8);
		pdu_refuses(&stream, PDU_UNSUPPORTED_TYPE, "unknown type");
	}
	for (int type = PDU_SERIAL_QUERY; type <= PDU_RESET_QUERY; type++) {
		stream = answer_begins();
		header(&stream, 1, type, 0, 8);
		pdu_refuses(&stream, PDU_INVALID_REQUEST, "only routers");
	}
}

static void rfc_8210_5_6_prefixes_that_are_none(void **state)
{
	static const struct {
		uint8_t flags, length, max_length;
		uint32_t address;
		enum pdu_error error;
		const char *why;
	} bad[] = {
		{ 2, 24, 24, 0, PDU_CORRUPT_DATA, "neither comes nor goes" },
		{ 255, 24, 24, 0, PDU_CORRUPT_DATA, "neither comes nor goes" },
		{ 1, 33, 33, 0, PDU_CORRUPT_DATA, "longer than an address" },
		{ 1, 255, 255, 0, PDU_CORRUPT_DATA, "longer than an address" },
		{ 1, 24, 23, 0, PDU_CORRUPT_DATA, "max-length is less" },
		{ 1, 24, 33, 0, PDU_CORRUPT_DATA, "max-length is more" },
		{ 1, 24, 24, 1, PDU_CORRUPT_DATA, "host bits" },
		{ 1, 0, 0, 1u << 31, PDU_CORRUPT_DATA, "host bits" },
		{ 0, 24, 24, 0, PDU_UNKNOWN_WITHDRAWAL, "withdrawal" },
	};
	struct stream stream;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		stream = answer_begins();
		ipv4(&stream, bad[i].flags, bad[i].length, bad[i].max_length,
		     bad[i].address);
		pdu_refuses(&stream, bad[i].error, bad[i].why);
	}
}

static void rfc_8210_5_7_ipv6_prefixes_that_are_none(void **state)
{
	static const uint32_t bad[] = { 0x01818100, 0x01208100, 0x01201f00,
					0x02202000 };
	struct stream stream;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		stream = answer_begins();
		header(&stream, 1, PDU_IPV6_PREFIX, 0, 32);
		put(&stream, bad[i], 4);
		stream.size += 20;
		pdu_refuses(&stream, PDU_CORRUPT_DATA, "the cache");
	}
}

static void rfc_8210_5_5_session_ids(void **state)
{
	struct stream stream = answer_begins();

	(void)state;
	end_of_data(&stream, SESSION + 1, 1, 1, 600);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "session id in its End of Data");
	stream = answer_begins();
	end_of_data(&stream, SESSION, 1, 1, 600);
	pdu_passes(&stream);
	ask(PDU_SERIAL_QUERY, 1);
	stream.size = 0;
	header(&stream, 1, PDU_CACHE_RESPONSE, SESSION + 1, 8);
	pdu_refuses(&stream, PDU_CORRUPT_DATA,
		    "session id in its Cache Response");
	/* Everything asked for anew, it may have another one. */
	stream = answer_begins();
	end_of_data(&stream, SESSION, 1, 1, 600);
	pdu_passes(&stream);
	ask(PDU_RESET_QUERY, 1);
	stream.size = 0;
	header(&stream, 1, PDU_CACHE_RESPONSE, SESSION + 1, 8);
	end_of_data(&stream, SESSION + 1, 1, 1, 600);
	pdu_passes(&stream);
}

static void rfc_8210_7_versions(void **state)
{
	struct stream stream = { .size = 0 };

	(void)state;
	ask(PDU_RESET_QUERY, 1);
	header(&stream, 2, PDU_CACHE_RESPONSE, SESSION, 8);
	pdu_refuses(&stream, PDU_UNSUPPORTED_VERSION, "isn't spoken");
	stream = answer_begins();
	header(&stream, 0, PDU_CACHE_RESET, 0, 8);
	pdu_refuses(&stream, PDU_UNEXPECTED_VERSION, "another version");
	/* The first PDU may be of version 0; End of Data is short then. */
	pdu_setup(NULL);
	ask(PDU_RESET_QUERY, 1);
	stream.size = 0;
	header(&stream, 0, PDU_CACHE_RESPONSE, SESSION, 8);
	header(&stream, 0, PDU_END_OF_DATA, SESSION, 12);
	put(&stream, 3, 4);
	pdu_passes(&stream);
	assert_int_equal(inbox.guard.version, 0);
	/* A new connection doesn't forget what we speak. */
	inbox_clear(&inbox);
	ask(PDU_SERIAL_QUERY, 0);
	stream.size = 0;
	header(&stream, 1, PDU_CACHE_RESET, 0, 8);
	pdu_refuses(&stream, PDU_UNEXPECTED_VERSION, "another version");
}

static void rfc_8210_8_every_pdu_has_its_place(void **state)
{
	static const struct {
		uint8_t type;
		uint8_t length;
		/* allowed: idle, asked all, asked changes, answering */
		bool in[4];
	} types[] = {
		{ PDU_SERIAL_NOTIFY, 12, { true, true, true, true } },
		{ PDU_CACHE_RESPONSE, 8, { false, true, true, false } },
		{ PDU_CACHE_RESET, 8, { false, false, true, false } },
		{ PDU_IPV4_PREFIX, 20, { false, false, false, true } },
		{ PDU_IPV6_PREFIX, 32, { false, false, false, true } },
		{ PDU_END_OF_DATA, 24, { false, false, false, true } },
		{ PDU_ERROR_REPORT, 16, { true, true, true, true } },
	};
	static const enum pdu_phase phases[] = { PDU_IDLE, PDU_ASKED_ALL,
						 PDU_ASKED_CHANGES,
						 PDU_ANSWERING_CHANGES };
	struct stream stream, out;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (int phase = 0; phase < 4; phase++) {
			pdu_setup(NULL);
			inbox.guard.phase = phases[phase];
			inbox.guard.has_session = true;
			stream = (struct stream){ .size = 0 };
			header(&stream, 1, types[i].type, 0, types[i].length);
			stream.size = types[i].length;
			assert_int_equal(feed(&stream, LONGEST, &out, NULL),
					 types[i].in[phase] ? PS_AGAIN
							    : PS_INVALID);
		}
}

static void rfc_8210_5_10_router_keys_go_nowhere(void **state)
{
	struct stream stream = answer_begins(), out;

	(void)state;
	header(&stream, 1, PDU_ROUTER_KEY, 0x0100, 123);
	stream.size = 8 + 123;
	ipv4(&stream, 1, 24, 24, 0xc0000200);
	assert_int_equal(feed(&stream, 5, &out, NULL), PS_AGAIN);
	assert_int_equal(out.size, 8 + 20);
	stream = answer_begins();
	header(&stream, 0, PDU_ROUTER_KEY, 0, 123);
	pdu_refuses(&stream, PDU_UNEXPECTED_VERSION, "another version");
	/* Version 0 has none (RFC 6810, 10). */
	pdu_setup(NULL);
	ask(PDU_RESET_QUERY, 1);
	stream.size = 0;
	header(&stream, 0, PDU_CACHE_RESPONSE, SESSION, 8);
	header(&stream, 0, PDU_ROUTER_KEY, 0, 123);
	pdu_refuses(&stream, PDU_UNSUPPORTED_TYPE, "unknown type");
}

static void error_report(struct stream *stream, uint32_t length, uint32_t about,
			 uint32_t text)
{
	*stream = (struct stream){ .size = 0 };
	header(stream, 1, PDU_ERROR_REPORT, 2, length);
	put(stream, about, 4);
	stream->size = 12 + (about < 40 ? about : 0);
	put(stream, text, 4);
	memcpy(stream->octets + stream->size, "hear\033me\0\0", 9);
	stream->size = length;
}

static void rfc_8210_5_11_error_reports(void **state)
{
	struct stream stream;

	(void)state;
	error_report(&stream, 16 + 8 + 9, 8, 9);
	pdu_passes(&stream);
	assert_string_equal(inbox.said, "No Data Available: hear.me");
	error_report(&stream, 16, 0, 0);
	pdu_passes(&stream);
	assert_string_equal(inbox.said, "No Data Available");
	error_report(&stream, 16, 1, 0);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "don't fill it");
	error_report(&stream, 30, 0, 13);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "don't fill it");
	error_report(&stream, 30, UINT32_MAX - 3, 5);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "don't fill it");
	error_report(&stream, 30, 0, UINT32_MAX);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "don't fill it");
	/* Not even if the next PDU completes it. */
	error_report(&stream, 16, 1, 0);
	put(&stream, UINT32_MAX, 4);
	memset(stream.octets + 13, 0xff, 3);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "don't fill it");
	stream = answer_begins();
	header(&stream, 1, PDU_ERROR_REPORT, 0, PDU_LONGEST + 1);
	pdu_refuses(&stream, PDU_CORRUPT_DATA, "length");
}

/* What librtr relies on, once more. */
static void assert_harmless(const struct stream *out)
{
	const uint8_t *pdu = out->octets;
	const uint8_t *end = out->octets + out->size;
	uint32_t length;

	while (pdu < end) {
		assert_true(end - pdu >= 8);
		length = pdu[4] << 24 | pdu[5] << 16 | pdu[6] << 8 | pdu[7];
		assert_true(length >= 8 && length <= (size_t)(end - pdu));
		if (pdu[1] == PDU_IPV4_PREFIX)
			assert_true(length == 20 && pdu[8] <= 1 &&
				    pdu[9] <= pdu[10] && pdu[10] <= 32);
		if (pdu[1] == PDU_IPV6_PREFIX)
			assert_true(length == 32 && pdu[8] <= 1 &&
				    pdu[9] <= pdu[10] && pdu[10] <= 128);
		assert_true(pdu[1] <= PDU_ERROR_REPORT && pdu[1] != 5 &&
			    pdu[1] != PDU_ROUTER_KEY);
		pdu += length;
	}
}

static void random_damage_is_refused_or_harmless(void **state)
{
	struct stream stream, out;
	unsigned int passed = 0;

	(void)state;
	random_seed(11);
	for (int i = 0; i < STREAMS; i++) {
		stream = answer_begins();
		while (stream.size < 200)
			ipv4(&stream, 1, 24, 24 + random_below(9),
			     random_next() << 8);
		end_of_data(&stream, SESSION, 1, 1, 600);
		for (unsigned int n = random_below(4); n; n--)
			stream.octets[random_below(stream.size)] =
				random_next();
		passed += feed(&stream, 1 + random_below(50), &out, NULL) !=
			  PS_INVALID;
		assert_harmless(&out);
	}
	assert_true(passed > STREAMS / 10 && passed < STREAMS);
}

#define TEST(name) cmocka_unit_test_setup(name, pdu_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rfc_8210_8_1_a_whole_answer),
		TEST(rfc_8210_8_1_octet_by_octet),
		TEST(rfc_8210_6_intervals_are_bounded),
		TEST(rfc_8210_5_lengths_are_those_of_the_type),
		TEST(rfc_8210_5_types_that_are_unknown),
		TEST(rfc_8210_5_6_prefixes_that_are_none),
		TEST(rfc_8210_5_7_ipv6_prefixes_that_are_none),
		TEST(rfc_8210_5_5_session_ids),
		TEST(rfc_8210_7_versions),
		TEST(rfc_8210_8_every_pdu_has_its_place),
		TEST(rfc_8210_5_10_router_keys_go_nowhere),
		TEST(rfc_8210_5_11_error_reports),
		TEST(random_damage_is_refused_or_harmless),
	};

	return cmocka_run_group_tests_name("pdu", tests, NULL, NULL);
}
