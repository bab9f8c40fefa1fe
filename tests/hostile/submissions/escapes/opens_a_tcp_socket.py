"""Opens a socket for the internet."""

import socket


def escape():
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM)
