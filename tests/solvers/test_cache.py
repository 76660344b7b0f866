"""The object cache is private, atomic, and heals itself."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from standoff.solvers.logit import cache
from standoff.solvers.logit.code import emit
from standoff.solvers.logit.program import Builder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "standoff"


def ir(constant: float = 1.0) -> str:
    b = Builder()
    return emit(b.program([b.add(b.input(0, 0), b.constant(constant))]), lanes=2)


def test_the_second_call_compiles_nothing(home: Path) -> None:
    assert cache.machine(ir()).compiled
    assert not cache.machine(ir()).compiled
    assert cache.machine(ir(2.0)).compiled
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert len(list(home.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 10, None])
def test_a_damaged_entry_is_rebuilt(home: Path, damage: bytes | None) -> None:
    cache.machine(ir())
    entry = next(home.iterdir())
    content = entry.read_bytes()
    entry.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if damage is None else damage)
    assert cache.machine(ir()).compiled
    assert entry.read_bytes() == content


def test_an_entry_that_others_can_write_is_not_loaded(home: Path) -> None:
    cache.machine(ir())
    entry = next(home.iterdir())
    entry.chmod(0o666)
    assert cache.machine(ir()).compiled
    assert not cache.machine(ir()).compiled


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a directory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache.machine(ir()).compiled


def test_processes_may_share_the_directory(home: Path) -> None:
    program = (
        "from standoff.solvers.logit import cache, code, program\n"
        "for k in range(6):\n"
        "    b = program.Builder()\n"
        "    sum_ = b.add(b.input(0, 0), b.constant(float(k)))\n"
        "    assert cache.machine(code.emit(b.program([sum_]), lanes=2)).address\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert len(list(home.iterdir())) == 6
    assert not any(cache.machine(ir(float(k))).compiled for k in range(6))
