/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "policy/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* What newer headers have; the numbers are the kernel's interface. */
struct ruleset {
	uint64_t files;
	uint64_t net;
	uint64_t scoped;
};

struct port_rule {
	uint64_t access;
	uint64_t port;
};

enum {
	RULE_PORT = 2,
	NET_BIND = 1 << 0,
	NET_CONNECT = 1 << 1,
	SCOPE_ABSTRACT_SOCKET = 1 << 0,
	SCOPE_SIGNAL = 1 << 1,
};

void ps_sandbox_file(struct ps_sandbox *sandbox, const char *file)
{
	if (file && sandbox->files < PS_SANDBOX_MOST)
		sandbox->file[sandbox->files++] = file;
}

void ps_sandbox_port(struct ps_sandbox *sandbox, uint16_t port)
{
	if (port && sandbox->ports < PS_SANDBOX_MOST)
		sandbox->port[sandbox->ports++] = port;
}

static int abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		       LANDLOCK_CREATE_RULESET_VERSION);
}

/* All that the kernel can refuse in files. */
static uint64_t every_file_access(int version)
{
	if (version >= 5)
		return (UINT64_C(1) << 16) - 1;
	if (version >= 3)
		return (UINT64_C(1) << 15) - 1;
	if (version == 2)
		return (UINT64_C(1) << 14) - 1;
	return (UINT64_C(1) << 13) - 1;
}

/* The folder of a path, or the nearest one above that exists. */
static int open_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd = -1;

	if (strlen(path) >= sizeof(folder))
		return -1;
	strcpy(folder, path);
	while (fd < 0 && (slash = strrchr(folder, '/'))) {
		slash[slash == folder] = '\0';
		fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (slash == folder)
			break;
	}
	return fd;
}

static void allow_folder(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
				  LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = open_folder(path),
	};

	if (rule.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0);
	close(rule.parent_fd);
}

/* The file may be a link into another folder. */
static void allow_file(int ruleset, const char *path)
{
	char target[PATH_MAX];

	allow_folder(ruleset, path);
	if (realpath(path, target) && strcmp(target, path))
		allow_folder(ruleset, target);
}

static void allow_port(int ruleset, uint16_t port)
{
	struct port_rule rule = { NET_CONNECT, port };

	syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);
}

static int enter_landlock(const struct ps_sandbox *sandbox)
{
	struct ruleset rules = { 0 };
	int version = abi(), fd, result;
	size_t size = sizeof(rules.files);

	if (version < 1)
		return 0;
	rules.files = every_file_access(version);
	if (version >= 4) {
		rules.net = NET_BIND | NET_CONNECT;
		size = offsetof(struct ruleset, scoped);
	}
	if (version >= 6) {
		rules.scoped = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
		size = sizeof(rules);
	}
	fd = syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return -1;
	for (unsigned int i = 0; i < sandbox->files; i++)
		allow_file(fd, sandbox->file[i]);
	for (unsigned int i = 0; version >= 4 && i < sandbox->ports; i++)
		allow_port(fd, sandbox->port[i]);
	result = syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
	return result;
}

#ifdef ARCHITECTURE
#define LOAD(field)                                                            \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_NOT(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW ANSWER(SECCOMP_RET_ALLOW)
#define FORBID(name) IF_NOT(SYS_##name, 1), REFUSE

/* No other program, no other process, no socket but for the internet. */
static int enter_seccomp(void)
{
	struct sock_filter code[] = {
		LOAD(arch),
		IF_NOT(ARCHITECTURE, 1),
		BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
		REFUSE,
		LOAD(nr),
#ifdef __x86_64__
		/* x32 has numbers of its own. */
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
		REFUSE,
#endif
		FORBID(execve),
		FORBID(execveat),
		FORBID(ptrace),
		FORBID(process_vm_readv),
		FORBID(process_vm_writev),
		FORBID(pidfd_getfd),
		FORBID(open_by_handle_at),
		FORBID(io_uring_setup),
		FORBID(unshare),
		FORBID(setns),
		FORBID(mount),
		FORBID(bpf),
		FORBID(perf_event_open),
		FORBID(userfaultfd),
		FORBID(add_key),
		FORBID(keyctl),
		IF_NOT(SYS_socket, 4),
		LOAD(args[0]),
		IF_NOT(AF_INET, 1),
		ALLOW,
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
		ALLOW,
		REFUSE,
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
static int enter_seccomp(void)
{
	return 0;
}
#endif

enum ps_status ps_sandbox_enter(const struct ps_sandbox *sandbox,
				struct ps_error *err)
{
	if (enter_landlock(sandbox) < 0)
		return ps_fail(err, PS_IO, "can't enter Landlock: %s",
			       strerror(errno));
	if (enter_seccomp() < 0 && errno != EINVAL)
		return ps_fail(err, PS_IO, "can't enter seccomp: %s",
			       strerror(errno));
	return PS_OK;
}
