/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that a child hands to the module in an image's place. It is outside
 * data: what is printed of it must be made harmless to terminals first.
 */
#ifndef PS_TEXT_IMAGE_H
#define PS_TEXT_IMAGE_H

#include <stdint.h>

#define PS_TEXT_MAGIC "PSTEXT_1"

struct ps_text_image {
	char magic[8];
	uint64_t size; /* octets, of all of it */
	char text[];   /* not NUL-terminated */
};

#endif
