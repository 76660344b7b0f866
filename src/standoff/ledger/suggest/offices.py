"""Offices and titles: which kind of office a descriptor gives, and which roles it names."""

import re
from functools import lru_cache

from standoff.ledger.suggest.lexicon import Lexicon

_ROLE = re.compile(
    r"(?i)\b(?:shadow )?(?:(?:deputy |vice[- ]|first |assistant |under)?(?:foreign|defen[cs]e|prime|interior|external|"
    r"national defen[cs]e|finance|home|armed forces|energy|justice)(?: affairs)? (?:minister|secretary)|"
    r"minister of (?:the )?(?:foreign affairs|(?:national )?defen[cs]e|armed forces|interior|finance|external affairs)|"
    r"minister for (?:foreign affairs|defen[cs]e)|chief cabinet secretary|(?:cabinet|principal) secretary|"
    r"sec\.?[- ]gen\b\.?|secretary of (?:state for )?(?:defen[cs]e|state|the treasury)|(?:under-?|"
    r"assistant[- ])?secretary[- ]general|press secretary|heads? of (?:state|government|the executive)|(?-i:PM|FM|CS)|"
    r"tánaiste|taoiseach|first minister|politician|lawmaker|government spokes(?:man|woman|person)|(?:top|"
    r"chief) (?:\w+ )?diplomat|(?:(?:defen[cs]e|army|military|navy|"
    r"security) )?(?:intelligence |defen[cs]e |army |military |navy |security |air force )chief|"
    r"national security advis[eo]r|foreign (?:policy|affairs) chief|high representative|chief of staff|"
    r"(?:vice[- ]|deputy )?president|(?:deputy |vice[- ])?premier|chancellor|ambassador|spokes(?:man|woman|"
    r"person)|senator|representative|general|admiral|colonel|captain|(?:gen|adm|col|capt)(?=[. ])|mayor|governor|"
    r"commissioner|king|chair(?:man|woman|"
    r"person)|minister|secretary|"
    r"commander|professor|analyst|diplomat|leader|chief)\b"
)
GENERIC = frozenset({"minister", "secretary", "general", "chief", "diplomat", "leader", "commander", "politician"})
"""Roles that name a kind of office: *the minister* may be any of them."""
_FOREIGN = frozenset({"foreign minister", "foreign secretary", "foreign policy chief", "secretary of state"})
_KIN: dict[str, frozenset[str]] = {
    "top diplomat": _FOREIGN,
    "foreign policy chief": frozenset({"top diplomat"}),
    "foreign minister": frozenset({"top diplomat"}),
    "secretary of state": frozenset({"top diplomat"}),
    "diplomat": _FOREIGN | {"ambassador", "deputy foreign minister", "top diplomat"},
    "head of state": frozenset({"president", "king"}),
    "president": frozenset({"head of state"}),
    "head of government": frozenset({"prime minister", "chancellor", "premier"}),
    "prime minister": frozenset({"premier", "head of government"}),
    "leader": frozenset({"president", "prime minister", "chancellor", "king", "premier", "head of state"}),
    "defence chief": frozenset({"defence minister", "defence secretary", "army chief", "chief of staff"}),
    "defence minister": frozenset({"defence secretary", "defence chief"}),
    "defence secretary": frozenset({"defence minister", "defence chief"}),
    "government spokesperson": frozenset({"cabinet secretary"}),
    "general": frozenset({"commander", "army chief", "chief of staff"}),
    "army chief": frozenset({"general", "commander"}),
    "commander": frozenset({"general", "admiral", "colonel"}),
    "minister": frozenset({"defence secretary", "foreign secretary", "home secretary", "cabinet secretary"}),
}
"""Which offices another word may tell."""


@lru_cache(maxsize=65536)
def office_of(descriptor: str, lexicon: Lexicon) -> str:
    """The office class of a descriptor: former and expert take the state away unless an active office leads."""
    pieces = [p for p in re.split(r",| and (?=(?:an?|the|former|past|ex-|once)\b)|; ", descriptor) if p.strip()]
    classes = [_class(piece, lexicon) for piece in pieces]
    active = ("spokesperson", "head", "minister", "envoy", "military", "institution")
    for found in classes:
        if found in active:
            return found
        if found in ("expert", "legislator"):
            return found
    return next((found for found in classes if found), "")


def _class(piece: str, lexicon: Lexicon) -> str:
    for name, pattern in lexicon.offices:
        match = pattern.search(piece)
        if match is None:
            continue
        if name == "legislator" and re.search(r"(?i)\bmilitary committee\b", piece):
            continue
        if name == "expert" and re.search(r"(?i)^executive\b", match.group()):
            continue
        return name
    return ""


_PARTY = re.compile(
    r"(?i)(?:an?|the) (?:[\w-]+ )?(?:democrat|republican|socialist|conservative|liberal|green|"
    r"member of .+)"
)
"""What says of which party someone is, and no office."""
_SEAT_ONLY = r"(?i)(?:the )?(?:senator|mp|mep|representative|congress(?:man|woman)|deputy)(?: the hon\.?)?"
"""A seat that a minister may hold too: *Senator the Hon Ada Coe, Minister for Defence*."""


