/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A validation that is under way, for validate.c, which carries it on, and
 * validate_print.c, which prints it.
 */
#ifndef PS_VALIDATION_H
#define PS_VALIDATION_H

#include "plugin/compilation.h"
#include "plugin/route_check.h"
#include "plugin/show.h"
#include "policy/text_image.h"

struct child;
struct reply;

struct validation {
	struct reply *reply;
	struct show show;
	char *file;
	char *instead_of;	   /* as asked for, or NULL */
	char *replaced;		   /* what it stands for; "": it is new */
	struct instance *instance; /* that is being validated */
	struct instance *next;
	uint32_t serial; /* of the policy in force when it began */
	struct compilation *compilation;
	struct child *comparison;
	struct compiled candidate;
	char remark[PS_ERROR_TEXT];		/* the compiler's */
	const struct ps_text_image *difference; /* or NULL */
	size_t difference_size;
	struct route_check check;
	bool checked;  /* all routes are */
	bool streamed; /* reply.h: its steps are being called */
	/* How far it is printed. */
	bool headed;
	size_t at;	/* octets of the difference */
	uint32_t route; /* changes of the check */
	bool any;	/* instance was printed before */
	bool failed;
};

/* The whole begins and ends. */
void validation_print_begin(struct validation *v);
void validation_print_end(struct validation *v);

/* An instance's candidate would be refused, or wasn't validated: why. */
void validation_print_refusal(struct validation *v, const char *text);

/* A piece of an instance's result. Returns false when all is printed. */
bool validation_print_piece(struct validation *v);

#endif
