/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/socket_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/frr_compat.h"

#define BACKLOG 128

/* What is at the path, seen from someone who wants to listen there. */
enum tenant {
	TENANT_NONE,
	TENANT_STALE,	/* a socket of ours that nobody listens at */
	TENANT_ALIVE,	/* a socket that someone listens at */
	TENANT_FOREIGN, /* another user's, or no socket */
};

static int new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static enum tenant tenant_of(const struct sockaddr_un *address)
{
	struct stat status;
	bool refused;
	int fd;

	if (lstat(address->sun_path, &status))
		return TENANT_NONE;
	if (!S_ISSOCK(status.st_mode) || status.st_uid != geteuid())
		return TENANT_FOREIGN;
	fd = new_socket();
	if (fd < 0)
		return TENANT_ALIVE;
	refused = connect(fd, (const struct sockaddr *)address,
			  sizeof(*address)) &&
		  errno == ECONNREFUSED;
	close(fd);
	return refused ? TENANT_STALE : TENANT_ALIVE;
}

static const char *remedy(int problem, enum tenant tenant)
{
	if (tenant == TENANT_FOREIGN)
		return "there is a file that isn't ours; remove it or name another path";
	if (tenant == TENANT_ALIVE)
		return "another program listens there; name another path";
	if (problem == ENOENT || problem == ENOTDIR)
		return "make the directory, writable for bgpd's user";
	if (problem == EACCES || problem == EPERM || problem == EROFS)
		return "bgpd's user must be allowed to write in the directory";
	return "see the system's log";
}

static bool is_the_file(const struct socket_file *file,
			const struct stat *status)
{
	return status->st_dev == file->device && status->st_ino == file->inode;
}

/* The file itself, whatever takes its place; -1 with errno. */
static int open_file(const struct socket_file *file, struct stat *status)
{
	int fd = open(file->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (!fstat(fd, status) && is_the_file(file, status))
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

bool socket_file_permissions(const struct socket_file *file,
			     struct socket_permissions *permissions)
{
	struct stat status;
	int fd = open_file(file, &status);

	if (fd < 0)
		return false;
	close(fd);
	*permissions = (struct socket_permissions){
		.mode = status.st_mode & ~S_IFMT,
		.group = status.st_gid,
	};
	return true;
}

/* fchmod() refuses a descriptor that only names a file. */
static bool set_mode(int fd, mode_t mode)
{
	char path[sizeof("/proc/self/fd/") + 10];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return !chmod(path, mode);
}

/* What is wrong with the file, before errno's text; NULL: nothing. */
static const char *permit(int fd, const struct stat *status,
			  const struct socket_permissions *permissions)
{
	/* Neither group may for a moment what is meant for the other. */
	if (status->st_gid != permissions->group) {
		if (!set_mode(fd, permissions->mode & S_IRWXU))
			return "can't be given its mode";
		if (fchownat(fd, "", -1, permissions->group, AT_EMPTY_PATH))
			return "can't be given to its group, of which bgpd's user must be a member when bgpd starts";
	}
	return set_mode(fd, permissions->mode) ? NULL
					       : "can't be given its mode";
}

bool socket_file_permit(const struct socket_file *file,
			const struct socket_permissions *permissions,
			char *text, size_t size)
{
	const char *problem =
		"has gone or was replaced; take its line out, commit, and put it back";
	struct stat status;
	int fd = open_file(file, &status);

	if (fd >= 0)
		problem = permit(fd, &status, permissions);
	if (problem)
		snprintf(text, size,
			 "events socket %s (mode %04o, group %u) %s: %s",
			 file->path, (unsigned int)permissions->mode,
			 (unsigned int)permissions->group, problem,
			 safe_strerror(errno));
	if (fd >= 0)
		close(fd);
	return !problem;
}

/* bgpd's umask lets nobody else in before its mode is set. */
static bool bind_file(int fd, const struct sockaddr_un *address,
		      struct socket_file *file)
{
	struct stat status;

	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)))
		return false;
	if (lstat(address->sun_path, &status)) {
		unlink(address->sun_path);
		return false;
	}
	file->device = status.st_dev;
	file->inode = status.st_ino;
	return true;
}

int socket_file_listen(const char *path,
		       const struct socket_permissions *permissions,
		       struct socket_file *file, char *text, size_t size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	enum tenant tenant;
	int fd;

	if (strlcpy(address.sun_path, path, sizeof(address.sun_path)) >=
	    sizeof(address.sun_path)) {
		snprintf(
			text, size,
			"events socket %.200s can't be opened: the path is longer than %zu octets; name another",
			path, sizeof(address.sun_path) - 1);
		return -1;
	}
	strlcpy(file->path, path, sizeof(file->path));
	tenant = tenant_of(&address);
	if (tenant == TENANT_STALE)
		unlink(path);
	fd = new_socket();
	if (fd < 0 || !bind_file(fd, &address, file)) {
		snprintf(text, size, "events socket %s can't be opened: %s; %s",
			 path, safe_strerror(errno), remedy(errno, tenant));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (socket_file_permit(file, permissions, text, size) &&
	    !listen(fd, BACKLOG))
		return fd;
	socket_file_remove(file);
	close(fd);
	return -1;
}

void socket_file_remove(const struct socket_file *file)
{
	struct stat status;

	if (!lstat(file->path, &status) && is_the_file(file, &status))
		unlink(file->path);
}
