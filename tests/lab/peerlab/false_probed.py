#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""In peering-probed's place, and not to be trusted: argv[1] says how it lies.

It speaks as policy/probe_feed.h says, to the module at descriptor 3.
"""
import os
import socket
import struct
import sys
import time

OUTCOME, SIGN, LOST = 3, 4, 0xffffffff
channel = socket.socket(fileno=3)
channel.setblocking(True)


def message(kind, body=b"", magic=b"PSPROBE2"):
    return struct.pack("=8sII", magic, kind, 0) + body


def floods():
    while True:
        channel.send(message(SIGN))


def rambles():
    while True:
        channel.send(os.urandom(1 + os.urandom(1)[0]))


def counts_too_far():
    channel.send(message(OUTCOME, struct.pack("=4I", 256, 1, LOST, 0)))
    time.sleep(60)


def speaks_of_what_it_was_never_told():
    """Losses of every way, of no generation that is in use."""
    while True:
        for number in range(256):
            channel.send(message(OUTCOME, struct.pack("=4I", number, 1 << 31, LOST, 0)))
        time.sleep(0.5)


globals()[sys.argv[1]]()
