"""Opens a socket for other processes of this machine."""

import socket


def escape():
    return socket.socketpair()
