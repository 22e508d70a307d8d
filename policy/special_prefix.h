/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prefixes that are nobody's to announce to the internet: private, shared,
 * loopback, link-local, multicast and reserved ones (RFC 6890 and IANA's
 * registries of special-purpose addresses).
 */
#ifndef PS_SPECIAL_PREFIX_H
#define PS_SPECIAL_PREFIX_H

#include "policy/prefix.h"

/*
 * What is special about a prefix, or about a part of it: "private use (RFC
 * 1918)", static. NULL: it is public. What is for documentation (RFC 5737,
 * 3849, 9637) isn't special here, so that examples work as printed.
 */
const char *ps_prefix_special(const struct ps_prefix *prefix);

#endif
