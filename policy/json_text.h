/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text in JSON that a program prints by itself.
 */
#ifndef PS_JSON_TEXT_H
#define PS_JSON_TEXT_H

#include <stdio.h>

/* Print a text, which is UTF-8, in quotes (RFC 8259, 7). */
void ps_json_text(const char *text, FILE *out);

#endif
