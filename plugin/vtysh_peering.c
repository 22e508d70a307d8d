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

/*
 * What vtysh starts (a pager, a shell, ssh) has no use for us: take our name
 * off the list of what is preloaded, and leave the others'.
 */
static void leave_children_alone(void)
{
	const char *list = getenv("LD_PRELOAD"), *from, *name;
	char *kept, *to;
	size_t length;
	Dl_info us;

	if (!list || !dladdr((void *)vty_init_vtysh, &us))
		return;
	kept = to = calloc(1, strlen(list) + 1);
	if (!kept)
		return;
	for (from = list; *from; from += length + strspn(from + length, " :")) {
		length = strcspn(from, " :");
		name = strrchr(us.dli_fname, '/');
		name = name ? name : us.dli_fname;
		if (length < strlen(name) ||
		    strncmp(from + length - strlen(name), name, strlen(name)))
			to += sprintf(to, "%s%.*s", to == kept ? "" : ":",
				      (int)length, from);
	}
	if (kept[0])
		setenv("LD_PRELOAD", kept, 1);
	else
		unsetenv("LD_PRELOAD");
	free(kept);
}

void vty_init_vtysh(void)
{
	void (*original)(void) =
		(void (*)(void))dlsym(RTLD_NEXT, "vty_init_vtysh");

	leave_children_alone();
	command_install(NULL, VTYSH_BGPD);
	if (original)
		original();
}
