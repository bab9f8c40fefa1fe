"""Each answer is sent twice, so that the second is a reply to the next question."""

if worker is not None:
    write = os.write
    os.write = lambda descriptor, data: write(descriptor, bytes(data) * 2) // 2
