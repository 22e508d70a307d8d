/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/pdu.h"

#include <endian.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/text.h"
#include "policy/vrp_set.h"

/* RFC 8210, 6, in seconds. */
enum {
	REFRESH_MOST = 86400,
	RETRY_MOST = 7200,
	EXPIRE_LEAST = 600,
	REFRESH_DEFAULT = 3600,
	RETRY_DEFAULT = 600,
	EXPIRE_DEFAULT = 7200,
};

enum {
	FLAGS = PDU_HEADER, /* of a prefix PDU */
	PREFIX_LENGTH,
	MAX_LENGTH,
	PREFIX = PDU_HEADER + 4,
	END_OF_DATA_V0 = 12,
	END_OF_DATA_V1 = 24,
	SHOWN_TEXT = 100, /* octets of a cache's words that are repeated */
};

static uint16_t get16(const uint8_t *octets)
{
	uint16_t value;

	memcpy(&value, octets, sizeof(value));
	return be16toh(value);
}

static uint32_t get32(const uint8_t *octets)
{
	uint32_t value;

	memcpy(&value, octets, sizeof(value));
	return be32toh(value);
}

static void put32(uint8_t *octets, uint32_t value)
{
	value = htobe32(value);
	memcpy(octets, &value, sizeof(value));
}

struct pdu_guard pdu_guard_new(void)
{
	return (struct pdu_guard){
		.version = PDU_VERSION,
		.refresh = REFRESH_DEFAULT,
		.retry = RETRY_DEFAULT,
		.expire = EXPIRE_DEFAULT,
	};
}

void pdu_guard_connected(struct pdu_guard *guard)
{
	guard->phase = PDU_IDLE;
	guard->spoken_to = false;
}

void pdu_guard_sent(struct pdu_guard *guard, const void *octets, size_t size)
{
	const uint8_t *pdu = octets;

	if (size < PDU_HEADER)
		return;
	if (pdu[1] == PDU_RESET_QUERY)
		guard->phase = PDU_ASKED_ALL;
	else if (pdu[1] == PDU_SERIAL_QUERY)
		guard->phase = PDU_ASKED_CHANGES;
	else
		return;
	/* librtr goes down a version when it is told to. */
	guard->version = pdu[0];
}

static enum ps_status refuse(struct pdu_guard *guard, enum pdu_error error,
			     struct ps_error *err, const char *why)
{
	guard->error = error;
	return ps_fail(err, PS_INVALID, "the cache breaks the protocol: %s",
		       why);
}

/* RFC 8210, 7: the first PDU may be of a lower version, and settles it. */
static enum ps_status check_version(struct pdu_guard *guard, uint8_t version,
				    enum pdu_type type, struct ps_error *err)
{
	if (type == PDU_ERROR_REPORT)
		return PS_OK;
	if (version > PDU_VERSION)
		return refuse(guard, PDU_UNSUPPORTED_VERSION, err,
			      "a version that isn't spoken here");
	if (!guard->spoken_to && version < guard->version)
		guard->version = version;
	guard->spoken_to = true;
	if (version != guard->version)
		return refuse(guard, PDU_UNEXPECTED_VERSION, err,
			      "another version than the one agreed on");
	return PS_OK;
}

/* Whether a PDU of that type can be so long: RFC 8210, 5.2 to 5.11. */
static bool is_length(const struct pdu_guard *guard, enum pdu_type type,
		      uint32_t length)
{
	switch (type) {
	case PDU_SERIAL_NOTIFY:
		return length == 12;
	case PDU_CACHE_RESPONSE:
	case PDU_CACHE_RESET:
		return length == PDU_HEADER;
	case PDU_IPV4_PREFIX:
		return length == 20;
	case PDU_IPV6_PREFIX:
		return length == 32;
	case PDU_END_OF_DATA:
		return length ==
		       (guard->version ? END_OF_DATA_V1 : END_OF_DATA_V0);
	case PDU_ROUTER_KEY:
		return length > 32 && length <= PDU_LONGEST;
	case PDU_ERROR_REPORT:
		return length >= 16 && length <= PDU_LONGEST;
	case PDU_SERIAL_QUERY:
	case PDU_RESET_QUERY:
		break;
	}
	return false;
}

