/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, uint32_t most, uint32_t *out)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 9 || text[digits])
		return false;
	*out = strtoul(text, NULL, 10);
	return *out <= most;
}

static bool is_path(const char *text)
{
	return *text == '/' && strlen(text) <= PS_MAX_PATH;
}

static bool is_name(const char *text)
{
	return *text && strlen(text) <= PS_MAX_NAME;
}

static bool is_address(const char *text)
{
	struct in6_addr addr;

	return inet_pton(AF_INET, text, &addr) == 1 ||
	       inet_pton(AF_INET6, text, &addr) == 1;
}

static bool set_text(const char **to, const char *value,
		     bool (*is_right)(const char *text))
{
	*to = value;
	return is_right(value);
}

static bool begin_cache(struct config *config, const char *name)
{
	if (config->caches == PS_MAX_RPKI_CACHES || !is_name(name))
		return false;
	config->cache[config->caches++] = (struct cache_config){
		.name = name,
	};
	return true;
}

static bool read_cache_line(struct cache_config *cache, const char *key,
			    const char *value)
{
	if (!strcmp(key, "address"))
		return set_text(&cache->address, value, is_address);
	if (!strcmp(key, "port"))
		return read_number(value, UINT16_MAX, &cache->port);
	if (!strcmp(key, "preference"))
		return read_number(value, UINT16_MAX, &cache->preference);
	if (!strcmp(key, "ssh-user"))
		return set_text(&cache->ssh_user, value, is_name);
	if (!strcmp(key, "ssh-private-key"))
		return set_text(&cache->ssh_private_key, value, is_path);
	if (!strcmp(key, "ssh-known-hosts"))
		return set_text(&cache->ssh_known_hosts, value, is_path);
	return false;
}

static bool read_line(struct config *config, const char *key, const char *value)
{
	if (!strcmp(key, "file"))
		return set_text(&config->file, value, is_path);
	if (!strcmp(key, "exceptions"))
		return set_text(&config->exceptions, value, is_path);
	if (!strcmp(key, "expire"))
		return read_number(value, PS_MAX_RPKI_EXPIRE_SEC,
				   &config->expire);
	if (!strcmp(key, "cache"))
		return begin_cache(config, value);
	return config->caches &&
	       read_cache_line(&config->cache[config->caches - 1], key, value);
}

static enum ps_status complete_caches(struct config *config,
				      struct ps_error *err)
{
	struct cache_config *cache;

	for (unsigned int i = 0; i < config->caches; i++) {
		cache = &config->cache[i];
		cache->expire = config->expire;
		if (!cache->address || !cache->port)
			return ps_fail(err, PS_INVALID,
				       "cache %s has no address or no port",
				       cache->name);
		if (cache->ssh_user &&
		    (!cache->ssh_private_key || !cache->ssh_known_hosts))
			return ps_fail(err, PS_INVALID,
				       "cache %s has no private key or no "
				       "known hosts for SSH",
				       cache->name);
	}
	return PS_OK;
}

enum ps_status config_read(char *text, struct config *out, struct ps_error *err)
{
	unsigned int number = 0;
	char *line, *value;

	*out = (struct config){ .file = NULL };
	while ((line = strsep(&text, "\n"))) {
		number++;
		if (!*line)
			continue;
		value = line;
		strsep(&value, " ");
		if (!value || !read_line(out, line, value))
			return ps_fail(err, PS_INVALID,
				       "line %u of the configuration, '%.40s', "
				       "isn't right",
				       number, line);
	}
	return complete_caches(out, err);
}
