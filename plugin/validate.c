/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/validate.h"

#include "plugin/child.h"
#include "plugin/instance.h"
#include "plugin/reply.h"
#include "plugin/validation.h"
#include "policy/image_file.h"

DEFINE_MTYPE_STATIC(BGPD, PS_VALIDATION, "peering-service validation");

static struct validation *current;

/* The policy files that the lines name. */
struct policy_files {
	const struct validation *v;
	const char *only; /* the last of them */
	unsigned int count;
	bool is_one;	  /* the file to be validated is */
	bool is_replaced; /* what it is to replace is */
};

static bool look_at_file(const struct line_input *line, void *arg)
{
	struct policy_files *files = arg;

	files->only = line->value;
	files->count++;
	if (!strcmp(line->value, files->v->file))
		files->is_one = true;
	if (files->v->instead_of && !strcmp(line->value, files->v->instead_of))
		files->is_replaced = true;
	return true;
}

/* Find out which policy file it stands for. NULL, or what is wrong. */
static const char *find_replaced(struct validation *v)
{
	struct policy_files files = { .v = v };
	const char *replaced;

	lines_each(&v->instance->lines, LINE_POLICY_FILE, look_at_file, &files);
	if (v->instead_of) {
		v->replaced = XSTRDUP(MTYPE_PS_VALIDATION, v->instead_of);
		return files.is_replaced
			       ? NULL
			       : "no line names the policy file that it is to stand for; see `show running-config`";
	}
	/* The line may be gone before it is said. */
	replaced = files.is_one ? v->file : files.only;
	v->replaced = XSTRDUP(MTYPE_PS_VALIDATION, replaced ? replaced : "");
	if (!files.is_one && files.count > 1)
		return "lines name several policy files; say which one it is to stand for: instead-of PATH";
	return NULL;
}

/* Everything of one instance is let go of. */
static void end_instance(struct validation *v)
{
	compilation_cancel(v->compilation);
	child_cancel(v->comparison);
	v->compilation = NULL;
	v->comparison = NULL;
	route_check_end(&v->check);
	ps_image_file_unmap(v->difference, v->difference_size);
	v->difference = NULL;
	compiled_free(&v->candidate);
	XFREE(MTYPE_PS_VALIDATION, v->replaced);
}

static void finish(struct validation *v)
{
	struct reply *reply = v->reply;
	int result = v->failed ? CMD_WARNING_CONFIG_FAILED : CMD_SUCCESS;

	end_instance(v);
	validation_print_end(v);
	XFREE(MTYPE_PS_VALIDATION, v->file);
	XFREE(MTYPE_PS_VALIDATION, v->instead_of);
	XFREE(MTYPE_PS_VALIDATION, v);
	current = NULL;
	reply_end(reply, result);
}

static void begin_instance(struct validation *v);

/* This instance's result is printed: the next one that is asked for. */
static void advance(struct validation *v)
{
	end_instance(v);
	while (v->next && reply_is_awaited(v->reply)) {
		v->instance = v->next;
		v->next = v->instance->next;
		if (show_means(&v->show, v->instance)) {
			begin_instance(v);
			return;
		}
	}
	finish(v);
}

static void refuse(struct validation *v, const char *text)
{
	v->failed = true;
	validation_print_refusal(v, text);
	advance(v);
}

static bool is_outdated(const struct validation *v)
{
	return !v->instance || v->instance->commit.serial != v->serial;
}

static bool step(void *arg)
{
	struct validation *v = arg;

	if (is_outdated(v))
		return false;
	if (!v->checked) {
		v->checked = !route_check_step(&v->check, v->instance);
		return true;
	}
	return validation_print_piece(v);
}

static int streamed(void *arg)
{
	struct validation *v = arg;

	v->streamed = false;
	/* What is now ended is a part; the reply goes on without it. */
	reply_hold(v->reply);
	if (!v->instance) {
		v->failed = true;
		finish(v);
	} else if (is_outdated(v)) {
		refuse(v,
		       "the policy in force has changed meanwhile; ask "
		       "again");
	} else {
		advance(v);
	}
	return CMD_SUCCESS;
}

