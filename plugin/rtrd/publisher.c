/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/publisher.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/channel.h"
#include "policy/image_file.h"

void publisher_init(struct publisher *publisher, int channel)
{
	*publisher = (struct publisher){ .channel = channel, .fd = -1 };
}

static uint64_t mix(uint64_t mark, uint64_t value)
{
	return (mark ^ value) * UINT64_C(1099511628211); /* FNV-1a */
}

/* Another one whenever other sets are used. */
static uint64_t mark_of(const struct source *source, unsigned int sources,
			const struct exceptions *exceptions)
{
	uint64_t mark =
		mix(UINT64_C(14695981039346656037), exceptions->edition);

	for (unsigned int i = 0; i < sources; i++)
		if (source[i].used)
			mark = mix(mix(mark, i), source[i].holding.edition);
	return mark;
}

/* The sets that are used, assertions last; how many. */
static unsigned int collect(const struct source *source, unsigned int sources,
			    const struct exceptions *exceptions,
			    const struct ps_vrp_set *sets[PS_MAX_RPKI_SOURCES])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < sources; i++)
		if (source[i].used)
			sets[count++] = holding_set(&source[i].holding);
	if (count && exceptions->slurm)
		sets[count++] = ps_slurm_assertions(exceptions->slurm);
	return count;
}

/* Only the file has any. */
static struct ps_aspa_set aspas_of(const struct source *source,
				   unsigned int sources)
{
	for (unsigned int i = 0; i < sources; i++)
		if (source[i].used && source[i].holding.aspas)
			return (struct ps_aspa_set){ source[i].holding.aspa,
						     source[i].holding.aspas };
	return (struct ps_aspa_set){ .count = 0 };
}

/* The file of a set's image, or -1. */
static int write_image(const struct ps_vrp_set *set,
		       const struct ps_aspa_set *aspas, struct ps_error *err)
{
	uint64_t count[PS_VRP_SECTIONS], size;
	struct ps_image *image = MAP_FAILED;
	int fd;

	ps_vrp_set_measure(set, aspas, count);
	if (ps_image_measure(&ps_vrp_layout, count, &size, err) != PS_OK)
		return -1;
	fd = ps_image_file_new("peering-rtrd VRPs", size);
	if (fd >= 0)
		image = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_POPULATE, fd, 0);
	if (image != MAP_FAILED) {
		ps_image_lay_out(&ps_vrp_layout, count, image);
		ps_vrp_set_fill(set, aspas, image);
		munmap(image, size);
		if (!ps_image_file_seal(fd))
			return fd;
	}
	if (fd >= 0)
		close(fd);
	ps_fail(err, PS_NO_MEMORY, "no memory for the image of VRPs");
	return -1;
}

/* One file of what all sets have together, or -1. */
static int unite(const struct ps_vrp_set *const sets[], unsigned int count,
		 const struct ps_aspa_set *aspas, struct ps_error *err)
{
	struct ps_vrp_set together;
	int fd;

	if (count == 1)
		return write_image(sets[0], aspas, err);
	if (ps_vrp_set_union(sets, count, &together, err) != PS_OK)
		return -1;
	fd = write_image(&together, aspas, err);
	ps_vrp_set_free(&together);
	return fd;
}

static void drop_image(struct publisher *publisher)
{
	ps_image_file_unmap(publisher->image, publisher->size);
	publisher->image = NULL;
	if (publisher->fd >= 0)
		close(publisher->fd);
	publisher->fd = -1;
}

static enum ps_status make_image(struct publisher *publisher,
				 const struct ps_vrp_set *const sets[],
				 unsigned int count,
				 const struct ps_aspa_set *aspas,
				 struct ps_error *err)
{
	int fd = unite(sets, count, aspas, err);
	const void *image = NULL;
	size_t size;

	if (fd >= 0)
		image = ps_image_file_map(fd, &size);
	if (!image) {
		if (fd >= 0)
			close(fd);
		return PS_NO_MEMORY;
	}
	if (publisher->image && publisher->size == size &&
	    !memcmp(publisher->image, image, size)) {
		ps_image_file_unmap(image, size);
		close(fd);
		return PS_OK;
	}
	drop_image(publisher);
	publisher->image = image;
	publisher->size = size;
	publisher->fd = fd;
	publisher->serial++;
	return PS_OK;
}

static struct ps_feed_state state_of(const struct publisher *publisher,
				     const struct source *source,
				     unsigned int sources, ps_usec now)
{
	struct ps_feed_state state = {
		.serial = publisher->image ? publisher->serial : 0,
	};
	ps_usec expires = PS_USEC_NEVER;

	for (unsigned int i = 0; i < sources; i++) {
		if (!source[i].used)
			continue;
		state.sources++;
		state.fresh += source[i].state == PS_VRP_IN_SYNC;
		if (source[i].expires < expires)
			expires = source[i].expires;
	}
	if (expires != PS_USEC_NEVER)
		state.expires_in =
			expires <= now ? 1
				       : 1 + (expires - now) / PS_USEC_PER_SEC;
	return state;
}

/* A set that waits, or a state that is another or wasn't told for long. */
static enum ps_status send_state(struct publisher *publisher,
				 const struct ps_feed_state *state, ps_usec now)
{
	const struct ps_feed_state *told = &publisher->state;
	bool is_set = publisher->fd >= 0;
	struct ps_feed_message message;
	enum ps_status status;

	if (!is_set && now < publisher->next_sign &&
	    state->serial == told->serial && state->sources == told->sources &&
	    state->fresh == told->fresh)
		return PS_OK;
	message = ps_feed_message(is_set ? PS_FEED_SET : PS_FEED_STATE);
	message.state = *state;
	status = ps_channel_send(publisher->channel, &message,
				 ps_feed_size(message.kind), publisher->fd);
	if (status != PS_OK)
		return status == PS_AGAIN ? PS_OK : status;
	if (is_set)
		close(publisher->fd);
	publisher->fd = -1;
	publisher->state = *state;
	publisher->next_sign = now + PS_FEED_SIGN_SEC * PS_USEC_PER_SEC;
	return PS_OK;
}

enum ps_status publisher_update(struct publisher *publisher,
				const struct source *source,
				unsigned int sources,
				const struct exceptions *exceptions,
				ps_usec now, struct ps_error *err)
{
	const struct ps_vrp_set *sets[PS_MAX_RPKI_SOURCES];
	uint64_t mark = mark_of(source, sources, exceptions);
	enum ps_status status = PS_OK;
	struct ps_feed_state state;
	struct ps_aspa_set aspas;
	unsigned int count;

	if (mark != publisher->mark) {
		count = collect(source, sources, exceptions, sets);
		aspas = aspas_of(source, sources);
		if (count)
			status =
				make_image(publisher, sets, count, &aspas, err);
		else
			drop_image(publisher);
		if (status == PS_OK)
			publisher->mark = mark;
	}
	state = state_of(publisher, source, sources, now);
	if (send_state(publisher, &state, now) != PS_OK)
		return ps_fail(err, PS_IO, "the module is gone");
	return status;
}

enum ps_status publisher_sign(struct publisher *publisher, ps_usec now)
{
	const struct ps_feed_state nothing = { .serial = 0 };

	return send_state(publisher, &nothing, now);
}

enum ps_status publisher_describe(const struct publisher *publisher,
				  unsigned int number,
				  const struct ps_feed_source *source)
{
	struct ps_feed_message message = ps_feed_message(PS_FEED_SOURCE);

	message.source = *source;
	message.source.number = number;
	return ps_channel_send(publisher->channel, &message,
			       ps_feed_size(message.kind), -1);
}
