"""Short answers: *No, we won't.* stands for a sentence that the question already holds."""

import re

from standoff.ledger.suggest.matters import plain

_LEAD = re.compile(
    r"^(?:(?:well|look|again|so|oh|you know|and|but|as i said|i think|i mean|frankly|to be clear)\b[ ,]*)*"
)
_YES = re.compile(
    r"(?:yes|yeah|yep|absolutely|of course|certainly|definitely|indeed|correct|exactly|right|sure|"
    r"(?:that|it) is (?:(?:quite|absolutely|exactly) )?(?:correct|right|true|so|the plan|our intention|what we will "
    r"do)|"
    r"you (?:are|have) (?:it )?(?:correct|right)|without (?:a )?(?:doubt|hesitation)|i can confirm that)\b"
)
_NO = re.compile(
    r"(?:no|nope|never|certainly not|absolutely not|of course not|definitely not|not (?:at all|really|ever)|"
    r"by no means|under no circumstances|no way|not(?= (?:now|yet|today|at|for|right)\b)|i (?:do not|would not) "
    r"(?:think|believe|expect) so|i doubt (?:it|that)|"
    r"(?:that|it|this) is not (?:the (?:plan|intention|idea|case)|our (?:plan|intention|policy)|what we (?:plan|"
    r"intend))|"
    r"not that i am aware of|not to my knowledge)\b"
)
_FIRST = re.compile(
    r"^(?:no|yes)\b[ ,.!—]+(?=(?:no|never|that|it|this|not|absolutely|of course|certainly|definitely|i)\b)"
)
_TAIL = re.compile(
    r"(?:[ ,.!—]+(?:not )?(?:we|i|it|he|she|they|that|there) (?:will|would|do|does|did|have|has|are|is|am|can|could|"
    r"shall)"
    r"(?: (?P<not>not|never))?)?"
    r"(?P<limit>[ ,.!—]+(?:not )?(?:for (?:now|the (?:moment|time being))|at (?:this|the) (?:stage|moment|time|"
    r"point)|"
    r"right now|at present|yet|now|today|ever|sir|ma'am|no|yes))?[ .!,]*"
)
_SHORT = re.compile(
    r"(?:we|i|it|he|she|they|that|there) (?:will|would|do|does|have|has|are|is|am|can|shall)(?P<not> not| never)?"
)
_BEGUN = (
    r"(?= (?:not|on|off|under|out|among|part|an?|the|to|in|possible|excluded|ruled|ready|prepared|willing|"
    r"considered|be|"
    r"ever|also|now|then|still|even|really|go|have|take|send|deploy|supply|deliver|provide|join|support|impose|use|"
    r"give|"
    r"intend|plan|want|rule|accept|agree|consider|strike|attack|intervene|allow|close|defend|respond|\w+ing)\b)"
)
_AUXILIARY = re.compile(
    r"(?:^|[,;:—] ?|\b(?:and|but|so|then|first|or|just|now) )"
    r"(?P<aux>will|would|shall|do|does|did|are|is|am|was|were|have|has|had|can|could|may|might)(?P<not> not)? "
    rf"(?P<subject>you|we|there|it|he|she|they|(?:[\w.'-]+ ){{0,4}}?[\w.'-]+{_BEGUN}|[\w.-]+) "
    r"(?P<rest>[^?]+)\?"
)
_STATED = re.compile(
    r"(?:^|[,;:—] ?|\b(?:so|and|but|then|that|mean|saying) )(?P<subject>you|we|there|it|he|she|they|that|[\w-]+) "
    r"(?P<aux>will|would|are|is|have|has|do|does|can|could)(?P<rest> [^?]+)\?"
)
_NOMINAL = re.compile(r"(?:so |and |then |but )*(?P<none>no (?!one\b)[^?,]+?)(?:,? (?:then|at all))?\?")
_TAG = re.compile(
    r",? (?:is that (?:right|correct|so)|(?:correct|right|yes)|(?:is|are|will|do|does|have|has) (?:it|you|we|"
    r"they)(?: not)?)\?$"
)
_MOST = 9
"""Words of an answer that has no sentence of its own."""


def declared(answer: str, question: str) -> str | None:
    """Return the sentence that a short answer to a yes-or-no question stands for, both in plain text.

    Examples
    --------
    >>> declared("no, we won't.", "Will you send troops to Vesland?")
    'we will not send troops to vesland.'
    >>> declared("no.", "Has Norland ruled out jets?")
    'norland has not ruled out jets.'
    """
    text = _LEAD.sub("", plain(answer))
    if not question or len(text.split()) > _MOST:
        return None
    sign = _sign(text)
    if sign is None:
        return None
    said, limit = sign
    questions = [sentence for sentence in re.split(r"(?<=[.!?])\s+", question.strip()) if sentence.endswith("?")]
    asked = plain(questions[-1]) if questions else ""
    statement = _declarative(_TAG.sub("?", asked), denied=not said)
    return f"{statement}{limit}." if statement else None


def _sign(text: str) -> tuple[bool, str] | None:
    """Whether a short answer agrees, and the limit it sets; None where it is no such answer."""
    text = _FIRST.sub("", text)
    for pattern, agrees in ((_NO, False), (_YES, True)):
        match = pattern.match(text)
        tail = _TAIL.fullmatch(text, match.end()) if match else None
        if tail is not None:
            return agrees, _limit(tail)
    short = _SHORT.match(text)
    tail = _TAIL.fullmatch(text, short.end()) if short else None
    if short is None or tail is None:
        return None
    return short["not"] is None, _limit(tail)


def _limit(tail: re.Match[str]) -> str:
    return re.sub(r"^[ ,.!—]+(?:not )?", " ", tail["limit"] or "")


def _declarative(asked: str, *, denied: bool) -> str | None:
    """A question turned into the statement that is affirmed or denied by its answer."""
    nominal = _NOMINAL.match(asked)
    if nominal is not None:
        return f"there will be {nominal['none']}"
    match = _AUXILIARY.search(asked)
    if match is not None:
        # *aren't you sending* expects what *are you sending* asks
        subject, rest = _turned(match["subject"]), match["rest"]
        auxiliary = _agreeing(match["aux"], subject)
        if auxiliary in ("do", "does", "did") and not denied:
            return _own(f"{subject} {rest}")
        return _own(f"{subject} {auxiliary}{' not' if denied else ''} {rest}")
    match = _STATED.search(asked)
    if match is None:
        return None
    subject, rest = _turned(match["subject"]), match["rest"]
    negative = re.match(r" (?:not|never)\b", rest) is not None
    auxiliary = _agreeing(match["aux"], subject)
    return _own(f"{subject} {auxiliary}{' not' if denied and not negative else ''}{rest}")


def _turned(subject: str) -> str:
    return "we" if subject == "you" else re.sub(r"^your\b", "our", subject)


def _agreeing(auxiliary: str, subject: str) -> str:
    return {"am": "are", "is": "are", "was": "were"}.get(auxiliary, auxiliary) if subject == "we" else auxiliary


def _own(statement: str) -> str:
    statement = re.sub(r"\byour\b", "our", re.sub(r"\byou\b", "we", statement))
    return (
        re.sub(r"\bnot ever\b|\bever\b", lambda m: "never" if m.group() != "ever" else "", statement)
        .rstrip(" .")
        .replace("can not", "cannot")
    )