static void was_compared(const struct child_result *result, void *arg)
{
	struct validation *v = arg;

	v->comparison = NULL;
	if (!result->ok) {
		refuse(v, result->text);
		return;
	}
	v->difference = result->image;
	v->difference_size = result->size;
	if (memcmp(v->difference->magic, PS_TEXT_MAGIC,
		   sizeof(v->difference->magic))) {
		refuse(v, "the comparison left no text");
		return;
	}
	route_check_begin(&v->check, v->candidate.policy);
	v->streamed = true;
	reply_stream(v->reply, step, streamed, v);
}

static void compare(struct validation *v)
{
	const struct compiled *in_force = &v->instance->commit.in_force;
	const char *args[7] = { "compare", "--after-fd", "4" };
	int fds[CHILD_MOST_FDS] = { v->candidate.fd, in_force->fd };
	unsigned int arg = 3, count = 1;
	struct ps_error err;

	if (in_force->policy) {
		args[arg++] = "--before-fd";
		args[arg++] = "5";
		count++;
	}
	if (v->show.json)
		args[arg] = "--json";
	v->comparison = child_start_with(args, fds, count, "", 0, was_compared,
					 v, &err);
	if (!v->comparison)
		refuse(v, err.text);
}

static void was_compiled(struct compiled *result, const char *text, void *arg)
{
	struct validation *v = arg;

	v->compilation = NULL;
	if (!result) {
		refuse(v, text);
		return;
	}
	v->candidate = *result;
	strlcpy(v->remark, text, sizeof(v->remark));
	compare(v);
}

static void begin_instance(struct validation *v)
{
	const char *problem;
	struct ps_error err;
	char *candidate;
	size_t size;

	v->serial = v->instance->commit.serial;
	v->checked = v->headed = false;
	v->at = v->route = 0;
	problem = find_replaced(v);
	if (problem) {
		refuse(v, problem);
		return;
	}
	candidate = lines_candidate_with(&v->instance->lines, v->replaced,
					 v->file, &size);
	if (!candidate) {
		refuse(v, "no memory for the candidate");
		return;
	}
	v->compilation = compilation_start(v->instance, candidate, size,
					   was_compiled, v, &err);
	free(candidate);
	if (!v->compilation)
		refuse(v, err.text);
}

/* What stands in the way of a validation, or NULL. */
static const char *problem_of(const struct validate_request *request)
{
	struct instance *instance = instance_first();

	if (current)
		return "another validation is under way; try again when it has ended";
	if (request->file[0] != '/')
		return "the file's path must begin with '/'";
	while (instance && !show_means(&request->show, instance))
		instance = instance->next;
	return instance ? NULL : "no such instance has peering-service lines";
}

int validate_start(struct vty *vty, const struct validate_request *request)
{
	const char *problem = problem_of(request);
	struct reply *reply = problem ? NULL : reply_begin(vty);
	struct validation *v;
	int status;

	if (!reply) {
		vty_out(vty, "%% %s\n",
			problem ? problem : "ask from a terminal");
		return CMD_WARNING_CONFIG_FAILED;
	}
	v = XCALLOC(MTYPE_PS_VALIDATION, sizeof(*v));
	current = v;
	v->reply = reply;
	v->show = request->show;
	v->show.vty = reply_page(reply);
	v->file = XSTRDUP(MTYPE_PS_VALIDATION, request->file);
	if (request->instead_of)
		v->instead_of =
			XSTRDUP(MTYPE_PS_VALIDATION, request->instead_of);
	v->candidate.fd = -1;
	v->next = instance_first();
	status = reply_status(reply);
	validation_print_begin(v);
	advance(v);
	return status;
}

void validate_abandon(void)
{
	struct validation *v = current;

	if (!v)
		return;
	end_instance(v);
	v->instance = v->next = NULL;
	v->failed = true;
	vty_out(v->show.vty,
		"%% an instance was deleted meanwhile; ask "
		"again\n");
	if (!v->streamed)
		finish(v);
}
