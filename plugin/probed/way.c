/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/way.h"

#include <string.h>

static const ps_usec timeout = PS_PROBE_TIMEOUT_MSEC * UINT64_C(1000);

static ps_usec interval(const struct way *way)
{
	return way->is.interval * UINT64_C(1000);
}

/* Ways of one interval don't all send at the same moment. */
void way_begin(struct way *way, const struct ps_probe_way *is, ps_usec now)
{
	memset(way, 0, sizeof(*way));
	way->is = *is;
	way->used = true;
	way->next = now + interval(way) * (is->number % 16) / 16;
}

bool way_is_due(struct way *way, ps_usec now, uint16_t *sequence)
{
	if (!way->used || now < way->next)
		return false;
	way->next += interval(way);
	if (way->next <= now) /* we were held up: don't make up for it */
		way->next = now + interval(way);
	*sequence = ++way->sequence;
	return true;
}

void way_sent(struct way *way, uint16_t sequence, ps_usec now,
	      uint64_t wall_usec)
{
	way->sent[sequence % WAY_SENT] = (struct way_sent){
		.at = now,
		.wall_usec = wall_usec,
		.sequence = sequence,
		.waits = true,
	};
}

/*
 * The kernel's stamp leaves out how long we took to look, but its clock may
 * be set meanwhile: it is believed as far as it can be true.
 */
uint32_t way_answered(struct way *way, uint16_t sequence, ps_usec now,
		      uint64_t arrived)
{
	struct way_sent *sent = &way->sent[sequence % WAY_SENT];
	uint64_t rtt;

	if (!way->used || !sent->waits || sent->sequence != sequence)
		return PS_RTT_LOST;
	rtt = now - sent->at;
	if (arrived - sent->wall_usec <= rtt)
		rtt = arrived - sent->wall_usec;
	if (rtt > timeout)
		return PS_RTT_LOST;
	sent->waits = false;
	return rtt;
}

void way_mark(struct way *way, uint16_t sequence, uint32_t mark)
{
	way->sent[sequence % WAY_SENT].mark = mark;
}

bool way_find(const struct way *way, uint32_t mark, uint16_t *sequence)
{
	for (unsigned int i = 0; way->used && i < WAY_SENT; i++) {
		if (!way->sent[i].waits || way->sent[i].mark != mark)
			continue;
		*sequence = way->sent[i].sequence;
		return true;
	}
	return false;
}

unsigned int way_lost(struct way *way, ps_usec now)
{
	unsigned int lost = 0;

	for (unsigned int i = 0; way->used && i < WAY_SENT; i++) {
		if (!way->sent[i].waits || now - way->sent[i].at <= timeout)
			continue;
		way->sent[i].waits = false;
		lost++;
	}
	return lost;
}

ps_usec way_deadline(const struct way *way)
{
	ps_usec first = way->used ? way->next : PS_USEC_NEVER;

	for (unsigned int i = 0; way->used && i < WAY_SENT; i++)
		if (way->sent[i].waits && way->sent[i].at + timeout < first)
			first = way->sent[i].at + timeout + 1;
	return first;
}
