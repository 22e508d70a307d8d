# SPDX-License-Identifier: GPL-2.0-or-later
"""The sending half of packets.py, a program of its own.

usage: send_packets.py RATE SOURCE ADDRESS...

RATE packets a second to each ADDRESS, from SOURCE unless it is empty, until
SIGTERM; then prints how many each has been sent.
"""
import signal
import socket
import struct
import sys
import time

PORT = 9  # discard
RECORD = struct.Struct("!II")  # destination, number


def send(rate, source, addresses):
    ended, sent = [], [0] * len(addresses)
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if source:
        sock.bind((source, 0))
    began = time.monotonic()
    while not ended:
        for which, address in enumerate(addresses):
            try:
                sock.sendto(RECORD.pack(which, sent[which]), (address, PORT))
            except OSError:
                pass  # it counts as lost
            sent[which] += 1
        # Behind its time it sends faster, so that the rate holds.
        time.sleep(max(0, began + sent[0] / rate - time.monotonic()))
    print(*sent)


if __name__ == "__main__":
    send(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
