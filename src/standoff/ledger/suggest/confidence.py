"""How sure a row is: its doubts summed up, and what the surest rows must rest on."""

import re

from standoff.ledger.statement import Act, Direction, Form
from standoff.ledger.suggest.clauses import POLICY
from standoff.ledger.suggest.grammar import FINITE, PRESENT
from standoff.ledger.suggest.meaning import Reading
from standoff.ledger.suggest.page import Page
from standoff.ledger.suggest.plates import OFFICE
from standoff.ledger.suggest.utterance import Utterance
from standoff.ledger.suggest.voice import OFFICIAL, Voice

Doubt = tuple[float, str]

_POSTURE, _OTHER = 0.97, 0.94
"""Where rows begin that make a cell and that make none: an act no cue told is never quite sure."""
_LEAST = 0.05
_CEILING = 0.89
"""The most that a row has which does not rest on something explicit in every part."""

_OWN = re.compile(r"\b(?:[Ww]e|I|[Oo]ur|[Uu]s|[Mm]y)\b(?!\.)")
_HYPOTHETICAL = re.compile(r"(?i)\b(?:would|could|might|may|should|unless|whether|suppose|were to|perhaps|possibly)\b")
_SUPPOSED = re.compile(r"(?i)\b(?:if|could|might|may|unless|whether|suppose|perhaps|possibly)\b")
"""The same in words retold, where *would* stands for *will*."""
_NEGATED = re.compile(
    r"(?i)\b(?:not|never|no(?!-fly)|nothing|nobody|none|neither|nor|without|cannot|hardly)\b|n['’]t\b"
)
_CONTRAST = re.compile(r"(?i)\b(?:but|however|although|though|whereas|despite|yet)\b|;")
_CONDITION = re.compile(r"(?i)\b(?:if|when|should|unless|as long as|until)\b[^,;:—–]*(?:[,;:—–]|$)")
_OPEN = re.compile(r"(?i)\b(?:options?|table|rul\w+ (?:in|out)|exclud\w+|doors?|possib\w+|decision|decided)\b")
_ANSWER = re.compile(
    r"(?i)\b(?:respon\w+|answer\w*|consequences?|price|retaliat\w+|sanctions?|cost|costs|punish\w*|reaction|destroy\w*|"
    r"end of|overwhelm\w+|legitimate targets?)\b"
)
"""What threatens without a doer."""
_FRAGMENT = re.compile(r"[“”\"«»]")
_REPORTED = re.compile(
    r"(?i)\b(?:reported(?:ly)?|according to|alleg\w+|rumou?r\w*|claims? that|it is (?:said|believed))\b"
)
_GROUP = re.compile(
    r"(?i)^(?:the |a |an |some |several |many |two |three |other )?(?:[\w’'-]+ ){0,4}?(?:leaders|ministers|officials|"
    r"allies|sources|lawmakers|critics|members|diplomats|countries|states|powers|commanders|envoys|representatives|reports|"
    r"remarks|comments|media|statement|recent)\b"
)
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "of for and the de van von der al bin el da foreign defence defense ministry government president presidency "
        "office palace council army military parliament embassy security national prime minister interior general "
        "staff armed forces navy command administration intelligence state department house commission its envoy",
    )
)
"""Words with a small letter that a name of a voice may hold; another shows that more than the name was taken."""


def confidence(page: Page, utterance: Utterance, reading: Reading) -> tuple[float, tuple[Doubt, ...]]:
    """Return how sure a row is, and why: what the voice and the act leave open, and what the words themselves do."""
    voice = utterance.voice
    words = page.text[utterance.start : utterance.end]
    doubts = (*voice.doubts, *reading.doubts, *utterance.doubts, *_of_words(words, utterance, reading))
    directed = reading.direction is not Direction.NONE
    sure = (_POSTURE if directed else _OTHER) - sum(amount for amount, _ in doubts)
    if sure > _CEILING:
        open_part = _open_part(page, utterance, reading, words)
        if open_part:
            doubts = (*doubts, (round(sure - _CEILING, 2), open_part))
            sure = _CEILING
    return max(_LEAST, round(sure, 2)), doubts


