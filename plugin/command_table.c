/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/command_table.h"

#include "plugin/command_words.h"
#include "plugin/line_order.h"

/* clang-format off */
#define LINE(order_, words_, help_, path_) \
	{ .syntax = NO_PS words_, .help = H_NO H_PS help_, .node = BGP_NODE, \
	  .path = path_, .order = order_ }
#define LINE_LIST(order_, words_, help_, path_) \
	{ .syntax = NO_PS words_, .help = H_NO H_PS help_, .node = BGP_NODE, \
	  .path = path_, .order = order_, .list = true }
#define LINE_JOINT(order_, words_, help_, path_) \
	{ .syntax = NO_PS words_, .help = H_NO H_PS help_, .node = BGP_NODE, \
	  .path = path_, .order = order_, .joint = true }
#define LINE_FLAG(order_, words_, help_, path_) \
	{ .syntax = NO_PS words_, .help = H_NO H_PS help_, .node = BGP_NODE, \
	  .path = path_, .order = order_, .value = "true" }
/* An entry that may do with nothing but its key. */
#define LINE_ENTRY(order_, words_, help_, path_) \
	{ .syntax = NO_PS words_, .help = H_NO H_PS help_, .node = BGP_NODE, \
	  .path = path_, .order = order_, .value = "" }
#define DELETE(order_, words_, help_, path_) \
	{ .syntax = PS " delete" words_, .help = H_PS H_DELETE help_, \
	  .node = BGP_NODE, .action = COMMAND_DELETE, .path = path_, \
	  .order = order_ }
#define RUN(node_, words_, help_, action_) \
	{ .syntax = words_, .help = help_, .node = node_, .action = action_ }
#define SHOW(words_, help_, action_) \
	RUN(VIEW_NODE, "show " PS words_ VRF " [json]", \
	    H_SHOW H_PS help_ H_VRF H_JSON, action_)

