/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/replay_table.h"

#include <stdlib.h>

enum { BUCKETS = 1 << 18 };

/* All paths of a prefix are in one bucket. */
struct ps_replay_table {
	struct ps_replay_entry *bucket[BUCKETS];
	uint32_t count;
};

struct ps_replay_table *ps_replay_table_new(void)
{
	return calloc(1, sizeof(struct ps_replay_table));
}

void ps_replay_table_free(struct ps_replay_table *table)
{
	struct ps_replay_entry *entry, *next;

	if (!table)
		return;
	for (uint32_t i = 0; i < BUCKETS; i++)
		for (entry = table->bucket[i]; entry; entry = next) {
			next = entry->next;
			free(entry);
		}
	free(table);
}

static uint32_t bucket_of(const struct ps_prefix *prefix)
{
	uint32_t hash = 2166136261u ^ prefix->family ^ prefix->length << 8;

	for (size_t i = 0; i < sizeof(prefix->addr); i++) /* FNV-1a */
		hash = (hash ^ prefix->addr[i]) * 16777619u;
	return (hash ^ hash >> 16) % BUCKETS;
}

static bool is_at(const struct ps_replay_entry *entry,
		  const struct ps_replay_key *key)
{
	return entry->key.neighbor == key->neighbor &&
	       entry->key.path_id == key->path_id &&
	       !ps_prefix_compare(&entry->key.prefix, &key->prefix);
}

struct ps_replay_entry *
ps_replay_table_find(const struct ps_replay_table *table,
		     const struct ps_replay_key *key)
{
	struct ps_replay_entry *entry = table->bucket[bucket_of(&key->prefix)];

	while (entry && !is_at(entry, key))
		entry = entry->next;
	return entry;
}

struct ps_replay_entry *ps_replay_table_add(struct ps_replay_table *table,
					    const struct ps_replay_key *key,
					    enum ps_status *status)
{
	struct ps_replay_entry **bucket =
		&table->bucket[bucket_of(&key->prefix)];
	struct ps_replay_entry *entry;

	if (table->count == PS_MAX_REPLAY_ROUTES) {
		*status = PS_TOO_BIG;
		return NULL;
	}
	entry = calloc(1, sizeof(*entry));
	if (!entry) {
		*status = PS_NO_MEMORY;
		return NULL;
	}
	entry->key = *key;
	entry->next = *bucket;
	*bucket = entry;
	table->count++;
	return entry;
}

void ps_replay_table_remove(struct ps_replay_table *table,
			    struct ps_replay_entry *entry)
{
	struct ps_replay_entry **link =
		&table->bucket[bucket_of(&entry->key.prefix)];

	while (*link != entry)
		link = &(*link)->next;
	*link = entry->next;
	table->count--;
	free(entry);
}

uint32_t ps_replay_table_count(const struct ps_replay_table *table)
{
	return table->count;
}

bool ps_replay_table_is_in_use(const struct ps_replay_table *table,
			       const struct ps_prefix *prefix)
{
	const struct ps_replay_entry *entry = table->bucket[bucket_of(prefix)];

	for (; entry; entry = entry->next)
		if (entry->verdict.action != PS_DENY &&
		    !ps_prefix_compare(&entry->key.prefix, prefix))
			return true;
	return false;
}

void ps_replay_table_each_of(struct ps_replay_table *table, uint32_t neighbor,
			     void (*each)(struct ps_replay_entry *entry,
					  void *arg),
			     void *arg)
{
	struct ps_replay_entry *entry, *next;

	for (uint32_t i = 0; i < BUCKETS; i++)
		for (entry = table->bucket[i]; entry; entry = next) {
			next = entry->next;
			if (entry->key.neighbor == neighbor)
				each(entry, arg);
		}
}
