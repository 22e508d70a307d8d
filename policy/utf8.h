/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 (RFC 3629): protobuf refuses a string that isn't.
 */
#ifndef PS_UTF8_H
#define PS_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool ps_utf8_is_valid(const char *text);

/*
 * Copy text into a buffer of size octets (at least 1), NUL included, with a
 * '?' for every octet that belongs to no character. What doesn't fit is cut
 * off between two characters. Returns the octets written, without the NUL.
 */
size_t ps_utf8_repair(const char *text, char *to, size_t size);

#endif
