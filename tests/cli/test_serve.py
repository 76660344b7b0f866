"""The server shows one folder on the loopback address and nothing else."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from standoff.cli.serve import server
from standoff.errors import RunError


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "brief.html").write_text("<p>a brief</p>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("not shown", encoding="utf-8")
    with server(tmp_path / "shown", 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_shows_the_folder_with_a_strict_policy(address: str) -> None:
    with urllib.request.urlopen(f"{address}/brief.html") as answer:
        assert answer.read() == b"<p>a brief</p>"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/nothing.html"])
def test_shows_nothing_outside_it(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}{path}")
    assert refused.value.code == 404


def test_takes_no_writing(address: str) -> None:
    request = urllib.request.Request(f"{address}/brief.html", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 501


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such folder"):
        server(tmp_path / "absent", 0)
