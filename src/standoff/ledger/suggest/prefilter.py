"""Patterns with hundreds of alternatives, searched only where one of the words they need stands in the text.

Most sentences of a text hold none of the words of most rules. To look for a few plain strings costs a tenth of trying
the pattern. What a pattern needs is read from the pattern itself, carefully: where it cannot be told, it is searched.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

Needs = frozenset[str] | None

_SHORTEST = 3
"""Characters. Shorter strings stand in nearly every sentence."""

_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 '-,;:&/%—–é")


class Shelf:
    """Patterns that are tried on the same texts: what any of them needs is looked for once a text.

    Of every needed string one piece of at most four characters stands for it. A walk over the pieces of a text tells,
    as bits of one number, which patterns may match.

    Examples
    --------
    >>> plans, table = re.compile(r"\\bno plans? to\\b"), re.compile(r"\\bon the table\\b")
    >>> shelf = Shelf([plans, table])
    >>> shelf.search(plans, "it is on the table") is None, shelf.search(table, "it is on the table").group()
    (True, 'on the table')
    >>> [place for place, _ in shelf.found("no plans to put it on the table")]
    [0, 1]
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._bit = {id(pattern): 1 << place for place, pattern in enumerate(self._patterns)}
        self._pieces: dict[int, dict[str, int]] = {3: {}, 4: {}}
        self._always = 0
        for place, pattern in enumerate(self._patterns):
            words, bit = needs(pattern), 1 << place
            if words is None:
                self._always |= bit
            for word in words or ():
                piece = _rarest(word)
                held = self._pieces[len(piece)]
                held[piece] = held.get(piece, 0) | bit
        self._last = ("", self._always)

    def search(self, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
        """`pattern.search(text)` for a pattern of the shelf."""
        return pattern.search(text) if self._possible(text) & self._bit[id(pattern)] else None

    def found(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the first match of every pattern that has one, with the place of the pattern on the shelf."""
        possible = self._possible(text)
        while possible:
            bit = possible & -possible
            possible ^= bit
            place = bit.bit_length() - 1
            match = self._patterns[place].search(text)
            if match is not None:
                yield place, match

    def _possible(self, text: str) -> int:
        """The patterns of which a needed piece stands in the text, as bits."""
        if self._last[0] == text:
            return self._last[1]
        found = self._always
        for size, held in self._pieces.items():
            for piece in _pieces(text, size) & held.keys():
                found |= held[piece]
        self._last = (text, found)
        return found


@lru_cache(maxsize=256)
def _pieces(text: str, size: int) -> frozenset[str]:
    return frozenset(text[place : place + size] for place in range(len(text) - size + 1))


def _rarest(word: str) -> str:
    """The piece of at most four characters with the fewest common letters."""
    pieces = [word[place : place + 4] for place in range(max(1, len(word) - 3))]
    return min(pieces, key=lambda piece: sum(letter in " etaonirs" for letter in piece))


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
