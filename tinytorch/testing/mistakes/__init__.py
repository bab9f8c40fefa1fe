"""The mistakes that each exercise knows: by name, what a call or an attribute gives then.

A name completes the sentence "This is what you get when …". Checks take such tables as `mistakes`.
"""

CONVERTED = "the result of forward is converted"
COPIED = "the parameters are copied, or wrapped in new Tensors"
FIRST_REMEMBERED = "the result of the first call is remembered"
