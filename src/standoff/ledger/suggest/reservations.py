"""The qualifiers of an act: which of the reservations that a sentence names limit what it does."""

import re

from standoff.ledger.statement import Act
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import qualifiers_in

_PONDERS = re.compile(
    r"\b(?:would|could|might|is|are|am|was|were) (?:also |currently |actively )?(?:look\w* (?:at|into)|consider\w*|"
    r"weigh\w*|study\w*|examin\w*|explor\w*|review\w*)\b|\b(?:will|would|shall) (?:need|have) to (?:consider|look at|"
    r"weigh|study|examine|explore)\b|\b(?:tools|options|sanctions|measures)\b.{1,30}\b(?:can|could) (?:\w+ly "
    r")?choose\b"
)
_SPURNED = re.compile(
    r"\b(?:rejected|turned down|dismissed|rebuffed|spurned|brushed aside)\b"
    r"(?! (?:these|those|such|both|all|the) (?:\w+ )?(?:options?|ideas?|possibilit\w+|speculation)\b)"
)


_DEMANDED = re.compile(r"\b(?:calls?|demands?|ultimatums?|rulings?|verdicts?|terms|conditions|resolutions?|appeals?)\b")
_OF_RESERVE = frozenset(["may", "if_others_agree"])
"""What may limit a thing left open: that it is so for now goes without saying."""


def reservations_of(act: Act, cue: str, text: str, whole: str, lexicon: Lexicon, *, direct: bool) -> tuple[str, ...]:
    """The qualifiers of an act; *may* is left out where it belongs to the act itself or to an adversary."""
    qualifiers = [name for name in qualifiers_in(whole, lexicon) if act is not Act.KEEP_VAGUE or name in _OF_RESERVE]
    if act is Act.KEEP_VAGUE and "may" not in qualifiers and _PONDERS.search(cue):
        qualifiers.append("may")
    offered = re.search(r"\b(?:offer|proposal|plan|request|suggestion|bid|scheme)s?\b", text)
    offered = offered or (None if _DEMANDED.search(cue) else _SPURNED.search(cue))
    if act is Act.REFUSAL and offered and "this_offer" not in qualifiers:
        qualifiers.append("this_offer")
    if "may" in qualifiers and not _may_counts(act, cue, text, direct=direct):
        qualifiers.remove("may")
    return tuple(qualifiers)


def _may_counts(act: Act, cue: str, text: str, *, direct: bool) -> bool:
    if act is Act.KEEP_VAGUE:
        return (
            re.search(
                r"may|might|could|choose|consider|perhaps|look\w* (?:at|into)|weigh|stud[yi]|examin|explor|review", cue
            )
            is not None
        )
    who = "we|i|it" if direct else "we|i|it|they|he|she"
    hedged = re.search(
        rf"\b(?:{who}) (?:may|might|could)\b|\b(?:may|might|could) (?:trigger|lead|bring|result|mean|prompt|invoke)",
        text,
    )
    return act is not Act.ASSURANCE and (act is not Act.CONDITIONAL_THREAT or hedged is not None)
