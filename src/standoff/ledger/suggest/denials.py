"""Denials told by the shape of a sentence, and denials of other things that look like them.

What is shut out may be a deed (*There will be no invasion*, *Sending soldiers is not our plan*) or a word that points
back at one (*If you mean soldiers — that is out of the question*). What is merely not liked is no rule-out:
*We do not support independence*, *We will never accept a nuclear-armed neighbour*.
"""

import re
from collections.abc import Iterator

from standoff.ledger.statement import Act
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.matters import instruments_in, plain
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.objects import objects
from standoff.ledger.suggest.owner import Owner, Side
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import Found

_ADVERB = r"(?:(?:\w+ly|just|still|also|quite|therefore|certainly|of course|at all|for us|for me|now) )*"
_SHUT = re.compile(
    r"\b(?:has|have|had) (?:never|not) been (?:\w+ )?(?:(?:on|part of|in|among) (?:the|our|its|his|her|their|my) "
    r"(?:\w+ )?(?:table|"
    r"agenda|cards|plans?|thinking|intentions?|options|policy|strategy)|(?:an? (?:option|possibility|idea)))\b|"
    rf"\b(?:is|are|was|were|be|been|remains?|remained|stays?|am) {_ADVERB}(?:"
    r"out of the question|off the (?:table|agenda|menu|cards)|off limits|excluded|ruled out|precluded|foreclosed|"
    r"inconceivable|unthinkable|a non-starter|no option(?: for us)?|(?:not|never|no longer) (?:\w+ly )?(?:"
    r"an? (?:\w+ )?(?:option|possibility|idea|plan|scenario|consideration) ?(?:for us|we \w+)?(?=[.,;:—]|$| for| at)|"
    r"(?:on|part of|in|among) (?:the|our|its|his|her|their|my|anyone's|anybody's) (?:[\w']+ )?"
    r"(?:table|agenda|cards|plans?|thinking|intentions?|options|mandate|policy|strategy|calculations?|gift|"
    r"programme)|"
    r"(?:our|my|his|her|its|their|the|the \w+'s) (?:intention|plan|policy|aim|idea|wish|job|way|approach)|"
    r"what (?:we|i) (?:want|plan|intend|have in mind|are (?:planning|discussing|considering|talking about|looking "
    r"at))|"
    r"going to happen|happening|in question|up for (?:discussion|debate)|open to (?:discussion|debate)|"
    r"(?:being )?(?:envisaged|envisioned|foreseen|intended|planned|contemplated|considered|discussed|under (?:\w+ )?"
    r"(?:consideration|discussion)|in prospect)))\b|"
    r"\b(?:will|would|shall|does) (?:not|never) (?:happen|take place|come into question|arise|enter into it|occur)\b"
    r"(?! (?:un\w+ed|without|overnight|alone|by (?:it|them)sel\w+|quickly|easily|soon|quietly)\b)"
)
"""Predicates that shut a thing out, whatever it is."""

_NOT_TO_SHUT = re.compile(
    r"\b(?:nothing|no option|none of|(?:cannot|not|never) (?:\w+ ){0,2}?(?:ruled|excluded|precluded|foreclosed|"
    r"unthinkable|inconceivable|out of|off))\b"
)
_NO_DEED = re.compile(
    r"\b(?:there|we|you|they) (?:will|would|shall|can|could|must|(?:is|are) (?:not )?(?:going|about|likely) to) "
    r"(?:never |not )?(?:be|have|see|face) (?P<no>no |not (?:be )?(?:an?|any) |any )?(?P<what>[^.;:—]+)"
)
_NOT_BECOME = re.compile(
    r"\b(?:it|this|that|they|these|the [\w-]+|our [\w-]+|[a-z]+) (?:will|would|shall|(?:is|are) (?:not )?going to) "
    r"(?:not |never )?(?:be|become|turn into|mean|involve|include|amount to|lead to|entail) "
    r"(?P<what>(?:an?|another|any|the|our|[\w-]+ing|boots|troops|soldiers|ground|combat|open-ended|long)\b[^.;:—]*)"
)
_NO_CASE_OF = re.compile(
    r"\b(?:no|not (?:a|any)|cannot (?:see|imagine|conceive of) (?:a|any)) (?:\w+ )?(?:scenarios?|situations?|"
    r"circumstances?|world|way|case|chance|question|"
    r"prospect|thought|talk|suggestion) (?:in which|under which|where|that|of|for) (?P<what>[^.;:—]+)"
)
_SAID_OF = re.compile(
    r"\b(?:that (?:we|is|are|will|can|could|would|no|has|have)|which|who|we (?:can|could|will|want|win)|worth|"
    r"winnable)\b"
)
_POINTS = re.compile(
    r"^(?:(?:and|but|so|then|well|no|i think|look)[ ,]+)*(?:it|that|this|they|those|these|such (?:an? )?\w+)$"
)
DOING = re.compile(
    r"^(?:(?:and|but|so|any|the|our|such|direct|further)[ ,]+)*(?:sending|joining|taking part|supplying|deploying|"
    r"giving|"
    r"delivering|putting|imposing|arming|intervening|entering|fighting|bombing|striking|invading|using|stationing|"
    r"lifting|expelling|closing|attacking|going to war|going in)\b"
)
_PEACE = re.compile(
    r"\b(?:peace|diplom\w+|solution|settlement|surrender|capitulation|defeat|failure|victory|talks|negotiat\w+|"
    r"meetings?|dialogue|compromise|"
    r"concessions?|ceasefire|cease-fire|resignation|elections?|vote|referendum|return to)\b"
)
_BY_OTHER = re.compile(r"\bby ((?:the )?[\w-]+)")
_DENIED = re.compile(r"\b(?:no|not|never|neither)\b")


