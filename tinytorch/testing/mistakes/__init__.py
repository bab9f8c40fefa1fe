"""The mistakes that each exercise knows: by name, what a call or an attribute gives then.

A name completes the sentence "This is what you get when …". Checks take such tables as `mistakes`.
"""

COPIED = "the parameters are copied, or wrapped in new Tensors"
