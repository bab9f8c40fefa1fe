"""The boundary between the trusted tests and the student's code: here lies what both sides need."""