static enum ps_status check_header(struct pdu_guard *guard, const uint8_t *pdu,
				   struct pdu *out, struct ps_error *err)
{
	enum ps_status status;

	out->type = pdu[1];
	out->size = get32(pdu + 4);
	status = check_version(guard, pdu[0], out->type, err);
	if (status != PS_OK)
		return status;
	if (out->type == PDU_SERIAL_QUERY || out->type == PDU_RESET_QUERY)
		return refuse(guard, PDU_INVALID_REQUEST, err,
			      "a query, which only routers send");
	if (out->type > PDU_ERROR_REPORT || out->type == 5 ||
	    (out->type == PDU_ROUTER_KEY && !guard->version))
		return refuse(guard, PDU_UNSUPPORTED_TYPE, err,
			      "a PDU of an unknown type");
	if (!is_length(guard, out->type, out->size))
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "a PDU with a length that its type can't have");
	return PS_OK;
}

static bool is_answering(const struct pdu_guard *guard)
{
	return guard->phase == PDU_ANSWERING_ALL ||
	       guard->phase == PDU_ANSWERING_CHANGES;
}

/* RFC 8210, 8.1 and 8.2: which PDU belongs where. */
static bool has_its_place(const struct pdu_guard *guard, enum pdu_type type)
{
	switch (type) {
	case PDU_SERIAL_NOTIFY:
	case PDU_ERROR_REPORT:
		return true;
	case PDU_CACHE_RESPONSE:
		return guard->phase == PDU_ASKED_ALL ||
		       guard->phase == PDU_ASKED_CHANGES;
	case PDU_CACHE_RESET:
		return guard->phase == PDU_ASKED_CHANGES;
	default:
		return is_answering(guard);
	}
}

/* RFC 8210, 5.1 and 5.5: a session id lasts until everything is asked anew. */
static enum ps_status begin_answer(struct pdu_guard *guard, const uint8_t *pdu,
				   struct ps_error *err)
{
	uint16_t session = get16(pdu + 2);

	if (guard->phase == PDU_ASKED_CHANGES &&
	    (!guard->has_session || session != guard->session))
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "another session id in its Cache Response");
	guard->phase = guard->phase == PDU_ASKED_ALL ? PDU_ANSWERING_ALL
						     : PDU_ANSWERING_CHANGES;
	guard->has_session = true;
	guard->session = session;
	guard->prefixes = 0;
	return PS_OK;
}

/* RFC 8210, 5.6 and 5.7. */
static enum ps_status check_prefix(struct pdu_guard *guard, const uint8_t *pdu,
				   enum ps_family family, struct ps_error *err)
{
	struct ps_vrp vrp = {
		.prefix = { .family = family, .length = pdu[PREFIX_LENGTH] },
		.max_length = pdu[MAX_LENGTH],
	};
	const char *fault;

	memcpy(vrp.prefix.addr, pdu + PREFIX, ps_family_bits(family) / 8);
	if (pdu[FLAGS] > 1)
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "a prefix that neither comes nor goes");
	if (vrp.prefix.length > ps_family_bits(family))
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "a prefix that is longer than an address");
	fault = ps_vrp_fault(&vrp);
	if (fault)
		return refuse(guard, PDU_CORRUPT_DATA, err, fault);
	if (!pdu[FLAGS] && guard->phase == PDU_ANSWERING_ALL)
		return refuse(guard, PDU_UNKNOWN_WITHDRAWAL, err,
			      "a withdrawal where everything was asked for");
	if (guard->prefixes++ == PS_MAX_VRPS)
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "more prefixes than are taken");
	return PS_OK;
}

static uint32_t bounded(uint32_t value, uint32_t least, uint32_t most)
{
	if (value < least)
		return least;
	return value > most ? most : value;
}

/* RFC 8210, 5.8 and 6. */
static enum ps_status end_answer(struct pdu_guard *guard, const uint8_t *pdu,
				 struct ps_error *err)
{
	if (get16(pdu + 2) != guard->session)
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "another session id in its End of Data");
	guard->phase = PDU_IDLE;
	guard->serial = get32(pdu + 8);
	if (!guard->version)
		return PS_OK;
	guard->refresh = bounded(get32(pdu + 12), 1, REFRESH_MOST);
	guard->retry = bounded(get32(pdu + 16), 1, RETRY_MOST);
	guard->expire =
		bounded(get32(pdu + 20), EXPIRE_LEAST, PS_MAX_RPKI_EXPIRE_SEC);
	return PS_OK;
}

