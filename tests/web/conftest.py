from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from starlette.testclient import TestClient

from duizhang.ledger import build
from duizhang.samples import places_file, sample_files
from duizhang.views.web.app import create_app
from web.served import TOKEN, Client


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the samples; nobody writes to it."""
    folder = tmp_path_factory.mktemp("samples") / "s.ledger"
    build(sample_files(), folder, lexicon=places_file())
    return folder


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of the samples that a test may change."""
    folder = tmp_path / "own.ledger"
    build(sample_files(), folder, lexicon=places_file())
    return folder


@pytest.fixture(scope="session")
def reader(samples: Path) -> Iterator[TestClient]:
    """A browser without a token on the samples."""
    with TestClient(create_app(samples, token=TOKEN), follow_redirects=False) as client:
        yield client


@pytest.fixture
def writer(ledger: Path) -> Iterator[Client]:
    """A browser that has entered with the token, on a ledger of its own."""
    with Client(ledger) as client:
        yield client


@pytest.fixture
def doubted(ledger: Path) -> Path:
    """The same, with six figures that the reader was not sure of."""
    import duckdb

    with duckdb.connect(str(ledger / "ledger.duckdb")) as con:
        con.execute(
            "UPDATE claims SET doubt = '句中另有时间', confidence = 0.5 WHERE id IN (SELECT id FROM"
            " claims WHERE own_place AND role = 'target' AND indicator <> '' ORDER BY id LIMIT 6)"
        )
    return ledger


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, for the tests of one file."""
    from web.browsing import a_browser  # wants playwright, which few tests do

    with a_browser() as found:
        yield found


@pytest.fixture(scope="module")
def home(samples: Path) -> Iterator[str]:
    """The address of a server on the samples."""
    from web.browsing import served

    with served(samples) as address:
        yield address
