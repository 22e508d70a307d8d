/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration line is about, in the order in which lines are
 * written. `show running-config` follows it, and so does the command table.
 */
#ifndef PS_LINE_ORDER_H
#define PS_LINE_ORDER_H

enum line_order {
	LINE_INSTANCE = 0,
	LINE_LOCATION,
	LINE_PREFIX,
	LINE_POLICY_FILE,
	LINE_RPKI,
	LINE_PROTECTION,
	LINE_EVENTS,
};

#endif
