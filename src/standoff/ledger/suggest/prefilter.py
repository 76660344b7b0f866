"""Patterns with hundreds of alternatives, searched only where one of the words they need stands in the text.

Most sentences of a text hold none of the words of most rules. To look for a few plain strings costs a tenth of trying
the pattern. What a pattern needs is read from the pattern itself, carefully: where it cannot be told, it is searched.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

Needs = frozenset[str] | None

_SHORTEST = 3
"""Characters. Shorter strings stand in nearly every sentence."""

_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 '-,;:&/%—–é")


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """`pattern.search(text)`, without the search where the text holds none of the words the pattern needs.

    Examples
    --------
    >>> pattern = re.compile(r"\\bno (?:plans?|intention) to\\b|\\brul(?:e|ing) out\\b")
    >>> search(pattern, "we have no plan to") is not None, search(pattern, "we have plans")
    (True, None)
    """
    words = needs(pattern)
    if words is None:
        return pattern.search(text)
    for word in words:  # a loop, not `any`: this is the innermost of the suggester
        if word in text:
            return pattern.search(text)
    return None


@lru_cache(maxsize=1024)
def needs(pattern: re.Pattern[str]) -> tuple[str, ...] | None:
    """Strings of which any match holds at least one; None where that cannot be told.

    Examples
    --------
    >>> needs(re.compile(r"\\bno (?:plans?|intention) to\\b|\\bout of the question\\b"))
    ('intention', 'out of the question', 'plan')
    >>> needs(re.compile(r"\\w+ed\\b")) is None
    True
    """
    if pattern.flags & re.IGNORECASE or re.search(r"\(\?[aiLmsux]|\(\?P=|\\\d", pattern.pattern):
        return None
    found = _Reader(pattern.pattern).alternatives()
    if found is None or any(len(word) < _SHORTEST for word in found):
        return None
    return tuple(sorted(found))


class _Reader:
    """Reads a pattern from left to right, keeping of every sequence the strings it cannot do without."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at = pattern, 0

    def alternatives(self) -> Needs:
        """What a group needs: one string for each of its alternatives."""
        found: list[Needs] = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            found.append(self._sequence())
        return None if any(words is None for words in found) else frozenset().union(*(w for w in found if w))

    def _peek(self, ahead: int = 0) -> str:
        return self._pattern[self._at + ahead : self._at + ahead + 1]

    def _sequence(self) -> Needs:
        found: list[frozenset[str]] = []
        run = ""
        while (character := self._peek()) and character not in "|)":
            if character in _LITERAL:
                self._at += 1
                quantifier = self._quantifier()
                if quantifier in ("", "+"):
                    run += character
                if quantifier:
                    found.append(frozenset({run}))
                    run = ""
                continue
            if character in "^$" or self._pattern.startswith(("\\b", "\\B"), self._at):
                self._at += 1 if character in "^$" else 2
                continue
            found.append(frozenset({run}))
            run = ""
            held: Needs = None
            if character == "(":
                held = self._group()
            else:
                self._set()
            if self._quantifier() in ("", "+") and held is not None:
                found.append(held)
        return _best([*found, frozenset({run})])

    def _group(self) -> Needs:
        """A group, with the place set after it; what stands in a look-around is not needed."""
        around = re.compile(r"\(\?<?[=!]").match(self._pattern, self._at)
        plain = re.compile(r"\((?:\?:|\?P<\w+>)?").match(self._pattern, self._at)
        match = around or plain
        self._at = match.end() if match else self._at + 1
        held = self.alternatives()
        self._at += 1
        return None if around else held

    def _set(self) -> None:
        """A class of characters, an escape or a dot: any of many, so none is needed."""
        if self._peek() == "[":
            match = re.compile(r"\[\^?\]?(?:\\.|[^\]])*\]").match(self._pattern, self._at)
            self._at = match.end() if match else self._at + 1
        else:
            self._at += 2 if self._peek() == "\\" else 1

    def _quantifier(self) -> str:
        """Step over a quantifier: "" for none, "+" for at least one, "?" where there may be none."""
        match = re.compile(r"(?P<some>\+|\{[1-9]\d*(?:,\d*)?\})\??|(?:[?*]|\{\d*,?\d*\})\??").match(
            self._pattern, self._at
        )
        if match is None:
            return ""
        self._at = match.end()
        return "+" if match["some"] else "?"


def _best(found: Iterable[frozenset[str]]) -> Needs:
    """Of all that a sequence needs the set whose shortest string is longest; none of three characters is worth it."""
    trimmed = [frozenset(word.strip() for word in words) for words in found]
    usable = [words for words in trimmed if words and min(map(len, words)) >= _SHORTEST]
    return max(usable, key=lambda words: (min(map(len, words)), -len(words)), default=None)
