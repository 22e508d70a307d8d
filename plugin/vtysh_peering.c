/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Teaches the stock vtysh our commands: preloaded, it stands before vtysh's
 * own vty_init_vtysh(), installs the module's command table as commands of
 * bgpd, and hands over. vtysh then completes, forwards and writes them like
 * any other.
 */
#include <dlfcn.h>

#include "plugin/command_table.h"

#include "vtysh/vtysh.h"

__attribute__((visibility("default"))) void vty_init_vtysh(void);

void vty_init_vtysh(void)
{
	void (*original)(void) =
		(void (*)(void))dlsym(RTLD_NEXT, "vty_init_vtysh");

	command_install(NULL, VTYSH_BGPD);
	if (original)
		original();
}
