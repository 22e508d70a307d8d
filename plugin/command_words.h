/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words, help texts and paths that commands of the table share.
 */
#ifndef PS_COMMAND_WORDS_H
#define PS_COMMAND_WORDS_H

/* Help texts; FRR takes one line a word. */
#define H_NO "Negate a command or set its defaults\n"
#define H_SHOW "Show running system information\n"
#define H_PS "Peering service: preferred paths of registered prefixes\n"
#define H_DELETE "Remove an entry with all its lines\n"
#define H_JSON "JavaScript Object Notation\n"
#define H_VRF                                                                  \
	"Only this VRF\n"                                                      \
	"Name of the VRF\n"
#define H_LOCATION                                                             \
	"A metro where we meet the cloud\n"                                    \
	"Name of the location\n"
#define H_ROUTER                                                               \
	"One of the cloud's routers there\n"                                   \
	"Name of the router\n"
#define H_PROBE                                                                \
	H_LOCATION                                                             \
	"Measure round-trip time and loss over each session\n"
#define H_PREFIX                                                               \
	"A registered prefix\n"                                                \
	"IPv4 prefix\n"                                                        \
	"IPv6 prefix\n"
#define H_PREFERENCE                                                           \
	"Preference\n"                                                         \
	"Lower is preferred\n"
#define H_RPKI "Origin validation (RFC 6811)\n"
#define H_CACHE                                                                \
	"A cache of VRPs (RTR, RFC 8210)\n"                                    \
	"Name of the cache\n"
#define H_PORT "Default 323, or 22 for SSH\n"
#define H_CACHE_PREFERENCE                                                     \
	"Preference\n"                                                         \
	"Lower is preferred, default 1\n"
#define H_PROTECTION "What can't be right about a route\n"
#define H_IGNORE                                                               \
	H_PROTECTION                                                           \
	"What raises no incident\n"                                            \
	"Name of the rule\n"
#define H_RANK "How ranks become local-preference\n"
#define H_EVENTS "Live events\n"

#define PS "peering-service"
#define NO_PS "[no] " PS
/* What follows a $ names what completes the word (complete.h). */
#define LOCATION " location WORD$peering_location"
#define ROUTER LOCATION " router WORD$peering_router"
#define PROBE LOCATION " probe"
#define PREFIX " prefix <A.B.C.D/M|X:X::X:X/M>$peering_prefix"
#define NEIGHBOR " <A.B.C.D|X:X::X:X|WORD>$neighbor"
#define VRF " [vrf NAME$peering_vrf]"
#define IGNORE " protection ignore WORD"
#define CACHE " rpki cache WORD$peering_cache"

#define P_LOCATION "location[name='%']"
#define P_ROUTER P_LOCATION "/router[name='%']"
#define P_PROBE P_LOCATION "/probe"
#define P_CACHE "rpki/cache[name='%']"
#define P_IGNORE "protection/ignore[name='%']"
#define P_PREFIX "prefix[prefix='%']"

#endif
