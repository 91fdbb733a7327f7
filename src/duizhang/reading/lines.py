"""Lines that a column's width, a web page's links or a page's end broke: joined again.

Three kinds of evidence, from certain to likely:

- a line ends, or the next begins, as none can (``lines`` in the layout data): an opening bracket,
  a comma at the start, a number and then its unit;
- a paragraph (it holds a sentence's end or much text) stops without one, and what follows is no
  heading and no list item;
- a run of lines has one width and most of them stop in the middle of a sentence: a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhang.reading.cells import cells
from duizhang.reading.columns import column_width, fills, width
from duizhang.reading.draft import Cut, Draft
from duizhang.reading.furniture import furniture_lines
from duizhang.reading.layout import Layout, layout

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]*\S[^\n\r\x0b\x0c\x85\u2028\u2029]*")
_STOPS = "。！？!?；;：:…"
_CLOSERS = "”’）》」』)】\"'"
_INNER_STOP = re.compile("[。！？；]")
_INNER_COMMA = re.compile("[，。；、,]")
_TORN_OFF = re.compile("[^。；]{1,3}[。；]")  # the end of a sentence, torn off its beginning
_NUMBER_END = re.compile(r"[0-9０-９][.．]?$")
_BARE_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％]?$")
_FIRST_DIGITS = re.compile(r"[一-鿿] ?[0-9０-９]{1,3}$")
_LAST_DIGITS = re.compile(r"[0-9０-９]{1,3}(?![0-9０-９.．])")
_LATIN_END = re.compile(r"[A-Za-z]$")
_MARK = re.compile(r"(?:#{1,6}|[-*+>]|\|)(?:\s|$)|\|")
_BODY = 14  # characters from which a line with a sentence's end in it is a paragraph
_BODY_COMMA = 40  # ... and one that only has commas
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))
_PAIR_LINES = 3  # lines over which a quote may be broken
_PAIR_LONGEST = 60  # characters of one
_FAR = 60  # lines of a paragraph that are looked back upon
_TAIL = 16  # characters of a line's end that can tell


@dataclass(slots=True)
class Line:
    """A line with text in it: where its text starts and ends, and what is known of it."""

    start: int
    end: int
    text: str
    indented: bool
    after_blank: bool
    wide: int  # in half characters, as it was printed
    alone: bool = False  # page furniture, or set as one line by the format: joined with no other
    marked: bool = False

    @property
    def stopped(self) -> bool:
        """Whether it ends as a sentence does."""
        last = self.text[-1]
        if last in _CLOSERS:
            last = self.text.rstrip(_CLOSERS)[-1:] or last
            return last in "。！？!?…；;"
        return last in _STOPS


def join_lines(draft: Draft) -> None:
    """Remove line ends, with the white space around, that stand inside a sentence."""
    lines = _lines(draft)
    if len(lines) < 2:
        return
    known = layout()
    for line, furniture in zip(lines, furniture_lines([line.text for line in lines]), strict=True):
        line.alone = furniture
        line.marked = bool(_MARK.match(line.text) or known.marker(line.text))
        if draft.hints and draft.hint(line.start):
            line.alone = True  # what the format set as one line is joined with no other
    joined = _certain(lines, known)
    _by_cell(lines, joined, known)
    nearest = _by_column(lines, joined, known)
    _by_sentence(lines, joined, nearest)
    cuts = [
        Cut(lines[i].end, lines[i + 1].start, "joined")
        for i in range(len(lines) - 1)
        if joined[i] and not _two_words(lines[i].text, lines[i + 1].text)
    ]
    if cuts:
        draft.warn(
            "joined_lines",
            f"{len(cuts)} lines that were broken inside a sentence were joined",
            cuts[0].start,
            cuts[0].end,
        )
        draft.remove(cuts)


def _lines(draft: Draft) -> list[Line]:
    text = draft.text
    lines: list[Line] = []
    before = 0
    copies = draft.copies()
    for m in _LINE.finditer(text):
        raw = m.group()
        solid = raw.strip()
        start = m.start() + raw.index(solid[0])
        gap = text[before : m.start()].replace("\r\n", "\n")
        end = start + len(solid)
        wide = width(draft.printed(start, end, copies) if copies else solid)
        lines.append(Line(start, end, solid, start > m.start(), len(gap) > 1 or before == 0, wide))
        before = m.end()
    return lines


def _certain(lines: list[Line], known: Layout) -> list[bool]:
    """For each line whether it surely goes on in the next one."""
    joined = [False] * len(lines)
    for i in range(len(lines) - 1):
        line, following = lines[i], lines[i + 1]
        if line.alone or following.alone or _MARK.match(following.text):
            continue
        if known.open_end.search(line.text[-_TAIL:]) and not following.marked:
            joined[i] = True
        elif known.open_start.match(following.text):
            joined[i] = not line.stopped
        elif _NUMBER_END.search(line.text) and known.unit.match(following.text):
            joined[i] = _is_broken_figure(lines, i, known)
        elif _FIRST_DIGITS.search(line.text) and _LAST_DIGITS.match(following.text):
            # 发运1 / 20列: one number, broken where the column ended
            rest = _LAST_DIGITS.sub("", following.text)
            joined[i] = not line.marked and known.unit.match(rest) is not None
    for opener, closer in _PAIRS:
        _inside_pairs(lines, joined, opener, closer)
    return joined


def _inside_pairs(lines: list[Line], joined: list[bool], opener: str, closer: str) -> None:
    """Join from a line that leaves a quote or bracket open to the near line that closes it."""
    for i, line in enumerate(lines):
        opened = line.text.rfind(opener)
        if opened < 0 or line.text.find(closer, opened) >= 0 or line.stopped:
            continue
        inside = len(line.text) - opened
        for k in range(i + 1, min(i + 1 + _PAIR_LINES, len(lines))):
            text = lines[k].text
            closed = text.find(closer)
            again = text.find(opener)
            if lines[k].alone or _MARK.match(text) or 0 <= again < max(closed, 0):
                break
            if closed >= 0:
                if inside + closed <= _PAIR_LONGEST and (again < 0 or closed < again):
                    joined[i:k] = [True] * (k - i)
                break
            inside += len(text)


def _is_broken_figure(lines: list[Line], i: int, known: Layout) -> bool:
    """Whether the number at the end of line ``i`` goes on with the unit that begins the next.

    A line that is a number alone may also head what follows; a heading may end with a number.
    """
    if _is_body(lines, i, i):
        return True
    if not _BARE_NUMBER.match(lines[i].text):
        return known.sure_unit.match(lines[i + 1].text) is not None
    if "." in lines[i].text or len(lines[i].text) > 2:
        return True
    return i > 0 and not lines[i - 1].stopped and _is_body(lines, i - 1, i - 1)


def _by_cell(lines: list[Line], joined: list[bool], known: Layout) -> None:
    """Join a poster's figures with their words; such a run is no column of text."""
    for first, behind in _runs(lines):
        run = lines[first:behind]
        if any(_MARK.match(line.text) for line in run) or _column_of(run):
            continue
        found = cells([(line.text, _counted(line.text, known)) for line in run])
        if found is None:
            continue
        for i, goes_on in enumerate(found[:-1], first):
            joined[i] = joined[i] or goes_on
            lines[i].alone = True
        lines[behind - 1].alone = True


