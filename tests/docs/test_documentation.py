"""Documentation is executed: Python examples, console sessions and links of every page."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(page: Path, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(page.read_text(encoding="utf-8")) if found == language]


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages_with("python"), ids=name)
def test_python_examples(page: Path) -> None:
    """The examples of a page run in one session from top to bottom."""
    source = "\n".join(body for body in blocks(page, "python") if ">>>" in body)
    test = doctest.DocTestParser().get_doctest(source, {}, name(page), str(page), 0)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert not runner.failures, "".join(report)


def sessions(page: Path) -> list[tuple[str, str]]:
    """Return (command, expected output) of every `$ standoff` line of a page."""
    found = []
    for body in blocks(page, "console"):
        for chunk in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, expected = chunk.partition("\n")
            if command.startswith("standoff"):
                found.append((command.strip(), expected))
    return found


@pytest.mark.parametrize("page", [page for page in PAGES if sessions(page)], ids=name)
def test_console_sessions(page: Path, tmp_path: Path) -> None:
    """The commands of a page run in one folder from top to bottom and print what the page says they print."""
    program = Path(sys.executable).with_name("standoff")
    checker = doctest.OutputChecker()
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    for command, expected in sessions(page):
        words = shlex.split(command)
        ran = subprocess.run(
            [str(program), *words[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        should_fail = "exit 2" in expected
        assert ran.returncode == (2 if should_fail else 0), f"{command}\n{ran.stdout}{ran.stderr}"
        wanted = expected.replace("exit 2\n", "")
        if wanted.strip():
            got = ran.stderr if should_fail else ran.stdout
            assert checker.check_output(wanted, got, FLAGS), f"{command}\nwanted\n{wanted}\ngot\n{got}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links of a page lead to files of the project."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), f"{name(page)} links to {target}, which is not there"


@pytest.mark.parametrize("folder", ["decisions", "how-to", "theory"])
def test_every_page_can_be_found(folder: str) -> None:
    """Each page of a folder is linked from its index, and decisions bear different numbers."""
    index = ROOT / "docs" / folder / "README.md"
    index = index if index.exists() else ROOT / "docs" / "README.md"
    linked = {Path(target).name for target in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {page.name for page in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}
    assert pages <= linked, f"{name(index)} does not link to {sorted(pages - linked)}"
    if folder == "decisions":
        assert len({page[:4] for page in pages}) == len(pages)


def test_pages_speak_of_the_project_alone() -> None:
    """No page, source or test names a machine path outside the project."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout to list the project's files")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    stray = re.compile("/" + "work/|/" + "home/|/" + "root/")
    for file in listed:
        path = ROOT / file
        if path.suffix in {".md", ".py", ".yaml", ".toml", ".csv", ".html"} and path.exists():
            assert not stray.search(path.read_text(encoding="utf-8")), f"{file} names a path of one machine"
