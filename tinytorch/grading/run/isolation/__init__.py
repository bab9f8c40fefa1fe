"""The boundary between the trusted tests and the student's code, which runs in a worker."""