def _counted(text: str, known: Layout) -> bool:
    found = known.marker(text)
    return found is not None and found[1].numerals != ""


def _by_column(lines: list[Line], joined: list[bool], known: Layout) -> list[int]:
    """Join the lines of columns; gives for each line the width of the nearest column, or 0."""
    runs = _runs(lines)
    wides = [_column_of(lines[first:behind]) for first, behind in runs]
    nearest = _nearest(len(lines), runs, wides)
    if not any(wides):
        return nearest
    before = 0
    for (first, behind), own in zip(runs, wides, strict=True):
        run = lines[first:behind]
        wide = own or _beside(run, joined[first:behind], (nearest[first], before))
        before = own or before
        all_indented = all(line.indented for line in run)
        for i in range(first, behind - 1 if wide else first):
            line, following = lines[i], lines[i + 1]
            if joined[i] or (following.indented and not all_indented):
                continue
            if following.marked and (line.stopped or not _mid_sentence(following.text, known)):
                continue
            line_width = line.wide
            if _heads(line):
                joined[i] = not line.stopped and _heading_goes_on(line_width, following, wide)
            elif not line.stopped or line.text[-1] in "；;":
                joined[i] = fills(line_width, wide)
            elif own:  # a full line may end with a sentence's end, and its paragraph go on
                last = i + 2 == behind
                joined[i] = 0 <= wide - line_width <= 2 and (last or wide - following.wide <= 3)
    return nearest


def _beside(run: list[Line], joined: list[bool], columns: tuple[int, ...]) -> int:
    """The width, of the columns near a run, that the run fills as well; or 0.

    Of two lines the second must end a sentence; a heading above its text does not fill a column.
    A line that surely goes on (``joined``) may have been broken anywhere.
    """
    inner = [
        line.wide
        for line, known in zip(run[:-1], joined, strict=False)
        if not (line.stopped or known or _heads(line))
    ]
    if not inner or (len(run) == 2 and not run[-1].stopped):
        return 0
    for column in columns:
        if column and sum(fills(w, column) for w in inner) * 10 >= len(inner) * 7:
            return column
    return 0


