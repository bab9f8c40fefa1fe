"""Has the kernel keep a list of files to wait for."""

import select


def escape():
    return select.epoll().fileno() > 0
