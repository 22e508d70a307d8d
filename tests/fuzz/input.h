/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fuzzer makes of its octets: numbers, prefixes, AS paths. Where they
 * end, zeros follow.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stdio.h>
#include <stdlib.h>

#include "policy/as_path.h"
#include "policy/prefix.h"

/* The engine of libFuzzer calls this; its return value must be 0. */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

/* What must hold whatever the input is; kept with optimization, too. */
#define MUST(what)                                                             \
	do {                                                                   \
		if (!(what)) {                                                 \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__,       \
				__LINE__, #what);                              \
			abort();                                               \
		}                                                              \
	} while (0)

struct input {
	const uint8_t *at;
	size_t left;
};

static inline void input_copy(struct input *input, void *to, size_t size)
{
	size_t part = size < input->left ? size : input->left;

	memset(to, 0, size);
	if (part)
		memcpy(to, input->at, part);
	input->at = part ? input->at + part : input->at;
	input->left -= part;
}

static inline uint8_t input_octet(struct input *input)
{
	uint8_t octet;

	input_copy(input, &octet, sizeof(octet));
	return octet;
}

static inline uint32_t input_number(struct input *input)
{
	uint32_t number;

	input_copy(input, &number, sizeof(number));
	return number;
}

/* A valid one. */
static inline struct ps_prefix input_prefix(struct input *input)
{
	struct ps_prefix prefix = { .family = input_octet(input) % 2 };
	unsigned int bits = ps_family_bits(prefix.family);

	prefix.length = input_octet(input) % (bits + 1);
	input_copy(input, prefix.addr, bits / 8);
	for (unsigned int bit = prefix.length; bit < bits; bit++)
		prefix.addr[bit / 8] &= ~(0x80 >> bit % 8);
	return prefix;
}

enum { INPUT_SEGMENTS = 8, INPUT_AS = 8 };

/* A path of up to INPUT_SEGMENTS of up to INPUT_AS each. */
struct input_path {
	struct ps_as_path path; /* points into the rest */
	struct ps_as_segment segment[INPUT_SEGMENTS];
	uint32_t as[INPUT_SEGMENTS][INPUT_AS];
};

/* Segments have any type; *out must stay where it is. */
static inline void input_as_path(struct input *input, struct input_path *out)
{
	uint8_t head = input_octet(input);

	out->path = (struct ps_as_path){
		.segment = out->segment,
		.count = head % (INPUT_SEGMENTS + 1),
		.overflow = head & 0x80,
	};
	for (uint16_t s = 0; s < out->path.count; s++) {
		out->segment[s] = (struct ps_as_segment){
			.as = out->as[s],
			.type = input_octet(input) % 6,
			.count = input_octet(input) % (INPUT_AS + 1),
		};
		for (uint16_t i = 0; i < out->segment[s].count; i++)
			out->as[s][i] = input_number(input);
	}
}

#endif
