#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A Kafka broker for tests: that of librdkafka, which kcat comes with.

As a program: prints the broker's address, and is one until its input ends.
"""
import ctypes
import subprocess
import sys


class Kafka:
    def __init__(self, lab):
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        lab.closers.append(self.close)
        self.broker = self.process.stdout.readline().strip()

    def read(self, topic):
        """All messages of a topic."""
        command = ["kcat", "-C", "-q", "-b", self.broker, "-t", topic, "-o", "beginning", "-e"]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout.splitlines()

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def serve():
    kafka, text = ctypes.CDLL("librdkafka.so.1"), ctypes.create_string_buffer(512)
    for name, answer, arguments in (
            ("rd_kafka_conf_new", ctypes.c_void_p, []),
            ("rd_kafka_new", ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]),
            ("rd_kafka_mock_cluster_new", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
            ("rd_kafka_mock_cluster_bootstraps", ctypes.c_char_p, [ctypes.c_void_p])):
        function = getattr(kafka, name)
        function.restype, function.argtypes = answer, arguments
    client = kafka.rd_kafka_new(0, kafka.rd_kafka_conf_new(), text, len(text))
    cluster = kafka.rd_kafka_mock_cluster_new(client, 1)
    print(kafka.rd_kafka_mock_cluster_bootstraps(cluster).decode(), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve()
