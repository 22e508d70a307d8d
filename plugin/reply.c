/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/reply.h"

#include <fcntl.h>
#include <sys/stat.h>

DEFINE_MTYPE_STATIC(BGPD, PS_REPLY, "peering-service reply");

PREDECL_DLIST(replies);

struct reply {
	struct replies_item item;
	struct vty *vty; /* valid as long as is_there() */
	int vty_fd;	 /* its socket, … */
	int fd;		 /* … and ours of the same, so that … */
	ino_t inode;	 /* … no other can have this number */
	bool terminal;	 /* telnet: no status is awaited */
	unsigned int parts;
	int result;
	struct vty *page;
	char *text; /* what is on the page */
	size_t size;
	bool (*step)(void *arg);
	int (*done)(void *arg);
	void *arg;
	compat_event *event;
};

DECLARE_DLIST(replies, struct reply, item);

static struct replies_head replies = INIT_DLIST(replies);

/*
 * bgpd frees a terminal when its reader leaves, and tells nobody: but it
 * closes the socket first.
 */
static bool is_there(const struct reply *reply)
{
	struct stat st;

	return !fstat(reply->vty_fd, &st) && st.st_ino == reply->inode;
}

static void page_open(struct reply *reply)
{
	reply->page->of = open_memstream(&reply->text, &reply->size);
	/* Without memory the answer is lost, and nothing else. */
	if (!reply->page->of)
		reply->page->of = fopen("/dev/null", "w");
}

static void page_close(struct reply *reply)
{
	if (reply->page->of)
		fclose(reply->page->of);
	reply->page->of = NULL;
	free(reply->text);
	reply->text = NULL;
	reply->size = 0;
}

/* What is on the page goes to the terminal's output. */
static void send_page(struct reply *reply)
{
	if (reply->page->of)
		fflush(reply->page->of);
	if (reply->size && is_there(reply)) {
		if (reply->terminal)
			buffer_put_crlf(reply->vty->obuf, reply->text,
					reply->size);
		else
			buffer_put(reply->vty->obuf, reply->text, reply->size);
	}
	page_close(reply);
	page_open(reply);
}

static void reply_free(struct reply *reply)
{
	compat_event_off(reply->event);
	replies_del(&replies, reply);
	page_close(reply);
	vty_close(reply->page);
	close(reply->fd);
	XFREE(MTYPE_PS_REPLY, reply);
}

static void pump(compat_event *event);

static void await_reader(struct reply *reply)
{
	if (!reply->event)
		compat_add_write(bm->master, pump, reply, reply->fd,
				 &reply->event);
}

static void run_step(struct reply *reply)
{
	int result;

	if (is_there(reply) && reply->step(reply->arg)) {
		send_page(reply);
		await_reader(reply);
		return;
	}
	reply->step = NULL;
	result = reply->done(reply->arg);
	reply_end(reply, result);
}

/* The reader can take something. */
static void pump(compat_event *event)
{
	struct reply *reply = compat_event_arg(event);
	buffer_status_t left = BUFFER_EMPTY;

	if (is_there(reply))
		left = buffer_flush_available(reply->vty->obuf,
					      reply->vty->wfd);
	if (left == BUFFER_PENDING)
		await_reader(reply);
	else if (reply->step)
		run_step(reply);
	else if (!reply->parts)
		reply_free(reply);
}

static bool can_wait(const struct vty *vty)
{
	return (vty->type == VTY_SHELL_SERV || vty->type == VTY_TERM) &&
	       vty->fd >= 0 && vty->obuf;
}

struct reply *reply_begin(struct vty *vty)
{
	struct reply *reply;
	struct stat st;
	int fd;

	if (!can_wait(vty) || fstat(vty->fd, &st))
		return NULL;
	fd = fcntl(vty->wfd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	reply = XCALLOC(MTYPE_PS_REPLY, sizeof(*reply));
	reply->vty = vty;
	reply->vty_fd = vty->fd;
	reply->inode = st.st_ino;
	reply->fd = fd;
	reply->terminal = vty->type == VTY_TERM;
	reply->parts = 1;
	reply->result = CMD_SUCCESS;
	/* A shell's output goes to a stream: nothing of it can fail. */
	reply->page = vty_new();
	reply->page->type = VTY_SHELL;
	page_open(reply);
	replies_add_tail(&replies, reply);
	return reply;
}

int reply_status(const struct reply *reply)
{
	return reply->terminal ? CMD_SUCCESS : CMD_SUSPEND;
}

struct vty *reply_page(struct reply *reply)
{
	return reply->page;
}

void reply_stream(struct reply *reply, bool (*step)(void *arg),
		  int (*done)(void *arg), void *arg)
{
	reply->step = step;
	reply->done = done;
	reply->arg = arg;
	await_reader(reply);
}

void reply_hold(struct reply *reply)
{
	reply->parts++;
}

void reply_end(struct reply *reply, int result)
{
	uint8_t status[4] = { 0 };

	if (result != CMD_SUCCESS)
		reply->result = result;
	if (--reply->parts)
		return;
	send_page(reply);
	status[3] = reply->result;
	if (!reply->terminal && is_there(reply))
		buffer_put(reply->vty->obuf, status, sizeof(status));
	await_reader(reply);
}

bool reply_is_awaited(const struct reply *reply)
{
	return is_there(reply);
}

void reply_forget_all(void)
{
	struct reply *reply;

	while ((reply = replies_first(&replies))) {
		if (reply->step)
			reply->done(reply->arg);
		reply_free(reply);
	}
}
