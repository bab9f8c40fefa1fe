"""Sends a datagram, which needs no connection."""

import socket


def escape():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"score", ("127.0.0.1", 9))
