/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compile.h"

#include <stdlib.h>
#include <string.h>

#include "policy/candidate.h"
#include "policy/event_settings.h"
#include "policy/node.h"
#include "policy/overlap.h"
#include "policy/protection.h"
#include "policy/registration.h"
#include "policy/rpki.h"

static uint32_t community(const char *text)
{
	if (!text)
		return 0;
	return strtoul(text, NULL, 10) << 16 |
	       strtoul(strchr(text, ':') + 1, NULL, 10);
}

static void read_settings(const struct ps_node *instance,
			  struct ps_settings *to)
{
	const struct ps_node *rank;

	to->mode = ps_node_is(instance, "mode", "enforce") ? PS_MODE_ENFORCE
							   : PS_MODE_OBSERVE;
	to->internal = ps_node_is(instance, "internal", "trust")
			       ? PS_INTERNAL_TRUST
			       : PS_INTERNAL_VALIDATE;
	to->failback_delay = ps_node_number(instance, "failback-delay", 0);
	to->drain_delay = ps_node_number(instance, "drain-delay", 0);
	to->community = community(ps_node_leaf(instance, "community"));

	rank = ps_node_first(instance, "local-preference");
	to->rank_base = ps_node_number(rank, "base", 0);
	to->rank_location_step = ps_node_number(rank, "location-step", 0);
	to->rank_router_step = ps_node_number(rank, "router-step", 0);

	to->export_scope = ps_node_is(instance, "export-scope", "registered")
				   ? PS_EXPORT_REGISTERED
				   : PS_EXPORT_OWN_MAP;
}

static enum ps_status build_settings(const struct ps_node *instance,
				     struct ps_policy_builder *builder,
				     struct ps_error *err)
{
	struct ps_settings *to = ps_policy_builder_settings(builder);
	enum ps_status status;

	read_settings(instance, to);
	status = ps_event_settings_build(instance, builder, err);
	if (status == PS_OK)
		status = ps_protection_as_list(instance, PS_LIST_SERVICE_AS,
					       builder, err);
	return status;
}

/* The image is freed when it isn't one to be used. */
static enum ps_status check_overlaps(const struct ps_compile_input *input,
				     const struct ps_node *instance,
				     void **image, size_t size,
				     struct ps_error *err)
{
	enum ps_status status;

	status = ps_overlap_check(instance, *image, size, input->warn, err);
	if (status != PS_OK) {
		free(*image);
		*image = NULL;
	}
	return status;
}

static enum ps_status build(const struct ps_compile_input *input,
			    const struct ps_model *model,
			    struct ps_policy_builder *builder, void **image,
			    size_t *size, struct ps_error *err)
{
	const struct ps_node *instance = ps_model_instance(model);
	struct ps_topology *topology = NULL;
	enum ps_status status;
	char *text = NULL;
	uint32_t length;

	status = ps_model_print(model, &text, &length, err);
	if (status == PS_OK) {
		ps_policy_builder_configuration(builder, text, length);
		status = build_settings(instance, builder, err);
	}
	if (status == PS_OK)
		status = ps_rpki_build(instance, builder, err);
	if (status == PS_OK)
		status = ps_topology_build(instance, builder, input->warn,
					   &topology, err);
	if (status == PS_OK)
		status = ps_protection_build(instance, builder, topology, err);
	if (status == PS_OK)
		status = ps_registration_build(instance, builder, topology,
					       input->warn, err);
	if (status == PS_OK)
		status = ps_policy_builder_image(builder, image, size, err);
	if (status == PS_OK)
		status = check_overlaps(input, instance, image, *size, err);
	ps_topology_free(topology);
	free(text);
	return status;
}

static void warn_unused_file(const struct ps_compile_input *input,
			     const struct ps_model *model)
{
	const char *file = ps_model_unused_file(model);
	struct ps_error warning;

	if (!input->warn || !file)
		return;
	ps_fail(&warning, PS_INVALID,
		"%s: has nothing for vrf %s; name the vrf in its instance",
		file, input->vrf);
	input->warn(warning.text);
}

enum ps_status ps_compile(const struct ps_compile_input *input, void **image,
			  size_t *size, struct ps_error *err)
{
	struct ps_policy_builder *builder = NULL;
	struct ps_model *model;
	enum ps_status status;

	status = ps_model_new(input->yang_dir, input->vrf, &model, err);
	if (status != PS_OK)
		return status;
	status = ps_candidate_apply(model, input->candidate, input->size, err);
	if (status == PS_OK)
		status = ps_model_validate(model, err);
	if (status == PS_OK) {
		warn_unused_file(input, model);
		builder = ps_policy_builder_new();
		if (!builder)
			status = ps_fail(err, PS_NO_MEMORY,
					 "no memory for the policy");
	}
	if (status == PS_OK)
		status = build(input, model, builder, image, size, err);
	ps_policy_builder_free(builder);
	ps_model_free(model);
	return status;
}