def shut_out(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the rule-outs whose deed is no verb of the speaker's."""
    for match in _SHUT.finditer(text):
        subject = clause_before(text, match.start())
        inverted = _NOT_TO_SHUT.search(text[max(0, match.start() - 25) : match.end()]) is not None
        if inverted or re.match(r"\s*(?:if|unless|that)\b", subject) or _asserted_otherwise(match.group(), subject):
            continue
        if is_deed(subject, text[: match.start()], context, lexicon) and not _anothers(
            subject, words, context, gazetteer
        ):
            yield _found(match, 0.1)
    for match in _NO_CASE_OF.finditer(text):
        what = match["what"]
        doing = DOING.match(re.sub(r"^(?:our|us|its|it|his|their|we|the [\w-]+) ", "", what)) is not None
        if (doing or names_deed(what, lexicon)) and not _starts_with_another(what, words, context, gazetteer):
            yield _found(match, 0.12)
    for pattern, doubt in ((_NO_DEED, 0.1), (_NOT_BECOME, 0.2)):
        for match in pattern.finditer(text):
            what = re.split(r", (?:and|but|or|so)|\b(?:but|because|unless|until|if)\b", match["what"])[0]
            if not _DENIED.search(match.group()[: len(match.group()) - len(match["what"])]) or _PEACE.search(what[:40]):
                continue
            head = re.split(
                r" (?:in|of|for|to|with|from|between|like|without|that|which|by|on(?! the ground))\b", what[:60]
            )[0]
            if (
                not _SAID_OF.search(what)
                and names_deed(head, lexicon)
                and not _anothers(what, words, context, gazetteer)
            ):
                yield _found(match, doubt)


def _starts_with_another(what: str, words: str, context: Context, gazetteer: Gazetteer) -> bool:
    """*no chance that Korvia will strike*: another's deed."""
    codes = {hit.code for hit in gazetteer.of(words) if plain(words[hit.start : hit.end]) in what[:30]}
    return (bool(codes) and context.voice.principal not in codes) or re.match(
        r"(?:he|she|they|them)\b", what
    ) is not None


def _asserted_otherwise(predicate: str, subject: str) -> bool:
    """*No military option is excluded*: what is denied of no deed is said of all."""
    shut = re.search(r"\b(?:not|never|no longer|no option)\b", predicate) is None
    nobody = re.match(r"(?:and |but |so )?(?:no|none|nothing|neither)\b", subject) is not None
    return shut and nobody


def _found(match: re.Match[str], doubt: float) -> Found:
    return Found(
        Act.RULE_OUT, match.start(), match.end(), Owner(Side.OPEN), False, ((doubt, "told by what is shut out"),)
    )


def clause_before(text: str, place: int) -> str:
    """The words of its own clause before a place."""
    return re.split(
        r"[.;:—,]\s|\b(?:but|because|while|so that|means|believes?|think|say|said) (?:that )?", text[:place]
    )[-1].strip()


def is_deed(subject: str, lead: str, context: Context, lexicon: Lexicon) -> bool:
    """Whether what is shut out is a deed of states: named, or pointed back at."""
    if _PEACE.search(subject):
        return False
    if DOING.match(subject) or names_deed(subject, lexicon):
        return True
    if not _POINTS.match(subject):
        return False
    before = lead[: len(lead) - len(subject)].strip()
    near = before if before else plain(context.question or context.around)
    named = names_deed(near[-160:], lexicon) or objects(lexicon).means.search(near[-160:]) is not None
    return named and not _PEACE.search(near[-80:])


def speaks_of_peace(words: str) -> bool:
    """Whether the words are about talks, peace or defeat, which no side withholds from a war."""
    return _PEACE.search(words) is not None


def names_deed(words: str, lexicon: Lexicon) -> bool:
    """Whether the words name means or a deed of states."""
    return bool(instruments_in(words, lexicon)) or objects(lexicon).deeds.search(words) is not None


def _anothers(subject: str, words: str, context: Context, gazetteer: Gazetteer) -> bool:
    """*An invasion by Korvia is out of the question*: another's deed."""
    by = _BY_OTHER.search(subject)
    hits = {plain(words[hit.start : hit.end]): hit.code for hit in gazetteer.of(words)} if by else {}
    return by is not None and hits.get(by[1], context.voice.principal) != context.voice.principal
