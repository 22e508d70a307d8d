/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What neither history nor a consumer needs any more, a million events
 * perhaps, is released while bgpd goes on.
 */
#ifndef PS_EVENT_RELEASE_H
#define PS_EVENT_RELEASE_H

#include "policy/event_stream.h"

/* Something may be there to release. The stream is borrowed. */
void event_release_begin(struct ps_event_stream *stream);

/* Before the stream goes. */
void event_release_stop(void);

#endif
