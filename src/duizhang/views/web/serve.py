"""``duizhang serve``: the web app on this machine, or for others with a token."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import socket
import sys
import threading
from pathlib import Path

import click

from duizhang.reading.errors import how_to_add
from duizhang.views.inputs import Failed

_PATIENCE = 0.3  # seconds that a page waits for a ledger that a build has just replaced


@click.command(name="serve")
@click.argument("ledger", required=False, metavar="[LEDGER]", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8321,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
@click.option(
    "--token",
    envvar="DUIZHANG_TOKEN",
    help="What a browser must show to write, and beyond loopback to read [made anew]. At least 16 characters.",
)
@click.option(
    "--access-log",
    is_flag=True,
    envvar="DUIZHANG_ACCESS_LOG",
    help="Write a line for each answer to stderr: what was asked, never who asked.",
)
def command(ledger: Path | None, host: str, port: int, token: str | None, access_log: bool) -> None:
    """Open the ledger as a site: look, compare, check, correct.

    Listens on this machine only. To let others in, name an address with --host and a token with
    --token (or DUIZHANG_TOKEN); without one it refuses to start. Writing (review, add) takes the
    token always: open the address that is printed.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.option import ledger_path

    try:
        import uvicorn

        from duizhang.views.web import drawing
        from duizhang.views.web.app import create_app
        from duizhang.views.web.security import is_loopback
    except ImportError as error:
        raise Failed(f"{error.name} is missing: {how_to_add('web')}") from error
    open_to_all = not is_loopback(host)
    if open_to_all and not token:
        raise click.UsageError(
            f"--host {host} lets other machines in: name a --token (or DUIZHANG_TOKEN)"
        )
    if token is not None and len(token) < 16:
        raise click.UsageError("--token is too short: at least 16 characters")
    secret = token or secrets.token_urlsafe(24)
    folder = ledger_path(ledger)
    own = () if open_to_all else ("localhost", "127.0.0.1", "[::1]", host)
    app = create_app(folder, token=secret, private=open_to_all, hosts=own)
    app.state.store.patience = _PATIENCE
    try:
        with app.state.store.reading():
            pass
    except LedgerError as error:
        raise Failed(str(error)) from error
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    shown = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
    click.echo(f"{shown}   to read")
    if token is None:
        click.echo(f"{shown}enter?token={secret}   to review and add as well")
    else:
        click.echo(f"{shown}enter   to enter the token")
    click.echo("Ctrl-C ends it.")
    if access_log:
        from duizhang.views.web.log import AccessLog

        app.add_middleware(AccessLog)  # the outermost
    threading.Thread(target=_warm_charts, daemon=True).start()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=30,
            limit_concurrency=256,
            access_log=False,
        )
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # when all is answered, clean up and go
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        app.state.intake.close()
        app.state.store.close()
        drawing.end()


def _listen(host: str, port: int) -> socket.socket:
    """The socket that is listened on; Failed, in one line, where that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(2048)
    except OSError as error:
        why = (
            "the port is taken; name another with --port"
            if error.errno == errno.EADDRINUSE
            else (error.strerror or str(error))
        )
        raise Failed(f"{host}:{port}: {why}") from error
    made.set_inheritable(False)
    return made


def _warm_charts() -> None:
    """The first chart takes a second or two more than others: draw one that nobody sees."""
    from contextlib import suppress

    from duizhang.views.charts import through_years
    from duizhang.views.web.drawing import drawn

    row = {"year": 2024, "target_value": 1.0, "result_value": 1.0, "promised": "1", "reported": "1"}
    with suppress(Exception):
        drawn(through_years, [row | {"verdict": "met"}])
