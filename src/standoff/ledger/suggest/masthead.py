"""The short lines at the head and foot of an official page: a name with its office, a house, a number, a mark."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HONOUR = (
    r"(?i:(?:H\.? ?E\.?|His Excellency|Her Excellency|(?:The )?(?:Rt\.? |Right )?Hon(?:ou?rable)?\.?|Mr\.?|Mrs\.?|"
    r"Ms\.?|"
    r"Dr\.?|Sir|Dame|Lord|Baroness|Shri|Smt\.?|Gen\.|General|Adm\.|Admiral|Senator|Amb\.|Ambassador|Prof\.?) )*"
)
_WORD = r"(?:[A-ZÀ-Þ][\w’'-]+|[A-ZÀ-Þ]\.(?:[A-ZÀ-Þ]\.)*)"
_NAME = re.compile(
    rf"(?P<honour>{_HONOUR})(?P<name>{_WORD}(?: (?:(?:de|van|von|der|al|bin|ibn|den|ten|di|da|el|la|le|of) )?{_WORD})"
    r"{0,4})(?:,? (?:Jr|Sr|II|III|MP|KC|CBE|OBE|MEP)\.?)*$"
)
_ROLE = (
    r"(?:president|prime minister|premier|chancellor|ministers?|secretary(?:[- ]general)?|spokes(?:man|woman|person)|"
    r"ambassador|permanent representative|representative|envoy|chief of (?:the )?(?:defen[cs]e|general|army|air|naval) "
    r"staff|commander(?:-in-chief)?|commissioner|high commissioner|high representative|chargé d['’]affaires|"
    r"director[- ]general|taoiseach|tánaiste|king|emir|sultan|crown prince|attorney general|"
    r"national security advis[eo]r|chair(?:man|woman|person)?|head of (?:the )?(?:\w+ )?(?:state|government|mission|"
    r"delegation)|premier)"
)
OFFICE_LINE = re.compile(
    rf"(?i)(?:the )?(?:(?:(?!ladies\b|gentlemen\b|excellencies\b|by\b|on\b|to\b|from\b|meets?\b|"
    rf"says?\b)[\w’'.&-]+,? ){{0,4}}?)(?<![\w-]){_ROLE}"
    r"(?:(?:,? (?:of|for|to|and|at)\b| ?, ?| &| for the)[\w\s,’'&()-]{2,90})?$"
)
"""A line that is an office and nothing else: *Secretary of State*, *Deputy Minister for Foreign Affairs of Norway*."""
_TITLED_NAME = re.compile(
    rf"(?P<office>(?:(?:[A-ZÀ-Þ][\w’'-]+ |of |for |and |the |& |the Right Honourable ){{0,6}})?(?i:{_ROLE})"
    rf"(?:(?: of| for) (?:the )?(?:[A-ZÀ-Þ][\w’'-]+(?: (?:and|of|the|&))? ?){{1,5}}?)?),? (?P<who>{_HONOUR}{_WORD}"
    rf"(?: {_WORD}){{1,3}})$"
)
_BRACKETED = re.compile(
    rf"(?P<office>[A-ZÀ-Þ][\w’', -]{{4,80}}?) \((?P<who>{_HONOUR}{_WORD}(?: {_WORD}){{0,3}})\)[:.]?$"
)
"""*The Prime Minister (Mrs. Ada Coe)*."""
_SEATED = re.compile(
    rf"(?P<who>{_HONOUR}{_WORD}(?: {_WORD}){{1,3}}) \((?P<of>[A-ZÀ-Þ][^()]{{3,60}})\)(?:, .{{3,80}})?:?$"
)
"""*Mr. Ada Coe (Norway), Chair of the delegation*: as records of assemblies have it."""
_NOT_NAMES = re.compile(
    r"(?i)\b(?:rejects?|condemns?|slams?|blasts?|denounces?|calls?|urges?|warns?|says?|vows?|visits?|meets?|holds?|"
    r"delivers?|"
    r"speaks?|attends?|announces?|responds?|issues?|accuses?|welcomes?|receives?|hosts?|congratulates?|sends?|"
    r"arrives?|signs?|"
    r"u\.s|us|uk|eu|un|nato|press|statements?|release|releases|remarks|speech|address|office|ministry|department|"
    r"washington|house|"
    r"republic|government|united|states|security|council|commission|union|council|session|meeting|summit|news|"
    r"document|published|today|updated|contents?|home|menu|situation|north|south|east|west|attack|war|crisis|policy|"
    r"embassy|palace|conference|international|foreign|affairs|defen[cs]e|national|media|public|centre|center|"
    r"parliament|immediate|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|"
    r"july|august|september|october|november|december|sanctions|aid|military|prime|minister|president|secretary|"
    r"spokes\w+|labour|your|majesties|ladies|gentlemen|dear|thank|labor|conservative|commons|lords|briefing|"
    r"transcript|communiqu[eé]|declaration|joint|update|"
    r"response)\b"
)
NUMBERED = re.compile(
    r"(?i)(?:(?:SC|GA|SG/SM|S|A|PR|PSC|PC|FSC|HCWS|HLWS|IP|STATEMENT|MC|CIO|COM|CM|CN|PRST|QA|NO|NR|OEA|CP|RES|NR|REF|"
    r"PRESS RELEASE)[./ :-]*(?:No\.?|NO\.?|nr\.?|[A-Z]{2,5}[./-])? ?[./-]?(?:\w{1,6}[./-])*\d[\w./() -]{0,24}|"
    r"statement uin \w+|release (?:no|number)[.:]? ?[\w/-]+|\d{1,5}(?:st|nd|rd|th) meeting\b.{0,30})$"
)
"""The number of a release or document on a line of its own: *SC/14803*, *PR No. 142/2031*."""
RELEASED = re.compile(
    r"(?i)(?:for |not for )?(?:immediate )?release$|(?:for )?immediate release\b.{0,40}$|press (?:release|statement|"
    r"communiqu[eé]|note|information|service|office|release paper)s?$|(?:joint |official |public |written |oral |"
    r"political |final |ministerial )?"
    r"(?:statement|declaration|communiqu[eé]|remarks|speech|address|readout|message)s?(?: to (?:the )?(?:press|"
    r"parliament|house(?: of commons)?|nation))?$|official (?:statement|text|documents?)$|"
    r".{0,60}check against delivery.?$|as (?:delivered|prepared).{0,20}$|speeches,? etc\.?$|"
    r"statements? and (?:releases|"
    r"remarks|communiqu[eé]s)$|briefings? ?(?:&|and) statements$|statement made (?:by|on)\b.{0,40}$|from:? .{4,80}$|"
    r"(?:unofficial|provisional|courtesy) translation.?$|written (?:ministerial )?statement$|embargo.{0,30}$|"
    r"delivered on:? .{4,80}$|meetings coverage$|press releases:? .{4,}$|document type: .+$|"
    r"original language.{0,20}$|news release$|media (?:release|statement|"
    r"note)$"
)
"""A line that only official pages carry: *For immediate release*, *Press Statement*, *Check against delivery*."""
HOUSE_LINE = re.compile(
    r"(?:(?:The )?(?:White House|Kremlin|Pentagon)|(?:The |Federal |U\.?S\.? |Royal |Hellenic |"
    r"Republic of [A-Z]\w+,? )*"
    r"(?:Ministry|Department|Office|Embassy|Permanent Mission|Mission|Government|Presidency|Delegation|Secretariat|"
    r"Cabinet(?: Office)?|Prime Minister['’]s Office|President['’]s Office|Directorate)\b"
    r"(?: (?:of|for|to) [\w ,&’'-]{3,90}| [A-Z][\w ,&’'-]{3,60})?|"
    r"(?:Federal )?Foreign (?:Office|Ministry)|(?:[A-Z]\w+ ){0,2}(?:Foreign|Defen[cs]e|Interior) Ministry|"
    r"Council of the (?:EU|European Union)|European (?:Commission|Council|External Action Service)|"
    r"(?:United Nations )?Security Council|African Union|Peace and Security Council|North Atlantic Council|"
    r"Arab League|League of Arab States|NATO|ECOWAS(?: Commission)?|OSCE|ASEAN|IAEA|G7|UNITED NATIONS|"
    r"Inter[- ]Services Public Relations.{0,20}|Downing Street|10 Downing Street|Prime Minister['’]s Office.{0,20}|"
    r"(?:Élysée|Elysée) Palace|National Security (?:Council|Committee)|General Staff.{0,40}|Joint Staff|"
    r"(?:[A-Z][\w.]+ )*(?:Armed Forces|Central Command|Europe(?:an)? Command|Defen[cs]e Forces)|"
    r"(?:U\.?S\.? )?DEPARTMENT OF [A-Z ]+|MINISTRY OF [A-Z &,]+|THE WHITE HOUSE|"
    r"Foreign, Commonwealth (?:&|and) Development Office.{0,60})$"
)
"""A line that is the name of a house which issues official texts."""
_ENDED = re.compile(
    r"(?i)(?:#\s?#\s?#|-?\s?ends?\s?-?|notes? (?:to|for) editors\b.{0,20}|media (?:contact|enquiries)\b.{0,40}|"
    r"\(end\)|-30-|press contacts?\b.{0,40}|distribution:? .{0,30})$"
)


class Signature(NamedTuple):
    """A person and his office, as lines of the head give them; `line` is the number of the line with the name."""

    name: str
    office: str
    line: int


def name_line(words: str) -> str:
    """The person a line names and nothing else, without honours; empty where it is no such line.

    Examples
    --------
    >>> name_line("The Rt Hon Ada M. Coe MP"), name_line("Ada Coe"), name_line("Press Statement"), name_line("Ada")
    ('Ada M. Coe', 'Ada Coe', '', '')
    """
    match = _NAME.match(words.strip(" ,*_"))
    if match is None or _NOT_NAMES.search(match["name"]):
        return ""
    name = re.sub(r"(?: (?:MP|KC|CBE|OBE|MEP))+$", "", match["name"])
    return capitalised(name) if " " in name or match["honour"] else ""


def capitalised(words: str) -> str:
    """A line in capitals as it is written elsewhere.

    Examples
    --------
    >>> capitalised("DELEGATION OF THE PEOPLE'S REPUBLIC"), capitalised("Ada Coe")
    ("Delegation of the People's Republic", 'Ada Coe')
    """
    if not words.isupper():
        return words
    cased = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: word.group().capitalize(), words)
    return re.sub(r"\b(?:Of|And|The|For|To|At|In)\b", lambda small: small.group().lower(), cased)


def office_line(words: str) -> bool:
    """Whether a line is an office and nothing else.

    Examples
    --------
    >>> [office_line(w) for w in ("Secretary of State", "Minister meets envoys", "Deputy Prime Minister of Norway")]
    [True, False, True]
    """
    line = re.sub(r"^\d+(?:st|nd|rd|th) |: \d{4}.*$", "", words.strip(" ,*_"))
    if re.search(r"(?i)\b(?:ladies|gentlemen|excellencies|colleagues|friends)\b", line):
        return False
    return line[:1].isupper() and len(line.split()) <= 14 and OFFICE_LINE.match(line) is not None


def signatures(lines: Sequence[str]) -> Iterator[Signature]:
    """Yield the persons whom short lines name with their offices: on two lines, or on one.

    Examples
    --------
    >>> [s[:2] for s in signatures(["Press Statement", "Ada Coe", "Secretary of State"])]
    [('Ada Coe', 'Secretary of State')]
    >>> [s[:2] for s in signatures(["Ada Coe, Department Spokesperson"])]
    [('Ada Coe', 'Department Spokesperson')]
    """
    for number, line in enumerate(lines):
        name = name_line(line)
        after = lines[number + 1] if number + 1 < len(lines) else ""
        before = lines[number - 1] if number else ""
        titled_by = re.search(r"\b(?i:by) (?:the )?(?P<office>[A-Z].+)$", before)
        beside = titled_by["office"] if titled_by is not None else before
        if name and (office_line(after) or (office_line(beside) and not (number > 1 and name_line(lines[number - 2])))):
            yield Signature(
                capitalised(name), capitalised((after if office_line(after) else beside).strip(" ,")), number
            )
            continue
        seated = _SEATED.match(line.strip())
        if seated is not None and name_line(seated["who"]):
            yield Signature(name_line(seated["who"]), f"representative of {capitalised(seated['of'])}", number)
            continue
        head, comma, rest = line.partition(", ")
        if comma and name_line(head) and office_line(rest[:1].upper() + rest[1:]):
            yield Signature(name_line(head), rest, number)
            continue
        titled = _TITLED_NAME.match(line.strip(" ,")) or _BRACKETED.match(line)
        if titled is not None and name_line(titled["who"]) and office_line(titled["office"]):
            yield Signature(name_line(titled["who"]), titled["office"], number)


CLOSES = re.compile(r"(?i)(?:yours )?(?:sincerely|faithfully|respectfully)(?: yours)?,?$")


def closing(lines: Sequence[str]) -> str:
    """Who signs a letter: the name on the line after *Sincerely,*."""
    pairs = itertools.pairwise(lines)
    return next((name for line, after in pairs if CLOSES.match(line) and (name := name_line(after))), "")


def is_mark(line: str) -> bool:
    """Whether a line is such as only official pages carry: a document's number, a release mark, a house, an end."""
    return any(pattern.match(line.strip(" *_")) for pattern in (NUMBERED, RELEASED, HOUSE_LINE, _ENDED))


def marks(lines: Sequence[str]) -> int:
    """How many lines are such as only official pages carry."""
    return sum(is_mark(line) for line in lines)
