"""Stata's file format 118 (Stata 14 and later), written batch by batch.

Laid out as https://www.stata.com/help.cgi?dta says. The libraries that write it hold the whole
table in memory, its text as Python's own objects: some 3 GiB for a million claims. Here a batch is
one structured array of numpy, so that memory does not grow with the rows. A test compares the bytes
with those of pandas, and reads them back with pandas and pyreadstat.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

Kind = Literal["text", "long text", "byte", "long", "double"]
WIDEST = 2045  # bytes of a text of fixed width; a longer one is a "long text", Stata's strL
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# type number, numpy's type, display format, what stands for missing
_NUMBERS = {
    "byte": (65530, "i1", "%8.0g", 101),
    "long": (65528, "<i4", "%12.0g", 2_147_483_621),
    "double": (65526, "<f8", "%10.0g", float.fromhex("0x1.0p+1023")),
}
_LONG_TEXT = 32768
_NAME, _FORMAT, _LABEL = 129, 57, 321  # bytes of these fields, with the zero that ends them
# Where each part begins stands in the file's map, in this order; its tags are named so but for the
# first and the last two.
_MAP = (
    "begin", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names",
    "variable_labels", "characteristics", "data", "strls", "value_labels", "close", "end",
)  # fmt: skip


class Variable(NamedTuple):
    """A column: ``width`` are the bytes of its longest text, ``values`` the words of its codes.

    The largest byte is 100, the largest long 2,147,483,620 and the largest double 8.9e307: what
    lies above them are kinds of missing to Stata.
    """

    name: str
    kind: Kind
    label: str
    width: int = 0
    values: Mapping[int, str] = {}

    @property
    def dtype(self) -> str:
        """The column's type in a batch, as numpy calls it."""
        if self.kind == "text":
            return f"S{max(1, self.width)}"
        return "<u8" if self.kind == "long text" else _NUMBERS[self.kind][1]

    @property
    def number(self) -> int:
        """The column's type, as Stata numbers it."""
        if self.kind == "text":
            return max(1, self.width)
        return _LONG_TEXT if self.kind == "long text" else _NUMBERS[self.kind][0]

    @property
    def format(self) -> str:
        """How Stata shows it."""
        if self.kind == "text":
            return f"%{max(1, self.width)}s"
        return "%9s" if self.kind == "long text" else _NUMBERS[self.kind][2]


def write_stata(
    path: Path,
    variables: Sequence[Variable],
    rows: int,
    batches: Iterable[pa.RecordBatch],
    *,
    label: str,
    date: dt.date,
) -> None:
    """Write ``rows`` rows, in ``batches`` with a column for each of ``variables`` in their order.

    Texts are UTF-8 and never null. ``label`` is that of the data, ``date`` the file's own.
    """
    import numpy as np

    record = np.dtype([(v.name, v.dtype) for v in variables])
    spots: dict[str, int] = {"begin": 0}
    with path.open("wb") as file, _LongTexts(path.with_suffix(".strls")) as texts:
        file.write(b"<stata_dta>" + _tagged("header", _header(len(variables), rows, label, date)))
        for name, content in _descriptions(variables):
            spots[name] = file.tell()
            file.write(_tagged(name, content))
        spots["data"] = file.tell()
        file.write(b"<data>")
        for batch in batches:
            made = np.empty(len(batch), record)
            long = [at for at, v in enumerate(variables) if v.kind == "long text"]
            for at, variable in enumerate(variables):
                if at not in long:
                    made[variable.name] = _filled(batch.column(at), variable)
            for at, keys in zip(long, texts.keys(batch, long), strict=True):
                made[variables[at].name] = keys
            file.write(made.tobytes())
        file.write(b"</data>")
        spots["strls"] = file.tell()
        texts.append_to(file)
        spots["value_labels"] = file.tell()
        labels = (_tagged("lbl", _value_label(v)) for v in variables if v.values)
        file.write(_tagged("value_labels", b"".join(labels)))
        spots["close"] = file.tell()
        file.write(b"</stata_dta>")
        spots["end"] = file.tell()
        file.seek(spots["map"])
        file.write(_tagged("map", struct.pack("<14Q", *(spots[name] for name in _MAP))))


def _tagged(name: str, content: bytes) -> bytes:
    return b"<%b>%b</%b>" % (name.encode(), content, name.encode())


def _padded(words: str, width: int) -> bytes:
    return words.encode().ljust(width, b"\0")


