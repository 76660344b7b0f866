"""What a statement does: its act and direction, told by the cues of the lexicon."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from standoff.ledger.statement import DIRECTION_OF_ACT, Act, Direction
from standoff.ledger.suggest.answers import declared
from standoff.ledger.suggest.denials import shut_out
from standoff.ledger.suggest.doers import foreign_subject
from standoff.ledger.suggest.grammar import FINITE
from standoff.ledger.suggest.lexicon import Lexicon, Rule
from standoff.ledger.suggest.lookalikes import NAMED_DOER, only_looks_like
from standoff.ledger.suggest.matters import instruments_in, plain, qualifiers_in, rewrite, rungs_in
from standoff.ledger.suggest.meaning import Context, Reading
from standoff.ledger.suggest.no_policy import no_policy
from standoff.ledger.suggest.owner import Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import Found, found_in
from standoff.ledger.suggest.prefilter import Shelf
from standoff.ledger.suggest.refusals import refused
from standoff.ledger.suggest.reservations import reservations_of
from standoff.ledger.suggest.reserve import left_open
from standoff.ledger.suggest.signs import told_by_signs
from standoff.ledger.suggest.stances import emptied, overruled, stance

POSTURE = frozenset(
    {Act.RULE_OUT, Act.REFUSAL, Act.COMMIT, Act.CONDITIONAL_THREAT, Act.OFFER, Act.KEEP_VAGUE, Act.WITHDRAW}
)


UNBOUND = ("former", "expert", "legislator", "group")


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
    r"in any case|in principle|if necessary|if need be|as you know)\b,?"
)


_CONTINUES = re.compile(
    r"(?:and |but )?(?:including|plus|as well as|not least|above all)\b|and (?:(?:more|additional|further|new|"
    r"other) )?"
    r"(?:[\w-]+ )?(?:equipment|weapons|ammunition|aid|assistance|money|training|support|missiles|systems|troops|jets|"
    r"sanctions|vehicles|supplies)\b|(?:as you (?:\w+ ){1,3}?)?,? ?(?:and |but )?(?:that|this|it|which) (?:\w+ "
    r"){0,2}?"
    r"(?:includes?|included|covers?|goes for|applies to|extends to|means no)\b|"
    r"(?:that |this |it )?(?:would|will) (?:also )?(?:apply|extend) to\b"
)


_AGAIN = re.compile(
    r"(?:and |but |so |well,? )*(?:we|i|it|he|she|they) (?:never|simply|just)? ?(?:do|does|will|would|have|did|are|"
    r"am|is) ?(?:not|never)?[.!]?$"
)
"""*I never do*, *We won't*: what was denied in the sentence before is denied again."""


_ASKED_WILL = re.compile(
    r"\b(?:will|would|(?:going|plan(?:s|ning)?|intend(?:s|ing)?|ready|prepared|willing|commit(?:ted)?) to)\b"
)


_LEANS = re.compile(
    r"\b(?:it|that|this|them|do so|so|there)\b|^(?:no|not|never|neither|yes|absolutely|of course|certainly|"
    r"definitely|"
    r"without hesitation)\b|^\W*$"
)


_TURNED = re.compile(r" (?:\w+ly )?(?:against|not to|never to|neither)\b")


_SUPPOSED = re.compile(
    r"\b(?:(?<!even )if|unless|whether|in case|until|as long as|so long as)\b(?:(?![,;:—]| then ).)*$"
)


_PARALLEL = re.compile(r"\b(?:not|never|no)(?:,? (?:and|or) |, )(?:\w+ ){0,2}?(?=(?:not|never|no)\b)")


_NEGATION = re.compile(r"\b(?:not|never|no(?!-fly)|nothing|nobody|none|neither|nor|without|no one|hardly|cannot)\b")


_act = lru_cache(maxsize=64)(Act)


@lru_cache(maxsize=8)
def _rules(lexicon: Lexicon) -> tuple[tuple[tuple[Act, Rule], ...], tuple[tuple[Act, Rule], ...]]:
    """The rules of acts that may make a cell, and of acts that make none; assurances are read among both."""
    known = [(_act(rule.act), rule) for rule in lexicon.rules]
    cells = tuple(pair for pair in known if pair[0] in POSTURE or pair[0] is Act.ASSURANCE)
    return cells, tuple(pair for pair in known if pair[0] not in POSTURE)


