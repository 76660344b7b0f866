"""What a figure is: a drawing, the sentence that replaces it for those who cannot see it, and the numbers behind it."""

import csv
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from standoff.errors import RunError
from standoff.figures import theme


@dataclass(frozen=True)
class Figure:
    """A chart ready to be shown in the brief, on a page or in a notebook.

    Parameters
    ----------
    name : str
        File stem, lower case with hyphens.
    title : str
        What the figure shows, as a finding or a question.
    alt : str
        The same in words, for readers who cannot see it.
    note : str
        What the reader must know to read it: draws, interval, what is held fixed.
    numbers : sequence of mappings
        The plotted numbers, one row a mark, in plotting order.
    spec : mapping
        The Vega-Lite specification; it carries no address of any other host.
    """

    name: str
    title: str
    alt: str
    note: str
    numbers: Sequence[Mapping[str, object]]
    spec: Mapping[str, Any]

    def svg(self) -> str:
        """Return the drawing as SVG with a title and a description; colours are those of the light scheme."""
        return self._drawing

    @cached_property
    def _drawing(self) -> str:
        import vl_convert

        drawing: str = vl_convert.vegalite_to_svg(json.dumps(dict(self.spec)))
        head, separator, body = drawing.partition(">")
        label = f"<title>{html.escape(self.title)}</title><desc>{html.escape(self.alt)}</desc>"
        return f'{head} role="img" aria-label="{html.escape(self.alt, quote=True)}"{separator}{label}{body}'

    def svg_inline(self) -> str:
        """Return the drawing for a page: colours follow the scheme of the page, width follows the column."""
        return theme.inline_colours(self.svg())

    def png(self, scale: float = 2.0) -> bytes:
        """Return the drawing as PNG on the light paper colour."""
        import vl_convert

        spec = {**self.spec, "background": theme.PAPER, "padding": 14}
        picture: bytes = vl_convert.vegalite_to_png(json.dumps(spec), scale=scale)
        return picture

    def csv(self) -> str:
        """Return the numbers behind the drawing."""
        if not self.numbers:
            return ""
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(self.numbers[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.numbers)
        return text.getvalue()

    def write(self, folder: Path) -> tuple[Path, Path, Path]:
        """Write the SVG, the PNG and the CSV of the numbers; return their paths.

        Raises
        ------
        RunError
            If the folder cannot be written.
        """
        drawing, picture, table = (folder / f"{self.name}.{ending}" for ending in ("svg", "png", "csv"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            drawing.write_text(self.svg(), encoding="utf-8")
            picture.write_bytes(self.png())
            table.write_text(self.csv(), encoding="utf-8")
        except OSError as error:
            raise RunError(
                f"a figure cannot be written ({error.strerror})", where=str(folder), need="a writable folder"
            ) from error
        return drawing, picture, table

    def _repr_html_(self) -> str:
        return f"<figure>{self.svg_inline()}<figcaption>{html.escape(self.note)}</figcaption></figure>"
