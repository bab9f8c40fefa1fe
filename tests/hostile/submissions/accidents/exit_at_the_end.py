"""The file ends with exit(), as a script may."""

exit()