def active_first(ranked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A present office outranks a past one of another kind: *the foreign minister, a former professor*."""
    if any(kind in ("head", "minister", "spokesperson") and roles_in(d) for kind, d in ranked):
        ranked = [pair for pair in ranked if not (pair[0] == "legislator" and _PARTY.fullmatch(pair[1]))]
    past = frozenset(role for kind, d in ranked if kind == "former" for role in roles_in(d))
    active = [
        pair
        for pair in ranked
        if pair[0] in ("head", "minister", "spokesperson", "envoy") and not roles_in(pair[1]) & past
    ]
    titled = [pair for pair in active if roles_in(pair[1]) and len(pair[1].split()) <= 6]
    if ranked and ranked[0][0] == "legislator" and re.fullmatch(_SEAT_ONLY, ranked[0][1].strip()) and titled:
        return [*titled, *(pair for pair in ranked if pair not in titled)]
    if ranked and ranked[0][0] == "former" and titled and not any(kind == "expert" for kind, _ in ranked):
        return [*titled, *(pair for pair in ranked if pair not in titled and pair[0] != "former")]
    return ranked


@lru_cache(maxsize=65536)
def roles_in(words: str) -> frozenset[str]:
    """Role names in a descriptor, in one spelling."""
    found = (
        re.sub(r"(?i)defense", "defence", match.group().lower()).replace("-", " ") for match in _ROLE.finditer(words)
    )
    return frozenset(_canonical(role) for role in found)


def _canonical(role: str) -> str:
    role = re.sub(
        r"minister (?:of|for) (?:the )?((?:national )?defence|foreign affairs|armed forces|interior|finance|external "
        r"affairs)",
        r"\1 minister",
        role,
    )
    role = re.sub(r"secretary of state for defence|secretary of defence", "defence secretary", role)
    role = re.sub(r"foreign affairs minister|external affairs minister|^fm$", "foreign minister", role)
    role = re.sub(r"(?:top|chief) (?:\w+ )?diplomat", "top diplomat", role)
    role = re.sub(r"foreign affairs chief|high representative", "foreign policy chief", role)
    role = re.sub(r"^(?:chief )?cabinet secretary$|^cs$", "cabinet secretary", role)
    role = role.replace("of the executive", "of state")
    role = re.sub(r"^heads of", "head of", role.replace("national defence", "defence"))
    role = re.sub(r"^sec\.? gen\.?$", "secretary general", role)
    role = {"gen": "general", "adm": "admiral", "col": "colonel", "capt": "captain"}.get(role, role)
    role = re.sub(r"^(?:military|navy|air force) chief$", "army chief", role)
    role = re.sub(r"^.*intelligence chief$", "intelligence chief", role)
    role = re.sub(r"spokes(?:man|woman|person)|press secretary", "spokesperson", role)
    role = re.sub(r"^chair(?:(?:wo)?man)?$", "chairperson", role)
    return re.sub(r"^premier$|^pm$", "prime minister", role)


def same_role(wanted: str, owned: str) -> bool:
    """Whether an office told as `wanted` may be the one that `owned` tells."""
    if owned == wanted or owned in _KIN.get(wanted, ()):
        return True
    if "prime minister" in (wanted, owned):
        return False
    generic = ("minister", "secretary", "general", "chief", "commander")
    return (wanted in generic and owned.endswith(wanted)) or (owned in generic and wanted.endswith(owned))


_TITLE_OF = re.compile(
    r"\b(?:Secretary|Minister|Speaker|Chief|Commissioner|President|Director|Chair(?:man|"
    r"woman)?)(?: General)? (?:of|for) (?:the )?(?:State Assembly|National Assembly|House|Parliament|Senate|State|"
    r"Defen[cs]e|Foreign Affairs|Foreign and \w+ Affairs|Interior|Finance|Staff|Treasury|Homeland Security|War|"
    r"Bundestag|Sejm|Knesset|Justice|Energy|Armed Forces|Riigikogu|Saeima|Seimas|Rada|Duma|"
    r"State Duma)(?= [A-ZÀ-Þ])"
)


def head_and_tail(phrase: str) -> tuple[str, str]:
    """Split a noun phrase at its first preposition: what the name or role stands in, and what belongs to it."""
    phrase = _TITLE_OF.sub(lambda m: m.group().replace(" of ", " ").replace(" for ", " ").replace(" the ", " "), phrase)
    part = re.match(
        r"(?i)(?:one|two|three|some|several|many|most|both|all|none|each|another|a number|members?) of (?:the|"
        r"them|its|their|his|her|these|those)\b",
        phrase,
    )
    after = phrase[part.end() :].strip() if part else ""
    if part and after and not re.match(r"(?i)members? of the [A-Z]", phrase):
        rest, tail = head_and_tail(after)
        return f"{phrase[: part.end()]} {rest}", tail
    kept = re.match(r"(?i).*?\b(?:heads? of (?:state|government|the executive)|chiefs? of (?:\w+ )?staff)\b", phrase)
    match = re.compile(
        r" (?:(?:of|for|to|at|in|from|with|on|behind|close to|familiar|briefed|who|whose|present|speaking|"
        r"involved)\b|\()"
    ).search(phrase, kept.end() if kept else 0)
    return (phrase[: match.start()], phrase[match.start() :].strip()) if match else (phrase, "")
