"""What a page must not do: run what a report holds, let others write, keep what is too large."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from duizhang.ledger import build
from duizhang.views.web.app import create_app
from duizhang.views.web.intake import LIMIT
from web.served import TOKEN, Client, addresses, ids

SCRIPT = "<script>alert(1)</script>"
BROKEN = '"><img src=x onerror=alert(2)>'
MARKS = "\u202e\u2066\x07\x1b[31m"


def _report(year: int) -> str:
    return f"""临湖市政府工作报告{SCRIPT}

——{year}年1月9日在临湖市第七届人民代表大会上{BROKEN}

一、{year - 1}年工作回顾{SCRIPT}

全年地区生产总值增长{year - 2018}.2%，{SCRIPT}粮食产量{BROKEN}达到35万吨，新建{MARKS}公园6个。

二、{year}年工作安排

主要目标是：地区生产总值增长6.5%左右；粮食产量{BROKEN}达到36万吨；新建“{SCRIPT}”公园12个{MARKS}。

办好十件民生实事：
1.新建{SCRIPT}学校3所。
2.改造{BROKEN}小区45个。
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of reports that hold markup, a url that is a script, marks that turn text round."""
    folder = tmp_path_factory.mktemp("hostile")
    pages = folder / "pages"
    pages.mkdir()
    lines = ["file,url,publisher,published"]
    for year in (2024, 2025):
        name = f"临湖市-{year}-政府工作报告{'<b>x' if year == 2025 else ''}.txt"
        (pages / name).write_text(_report(year), encoding="utf-8")
        lines.append(f'pages/{name},javascript:alert(3),"<svg onload=alert(4)>",2025-01-01')
    (pages / "临湖市-2026<script>.docx").write_bytes(b"no document")
    (folder / "urls.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build([pages], folder / "h.ledger", urls=folder / "urls.csv")
    return folder / "h.ledger"


class _Page(HTMLParser):
    """What a browser would make of a page: elements that act, links that are scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.acting.append("script")
        if tag == "img" and not (given.get("src") or "").startswith(("/chart/", "/en/chart/")):
            self.acting.append("img")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.acting.append(f"{tag} {name}={value}")


def test_what_a_report_holds_is_text(hostile: Path) -> None:
    shown = ""
    with Client(hostile) as client:
        pages = addresses(hostile)
        pages += [f"/claim/{i}" for i in ids(hostile, "SELECT id FROM claims")]
        pages += [f"/review/claim/{i}" for i in ids(hostile, "SELECT id FROM claims")]
        pages += [f"/entry/{i}" for i in ids(hostile, "SELECT id FROM entries")]
        pages += [f"/review/entry/{i}" for i in ids(hostile, "SELECT id FROM entries")]
        pages += [f"/document/{i}" for i in ids(hostile, "SELECT id FROM documents")]
        pages += ["/search?q=公园", f"/search?q={SCRIPT}", f"/account?q={BROKEN}",
                  f"/compare?place={SCRIPT}", f"/place/{SCRIPT}", f"/places?q={BROKEN}",
                  f"/search?q={quote(MARKS)}", f"/enter?token={BROKEN}"]  # fmt: skip
        for page in pages:
            for base in ("", "/en"):
                text = client.get(base + page).text
                assert _Page(text).acting == [], page
                assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", text), page
                shown += text
    assert "&lt;script&gt;" in shown
    assert "onerror=alert(2)&gt;" in shown


def test_a_file_that_is_added_is_text(hostile: Path) -> None:
    with Client(hostile) as client:
        name = "<img src=x onerror=alert(5)>2027.txt"
        data = {"csrf": client.secret("/add")}
        body = io.BytesIO(_report(2027).encode())
        answer = client.post("/add", data=data, files={"files": (name, body)})
        assert answer.status_code == 303
        where = answer.headers["location"]
        for _ in range(100):
            text = client.get(where).text
            assert _Page(text).acting == []
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", text)
            if 'http-equiv="refresh"' not in text:
                break
            __import__("time").sleep(0.1)
        assert "读好了" in text
        assert client.post(where, data=data | {"action": "drop"}).status_code == 303
        assert client.get(where).status_code == 404


