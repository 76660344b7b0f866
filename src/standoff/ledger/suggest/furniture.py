"""What a paragraph is to the story: furniture, captions and headlines told from what is said, each by several signs."""

import re
from collections.abc import Sequence

from standoff.ledger.suggest.labels import DASH, Label
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.masthead import name_line
from standoff.ledger.suggest.paragraph import TERMINAL, Genre, Kind

BULLET = re.compile(r"[•·▪■*–—-]\s+(?=\S)")
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’/]{2,}(?:, [\w .]{2,30})?(?: ?\([^)\n]{2,30}\))? ?(?:[—–-]{1,2}|:) ?"
    r"|[A-ZÀ-Þ][\w'’]+(?: [A-Z]\w+)?(?:, [\w .]{2,30})? \([^)\n]{2,20}\)(?: [—–-]{1,2}|\.) "
    r"|[A-ZÀ-Þ]{3,}, [A-Z][a-z]+ \d{1,2}[.,] /[A-Z]+/[.,] )(?=\S)"
)
_LEADING = re.compile(r"[\s•·▪■►▶→»*_>\[|(✉◆●\U0001F300-\U0001FAFF]+(?=\S)")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]*_]*$")
_ATTRIBUTED = re.compile(r"[\"”»’],? (?:[\w.'’-]+ ){0,5}?(?:said|told|added|replied|wrote)\b|\b(?:said|added):? [\"“«]")
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|I|[Oo]ur)\b(?!\.)")
_DAY = (
    r"(?:\d{1,2}[ ./-](?:\d{1,2}|[A-Z][a-z]{2,8}\.?)[ ,./-]+\d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|"
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2})"
)
_STAMP = re.compile(
    rf"(?:[^.!?“”\"]*\b{_DAY}\b[^!?“”\"]*|.*\b\d+ (?:hours?|hrs?|minutes?|mins?|days?) ago\b.*|"
    r"\d+ min(?:ute)?s?(?: read)?)$"
)
"""A line with the full date, or how long ago it was."""
_SIGNER = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,2}"
_BYLINE = re.compile(
    r"(?:By:?|Written by|Reported by|Story by) (?=[A-ZÀ-Þ])"
    r"(?:[A-ZÀ-Þ][\w.'’-]*[ ,|/&]*|and ?|in ?|of ?|the ?|for ?){2,16}[^.]*$"
    rf"|{_SIGNER} (?:in|at) [A-ZÀ-Þ][\w ,]{{2,40}}$"
    rf"|{_SIGNER},? (?:[\w-]+ ){{0,3}}(?:[Cc]orrespondent|[Ee]ditor|[Rr]eporter|[Ww]riter)s?\b[^.]{{0,40}}$"
)


def kinds_of(
    text: str, spans: Sequence[tuple[int, int]], labels: Sequence[Label | None], genre: Genre, lexicon: Lexicon
) -> list[Kind]:
    """Return the kind of every paragraph: first by its own words, then by what stands beside it."""
    pieces = [text[a:b] for a, b in spans]
    kinds = [
        _alone(piece, lexicon, genre, turn=label is not None and genre is Genre.TRANSCRIPT)
        for piece, label in zip(pieces, labels, strict=True)
    ]
    if genre is Genre.ARTICLE:
        _mark_captions(text, spans, kinds, lexicon)
        _mark_boxes(pieces, kinds, lexicon)
        _mark_head(pieces, kinds)
    else:
        _mark_foot(pieces, kinds, lexicon)
    _mark_pull_quotes(text, spans, kinds)
    return kinds


