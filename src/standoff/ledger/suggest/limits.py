"""Lists of limits that a reporter retells: *what the alliance will not do — send troops, nor supply jets*."""

import re
from collections.abc import Iterator

from standoff.ledger.statement import Form
from standoff.ledger.suggest.dates import When
from standoff.ledger.suggest.matters import instruments_in, plain
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.paragraph import Unit
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import Voice


def listed_limits(page: Page, unit: Unit, when: tuple[When, ...]) -> Iterator[Utterance]:
    """*what the alliance will not do — send troops, nor, for now, supply jets*: each item is a rule-out retold."""
    match = re.search(
        r"\bwhat (?P<who>[\w ’'-]{1,40}?) (?:will not|won['’]t|would not|wouldn['’]t) do ?(?:—|–|--|-|:|"
        r",) ?(?P<items>.+)$",
        unit.masked,
    )
    if match is None:
        return
    owner = _limit_owner(page, unit, match["who"])
    position = match.start("items")
    for item in re.split(r"(?<=[^,]),? (?=nor\b|or\b)", match["items"]):
        start = unit.masked.index(item, position)
        position = start + len(item)
        bare = re.sub(r"^(?:nor|or),? ", "", item)
        first = start + item.index(bare)
        end = first + len(re.split(r"\s[—–]\s|\.$", bare)[0].rstrip(" .,"))
        if instruments_in(plain(page.text[unit.start + first : unit.start + end]), page.lexicon):
            yield Utterance(
                unit.start + first,
                unit.start + end,
                owner,
                Form.SUMMARY,
                "limits",
                when,
                deed=True,
                doubts=((0.35, "a rule-out retold by the reporter"),),
            )


def _limit_owner(page: Page, unit: Unit, who: str) -> Voice:
    hits = page.gazetteer.of(who)
    if not hits:
        earlier = [
            hit for hit in page.gazetteer.between(unit.start, unit.start + len(unit.masked)) if hit.kind == "name"
        ]
        hits = tuple(earlier[:1]) if re.fullmatch(r"(?i)it|they", who) else ()
    if not hits:
        return Voice(who, kind="person", doubts=((0.3, "whose limits is not said"),))
    return Voice(
        who if who.lower() not in ("it", "they") else hits[0].code,
        "",
        hits[0].code,
        "binding",
        False,
        "institution",
    )
