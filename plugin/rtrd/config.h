/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What peering-rtrd is told to do, as text: one keyword and its value a line.
 *
 *   file PATH              JSON of VRPs
 *   exceptions PATH        SLURM
 *   expire SECONDS         no data are used that are older
 *   cache NAME             the lines after it are this cache's:
 *   address ADDRESS
 *   port NUMBER
 *   preference NUMBER      lower is preferred
 *   ssh-user NAME          over SSH instead of TCP, and with these:
 *   ssh-private-key PATH
 *   ssh-known-hosts PATH
 */
#ifndef PS_RTRD_CONFIG_H
#define PS_RTRD_CONFIG_H

#include <stdint.h>

#include "policy/feed.h"

/* Strings point into the text. */
struct cache_config {
	const char *name;
	const char *address;
	uint32_t port;
	uint32_t preference;
	uint32_t expire;      /* that of struct config */
	const char *ssh_user; /* NULL: TCP */
	const char *ssh_private_key;
	const char *ssh_known_hosts;
};

struct config {
	const char *file; /* NULL: none */
	const char *exceptions;
	uint32_t expire; /* seconds; 0: as each source says */
	struct cache_config cache[PS_MAX_RPKI_CACHES];
	unsigned int caches;
};

/* Read the text, which is cut up and must stay. PS_OK or PS_INVALID. */
enum ps_status config_read(char *text, struct config *out,
			   struct ps_error *err);

#endif
