"""`standoff serve`: show a folder of briefs on this machine's own address, and on no other."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from standoff.errors import RunError

LOOPBACK = "127.0.0.1"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"


class ReadOnlyHandler(SimpleHTTPRequestHandler):
    """Serves files of one folder, for reading, with a strict content-security policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        del format, args  # a reader's requests are nobody's business


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of `folder` bound to the loopback address; port 0 takes any free one.

    Raises
    ------
    RunError
        If the folder is not there, or the port is taken.
    """
    if not folder.is_dir():
        raise RunError("no such folder", where=str(folder), need="a folder with a brief: make one with `make demo`")
    try:
        return ThreadingHTTPServer((LOOPBACK, port), partial(ReadOnlyHandler, directory=str(folder)))
    except OSError as fault:
        raise RunError("the port cannot be opened", seen=port, need=f"a free port ({fault.strerror})") from fault


@click.command("serve")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="0 takes any free port.")
def command(folder: Path, port: int) -> None:
    """Show the briefs in FOLDER in a browser on this machine; Ctrl-C ends it."""
    with server(folder, port) as running:
        click.echo(f"Serving {folder} at http://{LOOPBACK}:{running.server_port}/ (this machine only; Ctrl-C ends it)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("Stopped.")
