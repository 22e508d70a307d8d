/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/pdu_fixture.h"

#include <string.h>

#include "tests/unit/random.h"

struct inbox inbox;

int pdu_setup(void **state)
{
	(void)state;
	memset(&inbox, 0, sizeof(inbox));
	inbox.guard = pdu_guard_new();
	inbox_clear(&inbox);
	return 0;
}

void put(struct stream *stream, uint32_t value, unsigned int octets)
{
	while (octets--)
		stream->octets[stream->size++] = value >> 8 * octets;
}

void header(struct stream *stream, uint8_t version, uint8_t type,
	    uint16_t session, uint32_t length)
{
	put(stream, version, 1);
	put(stream, type, 1);
	put(stream, session, 2);
	put(stream, length, 4);
}

void ipv4(struct stream *stream, uint8_t flags, uint8_t length,
	  uint8_t max_length, uint32_t address)
{
	header(stream, 1, PDU_IPV4_PREFIX, 0, 20);
	put(stream, flags, 1);
	put(stream, length, 1);
	put(stream, max_length, 1);
	put(stream, 0, 1);
	put(stream, address, 4);
	put(stream, 64496, 4);
}

void end_of_data(struct stream *stream, uint16_t session, uint32_t refresh,
		 uint32_t retry, uint32_t expire)
{
	header(stream, 1, PDU_END_OF_DATA, session, 24);
	put(stream, 99, 4);
	put(stream, refresh, 4);
	put(stream, retry, 4);
	put(stream, expire, 4);
}

void ask(enum pdu_type type, uint8_t version)
{
	const uint8_t query[12] = { version, type };

	pdu_guard_sent(&inbox.guard, query,
		       type == PDU_RESET_QUERY ? 8 : sizeof(query));
}

enum ps_status feed(const struct stream *stream, size_t at_once,
		    struct stream *out, struct ps_error *err)
{
	enum ps_status status = PS_AGAIN;
	size_t room, done = 0, part;
	uint8_t *to;

	*out = (struct stream){ .size = 0 };
	for (;;) {
		while ((status = inbox_check(&inbox, err)) == PS_OK)
			out->size += inbox_take(&inbox, out->octets + out->size,
						1 + random_below(9));
		if (status != PS_AGAIN || done == stream->size)
			return status;
		to = inbox_room(&inbox, &room);
		assert_true(room > 0);
		part = stream->size - done;
		if (part > at_once)
			part = at_once;
		memcpy(to, stream->octets + done, part);
		inbox_fill(&inbox, part);
		done += part;
	}
}

void pdu_passes(const struct stream *stream)
{
	struct stream out;
	struct ps_error err;

	assert_int_equal(feed(stream, LONGEST, &out, &err), PS_AGAIN);
	assert_int_equal(out.size, stream->size);
	assert_memory_equal(out.octets, stream->octets, out.size);
}

void pdu_refuses(const struct stream *stream, enum pdu_error error,
		 const char *why)
{
	struct ps_error err = { .text = "nothing" };
	uint8_t answer[PDU_LONGEST];
	struct stream out;
	size_t size;

	assert_int_equal(feed(stream, LONGEST, &out, &err), PS_INVALID);
	if (!strstr(err.text, why))
		print_error("%s\n", err.text);
	assert_non_null(strstr(err.text, why));
	assert_int_equal(inbox.guard.error, error);
	/* RFC 8210, 5.11: what is answered is itself a good Error Report. */
	size = inbox_answer(&inbox, err.text, answer);
	assert_true(size <= PDU_LONGEST);
	assert_int_equal(answer[1], PDU_ERROR_REPORT);
	assert_int_equal(answer[3], error);
	pdu_setup(NULL);
	memcpy(inbox.octets, answer, size);
	inbox_fill(&inbox, size);
	assert_int_equal(inbox_check(&inbox, &err), PS_OK);
	assert_non_null(strstr(inbox.said, "the cache breaks the protocol"));
}

struct stream answer_begins(void)
{
	struct stream stream = { .size = 0 };

	pdu_setup(NULL);
	ask(PDU_RESET_QUERY, 1);
	header(&stream, 1, PDU_CACHE_RESPONSE, SESSION, 8);
	return stream;
}
