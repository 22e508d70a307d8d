/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hash of a pointer that is a key: FRR's tables look at the topmost bits, so
 * one multiplication (Fibonacci hashing) does.
 */
#ifndef PS_POINTER_HASH_H
#define PS_POINTER_HASH_H

#include <stdint.h>

static inline uint32_t pointer_hash(const void *pointer)
{
	return (uintptr_t)pointer * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

#endif
