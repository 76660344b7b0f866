"""The closed lists of `predicates.yaml`, compiled: what verbs of states are about."""

import re
from functools import lru_cache
from typing import NamedTuple

from standoff.ledger.suggest.lexicon import Lexicon


class Objects(NamedTuple):
    """The closed lists of `predicates.yaml`, compiled."""

    means: re.Pattern[str]
    choices: re.Pattern[str]
    idle: re.Pattern[str]
    war: re.Pattern[str]
    penalties: re.Pattern[str]
    supplies: re.Pattern[str]
    steps: re.Pattern[str]
    utmost: re.Pattern[str]
    curbs: re.Pattern[str]
    seen: re.Pattern[str]
    triggers: re.Pattern[str]
    asked: re.Pattern[str]
    deeds: re.Pattern[str]


@lru_cache(maxsize=8)
def objects(lexicon: Lexicon) -> Objects:
    return Objects(*(re.compile("|".join(lexicon.predicates[name])) for name in Objects._fields))