def _of_words(words: str, utterance: Utterance, reading: Reading) -> tuple[Doubt, ...]:
    """What makes a reading less sure whoever speaks."""
    voice, found = utterance.voice, list[Doubt]()
    if reading.direction is Direction.NONE:
        return ((0.06, "a voice without a name"),) if voice.anonymous else ()
    means = bool(reading.instruments or reading.rungs)
    weak = any("weak" in why for _, why in reading.doubts)
    shaped = weak or any("shape of" in why for _, why in reading.doubts)
    if reading.act in (Act.COMMIT, Act.OFFER) and not means:
        found.append((0.08, "a promise that names no means"))
    elif not means and shaped:
        found.append((0.06, "a policy that names no means"))
    if weak and not means:
        found.append((0.06, "told by its cue alone"))
    if utterance.form is not Form.DIRECT and _FRAGMENT.search(words):
        found.append((0.1, "a quoted fragment within"))
    if not voice.principal or voice.authority != "binding":
        found.append((0.15, "a policy that binds no state"))
    if any("pronoun" in why for _, why in voice.doubts):
        found.append((0.06, "a policy of a pronoun"))
    threat = reading.act is Act.CONDITIONAL_THREAT and utterance.form is Form.DIRECT
    main = _CONDITION.sub(" ", words)
    if threat and not _OWN.search(main) and not _ANSWER.search(main):
        found.append((0.2, "a warning nobody is named to carry out"))
    if _REPORTED.search(words):
        found.append((0.15, "what others report or claim"))
    return tuple(found)


def _open_part(page: Page, utterance: Utterance, reading: Reading, words: str) -> str:
    """What keeps a row from the strongest confidence; empty when speaker, principal and act are all explicit."""
    voice = utterance.voice
    if not _is_named(page, voice):
        return "a voice that is not named in full"
    if utterance.relayed or _REPORTED.search(words):
        return "relayed by another"
    if reading.direction is Direction.NONE:
        if reading.act is Act.ASSESSMENT and voice.principal and POLICY.search(words):
            return "may hold a policy"
        if utterance.form is Form.SUMMARY and voice.kind != "reporter":
            return "a deed of no known act"
        clause = FINITE.search(words) or PRESENT.search(words) or re.search(r"\b(?:to|of|that)\b", words)
        return "" if utterance.form is Form.DIRECT or clause else "no clause of its own"
    if voice.authority != "binding" or any("principal" in why and amount > 0.06 for amount, why in voice.doubts):
        return "a principal that is not explicit"
    if any(amount > 0.05 for amount, _ in reading.doubts):
        return "an act that is not explicit"
    supposed = _HYPOTHETICAL if utterance.form is Form.DIRECT else _SUPPOSED
    if reading.act not in (Act.CONDITIONAL_THREAT, Act.KEEP_VAGUE) and supposed.search(words):
        return "a hypothetical beside the act"
    if reading.direction is Direction.DELIVER and _NEGATED.search(words):
        return "a negation beside the promise"
    if _CONTRAST.search(words):
        return "a contrast in the sentence"
    if utterance.form is Form.DIRECT and not _own_doing(page, utterance, reading, words):
        return "no doer in the clause"
    return "" if len(words.split()) <= 45 else "a long sentence"


def _own_doing(page: Page, utterance: Utterance, reading: Reading, words: str) -> bool:
    """Whether the speaker's side does something in the main clause, or the words stand for that by themselves."""
    main = _CONDITION.sub(" ", words)
    stands = {Act.KEEP_VAGUE: _OPEN, Act.CONDITIONAL_THREAT: _ANSWER}.get(reading.act)
    if _OWN.search(main) or (stands is not None and stands.search(main)):
        return True
    return any(hit.code == utterance.voice.principal for hit in page.gazetteer.of(main))


def _is_named(page: Page, voice: Voice) -> bool:
    """A person with a name of two words or an office, or an institution whose name says whose it is."""
    label = re.sub(r"^[Tt]he ", "", voice.label)
    surface = page.lexicon.surfaces.get(label)
    if voice.kind == "reporter" or (page.official and voice.principal and not voice.anonymous and surface is None):
        return True
    if voice.anonymous or voice.kind in ("", "pronoun", "group") or _GROUP.match(label):
        return False
    words = re.sub(r"['’]s\b", "", label).split()
    if len(words) > 8 or any(word[0].islower() and word not in _SMALL for word in words):
        return False
    if voice.kind == "institution":
        return bool(voice.principal) and (surface is None or (surface.kind != "demonym" and not page.official))
    return len(words) > 1 and not OFFICE.search(label) and (bool(voice.office) or voice.kind not in OFFICIAL)
