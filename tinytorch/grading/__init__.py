"""The grader: runs trusted tests against untrusted layers and reports points."""
