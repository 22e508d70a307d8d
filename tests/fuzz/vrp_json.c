/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of VRPs and ASPAs; one that is taken makes an image that opens. */
#include "policy/vrp_json.h"

#include "tests/fuzz/input.h"

static void makes_an_image(struct ps_vrp_builder *builder, unsigned int count)
{
	struct ps_vrp_table *table;
	void *image;
	size_t size;

	MUST(ps_vrp_builder_image(builder, &image, &size, NULL) == PS_OK);
	MUST(ps_vrp_table_open(image, size, &table, NULL) == PS_OK);
	MUST(ps_vrp_table_step(table, UINT32_MAX, NULL) == PS_OK);
	MUST(ps_vrp_table_count(table, PS_IPV4) +
		     ps_vrp_table_count(table, PS_IPV6) <=
	     count);
	ps_vrp_table_close(table);
	free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_error err = { .text = "" };
	enum ps_status status;
	unsigned int count;

	MUST(builder);
	status = ps_vrp_json_read((const char *)octets, size, "vrps.json",
				  builder, &count, &err);
	if (status == PS_OK)
		makes_an_image(builder, count);
	else
		MUST(err.status == status && err.text[0]);
	ps_vrp_builder_free(builder);
	return 0;
}
