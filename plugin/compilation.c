/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compilation.h"

#include "plugin/child.h"
#include "plugin/instance.h"
#include "policy/image_file.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_COMPILATION, "peering-service compilation");

struct compilation {
	struct child *child;
	compat_event *check; /* slices over the image */
	struct compiled result;
	char remark[PS_ERROR_TEXT];
	compilation_done done;
	void *arg;
};

void compiled_free(struct compiled *compiled)
{
	ps_policy_close(compiled->policy);
	ps_image_file_unmap(compiled->image, compiled->size);
	if (compiled->image && compiled->fd >= 0)
		close(compiled->fd);
	*compiled = (struct compiled){ .fd = -1 };
}

static void compilation_free(struct compilation *compilation)
{
	compat_event_off(compilation->check);
	compiled_free(&compilation->result);
	XFREE(MTYPE_PS_COMPILATION, compilation);
}

static void fail(struct compilation *compilation, const char *text)
{
	compilation->done(NULL, text, compilation->arg);
	compilation_free(compilation);
}

static void succeed(struct compilation *compilation)
{
	struct compiled result = compilation->result;

	compilation->result = (struct compiled){ .fd = -1 };
	compilation->done(&result, compilation->remark, compilation->arg);
	compilation_free(compilation);
}

static void check_slice(compat_event *event)
{
	struct compilation *compilation = compat_event_arg(event);
	struct ps_error err;

	switch (ps_policy_step(compilation->result.policy, PS_SLICE_RECORDS,
			       &err)) {
	case PS_AGAIN:
		compat_add_event(bm->master, check_slice, compilation, 0,
				 &compilation->check);
		break;
	case PS_OK:
		succeed(compilation);
		break;
	default:
		fail(compilation, err.text);
	}
}

static void was_compiled(const struct child_result *result, void *arg)
{
	struct compilation *compilation = arg;
	struct compiled *compiled = &compilation->result;
	struct ps_error err;

	compilation->child = NULL;
	if (!result->ok) {
		fail(compilation, result->text);
		return;
	}
	strlcpy(compilation->remark, result->text, sizeof(compilation->remark));
	compiled->image = result->image;
	compiled->size = result->size;
	compiled->fd = child_keep_file(result);
	if (ps_policy_open(result->image, result->size, &compiled->policy,
			   &err) != PS_OK) {
		compiled->policy = NULL;
		fail(compilation, err.text);
		return;
	}
	compat_add_event(bm->master, check_slice, compilation, 0,
			 &compilation->check);
}

struct compilation *compilation_start(const struct instance *instance,
				      const char *candidate, size_t size,
				      compilation_done done, void *arg,
				      struct ps_error *err)
{
	const char *args[] = { "compile", "--vrf", instance_name(instance),
			       NULL };
	struct compilation *compilation =
		XCALLOC(MTYPE_PS_COMPILATION, sizeof(*compilation));

	compilation->result.fd = -1;
	compilation->done = done;
	compilation->arg = arg;
	compilation->child = child_start(args, candidate, size, was_compiled,
					 compilation, err);
	if (compilation->child)
		return compilation;
	compilation_free(compilation);
	return NULL;
}

void compilation_cancel(struct compilation *compilation)
{
	if (!compilation)
		return;
	child_cancel(compilation->child);
	compilation_free(compilation);
}
