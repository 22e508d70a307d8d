/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets of outside data that are taken one piece after the other, in network
 * byte order. What is taken beyond their end reads as 0, and is remembered.
 */
#ifndef PS_OCTETS_H
#define PS_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ps_octets {
	const uint8_t *at; /* borrowed */
	size_t left;
	bool broken; /* there were fewer than were asked for */
};

/* The next `size` octets, or NULL when there aren't that many. */
static inline const uint8_t *ps_octets_take(struct ps_octets *octets,
					    size_t size)
{
	const uint8_t *taken = octets->at;

	if (octets->broken || size > octets->left) {
		octets->broken = true;
		return NULL;
	}
	octets->at += size;
	octets->left -= size;
	return taken;
}

/* The next `size` octets, by themselves. */
static inline struct ps_octets ps_octets_part(struct ps_octets *octets,
					      size_t size)
{
	const uint8_t *taken = ps_octets_take(octets, size);

	return (struct ps_octets){
		.at = taken,
		.left = taken ? size : 0,
		.broken = !taken,
	};
}

/* A number of up to four octets. */
static inline uint32_t ps_octets_number(struct ps_octets *octets, size_t size)
{
	const uint8_t *taken = ps_octets_take(octets, size);
	uint32_t number = 0;

	while (taken && size--)
		number = number << 8 | *taken++;
	return number;
}

/* Whether something is left, and nothing was missing. */
static inline bool ps_octets_more(const struct ps_octets *octets)
{
	return octets->left && !octets->broken;
}

#endif
