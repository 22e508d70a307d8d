/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file whose readers find the old text or the new one, and never a part.
 */
#ifndef REPLACE_FILE_H
#define REPLACE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Put the text into a new file, PATH.new, and that in the place of the file.
 * False: it can't be, as was said; the file is as it was.
 */
bool replace_file(const char *path, const char *text, size_t size);

#endif
