/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/mrt_file.h"
#include "policy/replay_json.h"
#include "policy/tool.h"

static const char replay_help[] =
	"Usage: peering-policy replay --mrt FILE --policy FILE [OPTION]...\n"
	"\n"
	"Judges what a router or a collector has recorded, as the module would\n"
	"have, and prints verdicts and incidents, one JSON object a line. Exit\n"
	"status: 0 no incident, 1 a file is refused, 2 wrong usage, 3 incidents.\n"
	"\n"
	"  --mrt FILE       MRT (RFC 6396), plain, gzip or bzip2; may be given\n"
	"                   several times, in their order\n"
	"  --policy FILE    a policy file; may be given several times\n"
	"  --vrps FILE      validate routes by these VRPs and ASPAs (JSON)\n"
	"  --neighbor ADDRESS=ROLE\n"
	"                   what a neighbor of that address is: 'other',\n"
	"                   'internal' (iBGP), or what the policy says of the\n"
	"                   neighbor that ROLE names; without it, what the\n"
	"                   policy says of ADDRESS\n"
	"  --own-as AS      our own AS, if the files don't say\n"
	"  --incidents      print incidents only\n" PS_TOOL_SOURCE_HELP;

enum { MOST_FILES = 64, MOST_ROLES = 256 };

struct role {
	char address[INET6_ADDRSTRLEN];
	const char *is;
};

struct replay {
	struct ps_tool_source source;
	const char *file[MOST_FILES];
	unsigned int files;
	const char *vrps_file;
	struct role role[MOST_ROLES];
	unsigned int roles;
	uint32_t own_as;
	bool incidents_only;
	struct ps_tool_policy policy;
	struct ps_tool_vrps vrps;
	time_t told; /* of progress, last; 0: not yet */
};

static bool take_file(struct replay *replay, const char *file)
{
	if (replay->files == MOST_FILES)
		return false;
	replay->file[replay->files++] = file;
	return true;
}

static bool canonical(const char *text, char out[INET6_ADDRSTRLEN])
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	struct in6_addr binary;

	return inet_pton(family, text, &binary) == 1 &&
	       inet_ntop(family, &binary, out, INET6_ADDRSTRLEN);
}

/* ADDRESS=ROLE */
static bool take_role(struct replay *replay, const char *text)
{
	const char *is = strchr(text, '=');
	char address[INET6_ADDRSTRLEN];

	if (!is || !is[1] || replay->roles == MOST_ROLES ||
	    (size_t)(is - text) >= sizeof(address))
		return false;
	memcpy(address, text, is - text);
	address[is - text] = '\0';
	if (!canonical(address, replay->role[replay->roles].address))
		return false;
	replay->role[replay->roles++].is = is + 1;
	return true;
}

static const char *role_of(const struct replay *replay, const char *address)
{
	for (unsigned int i = 0; i < replay->roles; i++)
		if (!strcmp(replay->role[i].address, address))
			return replay->role[i].is;
	return address;
}

static void find_peer(const char *address, uint32_t asn, struct ps_peer *peer,
		      void *arg)
{
	const struct replay *replay = arg;
	const char *role = role_of(replay, address);

	if (role != address)
		peer->source = strcmp(role, "internal") ? PS_SOURCE_EXTERNAL
							: PS_SOURCE_INTERNAL;
	ps_tool_find_peer(replay->policy.policy, role, asn, peer);
}

static void print_route(const struct ps_replay_route *route, void *arg)
{
	const struct replay *replay = arg;

	if (!replay->incidents_only)
		ps_replay_json_route(replay->policy.policy, route, stdout);
}

static void print_incident(const struct ps_incident *incident,
			   enum ps_incident_change change, ps_usec when,
			   void *arg)
{
	(void)arg;
	ps_replay_json_incident(incident, change, when, stdout);
}

/* A role that names nobody would quietly be another. */
static enum ps_status check_roles(const struct replay *replay,
				  struct ps_error *err)
{
	const struct role *role = replay->role;
	struct ps_peer peer = { .source = PS_SOURCE_EXTERNAL };
	bool known;

	for (unsigned int i = 0; i < replay->roles; i++, role++) {
		ps_tool_find_peer(replay->policy.policy, role->is, 0, &peer);
		known = !strcmp(role->is, "other") ||
			!strcmp(role->is, "internal");
		for (int name = 0; name < PS_PEER_NAMES; name++)
			known |= peer.neighbor[name] != PS_NO_INDEX;
		if (!known)
			return ps_fail(err, PS_INVALID,
				       "the policy has no neighbor '%.64s' for "
				       "%s to be; name one that it has",
				       role->is, role->address);
	}
	return PS_OK;
}

static time_t now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void tell_progress(struct replay *replay, const char *file,
			  const struct ps_mrt_file *open,
			  const struct ps_mrt *mrt)
{
	time_t now = now_seconds();

	if (now - replay->told < PS_MRT_PROGRESS_SEC)
		return;
	replay->told = now;
	fprintf(stderr, "%s: %u%%, %llu records so far\n", file,
		ps_mrt_file_progress(open),
		(unsigned long long)ps_mrt_counts(mrt)->records);
}

