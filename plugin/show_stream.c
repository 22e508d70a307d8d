/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show_stream.h"

#include "plugin/instance.h"
#include "plugin/reply.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_SHOW, "peering-service show");

/* One item a line. */
#define JSON_STYLE JSON_C_TO_STRING_NOSLASHESCAPE

PREDECL_DLIST(running_shows);

struct running {
	struct running_shows_item item;
	const struct show_stream_kind *kind;
	struct show show;
	struct reply *reply;	   /* NULL: everything at once */
	struct instance *instance; /* being printed; NULL: between two */
	struct instance *next;
	uint32_t serial; /* of the policy that is being printed */
	bool any;	 /* instance was printed before */
	bool any_item;	 /* of this instance */
	bool failed;
};

DECLARE_DLIST(running_shows, struct running, item);

static struct running_shows_head shows = INIT_DLIST(shows);

static void print_json(struct running *running, json_object *json)
{
	vty_out(running->show.vty, "%s",
		json_object_to_json_string_ext(json, JSON_STYLE));
}

static void print_json_text(struct running *running, const char *text)
{
	json_object *json = json_object_new_string(text);

	print_json(running, json);
	json_object_free(json);
}

/* {"default":{members, "array":[ */
static void open_object(struct running *running)
{
	struct vty *vty = running->show.vty;

	vty_out(vty, running->any ? ",\n  " : "{\n  ");
	print_json_text(running, instance_name(running->instance));
	vty_out(vty, ":{\n");
	json_object_object_foreach(running->show.object, name, value)
	{
		vty_out(vty, "    \"%s\":", name);
		print_json(running, value);
		vty_out(vty, ",\n");
	}
	vty_out(vty, "    \"%s\":[\n", running->kind->array);
}

static void print_head(struct running *running)
{
	const char *head = running->kind->json_head;

	if (!head)
		open_object(running);
	else
		vty_out(running->show.vty, "%s", running->any ? ",\n" : head);
}

static void begin_instance(struct running *running)
{
	struct show *show = &running->show;

	running->serial = running->instance->commit.serial;
	running->any_item = false;
	show->at = 0;
	show->begun = false;
	show->object = show->json ? json_object_new_object() : NULL;
	if (running->kind->begin)
		running->kind->begin(running->instance, show);
	if (show->json) {
		print_head(running);
		json_object_free(show->object);
		show->object = NULL;
	}
	running->any = true;
}

static void end_instance(struct running *running)
{
	struct show *show = &running->show;

	if (show->json && !running->kind->json_head)
		vty_out(show->vty, "\n    ]\n  }");
	else if (running->kind->end)
		running->kind->end(running->instance, show);
	running->instance = NULL;
}

static void print_item(struct running *running)
{
	struct show *show = &running->show;

	if (!show->item)
		return;
	if (running->any_item)
		vty_out(show->vty, ",\n");
	vty_out(show->vty, "      ");
	print_json(running, show->item);
	json_object_free(show->item);
	show->item = NULL;
	running->any_item = true;
}

/* The next instance that is asked for; false when there is none. */
static bool next_instance(struct running *running)
{
	while (running->next) {
		running->instance = running->next;
		running->next = running->instance->next;
		if (show_means(&running->show, running->instance)) {
			begin_instance(running);
			return true;
		}
	}
	running->instance = NULL;
	return false;
}

static bool is_outdated(struct running *running)
{
	if (running->instance &&
	    running->instance->commit.serial != running->serial)
		running->failed = true;
	return running->failed;
}

static bool step(void *arg)
{
	struct running *running = arg;
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;

	for (unsigned int n = 1; !is_outdated(running); n++) {
		if (!running->instance && !next_instance(running))
			return false;
		if (!running->kind->next(running->instance, &running->show))
			end_instance(running);
		print_item(running);
		if (n == PS_SLICE_ITEMS || instance_now() >= end)
			return true;
	}
	return false;
}

static void print_foot(struct running *running)
{
	const struct show_stream_kind *kind = running->kind;
	struct vty *vty = running->show.vty;

	if (!kind->json_head)
		vty_out(vty, running->any ? "\n}\n" : "{}\n");
	else
		vty_out(vty, "%s%s", running->any ? "" : kind->json_head,
			kind->json_foot);
}

static int done(void *arg)
{
	struct running *running = arg;
	struct vty *vty = running->show.vty;
	bool failed = running->failed;

	table_walk_stop(&running->show.walk);
	if (failed)
		vty_out(vty,
			"\n%% the policy has changed meanwhile; ask again\n");
	else if (running->show.json)
		print_foot(running);
	else if (!running->any)
		show_nothing(vty);
	running_shows_del(&shows, running);
	XFREE(MTYPE_PS_SHOW, running);
	return failed ? CMD_WARNING : CMD_SUCCESS;
}

int show_stream(struct vty *vty, const struct show_stream_kind *kind,
		const struct show *request)
{
	struct running *running = XCALLOC(MTYPE_PS_SHOW, sizeof(*running));

	running->kind = kind;
	running->show = *request;
	running->next = instance_first();
	running->reply = reply_begin(vty);
	running->show.vty = running->reply ? reply_page(running->reply) : vty;
	running_shows_add_tail(&shows, running);
	if (running->reply) {
		reply_stream(running->reply, step, done, running);
		return reply_status(running->reply);
	}
	while (step(running))
		;
	return done(running);
}

void show_stream_abandon(void)
{
	struct running *running;

	frr_each (running_shows, &shows, running) {
		table_walk_stop(&running->show.walk);
		running->instance = running->next = NULL;
		running->failed = true;
	}
}
