/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether bgpd's structures are what this module was compiled for. FRR checks
 * nothing when it loads a module, and a wrong layout is memory overwritten.
 */
#ifndef PS_LAYOUT_H
#define PS_LAYOUT_H

/* Why the module can't run in this bgpd, or NULL; for its start. */
const char *layout_mismatch(void);

/*
 * Likewise, by what bgpd has allocated so far; for when the module is first
 * needed. The text is valid until the next call.
 */
const char *layout_size_mismatch(void);

#endif
