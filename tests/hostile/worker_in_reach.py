import os
import struct
import sys

from tinytorch.grading.run.isolation import wire


def find(name):
    """Return a local variable of the loop that serves the test, from the frames below."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "_answer":
            return frame.f_locals.get(name)
        frame = frame.f_back
    return None


worker = find("self")


def question():
    return find("number")


def write(data):
    while data:
        data = data[os.write(worker._outgoing, data) :]


def write_frame(content):
    write(struct.pack(">I", len(content)) + content)


def framed(message):
    content = wire.encode(message)
    return struct.pack(">I", len(content)) + content


def send(*message):
    write(framed(message))


def call_back(layer, verb, name, arguments, keywords):
    number = worker._values.number_of(layer)
    send("callback", 1, [], verb, number, name, arguments, keywords)
