"""What runs in the browser's interpreter, in the place of the processes of a grade."""
