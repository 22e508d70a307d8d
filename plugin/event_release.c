/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/event_release.h"

#include "plugin/frr_compat.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static compat_event *next_slice;

static void release(compat_event *event)
{
	struct ps_event_stream *stream = compat_event_arg(event);
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;

	while (ps_event_stream_trim(stream))
		if (instance_now() >= end) {
			event_release_begin(stream);
			return;
		}
}

void event_release_begin(struct ps_event_stream *stream)
{
	if (!next_slice)
		compat_add_event(bm->master, release, stream, 0, &next_slice);
}

void event_release_stop(void)
{
	compat_event_off(next_slice);
}
