/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/image.h"

#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"

static uint64_t aligned(uint64_t offset)
{
	return (offset + PS_IMAGE_ALIGN - 1) & ~(uint64_t)(PS_IMAGE_ALIGN - 1);
}

static uint64_t header_size(const struct ps_image_layout *layout)
{
	const struct ps_image *image = NULL;

	return sizeof(*image) + layout->sections * sizeof(image->section[0]);
}

static enum ps_status check_count(const struct ps_image_layout *layout,
				  unsigned int i, uint64_t count,
				  struct ps_error *err)
{
	if (count > layout->section[i].most)
		return ps_fail(err, PS_TOO_BIG, "more than %u %s; remove some",
			       layout->section[i].most,
			       layout->section[i].name);
	if (count < layout->section[i].least)
		return ps_fail(err, PS_INVALID, "less than %u %s in the image",
			       layout->section[i].least,
			       layout->section[i].name);
	return PS_OK;
}

/*
 * Counts are bounded before they are multiplied, and offsets can only be
 * what the counts before them say, so nothing wraps and nothing overlaps.
 */
static enum ps_status check_sections(const struct ps_image_layout *layout,
				     const struct ps_image *image,
				     struct ps_error *err)
{
	uint64_t end = header_size(layout);
	enum ps_status status;

	for (unsigned int i = 0; i < layout->sections; i++) {
		status = check_count(layout, i, image->section[i].count, err);
		if (status != PS_OK)
			return status;
		if (image->section[i].offset != aligned(end))
			return ps_fail(err, PS_INVALID,
				       "the image's %s are misplaced",
				       layout->section[i].name);
		end = aligned(end) +
		      image->section[i].count * layout->section[i].record;
	}
	if (end != image->size)
		return ps_fail(err, PS_INVALID,
			       "the image's sections don't fill it");
	return PS_OK;
}

enum ps_status ps_image_open(const struct ps_image_layout *layout,
			     const void *octets, size_t size,
			     const struct ps_image **out, struct ps_error *err)
{
	const struct ps_image *image = octets;
	enum ps_status status;

	if (size > PS_MAX_IMAGE)
		return ps_fail(err, PS_TOO_BIG,
			       "an image of %zu octets is too big", size);
	if (size < header_size(layout) || (uintptr_t)octets % 8)
		return ps_fail(err, PS_INVALID, "the image has no header");
	if (memcmp(image->magic, layout->magic, sizeof(image->magic)))
		return ps_fail(err, PS_INVALID,
			       "the image isn't of this version; install the "
			       "module and its programs together");
	if (image->size != size)
		return ps_fail(err, PS_INVALID, "the image is cut off");
	status = check_sections(layout, image, err);
	if (status == PS_OK)
		*out = image;
	return status;
}

enum ps_status ps_image_measure(const struct ps_image_layout *layout,
				const uint64_t count[], uint64_t *size,
				struct ps_error *err)
{
	uint64_t end = header_size(layout);
	enum ps_status status;

	for (unsigned int i = 0; i < layout->sections; i++) {
		status = check_count(layout, i, count[i], err);
		if (status != PS_OK)
			return status;
		end = aligned(end) + count[i] * layout->section[i].record;
	}
	if (end > PS_MAX_IMAGE)
		return ps_fail(err, PS_TOO_BIG,
			       "the image would be over %u MiB; remove some "
			       "entries",
			       PS_MAX_IMAGE >> 20);
	*size = end;
	return PS_OK;
}

void ps_image_lay_out(const struct ps_image_layout *layout,
		      const uint64_t count[], struct ps_image *image)
{
	uint64_t end = header_size(layout);

	memcpy(image->magic, layout->magic, sizeof(image->magic));
	for (unsigned int i = 0; i < layout->sections; i++) {
		image->section[i].offset = aligned(end);
		image->section[i].count = count[i];
		end = aligned(end) + count[i] * layout->section[i].record;
	}
	image->size = end;
}

enum ps_status ps_image_new(const struct ps_image_layout *layout,
			    const uint64_t count[], struct ps_image **out,
			    struct ps_error *err)
{
	enum ps_status status;
	uint64_t size;

	status = ps_image_measure(layout, count, &size, err);
	if (status != PS_OK)
		return status;
	*out = calloc(1, size);
	if (!*out)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the image");
	ps_image_lay_out(layout, count, *out);
	return PS_OK;
}
