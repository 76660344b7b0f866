"""What a plain text is about: the instruments, rungs and reservations it names."""

import re
from functools import lru_cache

from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.prefilter import Shelf

_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcan not\b"), "cannot"),
    (re.compile(r"\bshan't\b"), "shall not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(he|she|it|that|there|here|what|who|this)'s\b"), r"\1 is"),
    (re.compile(r"\b(i|he|she|we|they|you|it)'d\b"), r"\1 would"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\bwanna\b"), "want to"),
)


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Lower case, straight marks, contractions undone, brackets and quotation marks taken away.

    Examples
    --------
    >>> plain("We won’t — [they] can’t")
    'we will not — they cannot'
    """
    text = words.casefold().replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
    text = re.sub(r"[\[\]“”«»„\"]", "", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" (?:-{1,2}|–) ", " — ", text)
    if "'" in text:
        for pattern, to in _CONTRACTIONS:
            text = pattern.sub(to, text)
        text = re.sub(r"(?<!\w)'|'(?!\w)", "", text)
    text = text.replace("can not", "cannot").replace("gonna", "going to").replace("wanna", "want to")
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1024)
def rewrite(text: str, lexicon: Lexicon) -> str:
    """Undo idioms in which a negation does not negate: *not only*, *will not hesitate to*."""
    for pattern, to in lexicon.rewrites:
        text = pattern.sub(to, text)
    return re.sub(r"\s+", " ", text)


@lru_cache(maxsize=8)
def _shelf(lexicon: Lexicon) -> Shelf:
    return Shelf(pattern for _, pattern in (*lexicon.instruments, *lexicon.rungs, *lexicon.qualifiers))


@lru_cache(maxsize=4096)
def instruments_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The instruments a plain text names; of the classes only *force*, and only where no instrument of it stands."""
    found: list[str] = []
    shelf = _shelf(lexicon)
    for name, pattern in lexicon.instruments:
        against = lexicon.not_instruments.get(name)
        if shelf.search(pattern, text) is None:
            continue
        cleared = against.sub(" ", text) if against else text
        if name == "arms":
            cleared = _without_named_arms(cleared, lexicon)
        if name == "troops":
            cleared = re.sub(r"\bclose the sky\b", " ", cleared)
        if pattern.search(cleared):
            found.append(name)
    if "troops" in found and "deployments" in found and not _troops_apart(text, lexicon):
        found.remove("troops")
    if "force" in found and len(found) > 1 and set(found) & {"troops", "strikes", "no_fly_zone"}:
        found.remove("force")
    return tuple(found)


def _troops_apart(text: str, lexicon: Lexicon) -> bool:
    """Whether troops are named beside the forces of a deployment, *our forces are going to Europe* being one "
    "thing."""
    patterns = dict(lexicon.instruments)
    return patterns["troops"].search(patterns["deployments"].sub(" ", text)) is not None


def _without_named_arms(text: str, lexicon: Lexicon) -> str:
    """Missiles of an air defence and strikes by missile are no arms deliveries."""
    for name, pattern in lexicon.instruments:
        if name in ("air_defence", "strikes"):
            text = re.sub(rf"(?:{pattern.pattern})(?: \w+)? ?(?:missiles?|weapons?|systems?)?", " ", text)
    return text


def rungs_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The rungs a plain text names as an adversary's act."""
    shelf = _shelf(lexicon)
    return tuple(name for name, pattern in lexicon.rungs if shelf.search(pattern, text))


@lru_cache(maxsize=4096)
def qualifiers_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The reservations a plain text makes, *this_offer* left aside: it belongs to refusals."""
    shelf = _shelf(lexicon)
    return tuple(name for name, pattern in lexicon.qualifiers if shelf.search(pattern, text))
