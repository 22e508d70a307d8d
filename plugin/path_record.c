/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/path_record.h"

#include "plugin/instance.h"
#include "plugin/pointer_hash.h"

DEFINE_MTYPE_STATIC(BGPD, PS_PATH, "peering-service path record");

static int record_compare(const struct path_record *a,
			  const struct path_record *b)
{
	return numcmp((uintptr_t)a->pi, (uintptr_t)b->pi);
}

static uint32_t record_hash(const struct path_record *record)
{
	return pointer_hash(record->pi);
}

DECLARE_HASH(path_records, struct path_record, by_path, record_compare,
	     record_hash);

static struct path_records_head records;

void path_record_init(void)
{
	path_records_init(&records);
}

struct path_record *path_record_find(const struct bgp_path_info *pi)
{
	struct path_record key = { .pi = pi };

	return path_records_find(&records, &key);
}

struct path_record *path_record_new(struct instance *instance,
				    struct bgp_dest *dest,
				    struct bgp_path_info *pi,
				    struct session *session)
{
	static uint64_t ids;
	struct path_record *record;

	record = XCALLOC(MTYPE_PS_PATH, sizeof(*record));
	record->id = ++ids;
	record->pi = pi;
	record->dest = dest;
	record->instance = instance;
	record->session = session;
	path_records_add(&records, record);
	return record;
}

static struct session_paths_head *list_of(struct path_record *record)
{
	return path_record_is_registered(record) ? &record->session->registered
						 : &record->session->others;
}

static void count(struct path_record *record, int by)
{
	struct path_counts *all = &record->instance->paths;
	struct path_counts *one = &record->session->counts;

	if (record->verdict.action == PS_DENY) {
		all->denied += by;
		one->denied += by;
	} else if (record->verdict.action == PS_PERMIT) {
		all->permitted += by;
		one->permitted += by;
	}
}

static bool is_invalid(const struct path_record *record)
{
	return record->verdict.rpki == PS_RPKI_INVALID_AS ||
	       record->verdict.rpki == PS_RPKI_INVALID_LENGTH;
}

/* Its verdict is one of the instance's. */
static void count_in(struct path_record *record)
{
	count(record, 1);
	if (is_invalid(record))
		invalid_paths_add_tail(&record->instance->invalid, record);
}

static void count_out(struct path_record *record)
{
	count(record, -1);
	if (is_invalid(record))
		invalid_paths_del(&record->instance->invalid, record);
}

void path_record_free(struct path_record *record)
{
	incidents_gone(record);
	detours_gone(record);
	count_out(record);
	path_records_del(&records, record);
	if (record->listed)
		session_paths_del(list_of(record), record);
	aspath_unintern(&record->as_path);
	XFREE(MTYPE_PS_PATH, record);
}

/* bgpd's attributes are interned, and so is their AS path: count us in. */
static void keep_as_path(struct path_record *record, struct aspath *as_path)
{
	if (record->as_path == as_path)
		return;
	aspath_unintern(&record->as_path);
	if (as_path)
		as_path->refcnt++;
	record->as_path = as_path;
}

void path_record_decide(struct path_record *record,
			const struct ps_verdict *verdict,
			struct aspath *as_path, bool enforced)
{
	bool moves = !record->listed ||
		     path_record_is_registered(record) !=
			     (verdict->registration != PS_NO_INDEX);

	keep_as_path(record, as_path);
	count_out(record);
	if (moves && record->listed)
		session_paths_del(list_of(record), record);
	record->verdict = *verdict;
	record->enforced = enforced;
	if (moves)
		session_paths_add_tail(list_of(record), record);
	record->listed = true;
	count_in(record);
}
