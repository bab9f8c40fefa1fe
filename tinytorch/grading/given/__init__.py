"""What is graded and by which tests: catalogue, submission, protected files, stubs, hints."""
