"""The reference page says what the commands say."""

from pathlib import Path

from standoff.cli.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def test_the_page_is_up_to_date():
    written = PAGE.read_text(encoding="utf-8")
    assert written == reference(), "run: python -m standoff.cli.reference > docs/reference/cli.md"
