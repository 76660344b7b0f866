"""What a statement does: its act and direction, the instruments and rungs it names, and the reservations it makes."""

import re
from dataclasses import dataclass
from functools import lru_cache

from standoff.ledger.statement import DIRECTION_OF_ACT, Act, Direction
from standoff.ledger.suggest.lexicon import Lexicon, Rule
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.voice import Voice

POSTURE = frozenset(
    {Act.RULE_OUT, Act.REFUSAL, Act.COMMIT, Act.CONDITIONAL_THREAT, Act.OFFER, Act.KEEP_VAGUE, Act.WITHDRAW}
)
UNBOUND = ("former", "expert", "legislator", "group")
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
_MARTIAL = re.compile(
    r"\b(?:militar\w+|war|conflict|combat|force|forces|army|navy|naval|ships?|fleet|escort\w*|patrol\w*|borders?|"
    r"airspace|bases?|intervention|intervene|blockade|"
    r"mission|operations?|weapon\w*|troops?|jets?|missiles?|train\w*|embargo|no-fly|mines?|drones?|tanks?|"
    r"ammunition|bombs?|destroyers?|frigates?|carriers?|"
    r"radars?|nuclear|sanctions?|strikes?|attack\w*|fight|battalions?|brigades?|battlegroups?|howitzers?|"
    r"artillery|convoys?|corridor|strait)\b"
)
_ADVERBS = re.compile(
    r",? ?\b(?:for (?:now|the (?:time being|moment|present))|at (?:this|the|that) (?:stage|moment|time|point|"
    r"juncture)|at present|currently|presently|right now|"
    r"just now|as yet|as things stand|under (?:the )?(?:current|present) circumstances|so far|of course|however|"
    r"in any case|as you know)\b,?"
)
_PARALLEL = re.compile(r"\b(?:not|never|no)(?:,? (?:and|or) |, )(?:\w+ ){0,2}?(?=(?:not|never|no)\b)")
_NEGATION = re.compile(r"\b(?:not|never|no(?!-fly)|nothing|nobody|none|neither|nor|without|no one|hardly|cannot)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause or sentence is read as."""

    act: Act
    direction: Direction
    actor: str = ""
    instruments: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    doubts: tuple[tuple[float, str], ...] = ()
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of a statement needs beside its words.

    `direct`: the voice's own words. `verb_act`: the act the verb of saying gives its complement.
    `around`: words of the same paragraph that may hold the antecedent of *that* and *it*.
    """

    voice: Voice
    direct: bool
    verb_act: str = ""
    around: str = ""
    question: str = ""
    deed: bool = False


_act = lru_cache(maxsize=64)(Act)


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> tuple[tuple[tuple[Act, Rule], ...], tuple[tuple[Act, Rule], ...]]:
    """The rules of acts that may make a cell, and of acts that make none; assurances are read among both."""
    known = [(_act(rule.act), rule) for rule in lexicon.rules]
    cells = tuple(pair for pair in known if pair[0] in POSTURE or pair[0] is Act.ASSURANCE)
    return cells, tuple(pair for pair in known if pair[0] not in POSTURE)


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
    if "'" in text:
        for pattern, to in _CONTRACTIONS:
            text = pattern.sub(to, text)
        text = re.sub(r"(?<!\w)'|'(?!\w)", "", text)
    text = text.replace("can not", "cannot").replace("gonna", "going to").replace("wanna", "want to")
    return re.sub(r"\s+", " ", text).strip()


def rewrite(text: str, lexicon: Lexicon) -> str:
    """Undo idioms in which a negation does not negate: *not only*, *will not hesitate to*."""
    for pattern, to in lexicon.rewrites:
        text = pattern.sub(to, text)
    return re.sub(r"\s+", " ", text)


@lru_cache(maxsize=4096)
def instruments_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The instruments a plain text names; of the classes only *force*, and only where no instrument of it stands."""
    found: list[str] = []
    for name, pattern in lexicon.instruments:
        against = lexicon.not_instruments.get(name)
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
    """Whether troops are named beside the forces of a deployment, *our forces are going to Europe* being one thing."""
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
    return tuple(name for name, pattern in lexicon.rungs if pattern.search(text))


@lru_cache(maxsize=4096)
def qualifiers_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The reservations a plain text makes, *this_offer* left aside: it belongs to refusals."""
    return tuple(name for name, pattern in lexicon.qualifiers if pattern.search(text))


def read(words: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading:
    """Read the act of a statement; what fits nothing else is an assessment."""
    text = plain(words)
    changed = rewrite(
        re.sub(r"\b(?:on |late on |early on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b ?", "", text), lexicon
    )
    twice = "TWICE" in changed
    changed = changed.replace("TWICE ", "")
    bound = context.voice.kind not in UNBOUND
    if bound and not _silent(words, changed, context):
        bare = re.sub(r"\s+", " ", _ADVERBS.sub(" ", changed)).strip()
        posture = _posture(words, bare, context, lexicon, gazetteer) if bare != changed else None
        posture = posture or _posture(words, changed, context, lexicon, gazetteer)
        if posture is not None:
            doubts = posture.doubts + (((0.45, "a double negation"),) if twice else ())
            return _replace(posture, doubts=doubts)
    return _other(changed, context, lexicon)


def _replace(reading: Reading, *, doubts: tuple[tuple[float, str], ...]) -> Reading:
    return Reading(
        reading.act,
        reading.direction,
        reading.actor,
        reading.instruments,
        reading.rungs,
        reading.qualifiers,
        doubts,
        reading.cue,
    )


def _silent(words: str, text: str, context: Context) -> bool:
    """Whether a statement cannot make a posture: a question, a denial, or a verb that says so."""
    if words.rstrip().rstrip("”\"»'’").endswith("?"):
        return True
    if (
        context.verb_act in ("criticism", "approval", "request", "expectation", "denial", "admission")
        and not context.deed
    ):
        return True
    if re.match(r"(?:if|when|because|although) [^,]+$", text):
        return True
    return (
        bool(
            re.search(
                r"\b(?:people|some|they|critics|others|you) (?:\w+ )?(?:say|says|think|believe|claim|argue)\b|"
                r"\bheard people\b|\bi have heard\b",
                text,
            )
        )
        and "but" not in text
    )


def _posture(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading | None:
    for act, rule in _rules(lexicon)[0]:
        match = rule.cue.search(text)
        if match is None or (rule.unless is not None and rule.unless.search(text)):
            continue
        if not _admitted(rule, match, text, context, lexicon):
            continue
        owner, actor, doubt = _owner(words, text, match, context, gazetteer)
        if owner == "open" and act not in (Act.COMMIT, Act.CONDITIONAL_THREAT, Act.OFFER):
            doubt = tuple((min(amount, 0.05), why) for amount, why in doubt)  # *off the table* names no doer by nature
        if rule.own and (owner == "other" or (rule.needs_force and owner != "own")):
            continue
        foreign = act is Act.CONDITIONAL_THREAT and owner == "other" and context.voice.kind != "anonymous"
        if foreign and not _threat_without_doer(match):
            continue
        return _built(rule, match, text, context, lexicon, whole=plain(words), actor=actor, doubts=doubt)
    return None


def _threat_without_doer(match: re.Match[str]) -> bool:
    """A warning whose subject is the adversary's own act: *any attack will be met*, *they will pay a price*."""
    return bool(
        re.search(
            r"consequences|price|be met|face|legitimate|result in|end of|trigger|chang|treat|activat|invok|"
            r"be (?:all )?(?:destroy|shot|sunk|struck|target|annihil|wiped|elimin)",
            match.group(),
        )
    )


def _admitted(rule: Rule, match: re.Match[str], text: str, context: Context, lexicon: Lexicon) -> bool:
    if rule.needs_instrument and not instruments_in(text, lexicon):
        return False
    if rule.needs_force and not (instruments_in(text, lexicon) or _MARTIAL.search(text)):
        return False
    if rule.answer and not (context.direct and len(text.split()) <= 6 and (context.question or context.around)):
        return False
    if rule.needs_context and not instruments_in(plain(context.around + " " + context.question), lexicon):
        return bool(instruments_in(text, lexicon))
    lead = text[: match.start()]
    blocked = lexicon.blockers.search(lead[-70:])
    if blocked and rule.act != "keep_vague":
        tail = lead[-70:][blocked.end() :]
        if not re.search(r"[,;:—]| but | that (?:we|it|the)", tail) or re.search(
            r"heard|idea|notion|claim|report|denied", blocked.group()
        ):
            return blocked.group() in ("before", "after", "without", "by") and len(tail) > 20
    return True


_SUBJECT = re.compile(
    r"\b(?P<own>we|i|our (?!own\b)[\w-]+(?: [\w-]+)?|my [\w-]+|us)\b|\b(?P<third>he|she|it|they|(?:his|her|its|"
    r"their) (?!own\b)[\w-]+)\b|\b(?P<you>you|your \w+|nobody else)\b"
)
_OBJECT = re.compile(
    r"\b(?:to|in|into|on|against|over|for|from|of|with|at|inside|by|across|near|between|toward|towards|to \w+|"
    r"\w+ing|confront|defend|help|support|"
    r"arm|attack|deter|invade|supply|give|tell|protect|provoke|let|allow|ask) (?:the )?(?:\w+ )?$"
)
_OWN_OFFICE = re.compile(
    r"\bthe (?:royal navy|navy|army|air force|armed forces|military|coast guard|fleet|president|prime minister|"
    r"chancellor|government|administration|secretary|minister|country|alliance's|cabinet|commander in chief|"
    r"department of (?:defense|state))\b"
)


def _owner(
    words: str, text: str, match: re.Match[str], context: Context, gazetteer: Gazetteer
) -> tuple[str, str, tuple[tuple[float, str], ...]]:
    """Whose action the cue speaks of: own, other or open, with the actor where it is a bloc the voice belongs to."""
    lead = text[: match.start()] + " "
    inside = match.group()
    principal = context.voice.principal
    candidates: list[tuple[int, str, str]] = []
    for found in _SUBJECT.finditer(lead):
        kind = "own" if found["own"] else "third" if found["third"] else "you"
        candidates.append((found.end(), kind, found.group()))
    candidates.extend((found.end(), "office", found.group()) for found in _OWN_OFFICE.finditer(lead))
    for hit in gazetteer.of(words):
        surface = plain(words[hit.start : hit.end])
        for place in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", lead):
            prepositional = _OBJECT.search(lead[: place.start()])
            if not prepositional and hit.kind != "legislature":
                candidates.append((place.end(), "place:" + hit.code + (":bloc" if hit.bloc else ""), surface))
    candidates = [c for c in candidates if not re.search(r"[.;:—]\s", lead[c[0] :])]
    first = min((c[0] for c in candidates), default=0)
    candidates = [c for c in candidates if c[0] == first or not re.match(r"(?:its|their|his|her) ", c[2])]
    if not candidates:
        within = _SUBJECT.search(inside)
        if within and within["own"]:
            return "own", "", ()
        for hit in gazetteer.of(words):
            surface = plain(words[hit.start : hit.end])
            if (
                re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", inside)
                and hit.kind == "demonym"
                and hit.code == principal
            ):
                return "own", "", ()
        return "open", "", () if context.deed or not context.direct else ((0.08, "no doer named"),)
    _, kind, found_words = max(candidates)
    if kind in ("own",):
        return "own", "", ()
    if kind == "you":
        return "other", "", ()
    if kind == "office":
        return ("own", "", ()) if principal and context.voice.kind != "pronoun" else ("open", "", ())
    if kind == "third":
        if not context.direct:
            return "own", "", ()
        spokes = context.voice.kind in ("spokesperson", "anonymous", "institution")
        spokes = spokes or _OWN_OFFICE.search(plain(context.around)) is not None
        if found_words in ("he", "she") and (spokes or any(c[1] == "office" for c in candidates)):
            return "own", "", ((0.05, "the one spoken for"),)
        if found_words in ("it",):
            return "open", "", ((0.1, "“it” left open"),)
        return "other", "", ()
    shared = {hit.code for hit in gazetteer.of(context.voice.label)} if context.voice.kind == "institution" else set()
    if kind.split(":")[1] in shared:
        return "own", "", ()
    return _place_owner(kind, principal, context)


def _place_owner(kind: str, principal: str, context: Context) -> tuple[str, str, tuple[tuple[float, str], ...]]:
    _, code, *bloc = kind.split(":")
    if code == principal:
        return "own", "", ()
    if bloc and principal:
        return "own", code, ((0.08, "speaks of the bloc's action"),)
    if not principal and context.voice.kind in ("anonymous", "group"):
        return "own", code, ((0.3, "speaks of another's action"),)
    return "other", "", ()


def _built(
    rule: Rule,
    match: re.Match[str],
    text: str,
    context: Context,
    lexicon: Lexicon,
    *,
    whole: str,
    actor: str,
    doubts: tuple[tuple[float, str], ...],
) -> Reading:
    act = _act(rule.act)
    instruments = instruments_in(_consequence(text) if act is Act.CONDITIONAL_THREAT else text, lexicon)
    if not instruments and re.search(
        r"\b(?:it|that|this|them|do so|so|there)\b|^(?:no|not|never|neither)\b|^\W*$|\bdo that\b", text
    ):
        near = instruments_in(plain(context.question or context.around), lexicon)
        instruments = (
            near if len(near) == 1 and context.direct and act in (Act.RULE_OUT, Act.REFUSAL, Act.COMMIT) else ()
        )
        if instruments:
            doubts += ((0.1, "instrument from the words before"),)
    rungs = (
        rungs_in(text, lexicon)
        if act in (Act.CONDITIONAL_THREAT, Act.KEEP_VAGUE) or re.search(r"\b(?:if|event|case|should|any)\b", text)
        else ()
    )
    if act is Act.KEEP_VAGUE and not rungs and context.deed:
        rungs = rungs_in(plain(context.around), lexicon)
    if (
        act in (Act.RULE_OUT, Act.REFUSAL)
        and lexicon.any_rung.search(text)
        and not rungs
        and re.search(r"under (?:no|any) circumstances|in no c|whatever happens|no matter what|come what may", text)
    ):
        rungs = ("any",)
    qualifiers = list(qualifiers_in(whole, lexicon))
    if (
        act is Act.REFUSAL
        and re.search(r"\b(?:offer|proposal|plan|request|suggestion|bid|scheme)s?\b", text)
        and "this_offer" not in qualifiers
    ):
        qualifiers.append("this_offer")
    doubts += _uncertain(rule, whole, qualifiers, lexicon)
    if context.voice.anonymous:
        doubts += ((0.08, "an anonymous voice"),)
    direction = Direction(rule.direction) if rule.direction else DIRECTION_OF_ACT.get(act, Direction.NONE)
    hedged = re.search(
        r"\b(?:we|it|they) (?:may|might|could)\b|\b(?:may|might|could) (?:trigger|lead|bring|result|mean|prompt|"
        r"invoke)",
        text,
    )
    if (
        act is Act.KEEP_VAGUE
        and "may" in qualifiers
        and not re.search(r"may|might|could|consider|perhaps", match.group())
    ):
        qualifiers.remove("may")
    if "may" in qualifiers and (act is Act.ASSURANCE or (act is Act.CONDITIONAL_THREAT and not hedged)):
        qualifiers.remove("may")
    return Reading(act, direction, actor, instruments, rungs, tuple(qualifiers), doubts, match.group())


def _consequence(text: str) -> str:
    """The part of a warning that says what the speaker will do: neither its trigger nor what it answers."""
    modal = re.search(r"\b(?:will|would|shall|is going to|are going to)\b", text)
    after = text[modal.end() :] if modal else ""
    return re.sub(
        r"\b(?:if|whenever|should|in the event)\b.*|\b(?:to|against) (?:any|the|such|an?|every)\b.*|^ (?:treat|"
        r"consider|regard|view|see) .*",
        " ",
        after,
    )


def _uncertain(rule: Rule, text: str, qualifiers: list[str], lexicon: Lexicon) -> tuple[tuple[float, str], ...]:
    doubts: list[tuple[float, str]] = []
    if rule.weak:
        doubts.append((0.12, f"a weak cue for {rule.act}"))
    if rule.low:
        doubts.append((0.5, f"a roundabout {rule.act}"))
    denied = re.search(r"\b(?:will|would|shall|do|does|can|could|are|is|am) not\b|\bnever\b|\bcannot\b", text)
    if denied and rule.act in ("commit", "offer", "conditional_threat"):
        doubts.append((0.35, "a negated clause beside the promise"))
    negations = len(_NEGATION.findall(_PARALLEL.sub("", text)))
    if negations > 1 + (rule.act == "keep_vague"):
        doubts.append((0.2, "more than one negation"))
    hedge = lexicon.hedges.search(text)
    if hedge and not qualifiers:
        doubts.append((0.25, f"a hedge no qualifier holds: {hedge.group()}"))
    if re.search(r"\bwould\b", text) and rule.act == "commit":
        doubts.append((0.05, "“would”"))
    return tuple(doubts)


_VERB_ACTS = {
    "admission": Act.ADMISSION,
    "criticism": Act.CRITICISM,
    "approval": Act.APPROVAL,
    "request": Act.REQUEST,
    "expectation": Act.EXPECTATION,
}


def _other(text: str, context: Context, lexicon: Lexicon) -> Reading:
    """Acts that make no cell."""
    instruments, rungs = instruments_in(text, lexicon), rungs_in(text, lexicon)
    if context.verb_act in _VERB_ACTS:
        return Reading(_VERB_ACTS[context.verb_act], Direction.NONE, "", instruments, rungs)
    if context.voice.kind == "group":
        if re.search(r"(?i)\bcritics?|skeptics|sceptics|doubters|opponents\b", context.voice.label):
            return Reading(Act.CRITICISM, Direction.NONE, "", instruments, rungs)
        if re.search(r"(?i)\b(?:defenders|backers|supporters|proponents)\b", context.voice.label):
            return Reading(Act.APPROVAL, Direction.NONE, "", instruments, rungs)
    for act, rule in _rules(lexicon)[1]:
        if act is Act.ASSURANCE and (rule.direction or context.voice.kind in UNBOUND):
            continue
        if rule.cue.search(text) and not (rule.unless is not None and rule.unless.search(text)):
            if act is Act.REQUEST and context.direct is False and not rule.cue.match(text):
                continue
            return Reading(act, Direction.NONE, "", instruments, rungs, (), _unread(text, context, instruments))
    doubts = _unread(text, context, instruments, uncued=True)
    return Reading(Act.ASSESSMENT, Direction.NONE, "", instruments, rungs, (), doubts)


def _unread(
    text: str, context: Context, instruments: tuple[str, ...], *, uncued: bool = False
) -> tuple[tuple[float, str], ...]:
    """An official who speaks of means or of the future, and no cue told the act: perhaps one is missing."""
    if context.voice.kind in UNBOUND or not (context.voice.principal or context.voice.anonymous):
        return ()
    ahead = re.search(r"\b(?:will|would|shall|going to|can|could|if|until|never|not|no)\b", text)
    if instruments or ahead or _MARTIAL.search(text):
        return ((0.12, "may hold a policy that no cue told"),)
    return ((0.06, "no cue told the act"),) if uncued else ()
