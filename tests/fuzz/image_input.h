/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images from outside, on the way that they take into bgpd.
 */
#ifndef TESTS_FUZZ_IMAGE_INPUT_H
#define TESTS_FUZZ_IMAGE_INPUT_H

#include "policy/image.h"
#include "tests/fuzz/input.h"

/*
 * Map an image: the octets as they are, as many as their header says, or, if
 * the first of them is odd, what they fill an image with whose header is right.
 * The rest stays in the input. NULL: it is refused. To be let go of by
 * ps_image_file_unmap().
 */
const void *image_input_map(struct input *input,
			    const struct ps_image_layout *layout, size_t *size);

#endif
