"""Stata files as they are written: byte for byte as pandas writes them, from any batches."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
pandas = pytest.importorskip("pandas")

from duizhang.views.export.stata import Variable, write_stata  # noqa: E402

DATE = dt.date(2025, 1, 8)
LABEL = "Duizhang 账 abc"
WORDS = ("", "a", "青溪市", "𠮷字牌", "=SUM(1)", "x" * 40, "地区生产总值增长6.5%左右")
LONG = ("", "城镇新增就业4.2万人以上。" * 60, "y" * 3000, "短", "𠮷" * 500)
CODES = {1: "目标", 2: "结果", 100: "其他"}


def table(rows: int) -> Any:
    """Every kind of column, what is missing among them, chosen by a fixed seed."""
    chance = random.Random(118)
    some = [chance.choice((None, -127, 0, 100)) for _ in range(rows)]
    return pa.table(
        {
            "id": pa.array([f"c:{n:016x}" for n in range(rows)], pa.string()),
            "name": pa.array([chance.choice(WORDS) for _ in range(rows)], pa.string()),
            "none": pa.array([""] * rows, pa.string()),
            "one": pa.array([chance.choice(LONG) for _ in range(rows)], pa.string()),
            "two": pa.array([chance.choice(LONG) for _ in range(rows)], pa.string()),
            "role": pa.array([chance.choice((None, 1, 2, 100)) for _ in range(rows)], pa.int8()),
            "yes": pa.array(some, pa.int8()),
            "year": pa.array(
                [chance.choice((None, -2147483647, 2025, 2147483620)) for _ in range(rows)],
                pa.int32(),
            ),
            "value": pa.array(
                [chance.choice((None, 0.1, -3.8, 1.5e15, 8.9e307)) for _ in range(rows)],
                pa.float64(),
            ),
        }
    )


def variables(made: Any) -> list[Variable]:
    def width(name: str) -> int:
        return max((len(t.encode()) for t in made[name].to_pylist()), default=0)

    return [
        Variable("id", "text", "编号", width("id")),
        Variable("name", "text", "n" * 80, width("name")),
        Variable("none", "text", ""),
        Variable("one", "long text", "句"),
        Variable("two", "long text", "句二"),
        Variable("role", "byte", "性质", values=CODES),
        Variable("yes", "byte", "是否"),
        Variable("year", "long", "年"),
        Variable("value", "double", "数值"),
    ]


def written(path: Path, made: Any, batch: int) -> bytes:
    shown = variables(made)
    write_stata(path, shown, len(made), made.to_batches(batch), label=LABEL, date=DATE)
    return path.read_bytes()


def by_pandas(path: Path, made: Any) -> bytes:
    frame = made.to_pandas().astype({"role": "Int8", "yes": "Int8", "year": "Int32"})
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        byteorder="<",
        time_stamp=dt.datetime.combine(DATE, dt.time()),
        data_label=LABEL,
        variable_labels={v.name: v.label for v in variables(made)},
        value_labels={"role": CODES},
        convert_strl=["one", "two"],
    )
    return path.read_bytes()


@pytest.mark.parametrize("rows", [1, 2, 500])
@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_the_bytes_are_those_of_pandas(rows: int, batch: int, tmp_path: Path) -> None:
    made = table(rows)
    assert written(tmp_path / "one.dta", made, batch) == by_pandas(tmp_path / "two.dta", made)
    assert {p.name for p in tmp_path.iterdir()} == {"one.dta", "two.dta"}


def test_a_slice_of_a_table_is_its_own_rows(tmp_path: Path) -> None:
    """Arrow's slices share their columns' memory; where they begin must not be lost."""
    part = table(500).slice(123, 50)
    assert written(tmp_path / "one.dta", part, 20) == by_pandas(tmp_path / "two.dta", part)


def test_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "one.dta"
    written(path, table(0), 10)
    frame = pandas.read_stata(path)
    assert len(frame) == 0
    assert list(frame.columns) == table(0).column_names
    reader = pytest.importorskip("pyreadstat")
    _, about = reader.read_dta(str(path))
    assert about.column_names_to_labels["id"] == "编号"
