/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_sources.h"

#include <stdio.h>
#include <stdlib.h>

static void write_text(FILE *out, const struct ps_policy *policy,
		       const char *key, uint32_t string)
{
	const char *text = ps_policy_string(policy, string);

	if (text[0])
		fprintf(out, "%s %s\n", key, text);
}

static void write_cache(FILE *out, const struct ps_policy *policy,
			const struct ps_cache *cache)
{
	write_text(out, policy, "cache", cache->name);
	write_text(out, policy, "address", cache->address);
	fprintf(out, "port %u\npreference %u\n", cache->port,
		cache->preference);
	write_text(out, policy, "ssh-user", cache->ssh_user);
	write_text(out, policy, "ssh-private-key", cache->ssh_private_key);
	write_text(out, policy, "ssh-known-hosts", cache->ssh_known_hosts);
}

char *vrp_sources_config(const struct ps_policy *policy)
{
	const struct ps_settings *settings = policy->settings;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!policy->cache_count &&
	    !ps_policy_string(policy, settings->rpki_file)[0])
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	write_text(out, policy, "file", settings->rpki_file);
	write_text(out, policy, "exceptions", settings->rpki_exceptions);
	if (settings->rpki_expire)
		fprintf(out, "expire %u\n", settings->rpki_expire);
	for (uint32_t i = 0; i < policy->cache_count; i++)
		write_cache(out, policy, &policy->caches[i]);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
