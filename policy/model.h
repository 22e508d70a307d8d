/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instance's configuration as a tree that obeys peering-service.yang:
 * filled from single values and from JSON policy files, validated whole,
 * then read. The only user of libyang, with its model_*.h.
 *
 * Errors begin with the place, as the operator knows it: the line under
 * 'router bgp', or the file, the number of its line where that is known,
 * and the entry.
 */
#ifndef PS_MODEL_H
#define PS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/status.h"

#define PS_JSON_BLANKS " \t\r\n" /* RFC 8259, 2 */

struct ps_model; /* opaque */
struct ps_node;	 /* opaque: a node of the tree, owned by the model */

/*
 * An empty tree for the instance of a VRF; yang_dir holds the YANG module.
 * *out is the caller's. PS_INVALID (no module there, a VRF that can't be)
 * or PS_NO_MEMORY.
 */
enum ps_status ps_model_new(const char *yang_dir, const char *vrf,
			    struct ps_model **out, struct ps_error *err);

/* Destroy; NULL is accepted. */
void ps_model_free(struct ps_model *model);

/*
 * Set a leaf, add a value to a leaf-list, or, where the path ends with a key,
 * see that there is such an entry (value ""). path is of candidate.h's
 * form and below the instance. To be called before ps_model_load(), so that
 * what is given twice is found there. PS_INVALID otherwise says what is wrong.
 */
enum ps_status ps_model_set(struct ps_model *model, const char *path,
			    const char *value, struct ps_error *err);

/*
 * The path and the value that the words of a line give ps_model_set(); without
 * 'peering-service' before them. value points into words. False when they
 * name nothing of the model, or the path is longer than size.
 */
bool ps_model_line_path(const struct ps_model *model, const char *words,
			char *path, size_t size, const char **value);

/*
 * Add the instance that the text of a policy file holds (RFC 7951). Other
 * instances are parsed and ignored. PS_INVALID also when a leaf is there
 * already; both places are named. file, the name, is borrowed and must
 * outlive the model.
 */
enum ps_status ps_model_load(struct ps_model *model, const char *file,
			     const char *text, struct ps_error *err);

/* The first file loaded that had no instance of the VRF, or NULL. */
const char *ps_model_unused_file(const struct ps_model *model);

/* Validate the whole tree and fill in defaults. PS_OK or PS_INVALID. */
enum ps_status ps_model_validate(struct ps_model *model, struct ps_error *err);

/*
 * The instance as it was given, without defaults: an object of the model's
 * list (RFC 7951), on one line. *text, not NUL-terminated, is the caller's to
 * free(). PS_TOO_BIG or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_model_print(const struct ps_model *model, char **text,
			      uint32_t *size, struct ps_error *err);

/* The instance; read it after ps_model_validate(). */
const struct ps_node *ps_model_instance(const struct ps_model *model);

/* The first child of that name, or NULL; and the next one of the same. */
const struct ps_node *ps_node_first(const struct ps_node *parent,
				    const char *name);
const struct ps_node *ps_node_next(const struct ps_node *node);

#define PS_NODE_EACH(node, parent, name)                                       \
	for (node = ps_node_first(parent, name); node;                         \
	     node = ps_node_next(node))

/* The canonical value of a leaf or of one value of a leaf-list. */
const char *ps_node_value(const struct ps_node *node);

/*
 * Where the node was given, to begin a sentence with: its file, if it came
 * from one, and the words that name it. Cut to size. Returns out.
 */
const char *ps_node_place(const struct ps_node *node, char *out, size_t size);

#endif
