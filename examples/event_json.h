/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any message of protobuf as JSON, by protobuf's own mapping of proto3:
 * lowerCamelCase names, 64-bit numbers as strings, enumerations by name,
 * fields that have their default value left out.
 */
#ifndef EVENT_JSON_H
#define EVENT_JSON_H

#include <json-c/json.h>
#include <protobuf-c/protobuf-c.h>

/* The object is the caller's: json_object_put(). */
json_object *event_json(const ProtobufCMessage *message);

#endif