def test_headers_on_every_answer(reader: TestClient) -> None:
    for address in ("/", "/nothing", "/static/site.css", "/api/v1/claims", "/enter", "/account?year=x",
                    "/chart/indicator/gdp/2024.svg"):  # fmt: skip
        headers = reader.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_nobody_writes_without_the_token(samples: Path, reader: TestClient) -> None:
    claim = ids(samples, "SELECT id FROM claims ORDER BY id LIMIT 1")[0]
    for address in (f"/review/claim/{claim}", "/review/entry/e:x", "/add/" + "0" * 32):
        answer = reader.post(
            address, data={"who": "x", "action": "keep" if "add" in address else "accept"}
        )
        assert answer.status_code == 403, address
    files = {"files": ("x.txt", b"x")}
    assert reader.post("/add", files=files).status_code == 403
    assert not (samples / "reviews.sqlite").exists()


def test_a_form_of_another_site_is_refused(writer: Client) -> None:
    claim = ids(writer.folder, "SELECT id FROM claims ORDER BY id LIMIT 1")[0]
    form = {"who": "x", "action": "accept", "csrf": writer.secret()}
    address = f"/review/claim/{claim}"
    assert writer.post(address, data=form | {"csrf": ""}).status_code == 403
    assert writer.post(address, data=form | {"csrf": "0" * 64}).status_code == 403
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = writer.post(address, data=form, headers={"origin": origin})
        assert answer.status_code == 403, origin
    own = {"origin": "http://testserver"}
    assert writer.post(address, data=form, headers=own).status_code == 303


def test_the_cookie_is_for_this_site_and_no_script(samples: Path) -> None:
    with TestClient(create_app(samples, token=TOKEN), follow_redirects=False) as client:
        assert client.get("/enter?token=wrong").status_code == 403
        assert client.post("/enter", data={"token": "wrong"}).status_code == 403
        cookie = client.get(f"/enter?token={TOKEN}").headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_a_private_site_shows_nothing_without_the_token(samples: Path) -> None:
    app = create_app(samples, token=TOKEN, private=True)
    with TestClient(app, follow_redirects=False) as client:
        for address in addresses(samples):
            if not address.startswith("/enter"):
                assert client.get(address).status_code == 303, address
        assert client.get("/api/v1/claims").status_code == 401
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert client.get("/api/v1/claims", headers=bearer).status_code == 200


def test_names_that_lead_here_from_elsewhere_are_refused(samples: Path) -> None:
    app = create_app(samples, token=TOKEN, hosts=("localhost", "127.0.0.1"))
    with TestClient(app, base_url="http://127.0.0.1:8321") as client:
        assert client.get("/").status_code == 200
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_bodies_have_a_limit(writer: Client) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (
        writer.post("/enter", content=b"token=" + b"x" * (2 << 20), headers=form).status_code == 413
    )
    big = form | {"content-length": str(LIMIT + (2 << 20))}
    assert writer.post("/add", content=b"", headers=big).status_code == 413
    odd = form | {"content-length": "-1"}
    assert writer.post("/enter", content=b"", headers=odd).status_code == 413

    def stream() -> object:
        yield b"token=x"

    assert writer.post("/enter", content=stream(), headers=form).status_code == 413  # type: ignore[arg-type]


def test_file_names_lead_nowhere(writer: Client, tmp_path: Path) -> None:
    data = {"csrf": writer.secret("/add")}
    names = [
        "../../evil.txt",
        "..\\..\\evil.txt",
        "/etc/evil.txt",
        "C:\\evil.txt",
        ".evil.txt",
        "con",
    ]
    for name in names:
        files = {"files": (name, "某市2025年政府工作报告\n今年增长6%。\n".encode())}
        assert writer.post("/add", data=data, files=files).status_code == 303
    inside = tmp_path / "own-added"
    assert [p for p in tmp_path.rglob("*evil*") if inside not in p.parents] == []
    assert not Path("/etc/evil.txt").exists()
