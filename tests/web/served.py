"""What the tests of the web app share: a client that may write, addresses of every kind of page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from duizhang.ledger.reader import Ledger
from duizhang.views.web.app import create_app

TOKEN = "a-token-of-the-tests"
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


class Client(TestClient):
    """A browser that has entered with the token."""

    def __init__(self, folder: Path) -> None:
        super().__init__(create_app(folder, token=TOKEN), follow_redirects=False)
        self.folder = folder
        assert self.get(f"/enter?token={TOKEN}").status_code == 303

    def secret(self, address: str = "/add") -> str:
        """The secret of the form on the page."""
        found = _CSRF.search(self.get(address).text)
        assert found
        return found.group(1)

    def judge(self, target: str, action: str, **fields: str) -> Any:
        """Send the review form for the claim or entry ``target``."""
        kind = "entry" if target.startswith("e:") else "claim"
        data = {"csrf": self.secret(), "who": "测试", "action": action} | fields
        return self.post(f"/review/{kind}/{target}", data=data)


def ids(folder: Path, query: str) -> list[Any]:
    """The first column of a query on the ledger in ``folder``."""
    with Ledger(folder) as opened:
        return [next(iter(row.values())) for row in opened.sql(query).rows()]


def addresses(folder: Path) -> list[str]:
    """One address of every kind of reading page, and of each with its filters used."""
    document = ids(folder, "SELECT id FROM documents ORDER BY year DESC, id LIMIT 1")[0]
    claim = ids(folder, "SELECT id FROM claims WHERE indicator = 'gdp' ORDER BY id LIMIT 1")[0]
    entry = ids(folder, "SELECT id FROM entries WHERE result_id IS NOT NULL ORDER BY id LIMIT 1")[0]
    place = ids(folder, "SELECT place FROM entries GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")[0]
    year = ids(folder, f"SELECT max(year) FROM entries WHERE place = '{place}'")[0]
    return [
        "/",
        "/places",
        "/places?q=市",
        f"/place/{place}",
        f"/place/{place}/{year}",
        "/indicators",
        "/indicator/gdp",
        f"/indicator/gdp/{year}?sort=gap",
        "/compare",
        f"/compare?place={place}&indicator=gdp&year={year}",
        f"/document/{document}",
        f"/claim/{claim}",
        f"/entry/{entry}",
        "/account",
        f"/account?place={place}&year={year}&verdict=met&part=headline&q=增长&sort=gap",
        f"/account/{place}/{year}",
        "/omitted",
        "/conflicts",
        "/conflicts?kind=misprint&sort=year",
        "/projects",
        f"/projects?place={place}",
        "/search",
        "/search?q=就业",
        "/search?q=没有这样的词",
        "/data",
        "/review",
        f"/review/claim/{claim}",
        f"/review/entry/{entry}",
        "/add",
        "/enter",
    ]
