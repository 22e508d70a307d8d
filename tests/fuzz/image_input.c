/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/image_input.h"

#include <unistd.h>

#include "policy/image_file.h"

/* NULL when it can't be laid out. */
static uint8_t *laid_out(struct input *input,
			 const struct ps_image_layout *layout, size_t *size)
{
	uint64_t count[PS_IMAGE_SECTIONS] = { 0 };
	struct ps_image *image;

	for (unsigned int i = 0; i < layout->sections; i++) {
		count[i] = input_octet(input);
		if (count[i] < layout->section[i].least)
			count[i] = layout->section[i].least;
		if (count[i] > layout->section[i].most)
			count[i] = layout->section[i].most;
	}
	if (ps_image_new(layout, count, &image, NULL) != PS_OK)
		return NULL;
	*size = image->size;
	for (unsigned int i = 0; i < layout->sections; i++)
		input_copy(input, ps_image_room(image, i),
			   count[i] * layout->section[i].record);
	return (uint8_t *)image;
}

static uint8_t *as_it_is(struct input *input, size_t *size)
{
	uint8_t *octets;
	uint64_t said;

	*size = input->left;
	if (input->left >= sizeof(said) + 8) {
		memcpy(&said, input->at + 8, sizeof(said));
		*size = said < input->left ? said : input->left;
	}
	octets = malloc(*size + 1);
	MUST(octets);
	input_copy(input, octets, *size);
	return octets;
}

const void *image_input_map(struct input *input,
			    const struct ps_image_layout *layout, size_t *size)
{
	bool is_to_be_laid_out = input_octet(input) & 1;
	const void *image;
	uint8_t *octets;
	int fd;

	octets = is_to_be_laid_out ? laid_out(input, layout, size)
				   : as_it_is(input, size);
	if (!octets)
		return NULL;
	fd = ps_image_file_new("fuzz", *size);
	MUST(fd >= 0);
	MUST(write(fd, octets, *size) == (ssize_t)*size);
	free(octets);
	MUST(ps_image_file_seal(fd) == 0);
	image = ps_image_file_map(fd, size);
	close(fd);
	return image;
}