static enum ps_status replay_file(struct replay *replay, const char *file,
				  struct ps_mrt *mrt,
				  const struct ps_replay *engine,
				  struct ps_error *err)
{
	struct ps_mrt_file *open = NULL;
	enum ps_status status;
	unsigned int steps = 0;

	status = ps_mrt_file_open(file, &open, err);
	if (status == PS_OK)
		status = PS_AGAIN;
	while (status == PS_AGAIN) {
		status = ps_mrt_file_next(open, mrt, err);
		if (status == PS_AGAIN &&
		    ps_replay_status(engine, err) != PS_OK)
			status = PS_TOO_BIG;
		if (++steps % 1024 == 0)
			tell_progress(replay, file, open, mrt);
	}
	ps_mrt_file_close(open);
	return status;
}

/* Returns the exit status. */
static int finish(const struct ps_replay *engine, const struct ps_mrt *mrt,
		  enum ps_status status, const struct ps_error *err)
{
	struct ps_replay_counts counts = ps_replay_counts(engine);

	if (status == PS_OK)
		ps_replay_json_end(&counts, ps_mrt_counts(mrt), stdout);
	if (fflush(stdout) || ferror(stdout)) {
		fputs("standard output can't be written\n", stderr);
		return PS_TOOL_REFUSED;
	}
	if (status != PS_OK)
		return ps_tool_refuse(err);
	return counts.incidents ? PS_TOOL_NO : PS_TOOL_OK;
}

static int replay_files(struct replay *replay)
{
	const struct ps_replay_host host = {
		.context = {
			.policy = replay->policy.policy,
			.own_as = replay->own_as,
			.rpki = replay->vrps.table ? PS_RPKI_COMPLETE
						   : PS_RPKI_OFF,
			.vrps = replay->vrps.table,
		},
		.find_peer = find_peer,
		.route = print_route,
		.incident = print_incident,
		.arg = replay,
	};
	struct ps_replay *engine = ps_replay_new(&host);
	struct ps_mrt *mrt = ps_mrt_new(ps_replay_take, engine);
	enum ps_status status = PS_OK;
	struct ps_error err;
	int ended;

	if (!engine || !mrt) {
		ps_mrt_free(mrt);
		ps_replay_free(engine);
		ps_fail(&err, PS_NO_MEMORY, "no memory to replay");
		return ps_tool_refuse(&err);
	}
	replay->told = now_seconds();
	for (unsigned int i = 0; i < replay->files && status == PS_OK; i++)
		status =
			replay_file(replay, replay->file[i], mrt, engine, &err);
	ended = finish(engine, mrt, status, &err);
	ps_mrt_free(mrt);
	ps_replay_free(engine);
	return ended;
}

static int run(struct replay *replay)
{
	enum ps_status status;
	struct ps_error err;
	int ended;

	status = ps_tool_policy_read(&replay->source, &replay->policy, &err);
	if (status == PS_OK && replay->vrps_file)
		status = ps_tool_vrps_open(replay->vrps_file, &replay->vrps,
					   &err);
	if (status == PS_OK)
		status = check_roles(replay, &err);
	ended = status == PS_OK ? replay_files(replay) : ps_tool_refuse(&err);
	ps_tool_vrps_free(&replay->vrps);
	ps_tool_policy_free(&replay->policy);
	return ended;
}

static bool take_own_as(struct replay *replay, const char *text)
{
	char *end;
	unsigned long long asn = strtoull(text, &end, 10);

	replay->own_as = asn;
	return *text && !*end && asn && asn <= UINT32_MAX;
}

/* One option; false when it is no good. */
static bool take_option(struct replay *replay, int option)
{
	switch (option) {
	case 'm':
		return take_file(replay, optarg);
	case 'p':
		return ps_tool_source_file(&replay->source, optarg);
	case 'r':
		replay->vrps_file = optarg;
		return true;
	case 'n':
		return take_role(replay, optarg);
	case 'o':
		return take_own_as(replay, optarg);
	case 'i':
		replay->incidents_only = true;
		return true;
	}
	return ps_tool_source_option(&replay->source, option, optarg);
}

int ps_tool_replay(int argc, char **argv)
{
	static const struct option options[] = {
		{ "mrt", required_argument, NULL, 'm' },
		{ "policy", required_argument, NULL, 'p' },
		{ "vrps", required_argument, NULL, 'r' },
		{ "neighbor", required_argument, NULL, 'n' },
		{ "own-as", required_argument, NULL, 'o' },
		{ "incidents", no_argument, NULL, 'i' },
		PS_TOOL_SOURCE_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static struct replay replay;
	int option;

	replay.source = ps_tool_source();
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(replay_help, stdout);
			return PS_TOOL_OK;
		}
		if (!take_option(&replay, option))
			return ps_tool_usage(
				"replay", option == '?' ? NULL
							: "an option's value "
							  "isn't understood");
	}
	if ((!replay.source.files && !replay.source.config) || !replay.files ||
	    optind != argc)
		return ps_tool_usage("replay",
				     "give --mrt, and --policy or --config");
	return run(&replay);
}
