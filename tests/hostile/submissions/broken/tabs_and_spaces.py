"""One line is indented with blanks, the next one with a tab and blanks."""


class Dropout:
    def forward(self, x):
        if x is None:
            x = 0
	    return x
        return x
