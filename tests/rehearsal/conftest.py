"""The release from which students' repositories are made."""

from tests.release.conftest import release, repository, template

__all__ = ["release", "repository", "template"]
