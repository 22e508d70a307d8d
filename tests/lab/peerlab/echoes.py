#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers echo requests to this host, in the kernel's place: late, or not at
all. argv[1] is a JSON file, {address: {"delay": milliseconds, "lose": every
n-th}}, read anew for each request; "address asker" comes before "address"."""
import heapq
import itertools
import json
import select
import socket
import struct
import sys
import time

IPV6_RECVPKTINFO, IPV6_PKTINFO, IP_PKTINFO = 49, 50, 8
ECHO = {socket.AF_INET: (8, 0), socket.AF_INET6: (128, 129)}


def checksum(octets):
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def sockets():
    four = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    six = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    four.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    six.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
    return four, six


def receive(sock):
    """A request: who asks, whom, the answer, and what to send it with."""
    octets, ancillary, _flags, asker = sock.recvmsg(2048, 256)
    info = ancillary[0][2]
    if sock.family == socket.AF_INET:
        target = socket.inet_ntop(sock.family, octets[16:20])
        octets = octets[(octets[0] & 15) * 4:]
        back = (socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=i4s4x", 0, socket.inet_aton(target)))
    else:
        target = socket.inet_ntop(sock.family, info[:16])
        back = (socket.IPPROTO_IPV6, IPV6_PKTINFO, info[:20])
    request, reply = ECHO[sock.family]
    if octets[0] != request:
        return None
    body = octets[4:]
    head = struct.pack("!BBH", reply, 0, 0)
    if sock.family == socket.AF_INET:
        head = struct.pack("!BBH", reply, 0, checksum(head + body))
    return asker, target, head + body, back


def main():
    waiting, order, asked = [], itertools.count(), {}
    socks = sockets()
    while True:
        ready = select.select(socks, [], [], max(0, waiting[0][0] - time.monotonic()) if waiting else None)[0]
        for sock in ready:
            request = receive(sock)
            if not request:
                continue
            asker, target, answer, back = request
            with open(sys.argv[1]) as text:
                every = json.load(text)
            pair = "%s %s" % (target, asker[0])
            how = every.get(pair, every.get(target, {}))
            asked[pair] = asked.get(pair, 0) + 1
            if how.get("lose") and asked[pair] % how["lose"] == 0:
                continue
            due = time.monotonic() + how.get("delay", 0) / 1000
            heapq.heappush(waiting, (due, next(order), sock, asker, answer, back))
        while waiting and waiting[0][0] <= time.monotonic():
            _due, _order, sock, asker, answer, back = heapq.heappop(waiting)
            sock.sendmsg([answer], [back], 0, (asker[0], 0) + tuple(asker[2:]))


main()
