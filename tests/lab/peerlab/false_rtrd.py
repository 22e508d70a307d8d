#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""In peering-rtrd's place, and not to be trusted: argv[1] says how it lies.

It speaks as policy/feed.h says, to the module at descriptor 3.
"""
import array
import fcntl
import os
import socket
import struct
import sys
import time

SET, STATE, SOURCE = 1, 2, 3
F_ADD_SEALS, EVERY_SEAL = 1033, 15
channel = socket.socket(fileno=3)
channel.setblocking(True)


def message(kind, body, magic=b"PSFEED_2"):
    return struct.pack("=8sII", magic, kind, 0) + body


def state(serial):
    return struct.pack("=QIII4x", serial, 0, 1, 1)


def send(octets, *descriptors):
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    channel.sendmsg([octets], ancillary)


def image(octets, seals=EVERY_SEAL):
    fd = os.memfd_create("set", os.MFD_ALLOW_SEALING)
    os.write(fd, octets)
    if seals:
        fcntl.fcntl(fd, F_ADD_SEALS, seals)
    return fd


def head(size, *sections):
    return b"PSVRPS_2" + struct.pack("=Q", size) + b"".join(struct.pack("=QQ", *section) for section in sections)


def floods():
    while True:
        send(message(STATE, state(0)))


def rambles():
    while True:
        send(os.urandom(1 + os.urandom(1)[0]))


def leaves_it_open_to_change():
    send(message(SET, state(1)), image(head(4096) + bytes(4080), 0))


def sends_noise():
    send(message(SET, state(1)), image(head(4096) + os.urandom(4080)))


def sends_too_many_records():
    send(message(SET, state(1)), image(head(4096, *[(64, 1 << 60)] * 16) + bytes(4096 - 16 - 256)))


def sends_aspas_out_of_order():
    """No VRP, and two providers of one customer, the greater one first."""
    send(message(SET, state(1)), image(head(80, (64, 0), (64, 0), (64, 2)) + struct.pack("=4I", 64496, 2, 64496, 1)))


def sends_another_version():
    send(message(SET, state(1)), image(b"PSVRPS_0" + struct.pack("=Q", 4096) + bytes(4080)))


def sends_descriptors():
    send(message(STATE, state(0)), 0, 0, 0)


def says_that_nothing_is_there():
    """Before it has ever sent a set: what the last one sent still serves."""
    while True:
        send(message(STATE, state(0)))
        time.sleep(0.1)


def hangs_up():
    global channel
    channel.close()
    time.sleep(1000)


def dies():
    print("no luck today\n" + "x" * 1000000, flush=True)
    sys.exit(1)


globals()[sys.argv[1]]()
time.sleep(1000)
