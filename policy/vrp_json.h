/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Validated ROA payloads and ASPAs as rpki-client, Routinator and others export
 * them:
 *
 *   {"roas": [{"asn": "AS64496", "prefix": "192.0.2.0/24",
 *              "maxLength": 24, "ta": "arin"}, ...]}
 *
 * asn may be a number; without maxLength the prefix's own length holds (RFC
 * 9582, 4.3). ASPAs, if there are any, are a member beside it, as rpki-client
 * writes them or as Routinator does:
 *
 *    "aspas": [{"customer_asid": 64496, "providers": [64497, 64498]},
 *              {"customer": "AS64499", "providers": ["AS64497"]}, ...]
 *
 * Other members are ignored.
 */
#ifndef PS_VRP_JSON_H
#define PS_VRP_JSON_H

#include <stddef.h>

#include "policy/vrp_builder.h"

/*
 * Add every payload of size octets of text to the builder; name stands for
 * the text in errors. PS_INVALID tells the number of the element, counted
 * from 1; what was added before it stays in the builder, so give that up.
 * PS_TOO_BIG or PS_NO_MEMORY otherwise. *count receives the VRPs read.
 */
enum ps_status ps_vrp_json_read(const char *text, size_t size, const char *name,
				struct ps_vrp_builder *builder,
				unsigned int *count, struct ps_error *err);

#endif
