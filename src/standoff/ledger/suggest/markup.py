"""Markdown, HTML and invisible characters: the words of a page without them, and where each stood."""

import html
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SIGNS = re.compile(
    r"[\u00ad\u200b-\u200d\u2060\ufeff]|</?[a-zA-Z][\w-]*(?:\s[^<>]{0,2000})?/?>|&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-z]{2,8});"
    r"|(?m:^[ \t]*(?:#{1,6}[ \t]|>[ \t]|\|.*\|[ \t]*$))|\]\(|(?<!\w)[*_]{1,3}(?=[^\s*_])"
)
"""What a page without markup does not hold."""

Part = str | tuple[int, int]
"""A piece of what stands for a match: words put in, or the span of the match's own words that is kept."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of a page without markup; `at` holds for each character where it stood in the source."""

    text: str
    at: "array[int] | None" = None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that holds `text[start:end]`."""
        if self.at is None:
            return start, end
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def plain_of(source: str) -> Plain:
    """Return the words of a page: headings, links, emphasis, tags and entities as they are read, images left out.

    Examples
    --------
    >>> page = plain_of("# No ships.\\n\\n![Oda Coe says no](a.jpg)\\n\\n**Oda Coe** said [we go](https://x.no/a).")
    >>> page.text.split()
    ['No', 'ships', 'Oda', 'Coe', 'said', 'we', 'go.']
    >>> start = page.text.index("we go")
    >>> page.source(start, start + 5)
    (58, 63)
    >>> plain_of("<p>&ldquo;No,&rdquo; she said.</p>").text.strip()
    '“No,” she said.'
    """
    if _SIGNS.search(source) is None:
        return Plain(source)
    text, at = source, array("q", range(len(source)))
    for pattern, parts in _PASSES:
        if pattern.search(text):
            text, at = _replaced(text, at, pattern, parts)
    return Plain(text, at)


def _replaced(
    text: str, at: "array[int]", pattern: re.Pattern[str], parts: Callable[[re.Match[str]], Iterator[Part]]
) -> "tuple[str, array[int]]":
    words: list[str] = []
    places: array[int] = array("q")
    done = 0
    for match in pattern.finditer(text):
        words.append(text[done : match.start()])
        places.extend(at[done : match.start()])
        for part in parts(match):
            if isinstance(part, str):
                words.append(part)
                places.extend([at[match.start()]] * len(part))
            else:
                words.append(text[slice(*part)])
                places.extend(at[slice(*part)])
        done = match.end()
    words.append(text[done:])
    places.extend(at[done:])
    return "".join(words), places


def _put(words: str) -> Callable[[re.Match[str]], Iterator[Part]]:
    """What puts the same words in place of every match."""
    return lambda _match: iter((words,))


def _kept(match: re.Match[str]) -> Iterator[Part]:
    yield match.span(match.lastgroup or 0)


def _entity(match: re.Match[str]) -> Iterator[Part]:
    yield html.unescape(match.group())


def _heading(match: re.Match[str]) -> Iterator[Part]:
    """A heading on a line of its own, without the stop that would make it a sentence."""
    start, end = match.span("words")
    stop = re.search(r"[.!]\s*$", match["words"])
    yield "\n\n"
    yield start, start + stop.start() if stop else end
    yield "\n\n"


def _emphasised(match: re.Match[str]) -> Iterator[Part]:
    """Emphasis at the start of a line may be a label or a question and stays; elsewhere its signs go."""
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    after = match.string[match.end() : match.end() + 2]
    labels = match["words"].endswith(("?", ":")) or after.startswith(":")
    yield match.span("words" if line.strip() or not labels else 0)


def _blockquote(match: re.Match[str]) -> Iterator[Part]:
    """Words set off as a quotation, in quotation marks where they have none."""
    start, end = match.span("words")
    words = match["words"].strip()
    bare = bool(words) and words[0] not in "“\"‘'«„<![" and "\n" not in words
    yield "\n\n“" if bare else "\n\n"
    yield start, end
    yield "”\n\n" if bare else "\n\n"


_DROPPED = r"script|style|figcaption|noscript|svg|iframe|table|nav|aside|footer|button|form|select|template"
_BLOCKS = (
    r"p|div|br|ul|ol|tr|section|article|header|main|figure|hr|dl|dt|dd|picture|source|time|address|details|summary|"
    r"body|html|head|title|meta|link|video|audio|center|pre"
)
_PASSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Part]]], ...] = (
    (re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]"), _put("")),
    (re.compile(r"<!--.*?-->", re.DOTALL), _put("")),
    (re.compile(rf"<({_DROPPED})\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE), _put("\n\n")),
    (re.compile(r"<h([1-6])\b[^<>]*>(?P<words>.*?)</h\1\s*>", re.DOTALL | re.IGNORECASE), _heading),
    (
        re.compile(
            r"<blockquote\b[^<>]*>\s*(?:<p\b[^<>]*>)?(?P<words>.*?)(?:</p\s*>)?\s*</blockquote\s*>",
            re.DOTALL | re.IGNORECASE,
        ),
        _blockquote,
    ),
    (re.compile(r"<li\b[^<>]*>", re.IGNORECASE), _put("\n\n• ")),
    (re.compile(rf"</?(?:{_BLOCKS})\b[^<>]*>", re.IGNORECASE), _put("\n\n")),
    (re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]{0,2000})?/?>"), _put("")),
    (re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8});"), _entity),
    (re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE), _put("")),
    (re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)(?:[ \t]*\n[ \t]*[*_][^*_\n]+[*_][ \t]*$)?", re.MULTILINE), _put("")),
    (re.compile(r"^[\s*•>|,·-]*(?:\[[^\[\]\n]*\]\([^()\n]*\)[ \t|,·]*)+$", re.MULTILINE), _put("\n\n")),
    (re.compile(r"\[(?P<words>[^\[\]\n]+)\]\([^()\s]*(?: \"[^\"\n]*\")?\)"), _kept),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+(?P<words>[^\n]*?)[ \t#]*$", re.MULTILINE), _heading),
    (re.compile(r"(?<![\w*])\*{2,3}(?=[^\s*])(?P<words>[^*\n]+)(?<=\S)\*{2,3}"), _emphasised),
    (re.compile(r"(?<![\w_])_{2,3}(?=[^\s_])(?P<words>[^_\n]+)(?<=\S)_{2,3}(?!\w)"), _emphasised),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(?P<words>[^*\n]+)(?<=[^\s*])\*(?![\w*])"), _emphasised),
    (re.compile(r"(?<![\w_])_(?=[^\s_])(?P<words>[^_\n]+)(?<=[^\s_])_(?![\w_])"), _emphasised),
    (re.compile(r"^[ \t]*>[ \t]+(?P<words>[^\n]*)$", re.MULTILINE), _blockquote),
)
"""What is put in place of markup, in this order: HTML before Markdown, what encloses before what is in it."""
