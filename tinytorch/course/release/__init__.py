"""Makes what an instructor hands out from a commit: ``python -m tinytorch.course.release``.

``contents`` states which files each product has, ``checkout`` reads them from the commit,
``products`` puts the products together, and ``command`` writes them.
"""
