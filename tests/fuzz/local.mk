# SPDX-License-Identifier: GPL-2.0-or-later

# A fuzzer is a file here with LLVMFuzzerTestOneInput() (libFuzzer, clang) and
# its name in this list; tests/fuzz/corpus/NAME has what it begins with. All
# that it may call is compiled apart, with coverage and under sanitizers.
#
#   make fuzz FUZZ_SECONDS=600 FUZZERS="rtr slurm"
FUZZERS = as_path candidate echo feed frr_config mrt policy_file policy_image rtr \
	slurm subscription vrp_image vrp_json
FUZZ_SECONDS = 10
FUZZ_CC = clang
FUZZ_CFLAGS = -std=gnu11 -g -O1 -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-DPS_SOURCE_DIR='"$(abs_top_srcdir)"' \
	$(YANG_CFLAGS) $(JSON_CFLAGS) $(PROTOBUF_CFLAGS)
FUZZ_LIBS = $(YANG_LIBS) $(JSON_LIBS) $(PROTOBUF_LIBS)

# What the fuzzers share, and what they are about.
FUZZED = tests/fuzz/compiled.c tests/fuzz/image_input.c \
	plugin/probed/echo.c plugin/probed/packet.c plugin/probed/syn.c \
	plugin/rtrd/inbox.c plugin/rtrd/pdu.c \
	policy/as_path_text.c policy/frr_config.c policy/mrt.c \
	policy/mrt_route.c \
	$(filter-out %.h,$(policy_libpeeringpolicy_la_SOURCES) \
	$(policy_libpeeringchild_la_SOURCES) \
	$(policy_libpeeringcompile_la_SOURCES))
FUZZED_OBJECTS = $(FUZZED:%.c=fuzz/%.o) fuzz/policy/events.pb-c.o

fuzz/%.o: %.c $(BUILT_SOURCES)
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(FUZZ_CC) $(DEFS) $(AM_CPPFLAGS) $(FUZZ_CFLAGS) -MMD \
		-c -o $@ $<
fuzz/libfuzzed.a: $(FUZZED_OBJECTS)
	$(AM_V_AR)rm -f $@ && $(AR) rc $@ $(FUZZED_OBJECTS)
# compiled.o comes before the archive, to take the place of policy/file.c.
fuzz/%.fuzzer: fuzz/tests/fuzz/%.o fuzz/libfuzzed.a
	$(AM_V_CCLD)$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $< \
		fuzz/tests/fuzz/compiled.o fuzz/libfuzzed.a $(FUZZ_LIBS)
-include $(FUZZED_OBJECTS:.o=.d) $(FUZZERS:%=fuzz/tests/fuzz/%.d)

fuzz: $(FUZZERS:%=fuzz/%.fuzzer)
	$(srcdir)/tests/fuzz/run --build . --seconds $(FUZZ_SECONDS) $(FUZZERS)
# When an image's version changes, its seeds do.
fuzz/seed: fuzz/tests/fuzz/seed.o fuzz/libfuzzed.a
	$(AM_V_CCLD)$(FUZZ_CC) $(FUZZ_CFLAGS) -o $@ $< \
		fuzz/tests/fuzz/compiled.o fuzz/libfuzzed.a $(FUZZ_LIBS)
fuzz-seeds: fuzz/seed
	for seed in every-line lines; do \
		fuzz/seed <$(srcdir)/tests/fuzz/corpus/candidate/$$seed \
			>$(srcdir)/tests/fuzz/corpus/policy_image/$$seed || exit; \
	done
fuzz-clean:
	rm -rf fuzz
clean-local: fuzz-clean
.PHONY: fuzz fuzz-clean fuzz-seeds
.PRECIOUS: fuzz/%.o

EXTRA_DIST += tests/fuzz
