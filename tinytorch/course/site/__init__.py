"""The course as a page: chapters, editor and grader, in the browser alone.

``packages`` fetches what the page is made with, ``build`` puts the files together, ``browser`` is
the Python that runs in there, and ``page`` holds the page's own markup, style and script.
"""
