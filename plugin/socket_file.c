/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/socket_file.h"

#include <sys/stat.h>

#include "plugin/frr_compat.h"

#define BACKLOG 16

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

bool socket_file_permit(const struct socket_file *file,
			const struct socket_permissions *permissions,
			char *text, size_t size)
{
	if (chown(file->path, -1, permissions->group)) {
		snprintf(
			text, size,
			"events socket %s can't be given to group %u: %s; make bgpd's user a member of it and restart bgpd",
			file->path, (unsigned int)permissions->group,
			safe_strerror(errno));
		return false;
	}
	if (!chmod(file->path, permissions->mode))
		return true;
	snprintf(text, size, "events socket %s can't be given mode %04o: %s",
		 file->path, (unsigned int)permissions->mode,
		 safe_strerror(errno));
	return false;
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

	if (!lstat(file->path, &status) && status.st_dev == file->device &&
	    status.st_ino == file->inode)
		unlink(file->path);
}
