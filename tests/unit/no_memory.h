/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocations that fail: those of the engine and those of the libraries that
 * it calls. A program that links this has malloc() and its kin from here.
 */
#ifndef TESTS_UNIT_NO_MEMORY_H
#define TESTS_UNIT_NO_MEMORY_H

#include "policy/status.h"

enum no_memory {
	NO_MEMORY_ONCE = 0, /* the nth allocation fails, counted from 1 */
	NO_MEMORY_ON,	    /* and every later one */
	NO_MEMORY_WAYS
};

enum no_memory_for {
	NO_MEMORY_FOR_ENGINE = 0, /* only what this program itself allocates */
	NO_MEMORY_FOR_ALL,	  /* and the libraries that it calls */
};

/* From now on; and how many have failed up to the end. */
void no_memory_begin(enum no_memory way, enum no_memory_for whom,
		     unsigned int nth);
unsigned int no_memory_end(void);

/*
 * Call attempt() with each of the engine's allocations failing in turn, in
 * both ways, until none does: then it must be PS_OK, and before PS_NO_MEMORY,
 * with a sentence. It must leave nothing behind, whatever happens.
 */
void no_memory_at_each(enum ps_status (*attempt)(struct ps_error *err));

/*
 * The same for what copes without: attempt() is called for each allocation
 * and tells itself by assertions what is wrong.
 */
void no_memory_survived_at_each(void (*attempt)(enum no_memory way,
						unsigned int nth,
						unsigned int *failed));

#endif