def _mid_sentence(text: str, known: Layout) -> bool:
    """Whether a line that seems to begin with a mark can stand inside a sentence: 一是, 30 座."""
    found = known.marker(text)
    if found is None:
        return False
    mark, kind = found
    if kind.name == "bare number":
        return known.unit.match(text[len(mark) :].lstrip()) is not None
    return kind.name == "firstly"


def _column_of(run: list[Line]) -> int:
    if sum(1 for line in run if _INNER_COMMA.search(line.text)) * 3 < len(run):
        return 0
    return column_width([(line.wide, not line.stopped and not _heads(line)) for line in run])


def _heading_goes_on(line_width: int, following: Line, wide: int) -> bool:
    """Whether a line that begins with a mark, and may be a heading, is broken by its column.

    It is when it fills the column, or lacks no more than an indent and what follows has none.
    """
    if abs(wide - line_width) <= 2:
        return True
    full = wide - following.wide <= 3
    rest = following.stopped and following.wide * 2 <= wide
    return fills(line_width, wide) and (full or rest)


def _heads(line: Line) -> bool:
    """Whether a line looks like a marked heading: a mark, and no sentence's end."""
    return line.marked and not _INNER_STOP.search(line.text)


def _nearest(count: int, runs: list[tuple[int, int]], wides: list[int]) -> list[int]:
    """For each line the width of its own column, else of the next one, else of the last."""
    found = [0] * count
    columns = [(first, behind, w) for (first, behind), w in zip(runs, wides, strict=True) if w]
    at = 0
    for i in range(count if columns else 0):
        while at < len(columns) - 1 and i >= columns[at][1]:
            at += 1
        found[i] = columns[at][2]
    return found


def _runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Runs of lines with no empty line between them, without furniture: first and behind."""
    runs = []
    first = 0
    for i in range(1, len(lines) + 1):
        if (
            i == len(lines)
            or lines[i].after_blank
            or lines[i].alone
            or lines[i - 1].alone  # one that the format set is joined with none of its kind
        ):
            if i - first > 1:
                runs.append((first, i))
            first = i
    return runs


def _by_sentence(lines: list[Line], joined: list[bool], nearest: list[int]) -> None:
    """Join a paragraph that stops short with what follows, if that goes on."""
    start = 0
    for i in range(len(lines) - 1):
        if i and not joined[i - 1]:
            start = i
        line, following = lines[i], lines[i + 1]
        if joined[i] or line.stopped or line.alone or following.alone:
            continue
        in_column = (
            not line.after_blank
            and fills(line.wide, nearest[i])
            and (_INNER_COMMA.search(line.text) or _TORN_OFF.match(following.text)) is not None
        )
        after_number = start < i and _BARE_NUMBER.match(line.text) is not None
        body = in_column or after_number or _is_body(lines, start, i)
        if _MARK.match(lines[start].text) or not body:
            continue
        number = _broken_number(lines, joined, i)
        joined[i] = number or (not following.marked and _goes_on(lines, joined, i + 1))


def _broken_number(lines: list[Line], joined: list[bool], i: int) -> bool:
    """Whether the lines behind ``i`` are a number alone and then the rest of the sentence."""
    if i + 2 >= len(lines) or not _BARE_NUMBER.match(lines[i + 1].text):
        return False
    if lines[i + 2].marked or lines[i + 2].alone or not _goes_on(lines, joined, i + 2):
        return False
    joined[i + 1] = True
    return True


def _is_body(lines: list[Line], start: int, i: int) -> bool:
    """Whether the paragraph of the lines ``start`` to ``i`` is running text, no heading."""
    length = 0
    comma = False
    for k in range(i, max(start, i - _FAR) - 1, -1):
        line = lines[k]
        length += len(line.text)
        comma = comma or _INNER_COMMA.search(line.text) is not None
        if length >= _BODY and _INNER_STOP.search(line.text):
            return True
        if length >= _BODY_COMMA and comma:
            return True
    return False


def _goes_on(lines: list[Line], joined: list[bool], i: int) -> bool:
    """Whether the paragraph that line ``i`` begins, as joined so far, is no heading."""
    length = 0
    while True:
        text = lines[i].text
        length += len(text)
        if length >= _BODY_COMMA or _INNER_STOP.search(text):
            return True
        if not joined[i] or i + 1 == len(lines):
            return lines[i].stopped and lines[i].text[-1] not in "：:"
        i += 1


def _two_words(left: str, right: str) -> bool:
    """Whether a space must stay between two lines: both sides are Latin words."""
    return bool(_LATIN_END.search(left)) and right[:1].isascii() and right[:1].isalpha()