def is_furniture(piece: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph is none of the story by its own words.

    Examples
    --------
    >>> from standoff.ledger.suggest.lexicon import load
    >>> [is_furniture(line, load()) for line in ("Watch: Coe says no", "Watch us.", "Photo by O. Coe", "See, we go.")]
    [True, False, True, False]
    """
    lead = _LEADING.match(piece)
    for words in (piece, piece[lead.end() :]) if lead else (piece,):
        if lexicon.furniture["lines"].match(words):
            return True
        opener = lexicon.furniture["openers"].match(words)
        if opener and re.match(r"\s*[:|–—/]|.{0,30}(?:[:|]| - )(?=\s)", words[opener.end() :]):
            return True
    return lexicon.furniture["credits"].search(piece) is not None


def _alone(piece: str, lexicon: Lexicon, genre: Genre, *, turn: bool) -> Kind:
    if not turn and (is_furniture(piece, lexicon) or _dates_page(piece)):
        return Kind.FURNITURE
    words = len(piece.split())
    if BULLET.match(piece) and words >= 7 and genre is Genre.ARTICLE:
        return Kind.HEADLINE if _title_case(piece) else Kind.BODY
    if genre is Genre.DIALOGUE and DASH.match(piece):
        return Kind.BODY
    spoken = genre is not Genre.ARTICLE and words >= 5 and _FIRST_PERSON.search(piece) is not None
    if piece[-1] not in TERMINAL and words <= 25 and not turn and not spoken:
        told = words >= 8 and _ATTRIBUTED.search(piece) is not None
        return Kind.BODY if told else Kind.HEADLINE
    if genre is Genre.ARTICLE and words <= 45 and re.search(r"[\w,”\"] ?\([A-ZÀ-Þ][^()]{1,60}\)$", piece):
        return Kind.HEADLINE
    if genre is not Genre.ARTICLE and not turn and piece[-1] == "," and name_line(piece):
        return Kind.HEADLINE  # *H.E. Mr. Ada Coe,* above his office
    longest = 25 if genre is Genre.ARTICLE else 12
    unstopped = piece[-1] in "\"”»’'" and not re.search(r"[.!?…,][\"”»’']", piece)
    if unstopped and words <= longest and not (words > 12 and _ATTRIBUTED.search(piece)):
        return Kind.HEADLINE
    return Kind.BODY


_TIMES = re.compile(
    rf"{_DAY}|\b(?:Mon|Tues?|Wednes|Wed|Thu(?:rs)?|Fri|Satur|Sat|Sun)(?:day)?\b|\b\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?\b|"
    r"\b[ap]\.?m\b|\b(?:GMT|UTC|BST|CET|EST|EDT|ET|JST|IST|hours?|at|on|from|to|the|of|local time|date|time|published|"
    r"updated|last|issued|released)\b",
    re.IGNORECASE,
)


def _dates_page(piece: str) -> bool:
    """Whether a line is a date and hardly more: *Friday, March 3, 2031, 2:02 p.m.*"""
    left, found = _TIMES.subn(" ", piece) if len(piece) < 80 else (piece, 0)
    return found > 1 and re.search(_DAY, piece) is not None and len(re.findall(r"[^\W\d_]{2,}", left)) == 0


def _mark_foot(pieces: Sequence[str], kinds: list[Kind], lexicon: Lexicon) -> None:
    """What stands under *Related links* at the end of an official page is the page's, not the speaker's."""
    for number in range(len(pieces) * 2 // 3, len(pieces)):
        if lexicon.furniture["boxes"].fullmatch(pieces[number]):
            kinds[number:] = [Kind.FURNITURE] * (len(pieces) - number)
            return


def _title_case(piece: str) -> bool:
    """A linked headline: most of its long words have capitals."""
    long = [word for word in re.findall(r"[^\W\d_]+", piece) if len(word) > 3]
    return bool(long) and sum(word[0].isupper() for word in long) > 0.6 * len(long)


_ENOUGH = 3
"""Weight of the signs that make a caption."""


def _mark_captions(text: str, spans: Sequence[tuple[int, int]], kinds: list[Kind], lexicon: Lexicon) -> None:
    """A caption by its words, helped by the credit or caption line that stands beside it."""
    blank = text.count("\n\n")
    for number, (start, end) in enumerate(spans):
        piece = text[start:end]
        if kinds[number] is not Kind.BODY or len(piece) > 600:
            continue
        weight = sum(amount for pattern, amount in lexicon.captions if pattern.search(piece))
        after = spans[number + 1] if number + 1 < len(spans) else None
        if weight and after and kinds[number + 1] is Kind.FURNITURE and blank:
            weight += 2 if "\n\n" not in text[end : after[0]] else 1
        before = text[slice(*spans[number - 1])] if number else ""
        if re.fullmatch(r"(?i)(?:image|media|photo|video|picture) captions?[,:]?", before):
            weight += _ENOUGH
        if weight >= _ENOUGH:
            kinds[number] = Kind.FURNITURE


def _mark_boxes(pieces: Sequence[str], kinds: list[Kind], lexicon: Lexicon) -> None:
    """The short lines, questions and bullets under *Keep reading* or *Key points* belong to the box.

    A box that sums the story up holds a sentence, and all sentences up to its next heading where it has one.
    """
    sums = [n for n, piece in enumerate(pieces) if lexicon.furniture["sums"].fullmatch(piece)]
    within = 0
    for number, piece in enumerate(pieces):
        heads = lexicon.furniture["boxes"].fullmatch(piece) is not None or number in sums
        listed = BULLET.match(piece) is not None or piece.endswith("?")
        if heads:
            follows = any(number < n <= number + 5 for n in sums)
            within = (
                1 if number not in sums or (number > 7 and not follows and number != sums[-1]) else 5 if follows else 2
            )
            kinds[number] = Kind.FURNITURE
        elif within and kinds[number] is Kind.BODY:
            within -= 0 if listed else 1
            if listed or (within and not re.search(r"[“”\"]", piece) and not DATELINE.match(piece)):
                kinds[number] = Kind.FURNITURE


def _mark_head(pieces: Sequence[str], kinds: list[Kind]) -> None:
    """What stands above the byline or the time of a page is its headline and standfirst, sentence or not.

    So are the bullets above the story.
    """
    story = next((n for n, k in enumerate(kinds) if k is Kind.BODY and not BULLET.match(pieces[n])), 0)
    for number in range(story):
        kinds[number] = Kind.FURNITURE if kinds[number] is Kind.BODY else kinds[number]
    if sum(_STAMP.match(piece) is not None for piece in pieces if len(piece) < 80) > 6:
        return
    last = bodies = 0
    for number, piece in enumerate(pieces[:12]):
        signed = len(piece) < 120 and (_BYLINE.match(piece) or _STAMP.match(piece)) is not None
        if signed and bodies <= 2 and Kind.BODY in kinds[number:]:
            last = number
        elif kinds[number] is Kind.BODY:
            bodies += 1
            if DATELINE.match(piece):
                break
    following = sum(kind is Kind.BODY for kind in kinds[last:])
    for number in range(last if following >= 2 else 0):
        quoted = re.search(r"[.!?,][”\"»’]", pieces[number]) is not None
        if kinds[number] is Kind.BODY and len(pieces[number].split()) <= 45 and not quoted:
            kinds[number] = Kind.HEADLINE
    _mark_standfirst(pieces, kinds)


def _mark_standfirst(pieces: Sequence[str], kinds: list[Kind]) -> None:
    """The first sentences, set off by an image or a byline, are the standfirst when the story repeats them."""
    bodies = [number for number, kind in enumerate(kinds) if kind is Kind.BODY]
    if len(bodies) < 3 or bodies[0] > 10 or bodies[1] == bodies[0] + 1:
        return
    first = pieces[bodies[0]]
    if len(first.split()) > 45 or DATELINE.match(first) or re.search(r"[.!?,][”\"»’]", first):
        return
    told = set(re.findall(r"\w{4,}", first.casefold()))
    again = set(re.findall(r"\w{4,}", " ".join(pieces[n] for n in bodies[1:3]).casefold()))
    if told and len(told & again) >= 0.5 * len(told):
        kinds[bodies[0]] = Kind.HEADLINE


def _mark_pull_quotes(text: str, spans: Sequence[tuple[int, int]], kinds: list[Kind]) -> None:
    """A paragraph whose words all stand again in a longer one is a pull quote or a repeated headline."""
    plain = [re.sub(r"[\W_]+", " ", text[a:b]).casefold().strip() for a, b in spans]
    index: dict[str, list[int]] = {
        " ".join(words.split()[:4]): []
        for (a, b), words in zip(spans, plain, strict=True)
        if text[a] in "“\"«„‘'" and b - a <= 400
    }
    for number, words in enumerate(plain if index else ()):
        pieces = words.split()
        for key in {" ".join(pieces[i : i + 4]) for i in range(len(pieces) - 3)} & index.keys():
            index[key].append(number)
    for number, words in enumerate(plain):
        pieces = words.split()
        if (
            kinds[number] is not Kind.BODY
            or not 4 <= len(pieces) <= 60
            or len(text[spans[number][0] : spans[number][1]]) > 400
        ):
            continue
        quoted = text[spans[number][0]] in "“\"«„‘'"
        for other in index.get(" ".join(pieces[:4]), ()):
            longer = len(plain[other]) > len(words) + 8 and words in plain[other]
            if other != number and quoted and longer and kinds[other] is Kind.BODY:
                kinds[number] = Kind.FURNITURE


_COURTESY = re.compile(
    r"(?i:(?:(?:oh|well|so|and|okay|ok|all right|right|great|please|yes|yeah|hi|hello|now|again|but)[\s,.!]+)*"
    r"(?:hi|hello|(?:many )?thanks?(?: you)?|thank you|welcome|(?:please )?go ahead|good (?:morning|afternoon|evening|"
    r"day|night)|okay|ok|(?:the )?next(?: question)?|(?:one )?last (?:question|one)|please|ladies and gentlemen|"
    r"all right|excuse me|over to you|you(?:['’]re| are) welcome)\b)"
    r"(?:[\s,.!—–-]+(?:(?i:to|you|all|both|so much|very much|again|everyone|everybody|indeed|and|sir|ma['’]am|madam|"
    r"guys|folks|colleagues|friends|ladies and gentlemen|please|back|too|there|thanks|thank you|"
    r"good (?:morning|afternoon|evening)|the|mr\.?|mrs\.?|ms\.?)|(?!God\b)[A-ZÀ-Þ][\w.'’-]+))*[\s,.!—–-]*$"
)


def courtesy(words: str) -> bool:
    """Whether a sentence of fewer than five words only greets, thanks, gives the floor or breaks off.

    Examples
    --------
    >>> [courtesy(words) for words in ("Good evening, everybody.", "Go ahead, Oda.", "No, thank you.", "Thank God.")]
    [True, True, False, False]
    """
    told = re.sub(r"[(\[][^()\[\]]*[)\]]", "", words).strip(" .,")
    if len(told.split()) <= 2 and re.search(r"[–—-]\s*$", words):
        return True
    return len(told.split()) < 5 and _COURTESY.match(told) is not None
