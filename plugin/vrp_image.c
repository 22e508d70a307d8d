/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_image.h"

#include "policy/image_file.h"

void vrp_image_drop(struct vrp_image *image)
{
	ps_vrp_table_close(image->table);
	ps_image_file_unmap(image->octets, image->size);
	*image = (struct vrp_image){ .octets = NULL };
}

void vrp_image_move(struct vrp_image *from, struct vrp_image *to)
{
	vrp_image_drop(to);
	*to = *from;
	*from = (struct vrp_image){ .octets = NULL };
}
