/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's side of the command table: configuration lines, operations,
 * and what `show running-config` prints.
 */
#ifndef PS_CLI_H
#define PS_CLI_H

/* Install every command. Call once, before bgpd reads its configuration. */
void cli_init(void);

#endif