def _header(variables: int, rows: int, label: str, date: dt.date) -> bytes:
    stamp = f"{date.day:02d} {_MONTHS[date.month - 1]} {date.year:04d} 00:00".encode()
    told = label.encode()
    return b"".join(
        (
            _tagged("release", b"118"),
            _tagged("byteorder", b"LSF"),
            _tagged("K", struct.pack("<H", variables)),
            _tagged("N", struct.pack("<Q", rows)),
            _tagged("label", struct.pack("<H", len(told)) + told),
            _tagged("timestamp", bytes([len(stamp)]) + stamp),
        )
    )


def _descriptions(variables: Sequence[Variable]) -> Iterable[tuple[str, bytes]]:
    """The parts between header and data, the map empty as yet."""
    yield "map", bytes(8 * len(_MAP))
    yield "variable_types", b"".join(struct.pack("<H", v.number) for v in variables)
    yield "varnames", b"".join(_padded(v.name, _NAME) for v in variables)
    yield "sortlist", bytes(2 * (len(variables) + 1))
    yield "formats", b"".join(_padded(v.format, _FORMAT) for v in variables)
    # a variable's codes are named like itself
    named = (_padded(v.name if v.values else "", _NAME) for v in variables)
    yield "value_label_names", b"".join(named)
    yield "variable_labels", b"".join(_padded(v.label, _LABEL) for v in variables)
    yield "characteristics", b""


def _value_label(variable: Variable) -> bytes:
    codes = sorted(variable.values)
    texts = [variable.values[code].encode() + b"\0" for code in codes]
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text)
    count = len(codes)
    table = struct.pack(f"<2i{count}i{count}i", count, at, *starts, *codes) + b"".join(texts)
    return struct.pack("<i", len(table)) + _padded(variable.name, _NAME) + bytes(3) + table


def _filled(column: pa.Array, variable: Variable) -> np.ndarray[Any, Any]:
    """A column of a batch as the file has it: texts padded with zeros, missing by its number."""

    if variable.kind == "text":
        return _fixed(column, max(1, variable.width))
    missing = _NUMBERS[variable.kind][3]
    found: np.ndarray[Any, Any] = column.fill_null(missing).to_numpy(zero_copy_only=False)
    return found


def _fixed(column: pa.Array, width: int) -> np.ndarray[Any, Any]:
    """Texts side by side, each filled up to ``width`` bytes: copied as one run, not one by one."""
    import numpy as np
    import pyarrow as pa

    texts = column.cast(pa.large_binary())
    _, offsets, content = texts.buffers()
    ends = np.frombuffer(offsets, "<i8", len(texts) + 1, 8 * texts.offset)
    lengths = ends[1:] - ends[:-1]
    made = np.zeros((len(texts), width), np.uint8)
    if content is not None:
        run = np.frombuffer(content, np.uint8)[ends[0] : ends[-1]]
        made[np.arange(width) < lengths[:, None]] = run
    return made.view(f"S{width}").ravel()


class _LongTexts:
    """Texts of any length, each kept once, in a file of their own until the data is written.

    A text is known by the column and row, counted from 1, in which it first stands.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._known: dict[bytes, int] = {}
        self._row = 0

    def __enter__(self) -> _LongTexts:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._path.unlink()

    def keys(self, batch: pa.RecordBatch, columns: Sequence[int]) -> np.ndarray[Any, Any]:
        """What stands in the data for the texts of these ``columns`` of the next ``batch``."""
        import numpy as np

        made = np.zeros((len(columns), len(batch)), "<u8")
        rows = zip(*(batch.column(at).to_pylist() for at in columns), strict=True)
        for n, texts in enumerate(rows):
            for which, text in enumerate(texts):
                if text:
                    at = columns[which] + 1
                    made[which, n] = self._key(text.encode(), at, self._row + n + 1)
        self._row += len(batch)
        return made

    def _key(self, text: bytes, column: int, row: int) -> int:
        mark = hashlib.blake2b(text, digest_size=16).digest()
        if mark not in self._known:
            self._known[mark] = column | row << 16
            if self._file is None:
                self._file = self._path.open("w+b")
            head = struct.pack("<IQBI", column, row, 130, len(text) + 1)
            self._file.write(b"GSO" + head + text + b"\0")
        return self._known[mark]

    def append_to(self, file: BinaryIO) -> None:
        """Write them all, as the part of ``file`` that holds them."""
        file.write(b"<strls>")
        if self._file is not None:
            self._file.seek(0)
            shutil.copyfileobj(self._file, file, 1 << 20)
        file.write(b"</strls>")
