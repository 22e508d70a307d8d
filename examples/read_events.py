#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten lines that read events: read_events.py SOCKET

Once before: protoc -I policy --python_out=examples policy/events.proto
"""
import socket
import sys

from events_pb2 import Event

connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
stream = connection.makefile("rb")
while octet := stream.read(1):  # the varint before each event
    length, shift = octet[0] & 127, 7
    while octet[0] > 127:
        octet = stream.read(1)
        length, shift = length | (octet[0] & 127) << shift, shift + 7
    event = Event.FromString(stream.read(length))
    print(event.sequence, event.WhichOneof("body"), flush=True)
