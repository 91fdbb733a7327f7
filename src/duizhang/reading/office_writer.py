"""The source text of an Office file as it grows, line by line, with its way back to the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from duizhang.model import Locator, Warning_
from duizhang.model.document import BlockKind
from duizhang.reading.draft import Draft, Hint

_MANY = 20  # warnings of one kind that name their place; the others are counted


class Run(NamedTuple):
    """Characters of one line: a run of the file, or (``part`` empty) put in by the reader.

    ``paragraph`` and ``at`` as in :class:`duizhang.model.Locator` (0 and -1: a cell of a sheet).
    """

    text: str
    part: str = ""
    paragraph: int = 0
    at: int = -1
    cell: str = ""


class Writer:
    """Gathers lines and warnings; :meth:`draft` gives what was gathered."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._hints: list[Hint] = []
        self._locators: list[Locator] = []
        self._warnings: dict[str, list[Warning_]] = {}
        self.length = 0

    def line(self, runs: Iterable[Run], kind: BlockKind | None = None, level: int = 0) -> None:
        """A line of the text; ``kind`` where the file itself says what it is."""
        start = self.length
        for run in runs:
            behind = self.length + len(run.text)
            if (run.part or run.cell) and run.text:
                until = run.at + len(run.text) if run.at >= 0 else -1
                self._locators.append(
                    Locator(self.length, behind, run.part, run.paragraph, run.at, until, run.cell)
                )
            self._texts.append(run.text)
            self.length = behind
        if kind is not None and self.length > start:
            self._hints.append(Hint(start, self.length, kind, level))
        self._texts.append("\n")
        self.length += 1

    def warn(self, code: str, message: str, start: int = 0, end: int = 0) -> None:
        """A warning at a span of the text so far (0, 0: it concerns the whole file)."""
        self._warnings.setdefault(code, []).append(Warning_(code, message, start, end))

    def draft(self, encoding: str) -> Draft:
        """The draft of all lines."""
        text = "".join(self._texts).removesuffix("\n")
        draft = Draft(text, encoding)
        draft.hints, draft.locators = self._hints, self._locators
        for code, found in self._warnings.items():
            draft.warnings += [_within(w, len(text)) for w in found[:_MANY]]
            if len(found) > _MANY:
                draft.warnings.append(Warning_(code, f"... and {len(found) - _MANY} more like it"))
        return draft


def _within(warning: Warning_, length: int) -> Warning_:
    """``warning`` with its span inside the text, and not empty where the text has a character."""
    if not warning.end:
        return warning
    end = max(1, min(warning.end, length))
    start = max(0, min(warning.start, end - 1))
    return (
        Warning_(warning.code, warning.message, start, end)
        if length
        else Warning_(warning.code, warning.message)
    )