const struct command command_table[] = {
	LINE(LINE_INSTANCE, " mode <observe|enforce>",
	     "What becomes of verdicts\n"
	     "Compute, show and report them, change nothing (default)\n"
	     "Make selection follow them\n", "mode"),
	LINE_LIST(LINE_INSTANCE, " service-as (1-4294967295)",
		  "An AS of the cloud\n" "AS number\n", "service-as"),
	LINE(LINE_INSTANCE, " community AA:NN",
	     "Community of registered prefixes on export to the cloud\n"
	     "Standard community (RFC 1997)\n", "community"),
	LINE(LINE_INSTANCE, " export-scope <own-map|registered>",
	     "What is announced to the cloud beside registered prefixes\n"
	     "What the location's export-map permits (default)\n"
	     "Nothing\n", "export-scope"),
	LINE(LINE_INSTANCE, " failback-delay (0-86400)",
	     "How long a session must be healthy before traffic returns\n"
	     "Seconds, default 30\n", "failback-delay"),
	LINE(LINE_INSTANCE, " drain-delay (0-86400)",
	     "How long a drained router hears GRACEFUL_SHUTDOWN before its"
	     " announcements are withdrawn\n"
	     "Seconds, default 60\n", "drain-delay"),
	LINE(LINE_INSTANCE, " internal <validate|trust>",
	     "Paths learned inside our AS\n"
	     "Validate prefix, origin and RPKI again (default)\n"
	     "Trust what the learning router decided\n", "internal"),
	LINE(LINE_INSTANCE, " local-preference base (100-1000000)",
	     H_RANK "The most preferred rank\n" "Default 400\n",
	     "local-preference/base"),
	LINE(LINE_INSTANCE, " local-preference location-step (1-100000)",
	     H_RANK "Between one location and the next\n" "Default 10\n",
	     "local-preference/location-step"),
	LINE(LINE_INSTANCE, " local-preference router-step (1-10000)",
	     H_RANK "Between one router and the next\n" "Default 1\n",
	     "local-preference/router-step"),

	LINE(LINE_LOCATION, LOCATION " preference (0-65535)",
	     H_LOCATION H_PREFERENCE, P_LOCATION "/preference"),
	LINE(LINE_LOCATION, LOCATION " description LINE...",
	     H_LOCATION "Free text\n" "Free text\n", P_LOCATION "/description"),
	LINE(LINE_LOCATION, LOCATION " export-map WORD$route_map",
	     H_LOCATION "Route-map for routes that aren't registered\n"
	     "Name of the route-map\n", P_LOCATION "/export-map"),
	LINE_FLAG(LINE_LOCATION, LOCATION " drain",
		  H_LOCATION "Rank its paths under every other location's,"
		  " and withdraw what is announced there\n",
		  P_LOCATION "/drain"),
	LINE(LINE_LOCATION,
	     LOCATION " redundancy <active-active|active-standby>",
	     H_LOCATION "How its routers share traffic\n"
	     "All have the same rank, for multipath (default)\n"
	     "In order of their preference\n", P_LOCATION "/redundancy"),
	LINE_LIST(LINE_LOCATION, PROBE " target <A.B.C.D|X:X::X:X>",
		  H_PROBE "What is asked for an echo, instead of each neighbor\n"
		  "IPv4 address\n" "IPv6 address\n", P_PROBE "/target"),
	LINE(LINE_LOCATION, PROBE " tcp-port (1-65535)",
	     H_PROBE "Connect there, instead of asking for an echo\n"
	     "TCP port; a refusal is an answer\n", P_PROBE "/tcp-port"),
	LINE(LINE_LOCATION, PROBE " interval (100-60000)",
	     H_PROBE "From one probe to the next\n"
	     "Milliseconds, default 1000\n", P_PROBE "/interval"),
	LINE(LINE_LOCATION, PROBE " rtt-threshold (1-2000)",
	     H_PROBE "Round-trip time that is too long\n"
	     "Milliseconds, median of 20\n", P_PROBE "/rtt-threshold"),
	LINE(LINE_LOCATION, PROBE " loss-threshold (1-100)",
	     H_PROBE "Loss that is too high\n"
	     "Percent of 20\n", P_PROBE "/loss-threshold"),
	LINE(LINE_LOCATION, PROBE " hold (1-3600)",
	     H_PROBE "How long beyond a threshold, before traffic moves\n"
	     "Seconds, default 10\n", P_PROBE "/hold"),
	LINE(LINE_LOCATION, ROUTER " preference (0-65535)",
	     H_LOCATION H_ROUTER "Preference\n"
	     "Lower is preferred, default 100\n", P_ROUTER "/preference"),
	LINE_FLAG(LINE_LOCATION, ROUTER " drain",
		  H_LOCATION H_ROUTER "Rank its paths under every other's, and"
		  " withdraw what is announced to it\n",
		  P_ROUTER "/drain"),
	LINE_LIST(LINE_LOCATION,
		  ROUTER " neighbor" NEIGHBOR,
		  H_LOCATION H_ROUTER "Our BGP session with it\n"
		  "Neighbor's IPv4 address\n" "Neighbor's IPv6 address\n"
		  "Interface or peer-group\n", P_ROUTER "/neighbor"),

	LINE(LINE_PREFIX, PREFIX " side <service|customer>",
	     H_PREFIX "Whose prefix it is\n"
	     "The cloud's, learned at locations\n"
	     "A customer's, announced to the cloud\n", P_PREFIX "/side"),
	LINE(LINE_PREFIX, PREFIX " mode <observe|enforce>",
	     H_PREFIX "What becomes of its verdicts, instead of the instance's\n"
	     "Change nothing\n" "Make selection follow them\n",
	     P_PREFIX "/mode"),
	LINE(LINE_PREFIX, PREFIX " key WORD",
	     H_PREFIX "Peering service prefix key\n" "The key\n",
	     P_PREFIX "/key"),
	LINE_LIST(LINE_PREFIX, PREFIX " origin-as (1-4294967295)",
		  H_PREFIX "An AS that may originate it\n" "AS number\n",
		  P_PREFIX "/origin-as"),
	LINE_LIST(LINE_PREFIX, PREFIX " upstream (1-4294967295)",
		  H_PREFIX "An AS that may stand next to the origin\n"
		  "AS number\n", P_PREFIX "/upstream"),
	LINE(LINE_PREFIX, PREFIX " max-length (0-128)",
	     H_PREFIX "Longest prefix accepted inside it\n"
	     "Bits, default its own length\n", P_PREFIX "/max-length"),
	LINE(LINE_PREFIX, PREFIX " expected-hops (1-255)",
	     H_PREFIX "Length of its AS path, at most\n"
	     "Hops; more is told as a detour\n", P_PREFIX "/expected-hops"),
	LINE(LINE_PREFIX, PREFIX " max-rtt (1-2000)",
	     H_PREFIX "Round-trip time of its path, at most\n"
	     "Milliseconds; more is told as a detour\n", P_PREFIX "/max-rtt"),
	LINE_LIST(LINE_PREFIX,
		  PREFIX " customer-neighbor" NEIGHBOR,
		  H_PREFIX "Neighbor that its customer announces it by\n"
		  "Neighbor's IPv4 address\n" "Neighbor's IPv6 address\n"
		  "Interface or peer-group\n", P_PREFIX "/customer-neighbor"),
	LINE(LINE_PREFIX, PREFIX " off-path <deny|last-resort>",
	     H_PREFIX "Paths that aren't on the registered path\n"
	     "Never select them\n" "Below every other path\n",
	     P_PREFIX "/off-path"),
	LINE_ENTRY(LINE_PREFIX, PREFIX LOCATION, H_PREFIX H_LOCATION,
		   P_PREFIX "/location[name='%']"),
	LINE(LINE_PREFIX, PREFIX LOCATION " preference (0-65535)",
	     H_PREFIX H_LOCATION H_PREFERENCE,
	     P_PREFIX "/location[name='%']/preference"),

	LINE_LIST(LINE_POLICY_FILE, " policy PATH",
		  "A policy file to merge with these lines\n"
		  "Absolute path of a JSON file (RFC 7951)\n", "file"),

	LINE(LINE_RPKI, CACHE " address <A.B.C.D|X:X::X:X>",
	     H_RPKI H_CACHE "Where it is\n" "IPv4 address\n"
	     "IPv6 address\n", P_CACHE "/address"),
	LINE(LINE_RPKI, CACHE " port (1-65535)",
	     H_RPKI H_CACHE "TCP port\n" H_PORT, P_CACHE "/port"),
	LINE(LINE_RPKI, CACHE " preference (0-65535)",
	     H_RPKI H_CACHE H_CACHE_PREFERENCE, P_CACHE "/preference"),
	LINE_JOINT(LINE_RPKI,
		   CACHE " address <A.B.C.D|X:X::X:X> "
		   "{port (1-65535)|preference (0-65535)}",
		   H_RPKI H_CACHE "Where it is\n" "IPv4 address\n"
		   "IPv6 address\n" "TCP port\n" H_PORT H_CACHE_PREFERENCE,
		   P_CACHE),
	LINE(LINE_RPKI, CACHE " transport <tcp|ssh>",
	     H_RPKI H_CACHE "How RTR is carried\n"
	     "Plain TCP (default)\n" "SSH\n", P_CACHE "/transport"),
	LINE(LINE_RPKI, CACHE " ssh user WORD",
	     H_RPKI H_CACHE "For transport ssh\n" "User at the cache\n"
	     "Name of the user\n", P_CACHE "/ssh/user"),
	LINE(LINE_RPKI, CACHE " ssh private-key PATH",
	     H_RPKI H_CACHE "For transport ssh\n" "Our private key\n"
	     "Absolute path of a file\n", P_CACHE "/ssh/private-key"),
	LINE(LINE_RPKI, CACHE " ssh known-hosts PATH",
	     H_RPKI H_CACHE "For transport ssh\n" "The cache's public key\n"
	     "Absolute path of a file\n", P_CACHE "/ssh/known-hosts"),
	LINE(LINE_RPKI, " rpki file PATH",
	     H_RPKI "VRPs and ASPAs as rpki-client and routinator write them\n"
	     "Absolute path of a JSON file\n", "rpki/file"),
	LINE(LINE_RPKI, " rpki exceptions-file PATH",
	     H_RPKI "Local exceptions to VRPs (SLURM, RFC 8416)\n"
	     "Absolute path of a JSON file\n", "rpki/exceptions-file"),
	LINE(LINE_RPKI, " rpki expire (1-172800)",
	     H_RPKI "How old VRPs may become\n"
	     "Seconds, default as each cache says\n", "rpki/expire"),
	LINE(LINE_RPKI, " rpki scope <registered|all>",
	     H_RPKI "Which routes are validated\n"
	     "Those of registered prefixes (default)\n" "All\n", "rpki/scope"),
	LINE(LINE_RPKI, " rpki not-found <permit|deny>",
	     H_RPKI "Routes that no VRP covers\n" "Permit (default)\n"
	     "Deny\n", "rpki/not-found"),
	LINE(LINE_RPKI, " rpki no-data <permit|deny>",
	     H_RPKI "When there is no set of VRPs\n" "Permit (default)\n"
	     "Deny\n", "rpki/no-data"),
	LINE(LINE_RPKI, " rpki start-gate (0-3600)",
	     H_RPKI "How long routes wait for the first set of VRPs\n"
	     "Seconds, default 60\n", "rpki/start-gate"),

	LINE_LIST(LINE_PROTECTION, " protection denied-as (1-4294967295)",
		  H_PROTECTION "An AS that no path may have in it\n"
		  "AS number\n", "protection/denied-as"),
	LINE_LIST(LINE_PROTECTION, " protection protected-as (1-4294967295)",
		  H_PROTECTION "An AS that may only be the neighbor itself\n"
		  "AS number\n", "protection/protected-as"),
	LINE(LINE_PROTECTION, " protection max-as-path-length (1-1000)",
	     H_PROTECTION "Longest AS path\n" "Hops\n",
	     "protection/max-as-path-length"),
	LINE(LINE_PROTECTION, " protection private-as <permit|deny>",
	     H_PROTECTION "Paths with a private or reserved AS\n" "Permit\n"
	     "Deny (default)\n", "protection/private-as"),
	LINE_FLAG(LINE_PROTECTION, " protection protect-local",
		  H_PROTECTION "Deny routes that this router originates\n",
		  "protection/protect-local"),
	LINE_LIST(LINE_PROTECTION,
		  " protection rtbh-source" NEIGHBOR,
		  H_PROTECTION "Neighbor that may blackhole (RFC 7999)\n"
		  "Neighbor's IPv4 address\n" "Neighbor's IPv6 address\n"
		  "Interface or peer-group\n", "protection/rtbh-source"),
	LINE_LIST(LINE_PROTECTION,
		  " protection diversion-source" NEIGHBOR,
		  H_PROTECTION "Neighbor that may draw traffic away\n"
		  "Neighbor's IPv4 address\n" "Neighbor's IPv6 address\n"
		  "Interface or peer-group\n", "protection/diversion-source"),
	LINE(LINE_PROTECTION, IGNORE " prefix <A.B.C.D/M|X:X::X:X/M>",
	     H_IGNORE "Announcements inside a prefix\n" "IPv4 prefix\n"
	     "IPv6 prefix\n", P_IGNORE "/prefix"),
	LINE(LINE_PROTECTION, IGNORE " origin-as (1-4294967295)",
	     H_IGNORE "Announcements of an origin\n" "AS number\n",
	     P_IGNORE "/origin-as"),
	LINE(LINE_PROTECTION, IGNORE " neighbor" NEIGHBOR,
	     H_IGNORE "Announcements of a neighbor\n"
	     "Neighbor's IPv4 address\n" "Neighbor's IPv6 address\n"
	     "Interface or peer-group\n", P_IGNORE "/neighbor"),
	LINE(LINE_PROTECTION, IGNORE " from TIME",
	     H_IGNORE "When the rule begins to hold\n"
	     "UTC, like 2027-01-31T00:00:00Z\n", P_IGNORE "/from"),
	LINE(LINE_PROTECTION, IGNORE " until TIME",
	     H_IGNORE "When the rule ceases to hold\n"
	     "UTC, like 2027-01-31T00:00:00Z\n", P_IGNORE "/until"),

	LINE(LINE_EVENTS, " events socket PATH",
	     H_EVENTS "Unix socket for consumers\n" "Absolute path\n",
	     "events/socket"),
	LINE(LINE_EVENTS, " events mode MODE",
	     H_EVENTS "Permissions of the socket's file\n"
	     "Octal digits, default 0660\n", "events/mode"),
	LINE(LINE_EVENTS, " events group WORD",
	     H_EVENTS "Group of the socket's file, instead of FRR's\n"
	     "Name of a group that bgpd's user is a member of\n",
	     "events/group"),
	LINE(LINE_EVENTS, " events history-size (0-1000000)",
	     H_EVENTS "How many are kept for consumers that come back\n"
	     "Events, default 16384\n", "events/history-size"),
	LINE(LINE_EVENTS, " events queue-size (16-1000000)",
	     H_EVENTS "How many may wait for a consumer that doesn't read\n"
	     "Events, default 16384\n", "events/queue-size"),
	LINE(LINE_EVENTS, " events slow-consumer <drop-oldest|disconnect>",
	     H_EVENTS "What becomes of one for whom more would have to wait\n"
	     "It loses the oldest and is told of them (default)\n"
	     "It is disconnected\n", "events/slow-consumer"),
	LINE(LINE_EVENTS, " events max-consumers (1-1024)",
	     H_EVENTS "How many may be connected\n" "Default 64\n",
	     "events/max-consumers"),

	DELETE(LINE_LOCATION, LOCATION, H_LOCATION, P_LOCATION),
	DELETE(LINE_LOCATION, ROUTER, H_LOCATION H_ROUTER, P_ROUTER),
	DELETE(LINE_PREFIX, PREFIX, H_PREFIX, P_PREFIX),
	DELETE(LINE_RPKI, CACHE, H_RPKI H_CACHE, P_CACHE),
	DELETE(LINE_PROTECTION, IGNORE, H_IGNORE, P_IGNORE),
	RUN(BGP_NODE, PS " commit",
	    H_PS "Bring the lines into force now\n", COMMAND_COMMIT_LINE),

	RUN(ENABLE_NODE, PS " commit" VRF,
	    H_PS "Bring the lines into force now\n" H_VRF, COMMAND_COMMIT),
	RUN(ENABLE_NODE, PS " reload" VRF,
	    H_PS "Read policy and VRP files again\n" H_VRF, COMMAND_RELOAD),
	RUN(ENABLE_NODE,
	    PS " validate FILE [instead-of PATH]" VRF " [json]",
	    H_PS "What would change with another policy file\n"
	    "Absolute path of a JSON file (RFC 7951)\n"
	    "The policy file that it would stand for\n"
	    "Its path, as a line gives it\n" H_VRF H_JSON, COMMAND_VALIDATE),
	RUN(ENABLE_NODE, "clear " PS " statistics" VRF,
	    "Reset functions\n" H_PS "Begin counting anew\n" H_VRF,
	    COMMAND_CLEAR_STATISTICS),
	RUN(ENABLE_NODE, "clear " PS " failback" VRF,
	    "Reset functions\n" H_PS
	    "Let traffic return now, without waiting for failback-delay\n" H_VRF,
	    COMMAND_CLEAR_FAILBACK),
	RUN(ENABLE_NODE, "clear " PS " incidents" VRF,
	    "Reset functions\n" H_PS "Forget the incidents that have ended\n" H_VRF,
	    COMMAND_CLEAR_INCIDENTS),
	SHOW("", "", COMMAND_SHOW_SUMMARY),
	SHOW(" locations", "Locations, routers and sessions\n",
	     COMMAND_SHOW_LOCATIONS),
	SHOW(" prefixes [<A.B.C.D/M|X:X::X:X/M>$peering_prefix]",
	     "Registered prefixes and their paths\n"
	     "Only this IPv4 prefix\n" "Only this IPv6 prefix\n",
	     COMMAND_SHOW_PREFIXES),
	SHOW(" configuration", "What the policy in force was compiled from\n",
	     COMMAND_SHOW_CONFIGURATION),
	SHOW(" neighbors", "What each BGP neighbor is to the policy\n",
	     COMMAND_SHOW_NEIGHBORS),
	SHOW(" latency", "Round-trip times and loss over each session\n",
	     COMMAND_SHOW_LATENCY),
	SHOW(" statistics", "What has happened, in numbers\n",
	     COMMAND_SHOW_STATISTICS),
	SHOW(" explain <A.B.C.D/M|X:X::X:X/M>$peering_prefix",
	     "Why each path of a prefix was chosen or denied\n"
	     "IPv4 prefix\n" "IPv6 prefix\n", COMMAND_SHOW_EXPLAIN),
	SHOW(" compliance [<A.B.C.D/M|X:X::X:X/M>$peering_prefix]",
	     "The cloud's registration checks, made here\n"
	     "Every check of this IPv4 prefix\n"
	     "Every check of this IPv6 prefix\n", COMMAND_SHOW_COMPLIANCE),
	SHOW(" incidents [all]",
	     "Hijacks and leaks of registered prefixes\n"
	     "Those that have ended, too\n", COMMAND_SHOW_INCIDENTS),
	SHOW(" incident (1-4294967295)",
	     "One hijack or leak, with its evidence\n" "Its number\n",
	     COMMAND_SHOW_INCIDENT),
	SHOW(" events", "The event stream and its consumers\n",
	     COMMAND_SHOW_EVENTS),
	SHOW(" rpki", "Origin validation: sources of VRPs, what is invalid\n",
	     COMMAND_SHOW_RPKI),
	SHOW(" rpki <A.B.C.D/M|X:X::X:X/M>$peering_prefix (0-4294967295)",
	     "Origin validation\n" "What VRPs say of an IPv4 prefix\n"
	     "What VRPs say of an IPv6 prefix\n" "and its origin AS\n",
	     COMMAND_SHOW_RPKI),
	SHOW(" rpki aspas [(1-4294967295)]",
	     "Origin validation\n" "By which providers an AS is reached\n"
	     "Only this AS\n", COMMAND_SHOW_ASPAS),
	{ .syntax = NULL },
};
/* clang-format on */

#define COMMANDS (array_size(command_table) - 1)

static struct cmd_element elements[COMMANDS];

void command_install(command_function function, int daemon)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		elements[i] = (struct cmd_element){
			.string = command_table[i].syntax,
			.doc = command_table[i].help,
			.daemon = daemon,
			.func = function,
			.name = command_table[i].syntax,
		};
		_install_element(command_table[i].node, &elements[i]);
	}
}

const struct command *command_of(const struct cmd_element *element)
{
	return &command_table[element - elements];
}
