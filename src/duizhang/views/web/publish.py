"""``duizhang publish``: the web app's pages as files that open from disk, with search.

The app itself is asked for every page, one after the other, and answers with relative links; what
it links to is asked for next. The same ledger gives the same bytes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

import click

from duizhang.ledger.errors import LedgerError
from duizhang.ledger.option import ledger_option
from duizhang.reading.errors import how_to_add
from duizhang.views.inputs import Failed

if TYPE_CHECKING:
    from fastapi import FastAPI

    from duizhang.views.web.language import Language
    from duizhang.views.web.store import Snapshot

MARKER = "duizhang-site.txt"
"""The file by which publishing knows a folder that it may replace."""

_MARK = "Made by `duizhang publish`, which replaces this whole folder: keep nothing else in it.\n"
_PAGES = ("", "places", "account", "omitted", "conflicts", "projects", "compare", "indicators",
          "search", "data")  # fmt: skip
_ROWS = 10_000  # that the API gives at once


@click.command(name="publish")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@ledger_option
@click.option(
    "--lang",
    type=click.Choice(["both", "zh", "en"]),
    default="both",
    show_default=True,
    help="Languages of the pages; both: Chinese, and English in en/.",
)
def command(out: Path, ledger: Path, lang: Literal["both", "zh", "en"]) -> None:
    """Write the web app's pages as a static site into the folder OUT.

    It opens from disk by a double click on index.html, with search, and needs no server; review
    and adding are left out. An OUT that an earlier publish made is replaced whole; any other
    folder that holds something is refused.
    """
    try:
        import fastapi  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError as error:
        raise Failed(f"{error.name} is missing: {how_to_add('web')}") from error
    languages: list[Language] = ["zh", "en"] if lang == "both" else [lang]
    try:
        with _bar() as show:
            pages, size = publish(ledger, out, languages, show)
    except LedgerError as error:
        raise Failed(str(error)) from error
    except OSError as error:
        raise Failed(f"{error.filename or out}: {error.strerror or error}") from error
    click.echo(f"{out / 'index.html'}: {pages:,} files, {size / 1e6:.1f} MB")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("writing", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def publish(
    ledger: Path,
    out: Path,
    languages: Sequence[Language] = ("zh", "en"),
    show: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[int, int]:
    """Write the site of ``ledger`` to the folder ``out``; how many files, how many bytes.

    ``show`` is told files done and known. Raises LedgerError (no ledger; ``out`` is not ours to
    replace) and OSError. Killed at any moment it leaves the old site or the new one under
    ``out``, or, within the moment between two renames, none.
    """
    from duizhang.views.web.app import create_app

    _check(out)
    app = create_app(ledger, static_site=True)
    try:
        with app.state.store.reading() as snapshot:
            app.state.store = _Pinned(snapshot)
            out.parent.mkdir(parents=True, exist_ok=True)
            making = Path(tempfile.mkdtemp(prefix=f".{out.name}.making-", dir=out.parent))
            try:
                making.chmod(0o755)
                (making / MARKER).write_text(_MARK, encoding="utf-8")
                asyncio.run(_write_all(app, snapshot, languages, making, show))
                written = [p for p in making.rglob("*") if p.is_file()]
                told = len(written), sum(p.stat().st_size for p in written)
                _check(out)
                _put(making, out)
                return told
            finally:
                shutil.rmtree(making, ignore_errors=True)
    finally:
        app.state.intake.close()


class _Pinned:
    """The store of one snapshot, so that a build meanwhile does not mix two in one site."""

    note = ""  # what is shown is what was opened

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        yield self._snapshot


def _check(out: Path) -> None:
    """LedgerError unless ``out`` is not there, is empty, or was made by publishing."""
    if not os.path.lexists(out):
        return
    if out.is_symlink() or not out.is_dir():
        raise LedgerError(f"{out}: is there and is no folder; name a new one")
    if not (out / MARKER).is_file() and any(out.iterdir()):
        raise LedgerError(f"{out}: holds files that publish did not write; name a new folder")


def _put(making: Path, out: Path) -> None:
    """``making`` under the name ``out``; what was there is removed."""
    if not out.exists():
        making.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old-", dir=out.parent))
    try:
        out.rename(old / "site")
        try:
            making.rename(out)
        except OSError:
            (old / "site").rename(out)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


async def _write_all(
    app: FastAPI,
    snapshot: Snapshot,
    languages: Sequence[Language],
    folder: Path,
    show: Callable[[int, int], None],
) -> None:
    """Every page that can be reached from the first ones, then what pages share."""
    from duizhang.views.web.static_links import TABLES, Site, links_into
    from duizhang.views.web.static_search import index_of

    site = Site(snapshot, languages)
    app.state.links = links_into(site)
    for language in languages:
        for name in _PAGES:
            site.ask(language, [name] if name else [], {})
    done = 0
    while done < len(site.wanted):
        for file, address in list(site.wanted.items())[done:]:
            _write(folder / file, await _page(app, address, file))
            done += 1
            show(done, len(site.wanted))
    for table in TABLES:
        for form in ("csv", "json"):
            _write(folder / "data" / f"{table}.{form}", await _whole(app, table, form))
    for asset in (files("duizhang.views.web") / "static").iterdir():
        if asset.is_file():
            _write(folder / "static" / asset.name, asset.read_bytes())
    _write(folder / "search-index.js", index_of(snapshot, site))


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


async def _page(app: FastAPI, address: str, file: str) -> bytes:
    status, body = await ask(app, address, file)
    if status != 200:
        raise LedgerError(f"{unquote(address)}: the page answers {status}")
    return body


async def _whole(app: FastAPI, table: str, form: str) -> bytes:
    """All rows of ``table``; those of later pages behind those of the first.

    In JSON a column that says nothing in a row is left out of it: most places in a file do.
    """
    import msgspec

    bodies: list[bytes] = []
    rows: list[Any] = []
    offset = 0
    while True:
        address = f"/api/v1/{table}?format={form}&limit={_ROWS}&offset={offset}"
        body = await _page(app, address, "")
        if form == "json":
            part = msgspec.json.decode(body)["rows"]
            rows += [{k: v for k, v in row.items() if v is not None} for row in part]
            more = len(part)
        else:
            bodies.append(body.partition(b"\n")[2] if offset else body)
            more = len(_csv_rows(body)) - 1
        if more < _ROWS:
            break
        offset += _ROWS
    return msgspec.json.encode(rows) if form == "json" else b"\xef\xbb\xbf" + b"".join(bodies)


def _csv_rows(body: bytes) -> list[list[str]]:
    import csv
    import io

    return list(csv.reader(io.StringIO(body.decode("utf-8"), newline="")))


async def ask(app: FastAPI, address: str, file: str = "") -> tuple[int, bytes]:
    """The status and body with which ``app`` answers a GET of ``address``, without a server.

    ``file`` is the file the page becomes, from which its links are told.
    """
    from duizhang.views.web.static_links import HERE

    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        HERE: file,
    }
    status = 500
    parts: list[bytes] = []
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:  # nothing more comes: wait, as for a client that stays
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = int(message["status"])
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(parts)