/* RFC 8210, 5.11: the PDU it is about and its text must fill it. */
static enum ps_status check_error_report(struct pdu_guard *guard,
					 const uint8_t *pdu, uint32_t size,
					 struct ps_error *err)
{
	uint32_t about = get32(pdu + PDU_HEADER), text;

	if (about <= size - 16) {
		text = get32(pdu + 12 + about);
		if (text == size - 16 - about)
			return PS_OK;
	}
	return refuse(guard, PDU_CORRUPT_DATA, err,
		      "an Error Report whose parts don't fill it");
}

static enum ps_status check_body(struct pdu_guard *guard, const uint8_t *pdu,
				 struct pdu *out, struct ps_error *err)
{
	switch (out->type) {
	case PDU_CACHE_RESPONSE:
		return begin_answer(guard, pdu, err);
	case PDU_CACHE_RESET:
		guard->phase = PDU_IDLE;
		return PS_OK;
	case PDU_IPV4_PREFIX:
		return check_prefix(guard, pdu, PS_IPV4, err);
	case PDU_IPV6_PREFIX:
		return check_prefix(guard, pdu, PS_IPV6, err);
	case PDU_END_OF_DATA:
		return end_answer(guard, pdu, err);
	case PDU_ERROR_REPORT:
		return check_error_report(guard, pdu, out->size, err);
	case PDU_ROUTER_KEY:
		out->useless = true;
		return PS_OK;
	default:
		return PS_OK;
	}
}

enum ps_status pdu_guard_check(struct pdu_guard *guard, const void *octets,
			       size_t size, struct pdu *out,
			       struct ps_error *err)
{
	enum ps_status status;

	*out = (struct pdu){ .size = 0 };
	if (size < PDU_HEADER)
		return PS_AGAIN;
	status = check_header(guard, octets, out, err);
	if (status != PS_OK)
		return status;
	if (size < out->size)
		return PS_AGAIN;
	if (!has_its_place(guard, out->type))
		return refuse(guard, PDU_CORRUPT_DATA, err,
			      "a PDU where none of its type belongs");
	return check_body(guard, octets, out, err);
}

/* RFC 8210, 12. */
static const char *error_name(uint16_t code)
{
	static const char *const names[] = {
		"Corrupt Data",
		"Internal Error",
		"No Data Available",
		"Invalid Request",
		"Unsupported Protocol Version",
		"Unsupported PDU Type",
		"Withdrawal of Unknown Record",
		"Duplicate Announcement Received",
		"Unexpected Protocol Version",
	};

	return code < sizeof(names) / sizeof(names[0]) ? names[code]
						       : "unknown error";
}

void pdu_describe_error(const void *octets, char *text, size_t size)
{
	struct ps_text out = ps_text_in(text, size);
	const uint8_t *pdu = octets, *said;
	uint32_t about = get32(pdu + PDU_HEADER), length;

	ps_text_add(&out, "%s", error_name(get16(pdu + 2)));
	length = get32(pdu + 12 + about);
	said = pdu + 16 + about;
	if (length > SHOWN_TEXT)
		length = SHOWN_TEXT;
	while (length && !said[length - 1])
		length--;
	if (length)
		ps_text_add(&out, ": ");
	for (; length; length--, said++)
		ps_text_char(&out, *said >= ' ' && *said <= '~' ? *said : '.');
}

size_t pdu_write_error(const struct pdu_guard *guard, const void *octets,
		       size_t size, const char *text, void *out)
{
	size_t length = strlen(text), most = PDU_LONGEST - 16 - length;
	uint8_t *pdu = out;

	if (size > most)
		size = most;
	memset(pdu, 0, PDU_HEADER);
	pdu[0] = guard->version;
	pdu[1] = PDU_ERROR_REPORT;
	pdu[3] = guard->error;
	put32(pdu + 4, 16 + size + length);
	put32(pdu + PDU_HEADER, size);
	memcpy(pdu + 12, octets, size);
	put32(pdu + 12 + size, length);
	memcpy(pdu + 16 + size, text, length);
	return 16 + size + length;
}
