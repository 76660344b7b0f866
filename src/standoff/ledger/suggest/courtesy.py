"""Words that only open, close or steer a talk: greetings, thanks, and the calling of the next one to ask."""

import re

_SHORT = 4
"""A courtesy has at most so many words; what is longer says something, if only of the speaker's mood."""

_NAMED = r"(?:(?:Mr|Mrs|Ms|Dr|Madam|Mister)\.? )?[A-ZÀ-Þ][\w.'’-]*"
_CALLED = (
    r"(?:every(?:one|body)|all|both|(?:you )?guys|folks|colleagues|(?:dear )?friends|ladies and gentlemen|sir|"
    r"ma['’]am|(?:mr\.? |madam )?(?:president|chairman|chair|speaker|minister|secretary|prime minister|ambassador))"
)
_WELCOMES = (
    r"(?:hi|hello|hey|welcome(?: back)?(?: to you)?|good (?:morning|afternoon|evening|day|night)(?: to you)?|goodbye|"
    r"bye(?:-bye)?|see you(?: later| tomorrow| next week)?|cheers|"
    r"(?:many |very )?thank(?:s|ful|[- ]you)?(?: (?:so|very) much(?: indeed)?| a lot| again)?"
    r"(?: for (?:coming|having me|being here|joining(?: us)?|that|this|the question|your (?:time|question)))?|"
    r"thank you(?: (?:so|very) much(?: indeed)?| again| kindly)?(?: for (?:coming|having me|that|your time))?|"
    r"you['’]re (?:very )?welcome|my pleasure|good to (?:see|be with) you|pleased to (?:meet|see) you)"
)
_STEERS = (
    r"(?:(?:please )?(?:go|come) ahead|(?:the )?(?:next|last|final|one more|another)(?: question| one)?|"
    r"(?:the )?floor is yours|over to you|over there|"
    r"(?:in the )?(?:front|back|middle)(?: row)?|any (?:other |more )?questions|questions|your question|"
    r"ok(?:ay)?|all right|alright|great|perfect|please|yes,? please|"
    r"\W*(?:inaudible|laughter|crosstalk|applause)\W*)"
)
_LINK = r"(?:and|so|now|well|but|then|yes|yeah|right|with that)"
_COURTESY = re.compile(
    rf"\W*(?i:{_LINK}[\s,]+){{0,2}}(?:{_NAMED}[\s,–—-]+|(?i:{_CALLED})[\s,]+){{0,3}}"
    rf"(?:(?i:{_WELCOMES}|{_STEERS})(?:[\s,.!–—-]+|$)(?:(?i:{_LINK}[\s,]+){{0,2}}"
    rf"(?:(?i:to |in |at )?(?:{_NAMED}|(?i:{_CALLED}|again|too|now|there|please|today|"
    rf"here))[\s,.!?–—-]*){{0,4}})){{1,3}}\W*"
)
_ADDRESS = re.compile(
    rf"(?i:(?:every(?:one|body)|colleagues|(?:dear )?friends|ladies and gentlemen|(?:mr\.? |madam )?(?:president|"
    r"chair(?:man)?|speaker|minister|secretary|prime minister|ambassador)|"
    r"(?:dear|distinguished|honou?rable|esteemed) [\w' ]{3,30}|"
    rf"(?:mr|mrs|ms|madam|mister|president|prime minister|minister|secretary)\.? (?-i:{_NAMED}))"
    r"(?:, (?:and )?| and |[,.!:]+$)){1,4}"
)
"""Nothing but whom a speaker addresses: *Mr Prime Minister, ladies and gentlemen,*."""
_NAME_ALONE = re.compile(rf"\W*(?i:{_LINK}[\s,]+){{0,2}}(?:{_NAMED}[\s,]*){{1,3}}[.?!,–—-]*")
_WORDS_ALONE = re.compile(
    r"(?i)\W*(?:\w+ly|yes|no|nope|never|ever|period|sure|right|correct|exactly|indeed|nothing|nobody|none|neither|"
    r"both|today|tomorrow|now|soon|maybe|perhaps|always|enough|why|when|how|what|who|where|order|sorry|agreed|wrong|"
    r"true|false|fine|good|bad|nonsense|rubbish|silence|peace|war|again|not|so|well|but|and)\b"
)


def courtesy(words: str) -> bool:
    """Whether a sentence of a talk says nothing: it greets, thanks, or gives the floor, in less than five words.

    Examples
    --------
    >>> [courtesy(w) for w in ("Good morning, everyone.", "Go ahead, Ada.", "Thank you, Mr. President.", "Okay.")]
    [True, True, True, True]
    >>> [courtesy(w) for w in ("Yes.", "Thank you, no, never.", "Good idea.", "We thank our allies.", "Not at all.")]
    [False, False, False, False, False]
    """
    short = len(words.split()) <= _SHORT or _ADDRESS.fullmatch(words) is not None
    return short and (_COURTESY.fullmatch(words.strip()) or _ADDRESS.fullmatch(words)) is not None


def called(words: str) -> bool:
    """Whether the last sentence of a turn is nothing but a name: whose turn it is to ask.

    Examples
    --------
    >>> [called(w) for w in ("Ada?", "And with that, Ada.", "Mr. Coe.", "Period.", "They left.", "Absolutely.")]
    [True, True, True, False, False, False]
    """
    if len(words.split()) > _SHORT or _WORDS_ALONE.fullmatch(words.split()[0].strip(",.?!")):
        return re.fullmatch(rf"(?i:and )?(?i:with that|yes|yeah|right|well|so|and),? {_NAMED}[.?!]", words) is not None
    return _NAME_ALONE.fullmatch(words) is not None
