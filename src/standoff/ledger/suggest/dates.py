"""Dates in a sentence: absolute ones, and relative ones counted from the text's own date, never from today's clock."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|"
    r"Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"\b(?P<year>\d{4})-(?P<mon>\d\d)-(?P<day>\d\d)\b")),
    ("day", re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>\d{{4}}))?\b")),
    ("day", re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}})\b)?")),
    (
        "month",
        re.compile(
            rf"\b(?:(?P<next>this coming|next) )?(?P<part>early |late |mid-?|the end of |"
            rf"the beginning of )?{_MONTH}(?: (?P<year>\d{{4}}))?(?!\w)"
        ),
    ),
    (
        "weekday",
        re.compile(
            rf"\b(?P<which>last |next |this |this coming |on )?(?:the "
            rf")?(?P<weekday>{'|'.join(d.capitalize() for d in _DAYS)})\b"
        ),
    ),
    (
        "word",
        re.compile(
            r"\b(?P<word>yesterday|today|tonight|tomorrow|this morning|this afternoon|this evening|last night|"
            r"earlier today)\b",
            re.I,
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?P<n>{'|'.join(_NUMBERS)}|\d+) (?P<unit>day|week|month|year)s? (?P<sense>ago|earlier|before|later)\b",
            re.I,
        ),
    ),
    (
        "unit",
        re.compile(r"\b(?P<which>last|next|this) (?P<unit>week|month|year|spring|summer|autumn|fall|winter)\b", re.I),
    ),
    ("year", re.compile(r"\b(?:in|since) (?P<year>(?:19|20)\d\d)\b")),
)


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days, empty when the text's own date is needed and missing, and its place in the sentence."""

    first: date | None
    last: date | None
    words: str
    at: int
    end: int


def find_dates(
    sentence: str, own: date | None, *, before: date | None = None, future: bool = False
) -> tuple[When, ...]:
    """Return the dates a sentence names.

    Parameters
    ----------
    own : date or None
        The text's own date. Without it relative dates and dates without a year stay relative: their days are None.
    before : date or None
        The date named last before this sentence: *two days later* counts from it.
    future : bool
        Whether bare weekdays and months lie ahead (*will announce on Friday*).

    Examples
    --------
    >>> when, = find_dates("He said so last Thursday.", date(2031, 3, 12))
    >>> when.first, when.last == when.first
    (datetime.date(2031, 3, 6), True)
    >>> find_dates("He said so last Thursday.", None)[0].first is None
    True
    """
    found: list[When] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if any(w.at < match.end() and match.start() < w.end for w in found):
                continue
            if kind == "month" and match["month"] in ("May", "March") and not _is_month(sentence, match):
                continue
            first, last = _interval(kind, match, own, before or own, future)
            found.append(When(first, last, match.group().strip(), match.start(), match.end()))
    return tuple(sorted(found, key=lambda when: when.at))


def _is_month(sentence: str, match: re.Match[str]) -> bool:
    lead = sentence[: match.start("month")]
    return bool(
        match["part"]
        or match["year"]
        or match["next"]
        or re.search(r"\b(?:in|since|by|until|of|last|next|from)\s$", lead)
    )


def _interval(
    kind: str, match: re.Match[str], own: date | None, anchor: date | None, future: bool
) -> tuple[date | None, date | None]:
    found = match.groupdict()
    try:
        if kind == "iso":
            day = date(int(found["year"]), int(found["mon"]), int(found["day"]))
            return day, day
        if kind == "year":
            return date(int(found["year"]), 1, 1), date(int(found["year"]), 12, 31)
        if kind in ("day", "month"):
            return _calendar(found, own, future)
        if own is None or anchor is None:
            return None, None
        if kind == "weekday":
            return _weekday(found, own, future)
        if kind == "word":
            return _word(found["word"].lower(), own)
        if kind == "ago":
            return _ago(found, own, anchor)
        return _unit(found["which"].lower(), found["unit"].lower(), own)
    except (ValueError, OverflowError):
        return None, None


def _calendar(found: dict[str, str], own: date | None, future: bool) -> tuple[date | None, date | None]:
    month = _SHORT[found["month"].lower().rstrip(".")[:3]]
    if found.get("year"):
        year = int(found["year"])
    elif own is None:
        return None, None
    else:
        year = _nearest_year(own, month, int(found.get("day") or 1), future or bool(found.get("next")))
    if found.get("day"):
        day = date(year, month, int(found["day"]))
        return day, day
    end = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    part = (found.get("part") or "").strip()
    low, high = {
        "early": (1, 10),
        "the beginning of": (1, 10),
        "late": (21, end),
        "the end of": (21, end),
        "mid-": (10, 20),
        "mid": (10, 20),
    }.get(part, (1, end))
    return date(year, month, low), date(year, month, high)


def _nearest_year(own: date, month: int, day: int, future: bool) -> int:
    """The year that puts a bare month or day nearest before the text's date, or after it when it lies ahead."""
    later = (month, day) > (own.month, own.day)
    if future:
        return own.year if later or month == own.month else own.year + 1
    return own.year - 1 if later and month != own.month else own.year


def _weekday(found: dict[str, str], own: date, future: bool) -> tuple[date, date]:
    wanted = _DAYS.index(found["weekday"].lower())
    which = (found["which"] or "").strip().lower()
    if which in ("next", "this coming") or (future and which != "last"):
        ahead = (wanted - own.weekday()) % 7 or (7 if which == "next" else 0)
        day = own + timedelta(days=ahead)
    else:
        back = (own.weekday() - wanted) % 7
        back += 7 if which == "last" and back <= 1 else 0
        day = own - timedelta(days=back)
    return day, day


def _word(word: str, own: date) -> tuple[date, date]:
    shift = -1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0
    return own + timedelta(days=shift), own + timedelta(days=shift)


def _ago(found: dict[str, str], own: date, anchor: date) -> tuple[date, date]:
    number = int(found["n"]) if found["n"].isdigit() else _NUMBERS[found["n"].lower()]
    sign = 1 if found["sense"].lower() == "later" else -1
    start = own if found["sense"].lower() == "ago" else anchor
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[found["unit"].lower()]
    slack = {"day": 0, "week": 1, "month": 15, "year": 180}[found["unit"].lower()]
    middle = start + timedelta(days=sign * number * days)
    return middle - timedelta(days=slack), middle + timedelta(days=slack)


def _unit(which: str, unit: str, own: date) -> tuple[date, date]:
    step = {"last": -1, "next": 1, "this": 0}[which]
    if unit == "week":
        monday = own - timedelta(days=own.weekday()) + timedelta(days=7 * step)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        number = own.year * 12 + own.month - 1 + step
        first = date(number // 12, number % 12 + 1, 1)
        return first, date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)
    if unit in _SEASONS:
        low, high = _SEASONS[unit]
        year = own.year + step if step else own.year
        return date(year, low, 1), date(year, high, 30)
    year = own.year + step
    return date(year, 1, 1), date(year, 12, 31)
