"""The one error of this stage."""

from __future__ import annotations


def how_to_add(extra: str) -> str:
    """How the packages of an extra (``ocr``, ``web``, ``publish``) are installed, in a few words."""
    return f"pip install 'duizhang[{extra}]', in a clone: pip install -e '.[{extra}]'"


class Unreadable(Exception):  # noqa: N818 - it is a state of a file, not of the program
    """A file that cannot be read: ``name`` and, in one line, the ``reason``."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        """Pickle with both arguments, so that a worker process can report it."""
        return type(self), (self.name, self.reason)
