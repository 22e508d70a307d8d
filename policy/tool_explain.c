/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "policy/as_path_text.h"
#include "policy/explanation.h"
#include "policy/tool.h"

static const char explain_help[] =
	"Usage: peering-policy explain [--policy FILE]... --neighbor NEIGHBOR\n"
	"                              [OPTION]... PREFIX\n"
	"\n"
	"Says what the policy makes of a route, and in which step of the\n"
	"decision. Sessions are taken to be up. Exit status: 0 permitted or left\n"
	"alone, 1 no policy, 2 wrong usage, 3 denied.\n"
	"\n"
	"  --policy FILE    a policy file; may be given several times\n"
	"  --neighbor NAME  who the route comes from: an address, an interface,\n"
	"                   a peer-group, 'internal' (iBGP) or 'local'\n"
	"  --internal       that neighbor is one inside our AS (iBGP)\n"
	"  --blackhole      it bears the BLACKHOLE community (RFC 7999)\n"
	"  --own-as AS      our own AS, for routes that begin in it\n"
	"  --as-path PATH   its AS path, like \"8075 64510\"; sets in braces\n"
	"  --vrps FILE      validate it by these VRPs and ASPAs (JSON)\n" PS_TOOL_SOURCE_HELP
	"  --json           print JSON\n";

struct arguments {
	struct ps_tool_source source;
	const char *vrps;
	const char *neighbor;
	const char *as_path;
	const char *prefix;
	uint32_t own_as;
	bool internal;
	bool blackhole;
	bool json;
};

/* Its AS is taken to be the path's first. */
static void find_peer(const struct ps_policy *policy,
		      const struct arguments *arguments,
		      const struct ps_as_path *path, struct ps_peer *out)
{
	const char *name = arguments->neighbor;
	uint32_t asn = 0;

	*out = (struct ps_peer){ .source = PS_SOURCE_EXTERNAL };
	if (arguments->internal || !strcmp(name, "internal"))
		out->source = PS_SOURCE_INTERNAL;
	if (!strcmp(name, "local"))
		out->source = PS_SOURCE_LOCAL;
	ps_as_path_first(path, &asn);
	ps_tool_find_peer(policy, name, asn, out);
}

static enum ps_status parse_route(const struct arguments *arguments,
				  struct ps_route *route,
				  struct ps_as_path_text *path,
				  struct ps_error *err)
{
	enum ps_status status;

	if (!ps_prefix_parse(arguments->prefix, &route->prefix))
		return ps_fail(err, PS_INVALID,
			       "\"%.50s\" is not a prefix; write it like "
			       "192.0.2.0/24, without host bits",
			       arguments->prefix);
	status = ps_as_path_parse(arguments->as_path, path, err);
	if (status == PS_OK)
		route->path = path->path;
	return status;
}

static enum ps_status explain(const struct arguments *arguments,
			      const struct ps_policy *policy,
			      const struct ps_vrp_table *vrps,
			      struct ps_verdict *verdict, struct ps_error *err)
{
	struct ps_context context = {
		.policy = policy,
		.own_as = arguments->own_as,
		.rpki = vrps ? PS_RPKI_COMPLETE : PS_RPKI_OFF,
		.vrps = vrps,
	};
	struct ps_as_path_text path;
	struct ps_peer peer;
	struct ps_route route = {
		.peer = &peer,
		.blackhole = arguments->blackhole,
	};
	const struct ps_explanation explanation = {
		.context = &context,
		.route = &route,
		.verdict = verdict,
		.neighbor = arguments->neighbor,
	};
	enum ps_status status;

	status = parse_route(arguments, &route, &path, err);
	if (status != PS_OK)
		return status;
	find_peer(policy, arguments, &route.path, &peer);
	ps_decide(&context, &route, verdict);
	if (arguments->json)
		ps_explanation_print_json(&explanation, stdout);
	else
		ps_explanation_print(&explanation, stdout);
	return PS_OK;
}

static int explain_files(const struct arguments *arguments)
{
	struct ps_tool_policy policy;
	struct ps_tool_vrps vrps = { .table = NULL };
	struct ps_verdict verdict;
	enum ps_status status;
	struct ps_error err;

	status = ps_tool_policy_read(&arguments->source, &policy, &err);
	if (status == PS_OK && arguments->vrps)
		status = ps_tool_vrps_open(arguments->vrps, &vrps, &err);
	if (status == PS_OK)
		status = explain(arguments, policy.policy, vrps.table, &verdict,
				 &err);
	ps_tool_vrps_free(&vrps);
	ps_tool_policy_free(&policy);
	if (status != PS_OK)
		return ps_tool_refuse(&err);
	return verdict.action == PS_DENY ? PS_TOOL_NO : PS_TOOL_OK;
}

/* One option; false when it is no good. */
static bool take_option(struct arguments *arguments, int option)
{
	switch (option) {
	case 'p':
		return ps_tool_source_file(&arguments->source, optarg);
	case 'r':
		arguments->vrps = optarg;
		return true;
	case 'n':
		arguments->neighbor = optarg;
		return true;
	case 'a':
		arguments->as_path = optarg;
		return true;
	case 'i':
		arguments->internal = true;
		return true;
	case 'b':
		arguments->blackhole = true;
		return true;
	case 'o':
		arguments->own_as = strtoul(optarg, NULL, 10);
		return arguments->own_as > 0;
	case 'j':
		arguments->json = true;
		return true;
	}
	return ps_tool_source_option(&arguments->source, option, optarg);
}

int ps_tool_explain(int argc, char **argv)
{
	static const struct option options[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "vrps", required_argument, NULL, 'r' },
		{ "neighbor", required_argument, NULL, 'n' },
		{ "as-path", required_argument, NULL, 'a' },
		PS_TOOL_SOURCE_OPTIONS,
		{ "internal", no_argument, NULL, 'i' },
		{ "blackhole", no_argument, NULL, 'b' },
		{ "own-as", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct arguments arguments = {
		.as_path = "",
		.source = ps_tool_source(),
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(explain_help, stdout);
			return PS_TOOL_OK;
		}
		if (!take_option(&arguments, option))
			return ps_tool_usage("explain", NULL);
	}
	if ((!arguments.source.files && !arguments.source.config) ||
	    !arguments.neighbor || argc - optind != 1)
		return ps_tool_usage("explain",
				     "give --policy or --config, --neighbor "
				     "and one prefix");
	arguments.prefix = argv[optind];
	return explain_files(&arguments);
}
