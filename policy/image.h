/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flat image: a header and sections of fixed-size records, one after the
 * other, each at the next multiple of a cache line. Policies and VRP sets
 * travel between processes of one machine as images, so numbers are in its byte
 * order. What the records mean is checked by who reads them.
 */
#ifndef PS_IMAGE_H
#define PS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/status.h"

#define PS_IMAGE_ALIGN 64    /* octets */
#define PS_IMAGE_SECTIONS 16 /* most a layout may have */

/* What is known of an image in advance. */
struct ps_image_layout {
	const char *magic; /* eight octets */
	unsigned int sections;
	struct {
		const char *name; /* for errors */
		uint32_t record;  /* octets */
		uint32_t least;	  /* records */
		uint32_t most;
	} section[PS_IMAGE_SECTIONS];
};

struct ps_image {
	char magic[8];
	uint64_t size; /* of the whole image, octets */
	struct {
		uint64_t offset; /* from the image's start */
		uint64_t count;	 /* records */
	} section[];
};

/*
 * Check that `size` octets are an image of that layout: sections in order,
 * without gap or overlap, within their bounds. PS_OK gives *out, which is
 * the image itself, borrowed; PS_INVALID or PS_TOO_BIG otherwise.
 */
enum ps_status ps_image_open(const struct ps_image_layout *layout,
			     const void *octets, size_t size,
			     const struct ps_image **out, struct ps_error *err);

/*
 * How many octets an image with count[] records in each section has; and make
 * that many octets, all zero, such an image. PS_TOO_BIG (a section or
 * PS_MAX_IMAGE) otherwise.
 */
enum ps_status ps_image_measure(const struct ps_image_layout *layout,
				const uint64_t count[], uint64_t *size,
				struct ps_error *err);
void ps_image_lay_out(const struct ps_image_layout *layout,
		      const uint64_t count[], struct ps_image *image);

/*
 * A new image with count[] records in each section, all zero, to be filled
 * through ps_image_room() and freed with free(). PS_TOO_BIG (a section or
 * PS_MAX_IMAGE) or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_image_new(const struct ps_image_layout *layout,
			    const uint64_t count[], struct ps_image **out,
			    struct ps_error *err);

/* The records of a section. */
static inline const void *ps_image_records(const struct ps_image *image,
					   unsigned int section)
{
	return (const char *)image + image->section[section].offset;
}

/* The same, of a new image. */
static inline void *ps_image_room(struct ps_image *image, unsigned int section)
{
	return (char *)image + image->section[section].offset;
}

/* How many there are: within the layout's bounds. */
static inline uint32_t ps_image_count(const struct ps_image *image,
				      unsigned int section)
{
	return image->section[section].count;
}

#endif
