"""docs/web.md names every page of the web app, and every address in it answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "web.md").read_text("utf-8")
_TABLE = PAGE.split("## Addresses")[1].split("\n## ")[0]
ADDRESSES = [
    address
    for line in re.findall(r"^\| (`/.*?) \|", _TABLE, re.MULTILINE)
    for address in re.findall(r"`(/[^`]*)`", line)
]
# pages for people who have a token, and data that is not a page
_ELSEWHERE = {"enter", "static"}


@pytest.fixture(scope="module")
def ids(reader_of_module: TestClient) -> dict[str, str]:
    rows = {
        kind: reader_of_module.get(f"/api/v1/{table}?place=青溪市&year=2024&limit=1").json()["rows"]
        for kind, table in (("c:…", "claims"), ("e:…", "entries"), ("d:…", "documents"))
    }
    return {kind: found[0]["id"] for kind, found in rows.items()}


@pytest.fixture(scope="module")
def reader_of_module(samples: Path) -> TestClient:
    from duizhang.views.web.app import create_app

    return TestClient(create_app(samples, token="x" * 20), follow_redirects=False)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_answers(
    address: str, reader_of_module: TestClient, ids: dict[str, str]
) -> None:
    for kind, found in ids.items():
        address = address.replace(kind, found)
    assert "…" not in address
    # the samples are of cities: a map of the provinces has nothing to draw, and says so
    expected = 404 if address.startswith("/chart/map/") else 200
    for prefix in ("", "/en"):
        assert reader_of_module.get(prefix + address).status_code == expected


def test_every_page_is_named(reader_of_module: TestClient) -> None:
    from duizhang.views.web.app import PAGES, _router

    paths = {route.path for name in PAGES for route in _router(f"duizhang.views.web.pages.{name}").routes}  # type: ignore[attr-defined]  # fmt: skip
    first = {path.split("/")[1] for path in paths}
    named = {re.split(r"[/?]", address)[1] for address in ADDRESSES}
    assert first - named - _ELSEWHERE == set()
