"""``duizhang serve``: the web app on this machine, or for others with a token."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from duizhang.views.inputs import Failed


@click.command(name="serve")
@click.argument("ledger", required=False, metavar="[LEDGER]", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--token",
    envvar="DUIZHANG_TOKEN",
    help="What a browser must show to write, and beyond loopback to read [made anew]. At least 16 characters.",
)
def command(ledger: Path | None, host: str, port: int, token: str | None) -> None:
    """Open the ledger as a site: look, compare, check, correct.

    Listens on this machine only. To let others in, name an address with --host and a token with
    --token (or DUIZHANG_TOKEN); without one it refuses to start. Writing (review, add) takes the
    token always: open the address that is printed.
    """
    from duizhang.ledger.errors import LedgerError
    from duizhang.ledger.option import ledger_path

    try:
        import uvicorn

        from duizhang.views.web.app import create_app
        from duizhang.views.web.security import is_loopback
    except ImportError as error:
        raise Failed(f"{error.name} is missing: pip install 'duizhang[web]'") from error
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
    try:
        with app.state.store.reading():
            pass
    except LedgerError as error:
        raise Failed(str(error)) from error
    shown = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
    click.echo(f"{shown}   to read")
    if token is None:
        click.echo(f"{shown}enter?token={secret}   to review and add as well")
    else:
        click.echo(f"{shown}enter   to enter the token")
    click.echo("Ctrl-C ends it.")
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=256,
        workers=1,
        access_log=bool(os.environ.get("DUIZHANG_ACCESS_LOG")),
    )
