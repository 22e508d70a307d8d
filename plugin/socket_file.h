/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a Unix stream socket that others connect to: made, given to its
 * group, and taken away again. What isn't ours is left alone.
 */
#ifndef PS_SOCKET_FILE_H
#define PS_SOCKET_FILE_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/un.h>

struct socket_file {
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	/* Which file it is, in case someone puts another in its place. */
	dev_t device;
	ino_t inode;
};

struct socket_permissions {
	mode_t mode; /* permission bits */
	gid_t group;
};

/*
 * Listen at the path; a socket of ours that a process left behind when it
 * ended is replaced. Returns the descriptor, or -1 and says why, with the
 * remedy, in text.
 */
int socket_file_listen(const char *path,
		       const struct socket_permissions *permissions,
		       struct socket_file *file, char *text, size_t size);

/*
 * Give the file these permissions, or none to others than its user. False:
 * text says why not. Another file in its place is left alone.
 */
bool socket_file_permit(const struct socket_file *file,
			const struct socket_permissions *permissions,
			char *text, size_t size);

/* What the file has now; false: it has gone or was replaced. */
bool socket_file_permissions(const struct socket_file *file,
			     struct socket_permissions *permissions);

/* Take the file away, if it is still the one that was made. */
void socket_file_remove(const struct socket_file *file);

#endif
