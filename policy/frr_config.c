/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/frr_config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/file.h"
#include "policy/limits.h"

#define BLANKS " \t\r"

/* What follows the words, or NULL when the line doesn't begin with them. */
static const char *after(const char *line, const char *words)
{
	size_t length = strlen(words);

	return strncmp(line, words, length) ? NULL : line + length;
}

/* "router bgp 64500", perhaps with "vrf NAME" or "view NAME". */
static bool is_router_of(const char *line, const char *vrf)
{
	const char *rest = after(line, "router bgp"), *name;

	if (!rest || (*rest && !strchr(BLANKS, *rest)))
		return false;
	name = strstr(rest, " vrf ");
	name = name ? name + strlen(" vrf ") : strstr(rest, " view ");
	if (!name)
		return !strcmp(vrf, "default");
	name += *name == ' ' ? strlen(" view ") : 0;
	return strlen(vrf) == strcspn(name, BLANKS) &&
	       !strncmp(name, vrf, strlen(vrf));
}

/* One line, without the blanks around it. */
static void take_line(const char *line, const char *vrf, const char *except,
		      bool *ours, FILE *candidate)
{
	const char *words, *policy;

	if (after(line, "router "))
		*ours = is_router_of(line, vrf);
	words = after(line, "peering-service ");
	if (!*ours || !words)
		return;
	policy = after(words, "policy ");
	if (!policy || !except || strcmp(policy, except))
		fprintf(candidate, "line %s\n", words);
}

enum ps_status ps_frr_config_read(const char *file, const char *vrf,
				  const char *except, FILE *candidate,
				  struct ps_error *err)
{
	char *text, *line, *rest, *end;
	enum ps_status status;
	bool ours = false;
	size_t size;

	status = ps_file_read(file, PS_MAX_CANDIDATE, &text, &size, err);
	if (status != PS_OK)
		return status;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, BLANKS);
		end = line + strlen(line);
		while (end > line && strchr(BLANKS, end[-1]))
			*--end = '\0';
		take_line(line, vrf, except, &ours, candidate);
	}
	free(text);
	return PS_OK;
}
