/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making bgpd's path what a verdict says, and undoing it exactly. A denied
 * path loses VALID: it can't be selected, installed or announced. A permitted
 * one gets its rank as local-preference, and weight 0, which would beat it.
 */
#ifndef PS_APPLY_H
#define PS_APPLY_H

#include "plugin/path_record.h"

/*
 * Apply the record's verdict to its path; in observe, undo what was applied
 * before. counted: whether bgpd has counted the path for its aggregates, if it
 * is valid. Returns whether the path was changed.
 */
bool apply_verdict(struct path_record *record, struct bgp_path_info *pi,
		   bool counted);

/* Make the path what it would be without us. Returns whether it changed. */
bool apply_nothing(struct path_record *record, struct bgp_path_info *pi);

#endif
