"""The closed patterns of English clauses that finding a subject and a complement leans on."""

import re

from standoff.ledger.suggest.paragraph import MASK

AUX = re.compile(
    r"(?:(?:^|(?<=[\s,]))(?:has|have|had|also|then|later|earlier|again|once|now|already|still|further|even|just|only|who|"
    r"himself|herself|itself|themselves|first|twice|always|long|recently|repeatedly|soon|subsequently|so far|"
    r"thus far|to date|in recent days|"
    r"[a-z]+ly|"
    r"went on to|goes on to|took to \w+ to|turned to \w+ to|was the first to|in turn|for (?:his|her|its|"
    r"their) part|however|too|both|all|did|does|"
    r"do|would|will|could|can|may|might|must|last (?:night|week|month|year|[A-Z]\w+day)|this (?:week|month|morning|"
    r"afternoon|evening)|overnight|on [A-Z]\w+day(?: (?:morning|night|evening|afternoon))?)\s*,?\s*)+$"
)
TIME = (
    r"(?:(?:late|early|earlier|again|later|on|last|this|next|yesterday|today|tomorrow|in|at|during|from|by|before|"
    r"after|via|through|aboard|outside|inside|alongside|since|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    r"[^,;:]{0,110}?(?:, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b| \(\d{1,2}\))?)"
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|can|cannot|could|may|might|should|must|shall|does|did|said|"
    r"says|say|told|met|took|made|came|went|gave|saw|led|began|held|kept|left|lost|sent|spoke|stood|won|wrote|"
    r"isn't|won't|doesn't|don't|didn't|wasn't|wouldn't|couldn't|haven't|hasn't|won’t|doesn’t|don’t|isn’t|aren't|"
    r"aren’t|weren't|weren’t|can't|can’t|hasn’t|haven’t|didn’t|wasn’t|wouldn’t|couldn’t|"
    r"(?!retired|named|unnamed|armed|united|combined|advanced|based|appointed|elected|so-called|allied|exiled|"
    r"ousted|jailed|limited|unidentified|designated|red\b|related)[a-z]{3,}ed)\b"
)
_BARE = (
    r"(?:remain|want|need|believe|think|know|hope|expect|intend|seek|stand|make|take|show|get|give|go|come|see|feel|hold|"
    r"live|pose|require|understand|lie|stay|appear|seem|mean|depend|belong|exist|look|oppose|agree|deserve|face|keep|"
    r"welcome|wish|respect|await|condemn|matter|serve|begin|continue|cross|threaten|violate|represent|constitute|"
    r"include|involve|prevent|allow|enable|reject|demand|stop|work|hurt|prove|bring|call|favour|favor|regard|consider|"
    r"reserve|respond|act|lack|possess|pay|own|do|run|support|send|sail|fly|move|fight|defend|protect|plan|prepare|"
    r"remain|share|accept|recognise|recognize|deny|fail|bear|lead|leave|lose|like|love|owe|put|say|speak|suffer|tell|"
    r"try|use|carry|apply|aim|back|control|cost|deliver|deploy|end|ensure|form|help|host|join|justify|undermine|urge)"
)
PRESENT = re.compile(
    rf"\b(?:(?:it|he|she|this|that|there|which|who|nobody|everyone|[A-Z][\w’'-]+|(?:the|a|an|its|his|her|their|our|any|"
    rf"such|this|that|no) (?:[\w’'-]+ ){{1,4}}?)(?: ?(?:also|still|now|always|\w+ly))? ?\b{_BARE}e?s"
    rf"|(?:they|we|you|I|people|[\w’'-]+(?<!s)s|children|men|women|police|both|all|many|most)"
    rf"(?: (?:also|still|now|always|\w+ly))? {_BARE})\b|\b(?:got|fell|knew|cut|hit|struck|shot|sank|flew|drove|chose|"
    r"found|felt|heard|meant|paid|ran|rose|sat|sold|thought|threw|understood|broke|brought|built|bought|caught|drew|"
    r"fought|grew|put|set|laid|bore|rang|sought|taught|wore|withdrew|began|became)\b"
)
"""A finite verb that looks like no other form: *the fleet sails*, *both sides want*, *the ships fell back*."""
CLAUSE = re.compile(
    rf"(?P<hard>[;:]\s|{MASK}[,.]?\s*|\s[—–]{{1,2}}\s|\s--\s|^)|(?P<word>\b(?:but|while|although|though|because|as|"
    rf"when|where|whereas|before|that|than|if|so|yet|since|which|what|how|until|after)\s)|(?P<and>\band\s)|"
    rf"(?P<with>\bwith\s)|(?P<or>\bnor\s)"
)
SUBORDINATE = re.compile(
    r",\s(?:who|which|whose|on an? \w+|in [A-Z]\w+|at an? \w+|speaking|standing|sitting|asked|asking|referring|"
    r"citing|emerging|flanked|visiting|using|in an? \w+|in (?:his|her|its) \w+|on \w+day|for (?:his|her|its|"
    r"their) part|in turn|meanwhile|however|too|after|during|when|at (?:a|the) \w+|a day|a week|hours|days|"
    r"himself|herself|once|formerly|now|then|also|instead|by contrast|like|along with|together with)\b[^,]*,|"
    rf",\s(?:who|which)\b[^,{MASK}]*{MASK}+(?=\s(?:has|have|had|is|are|was|were|will|would|[a-z]{{3,}}ed)\b)"
)
RELATIVE = re.compile(rf",\s(?:who|which|whose)\b[^,{MASK}]*(?:,|$)")
ADVERBIAL = re.compile(
    r"(?i)(?:in|on|at|by|for|from|after|before|during|since|with|without|despite|amid|under|until|as|when|while|"
    r"if|because|although|though|asked|speaking|pressed|pushed|questioned|standing|referring|citing|writing|"
    r"responding|reacting|addressing|later|earlier|meanwhile|however|still|yet|yesterday|today|separately|instead|"
    r"also|then|now|last|this|next|two|three|four|five|\w+ (?:days?|weeks?|months?|hours?|years?) (?:ago|later|"
    r"earlier|before)|but|and|so|to|upon|within|among|against|behind|beside|inside|outside|over|throughout|"
    r"according|(?!italy\b|july\b|emily\b|kelly\b|sally\b|molly\b|billy\b|reilly\b|family\b|ally\b|"
    r"assembly\b)\w+ly|more recently|turning|visiting|in turn|for (?:his|her) part|of course|at the same time|"
    r"on \w+day|nor|or|here|there|back)\b(?!-)"
)
NOUN_BEFORE = re.compile(
    r"(?i)(?:^|\s)(?:a|an|the|another|first|second|last|latest|his|her|its|their|this|that|no|any|of|every|each|"
    r"official|new|my|our|your|these|those|to|be|been|being|is|was|were|are|by|having|as|\w+['’]s|public|recent|"
    r"such)\s$"
)
PASSIVE = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|gets?|got)(?: (?:not|also|widely|often|now|then|\w+ly))?\s)$"
)


def blank_subordinates(pre: str) -> str:
    """Blank relative and participle clauses between commas, keeping offsets."""

    def blank(match: re.Match[str]) -> str:
        return ", " + " " * (len(match.group()) - 2)

    for _ in range(2):
        pre = SUBORDINATE.sub(blank, pre)
    return pre


def clean(masked: str, start: int, end: int) -> tuple[int, int] | None:
    piece = masked[start:end]
    lead = re.match(r"[\s,;:.—–-]*(?:(?:but|and|while|as|though|although|that|nor|for)\s+(?=\S))?", piece)
    start += lead.end() if lead else 0
    piece = masked[start:end].rstrip(" \t\n,;:—–-(")
    piece = re.sub(r"[\s,;]+(?:and|but|while|as|though|although|with|when)$", "", piece)
    if not re.search(rf"[\w{MASK}]", piece):
        return None
    return start, start + len(piece.rstrip(" .,;"))
