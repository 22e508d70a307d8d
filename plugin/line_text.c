/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/line_text.h"

#include "plugin/frr_compat.h"

enum { LINE_JOINT_WORDS = 8 };

static const char too_long[] = "the line is too long";

struct line_words line_words(int argc, struct cmd_token *argv[])
{
	bool no = argc && argv[0]->type == WORD_TKN &&
		  !strcmp(argv[0]->text, "no");

	return (struct line_words){ argv + no, argc - no, no };
}

/* One word in the form in which it is kept. */
static const char *canonical(const struct cmd_token *token,
			     char buf[LINE_ENTRY_SIZE])
{
	union sockunion address;
	struct prefix prefix;

	switch (token->type) {
	case WORD_TKN:
		return token->text;
	case IPV4_PREFIX_TKN:
	case IPV6_PREFIX_TKN:
		if (!str2prefix(token->arg, &prefix))
			break;
		apply_mask(&prefix);
		return prefix2str(&prefix, buf, LINE_ENTRY_SIZE);
	case IPV4_TKN:
	case IPV6_TKN:
		if (str2sockunion(token->arg, &address))
			break;
		return sockunion2str(&address, buf, LINE_ENTRY_SIZE);
	default:
		break;
	}
	return token->arg;
}

/* Append, and remember whether everything fitted. */
static bool append(char *to, const char *text)
{
	return strlcat(to, text, LINE_TEXT_SIZE) < LINE_TEXT_SIZE;
}

/* Names go into model paths: keep them to what no path can trip over. */
static bool is_name(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= PS_MAX_NAME &&
	       strspn(text,
		      "abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

/* The first word of the value: what follows the last keyword. */
static int value_start(const struct command *command,
		       const struct line_words *words)
{
	int i = words->argc - 1;

	if (command->value || command->action != COMMAND_LINE)
		return words->argc;
	if (words->argv[i]->type == WORD_TKN)
		return i;
	while (i > 0 && words->argv[i - 1]->type != WORD_TKN)
		i--;
	return i;
}

/* Fill the model path's % with the words before the value. */
static const char *build_path(const struct command *command,
			      const struct line_words *words, int value,
			      struct line_text *out)
{
	const char *text, *from = command->path, *percent;
	char word[LINE_ENTRY_SIZE];
	int i = 0;

	while ((percent = strchr(from, '%'))) {
		while (i < value && words->argv[i]->type == WORD_TKN)
			i++;
		text = canonical(words->argv[i], word);
		if (words->argv[i]->type == VARIABLE_TKN && !is_name(text))
			return "a name has 1 to 64 letters, digits or . _ -";
		if (!out->entry[0])
			strlcpy(out->entry, text, sizeof(out->entry));
		strncat(out->path, from, percent - from);
		if (!append(out->path, text))
			return too_long;
		from = percent + 1;
		i++;
	}
	return append(out->path, from) ? NULL : too_long;
}

const char *line_text_build(const struct command *command,
			    const struct line_words *words,
			    struct line_text *out)
{
	int value = value_start(command, words);
	char word[LINE_ENTRY_SIZE];
	const char *text;
	bool fits = true;

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < words->argc && fits; i++) {
		text = canonical(words->argv[i], word);
		fits = (i == 0 || append(out->text, " ")) &&
		       append(out->text, text);
		if (i >= value && fits)
			fits = (i == value || append(out->value, " ")) &&
			       append(out->value, text);
	}
	if (command->value)
		strlcpy(out->value, command->value, sizeof(out->value));
	if (!fits)
		return too_long;
	return build_path(command, words, value, out);
}

struct line_leaves line_leaves(const struct command *command,
			       const struct line_words *words)
{
	struct line_leaves leaves = { .command = command, .words = words };

	if (!command->joint)
		return leaves;
	leaves.joint = command;
	/* The entry's name is the last word that may be anything. */
	for (int i = 0; i < words->argc; i++)
		if (words->argv[i]->type == VARIABLE_TKN)
			leaves.head = i + 1;
	leaves.at = leaves.head;
	return leaves;
}

static const struct command *leaf_command(const struct command *joint,
					  const char *leaf)
{
	size_t length = strlen(joint->path);
	const struct command *command;

	for (command = command_table; command->syntax; command++)
		if (command->action == COMMAND_LINE &&
		    !strncmp(command->path, joint->path, length) &&
		    command->path[length] == '/' &&
		    !strcmp(command->path + length + 1, leaf))
			return command;
	return NULL;
}

/* Each leaf has two words: its name and its value. */
static bool next_joint(struct line_leaves *leaves, struct line_text *out)
{
	struct cmd_token *argv[LINE_JOINT_WORDS];
	struct line_words words = { .argv = argv, .argc = leaves->head + 2 };
	struct cmd_token **leaf = leaves->words->argv + leaves->at;

	if (leaves->at + 2 > leaves->words->argc ||
	    words.argc > LINE_JOINT_WORDS)
		return false;
	memcpy(argv, leaves->words->argv, leaves->head * sizeof(argv[0]));
	memcpy(argv + leaves->head, leaf, 2 * sizeof(argv[0]));
	leaves->command = leaf_command(leaves->joint, leaf[0]->text);
	if (!leaves->command || line_text_build(leaves->command, &words, out))
		return false;
	if (leaves->at > leaves->head)
		out->joined = strlen(out->text) - strlen(out->value) -
			      strlen(leaf[0]->text) - 2;
	leaves->at += 2;
	return true;
}

bool line_leaves_next(struct line_leaves *leaves, struct line_text *out)
{
	if (leaves->joint)
		return next_joint(leaves, out);
	if (leaves->at)
		return false;
	leaves->at = leaves->words->argc;
	return !line_text_build(leaves->command, leaves->words, out);
}
