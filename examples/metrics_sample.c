/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_sample.h"

#include <inttypes.h>

#define USEC_PER_SEC 1000000

static void print_value(const char *value, FILE *out)
{
	for (; *value; value++) {
		if (*value == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*value == '\\' || *value == '"')
			putc('\\', out);
		putc(*value, out);
	}
}

/* The beginning of a sample's line, up to its value. */
static void print_series(const char *name, const struct label *labels,
			 FILE *out)
{
	char before = '{';

	fputs(name, out);
	for (; labels && labels->name; labels++) {
		fprintf(out, "%c%s=\"", before, labels->name);
		print_value(labels->value, out);
		putc('"', out);
		before = ',';
	}
	fputs(before == ',' ? "} " : " ", out);
}

void metrics_sample(const char *name, const struct label *labels,
		    uint64_t value, FILE *out)
{
	print_series(name, labels, out);
	fprintf(out, "%" PRIu64 "\n", value);
}

void metrics_sample_usec(const char *name, const struct label *labels,
			 uint64_t usec, FILE *out)
{
	print_series(name, labels, out);
	fprintf(out, "%" PRIu64 ".%06" PRIu64 "\n", usec / USEC_PER_SEC,
		usec % USEC_PER_SEC);
}

void metrics_family(const char *name, const char *type, const char *help,
		    FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

const char *metrics_vrf_label(const struct metrics_vrf *vrf)
{
	return vrf->name[0] ? vrf->name : "default";
}
