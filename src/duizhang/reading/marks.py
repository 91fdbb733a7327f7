"""Marks that say nothing of figures: invisible characters, HTML entities, Markdown, notes' marks."""

from __future__ import annotations

import re

from duizhang.reading.draft import Cut, Draft

# Zero-width and direction marks, soft hyphens, variation selectors, controls that are no line ends.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe00-\ufe0f"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+"
)
_CARRIAGE = re.compile(r"\r(?=\n)")
# What is left of an entity must be its character, for repairs only remove: &amp; -> &.
_ENTITY = re.compile(
    r"&(?:(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|#160|#x0*[aA]0|#8203|#12288|#8194|#8195);|(?=amp;)())"
)
# Bold within one line. The middle holds no mark of its own, so that a scan ends at the next one.
_STARS = re.compile(r"(\*{2,3})([^*\n\r]+)\1")
_UNDERLINES = re.compile(r"(?<![A-Za-z0-9_])(__)([^_\n\r]+)__(?![A-Za-z0-9_])")
_ESCAPE = re.compile(r"\\(?=[.*#_~+\-()\[\]!>|`])")
# The mark of a note between a number and its unit: 增长8¹%, 完成6①万吨.
_NOTE = re.compile("(?<=[0-9０-９])[¹²³⁰⁴-⁹①-⑳]+(?=[ \u3000]?[%％‰万亿])")


def drop_marks(draft: Draft) -> None:
    """Remove from ``draft`` invisible characters, entities, Markdown's inline marks, and marks of
    notes that part a number from its unit."""
    text = draft.text
    cuts: list[Cut] = []
    invisible = [Cut(m.start(), m.end(), "dropped") for m in _INVISIBLE.finditer(text)]
    if invisible:
        count = sum(cut.end - cut.start for cut in invisible)
        draft.warn(
            "invisible_characters",
            f"{count} invisible or control characters were left out",
            invisible[0].start,
            invisible[0].end,
        )
        cuts += invisible
    if "\r" in text:
        cuts += [Cut(m.start(), m.end(), "dropped") for m in _CARRIAGE.finditer(text)]
    if "&" in text:
        entities = list(_ENTITY.finditer(text))
        for m in entities:
            kept_sign = m.group(1) is not None  # of &amp; the sign stays
            span = (m.end(), m.end() + 4) if kept_sign else m.span()
            cuts.append(Cut(*span, "dropped"))
        if entities:
            draft.warn(
                "html_entities", f"{len(entities)} HTML entities were resolved", *_wide(entities[0])
            )
    cuts += [Cut(m.start(), m.end(), "dropped") for m in _NOTE.finditer(text)]
    if "**" in text:
        cuts += _pairs(_STARS, text)
    if "__" in text:
        cuts += _pairs(_UNDERLINES, text)
    if "\\" in text:
        cuts += [Cut(m.start(), m.end(), "dropped") for m in _ESCAPE.finditer(text)]
    draft.remove(cuts)


def _pairs(pattern: re.Pattern[str], text: str) -> list[Cut]:
    return [
        cut
        for m in pattern.finditer(text)
        for cut in (
            Cut(m.start(), m.start(2), "dropped"),
            Cut(m.end(2), m.end(), "dropped"),
        )
    ]


def _wide(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), max(match.end(), match.start() + 1)
