"""The one error of this stage."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818 - it is a state of a file, not of the program
    """A file that cannot be read: ``name`` and, in one line, the ``reason``."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        """Pickle with both arguments, so that a worker process can report it."""
        return type(self), (self.name, self.reason)
