"""The books as built: the same as any other way, and nothing loaded that closes accounts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from duizhang.account.shelf import Shelf
from duizhang.account.stored import open_book, results_above
from duizhang.ledger.build import build
from duizhang.ledger.reader import Ledger
from duizhang.ledger.reviews import Review, Reviews
from duizhang.samples import sample_files
from duizhang.views.books import of_ledger
from duizhang.views.built import as_built
from duizhang.views.inputs import Failed


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "l"
    build(sample_files(), folder)
    return folder


@pytest.mark.parametrize("place", [None, "青溪市", "青溪"])
def test_the_books_are_those_of_the_tables(ledger: Path, place: str | None) -> None:
    built, other = as_built(ledger, place), of_ledger(ledger, place)
    assert built is not None
    for kind in ("entries", "conflicts", "notices", "paths"):
        assert getattr(built, kind) == getattr(other, kind), kind
    assert built.entries
    spot = built.entries[0]["target_document"]
    assert built.text(spot) == other.text(spot) != ""


def test_a_year_leaves_the_other_years_entries_out(ledger: Path) -> None:
    built = as_built(ledger, "青溪市", year=2024)
    assert built is not None
    assert {r["year"] for r in built.entries} == {2024}


def test_a_place_without_a_book_is_left_to_those_who_name_near_ones(ledger: Path) -> None:
    assert as_built(ledger, "清溪市") is None
    with pytest.raises(Failed, match="no ledger here"):
        as_built(ledger.parent, None)


def test_a_review_since_the_build_is_no_matter_of_the_tables(tmp_path: Path) -> None:
    build(sample_files(), tmp_path / "l")
    assert as_built(tmp_path / "l", "青溪市") is not None
    review = Review(target="e:1", judgement="right", who="甲", when="2031-01-01", place="青溪市")
    Reviews(tmp_path / "l").add(review)
    assert as_built(tmp_path / "l", "青溪市") is None


def test_one_places_account_loads_neither_what_closes_it_nor_the_rest_of_duckdb(
    ledger: Path,
) -> None:
    code = (
        "import sys\n"
        "from duizhang.cli import main\n"
        f"main(['account', '青溪市', '--json', '--ledger', {str(ledger)!r}], standalone_mode=False)\n"
        "heavy = ('duizhang.account', 'duizhang.reading', 'duizhang.claims', 'duckdb', 'rich')\n"
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith('{"id":"e:')
    assert done.stderr.strip() == "[]"


def test_a_ledger_of_before_is_looked_through(ledger: Path, tmp_path: Path) -> None:
    """One without the table of spans closes a place as one with it does."""
    (tmp_path / "old").mkdir()
    old = tmp_path / "old" / "ledger.duckdb"
    old.write_bytes((ledger / "ledger.duckdb").read_bytes())
    with duckdb.connect(str(old)) as con:
        con.execute("ALTER TABLE spans RENAME TO not_yet")
    with Ledger(ledger) as new, Ledger(tmp_path / "old") as before:
        one = open_book(new.cursor(), "青溪市", [])
        assert one.entries == open_book(before.cursor(), "青溪市", []).entries
        assert one.entries


def test_spans_hold_the_rows_of_their_document(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        for table in ("sections", "claims", "relations", "pledges"):
            one = table.removesuffix("s")
            counted = opened.sql(
                f"SELECT document, count(*) AS n, min(rowid) AS a, max(rowid) AS b FROM {table}"
                " GROUP BY document"
            ).rows()
            spans = {
                r["document"]: (r["a"], r["b"])
                for r in opened.sql(
                    f"SELECT document, first_{one} AS a, last_{one} AS b FROM spans"
                )
            }
            assert counted
            for row in counted:
                assert spans[row["document"]] == (row["a"], row["b"])
                assert row["b"] - row["a"] + 1 == row["n"]


def test_a_shelf_gives_some_places_documents_as_it_gives_all(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        some, every = Shelf(opened.cursor()), Shelf(opened.cursor()).of
        assert {p: some.documents([p])[p] for p in every} == every
        assert some.documents(["无此市"]) == {}
        assert results_above(opened.cursor(), some, ["青溪市"]) == {}


def test_one_period_is_closed_as_with_all_others(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        every = open_book(opened.cursor(), "青溪市", [])
        one = open_book(opened.cursor(), "青溪市", [], period="2024")
        assert one.entries == tuple(e for e in every.entries if e.period == "2024") != ()
        assert open_book(opened.cursor(), "青溪市", [], walk=False).entries == every.entries