@lru_cache(maxsize=8)
def _shelves(lexicon: Lexicon) -> tuple[Shelf, Shelf]:
    cells, others = _rules(lexicon)
    return Shelf(rule.cue for _, rule in cells), Shelf(rule.cue for _, rule in others)


def read(words: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading:
    """Read the act of a statement; what fits nothing else is an assessment."""
    text = plain(words)
    changed = rewrite(
        re.sub(r"\b(?:on |late on |early on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b ?", "", text), lexicon
    )
    twice = "TWICE" in changed
    changed = changed.replace("TWICE ", "")
    bound = context.voice.kind not in UNBOUND
    asked = declared(words, context.question) if bound and context.direct else None
    if asked is not None:
        return _answered(asked, context, lexicon, gazetteer)
    if bound and not _silent(words, changed, context) and not no_policy(words, text, context, gazetteer):
        bare = re.sub(r"\s+", " ", _ADVERBS.sub(" ", changed)).strip()
        posture = _posture(words, bare, context, lexicon, gazetteer) if bare != changed else None
        posture = posture or _posture(words, changed, context, lexicon, gazetteer)
        posture = posture or _continued(changed, context, lexicon, gazetteer)
        if posture is None or posture.direction is Direction.NONE:
            posture = _weighed(words, context, lexicon, gazetteer) or posture
        posture = _pointed(words, changed, posture, context, lexicon, gazetteer)
        if posture is not None:
            doubts = posture.doubts + (((0.45, "a double negation"),) if twice else ())
            return replace(posture, doubts=doubts)
    return _other(changed, context, lexicon)


def _answered(asked: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading:
    """A short answer is read as the sentence that it stands for."""
    alone = replace(context, question="", around="")
    text = rewrite(asked, lexicon)
    posture = _posture(context.question, text, alone, lexicon, gazetteer)
    if posture is None:
        return _other(text, alone, lexicon)
    return replace(posture, doubts=(*posture.doubts, (0.1, "stands for what was asked")))


def _continued(text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading | None:
    """*Including anti-tank weapons.* *That includes jets.*: what goes on with the sentence before shares its act."""
    again = _AGAIN.match(text) is not None
    rest = re.sub(r"\b(?:includ|appl|extend|go|mean|cover|would|will)\w*", "", text[:60])
    if not again and (not _CONTINUES.match(text) or FINITE.search(rest)):
        return None
    before = re.split(r"(?<=[.!?;])\s+", context.around.strip())[-1]
    if len(before.split()) < 3 or before.rstrip().endswith("?"):
        return None
    earlier = replace(context, around="", question="")
    posture = _posture(before, rewrite(plain(before), lexicon), earlier, lexicon, gazetteer)
    if posture is None:
        return None
    if again:
        kept = posture.act in (Act.KEEP_VAGUE, Act.RULE_OUT, Act.REFUSAL)
        return replace(posture, doubts=(*posture.doubts, (0.2, "says again what was just said"))) if kept else None
    return replace(
        posture,
        instruments=instruments_in(text, lexicon),
        rungs=rungs_in(text, lexicon) if posture.rungs else (),
        qualifiers=tuple(dict.fromkeys((*posture.qualifiers, *qualifiers_in(text, lexicon)))),
        doubts=(*posture.doubts, (0.12, "goes on with the sentence before")),
    )


def _silent(words: str, text: str, context: Context) -> bool:
    """Whether a statement cannot make a posture: a question, a denial, or a verb that says so."""
    if words.rstrip().rstrip("”\"»'’").endswith("?"):
        return True
    indicative = re.match(r"(?:that )?(?:we|i|it|he|she|they) (?!should|must)\w+", text) is not None
    dismissed = re.search(
        r"\bdismiss\w* (?:[\w'-]+ ){0,6}?(?:offer|plan|proposal|request|call|idea|demand|bid)s?\b", text
    )
    if (context.verb_act == "request" and indicative) or (context.verb_act == "denial" and dismissed):
        return False
    if (
        context.verb_act in ("criticism", "approval", "request", "expectation", "denial", "admission")
        and not context.deed
    ):
        return True
    if re.match(r"(?:if|when|because|although) [^,;:—]+$", text):
        return True
    return (
        bool(
            re.search(
                r"\b(?<!if )(?:people|some|they|critics|others|you) (?:\w+ )?(?:say|says|think|believe|claim|"
                r"argue)\b|"
                r"\bheard people\b|\bi have heard\b",
                text,
            )
        )
        and "but" not in text
    )


def _posture(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading | None:
    """The first rule whose cue is found and whose action is the speaker's own side's to take."""
    for found in refused(words, text, context, gazetteer):
        return _built(found, text, context, lexicon, whole=plain(words))
    cells = _rules(lexicon)[0]
    for place, match in _shelves(lexicon)[0].found(text):
        act, rule = cells[place]
        if rule.unless is not None and rule.unless.search(text):
            continue
        if not _admitted(rule, match, text, context, lexicon):
            continue
        if act in (Act.COMMIT, Act.OFFER) and _TURNED.match(text[match.end() :]):
            continue
        owner = owner_of(words, text, match.span(), context, gazetteer)
        if act is Act.KEEP_VAGUE and owner.side is Side.OTHER and NAMED_DOER.search(text[: match.start()]):
            continue
        if only_looks_like(act, words, text, match.span(), context, lexicon, gazetteer):
            continue
        if owner.side is Side.OPEN and act not in (Act.COMMIT, Act.CONDITIONAL_THREAT, Act.OFFER):
            # *off the table* names no doer by nature
            owner = owner._replace(doubts=tuple((min(amount, 0.05), why) for amount, why in owner.doubts))
        if rule.own and (owner.side is Side.OTHER or (rule.needs_force and owner.side is not Side.OWN)):
            continue
        if rule.own and foreign_subject(words, text, match, context, lexicon, gazetteer):
            continue
        foreign = act is Act.CONDITIONAL_THREAT and owner.side is Side.OTHER and context.voice.kind != "anonymous"
        if foreign and not _threat_without_doer(match):
            continue
        return _built(_cue(rule, match, owner), text, context, lexicon, whole=plain(words))
    for found in chain(
        left_open(words, text, context, lexicon, gazetteer),
        found_in(words, text, context, lexicon, gazetteer),
        shut_out(words, text, context, lexicon, gazetteer),
    ):
        if only_looks_like(found.act, words, text, (found.start, found.end), context, lexicon, gazetteer):
            continue
        return _built(found, text, context, lexicon, whole=plain(words))
    return None


def _weighed(words: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading | None:
    """What many weak signs tell together where nothing else tells."""
    text = rewrite(plain(words), lexicon).replace("TWICE ", "")
    if not (context.voice.principal or context.voice.anonymous):
        return None
    found = told_by_signs(words, text, context, lexicon, gazetteer)
    if found is None:
        return None
    denied = _DENIES.search(text[found.start : found.end]) or emptied(text, found.start, found.end)
    if found.act in (Act.COMMIT, Act.OFFER) and denied:
        return None
    return _built(found, text, context, lexicon, whole=plain(words))


_WEAKLY = ("told by", "a weak cue")
"""How the doubts of a posture begin that its shape or a weak cue told."""


def _pointed(
    words: str, text: str, posture: Reading | None, context: Context, lexicon: Lexicon, gazetteer: Gazetteer
) -> Reading | None:
    """The posture, or what its grammar tells where no cue tells one or only a weak one points elsewhere."""
    if not (context.voice.principal or context.voice.anonymous):
        return posture
    directed = posture is not None and posture.direction is not Direction.NONE
    if posture is not None and directed and not any(why.startswith(_WEAKLY) for _, why in posture.doubts):
        return posture
    told = stance(words, text, context, lexicon, gazetteer)
    if told is None or (posture is not None and directed and not overruled(posture, told)):
        return posture
    span = (told.found.start, told.found.end)
    if only_looks_like(told.found.act, words, text, span, context, lexicon, gazetteer):
        return posture
    return _built(told.found, text, context, lexicon, whole=plain(words))


_DENIES = re.compile(r"\b(?:will|would|shall|can|could|do|does|is|are|am) (?:not|never)\b(?!$)|\b(?:not|never)$")


_HEDGED = re.compile(r"(?:(?:response|answer|reaction|retaliation|reply)s? )?(?:can|could|may|might)\b")


def _cue(rule: Rule, match: re.Match[str], owner: Owner) -> Found:
    """What a rule of the lexicon tells, in the form in which the shape of a sentence tells it."""
    doubts = owner.doubts
    if rule.weak:
        doubts += ((0.12, f"a weak cue for {rule.act}"),)
    if rule.low:
        doubts += ((0.5, f"a roundabout {rule.act}"),)
    direction = Direction(rule.direction) if rule.direction else Direction.NONE
    may = rule.act == "conditional_threat" and _HEDGED.match(match.group()) is not None
    return Found(_act(rule.act), match.start(), match.end(), owner._replace(doubts=()), may, doubts, direction)


def _threat_without_doer(match: re.Match[str]) -> bool:
    """A warning whose subject is the adversary's own act: *any attack will be met*, *they will pay a price*."""
    return bool(
        re.search(
            r"consequences|price|be met|face|legitimate|result in|end of|trigger|chang|treat|activat|invok|"
            r"test|underestimat|misjudg|prepare|play|burn|\bline\b|mistake|authori|aspirations|interests|further|"
            r"be (?:all )?(?:destroy|shot|sunk|struck|target|annihil|wiped|elimin)|an attack on|intervention$",
            match.group(),
        )
    )


def _admitted(rule: Rule, match: re.Match[str], text: str, context: Context, lexicon: Lexicon) -> bool:
    if rule.needs_instrument and not instruments_in(text, lexicon):
        return False
    if rule.needs_force and not (instruments_in(text, lexicon) or _MARTIAL.search(text)):
        return False
    if rule.answer and rule.act == "commit" and not _ASKED_WILL.search(plain(context.question)):
        return False
    if rule.answer and not (context.direct and len(text.split()) <= 6 and (context.question or context.around)):
        return False
    if rule.needs_context and not instruments_in(plain(context.around + " " + context.question), lexicon):
        return bool(instruments_in(text, lexicon))
    lead = text[: match.start()]
    if rule.own and rule.act in ("rule_out", "commit", "offer", "refusal") and _SUPPOSED.search(lead):
        return False
    blocked = lexicon.blockers.search(lead[-70:])
    if blocked and rule.act != "keep_vague":
        tail = lead[-70:][blocked.end() :]
        if not re.search(r"[,;:—]| but | that (?:we|it|the)", tail) or re.search(
            r"heard|idea|notion|claim|report|denied", blocked.group()
        ):
            return blocked.group() in ("before", "after", "without", "by") and len(tail) > 20
    return True


def _built(found: Found, text: str, context: Context, lexicon: Lexicon, *, whole: str) -> Reading:
    """The reading of an act that is told: `text` is rewritten, `whole` still has every word that may qualify it."""
    act, cue = found.act, text[found.start : found.end]
    instruments, doubts = _means(act, text, context, lexicon)
    qualifiers = reservations_of(act, cue, text, whole, lexicon, direct=context.direct)
    if found.may and "may" not in qualifiers:
        qualifiers = (*qualifiers, "may")
    doubts = (*found.doubts, *found.owner.doubts, *doubts, *_uncertain(act, whole, qualifiers, lexicon))
    if context.voice.anonymous:
        doubts += ((0.08, "an anonymous voice"),)
    direction = found.direction if found.direction is not Direction.NONE else DIRECTION_OF_ACT.get(act, Direction.NONE)
    rungs = _triggers(act, text, context, lexicon)
    return Reading(act, direction, found.owner.actor, instruments, rungs, qualifiers, doubts, cue)


_TRIGGER = re.compile(
    r"\b(?:if|should|any|when|against|to the|event|treat|regard|targets?)\b|"
    r"\b(?:an?|the|such|another|this|that) (?:\w+ )?(?:strike|attack|invasion|incursion|use|blockade) "
    r"(?:on|of|in|by|into|at)\b"
)
"""What a warning answers: the means it names there are the adversary's."""


_FORBIDS = re.compile(r"\b(?:not|never|cannot|no circumstances) (?:\w+ )?(?:allow|permit|tolerate|let|accept)\b")
"""What a warning forbids is the adversary's, its means too."""


def _means(
    act: Act, text: str, context: Context, lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[tuple[float, str], ...]]:
    """The instruments of an act; a pronoun takes the one instrument of the words before."""
    warned = act is Act.CONDITIONAL_THREAT
    if warned and _FORBIDS.search(text):
        return (), ()
    instruments = instruments_in(_consequence(text) if warned else text, lexicon)
    if warned and not instruments and not _TRIGGER.search(text):
        instruments = instruments_in(text, lexicon)
    if instruments or not _LEANS.search(text):
        return instruments, ()
    near = instruments_in(plain(context.question or context.around), lexicon)
    passed_on = act is Act.REFUSAL and re.match(r"(?:it|this|that)\b", text) is not None
    if len(near) == 1 and (context.direct or passed_on) and act in (Act.RULE_OUT, Act.REFUSAL, Act.COMMIT):
        return near, ((0.1, "instrument from the words before"),)
    return (), ()


def _triggers(act: Act, text: str, context: Context, lexicon: Lexicon) -> tuple[str, ...]:
    """The rungs of an act; *under no circumstances* is any rung."""
    conditional = re.search(r"\b(?:if|event|case|should|any)\b", text)
    rungs = rungs_in(text, lexicon) if act in (Act.CONDITIONAL_THREAT, Act.KEEP_VAGUE) or conditional else ()
    if act is Act.KEEP_VAGUE and not rungs and context.deed:
        return rungs_in(plain(context.around), lexicon)
    if act not in (Act.RULE_OUT, Act.REFUSAL) or rungs or not lexicon.any_rung.search(text):
        return rungs
    always = re.search(r"under (?:no|any) circumstances|in no c|whatever happens|no matter what|come what may", text)
    return ("any",) if always else ()


def _consequence(text: str) -> str:
    """The part of a warning that says what the speaker will do: neither its trigger nor what it answers."""
    modal = re.search(
        r"\b(?:will|would|shall|is going to|are going to|can|could|may|might|ready to|prepared to)\b", text
    )
    after = text[modal.end() :] if modal else f" {text}"
    if modal and re.match(r" be \w+(?:ed|en|out)\b", after):
        after = f" {text[: modal.start()]} {after}"  # of a passive the instrument is the subject
    return re.sub(
        r"\b(?:if|whenever|should|in the event)\b.*|\b(?:to|against) (?:any|the|such|an?|every)\b.*|^ (?:treat|"
        r"consider|regard|view|see) .*",
        " ",
        after,
    )


def _uncertain(act: Act, text: str, qualifiers: tuple[str, ...], lexicon: Lexicon) -> tuple[tuple[float, str], ...]:
    doubts: list[tuple[float, str]] = []
    denied = re.search(r"\b(?:will|would|shall|do|does|can|could|are|is|am) not\b|\bnever\b|\bcannot\b", text)
    if denied and act in (Act.COMMIT, Act.OFFER, Act.CONDITIONAL_THREAT):
        doubts.append((0.35, "a negated clause beside the promise"))
    negations = len(_NEGATION.findall(_PARALLEL.sub("", text)))
    if negations > 1 + (act is Act.KEEP_VAGUE):
        doubts.append((0.2, "more than one negation"))
    hedge = lexicon.hedges.search(text)
    if hedge and not qualifiers:
        doubts.append((0.25, f"a hedge no qualifier holds: {hedge.group()}"))
    if re.search(r"\bwould\b", text) and act is Act.COMMIT:
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
    others = _rules(lexicon)[1]
    for place, _ in _shelves(lexicon)[1].found(text):
        act, rule = others[place]
        if act is Act.ASSURANCE and (rule.direction or context.voice.kind in UNBOUND):
            continue
        if rule.unless is None or rule.unless.search(text) is None:
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
