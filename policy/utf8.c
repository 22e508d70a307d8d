/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/utf8.h"

#include <stdint.h>
#include <string.h>

/*
 * Octets of the character that text begins with, or 0: it begins with none.
 * RFC 3629, 4: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
static size_t character(const char *text)
{
	const unsigned char *octet = (const unsigned char *)text;
	size_t length = octet[0] < 0x80	  ? 1
			: octet[0] < 0xc2 ? 0
			: octet[0] < 0xe0 ? 2
			: octet[0] < 0xf0 ? 3
			: octet[0] < 0xf5 ? 4
					  : 0;

	/* A NUL is no such octet, so nothing behind the end is looked at. */
	for (size_t i = 1; i < length; i++)
		if ((octet[i] & 0xc0) != 0x80)
			return 0;
	if ((octet[0] == 0xe0 && octet[1] < 0xa0) ||
	    (octet[0] == 0xed && octet[1] > 0x9f) ||
	    (octet[0] == 0xf0 && octet[1] < 0x90) ||
	    (octet[0] == 0xf4 && octet[1] > 0x8f))
		return 0;
	return length;
}

bool ps_utf8_is_valid(const char *text)
{
	size_t length;

	for (; *text; text += length) {
		length = character(text);
		if (!length)
			return false;
	}
	return true;
}

size_t ps_utf8_repair(const char *text, char *to, size_t size)
{
	size_t used = 0, length;

	while (*text) {
		length = character(text);
		if (used + (length ? length : 1) >= size)
			break;
		if (length)
			memcpy(to + used, text, length);
		else
			to[used] = '?';
		used += length ? length : 1;
		text += length ? length : 1;
	}
	to[used] = '\0';
	return used;
}
