"""What a side leaves open, told by the shape of the sentence: silence, indecision, choice kept, hands kept free.

Seven shapes, each with the words English has for it: what one will not tell; what one has not decided; a deed of one's
own that is not excluded; a door or a question that stands open; a policy that is being worked on; a right or a freedom
that one keeps; a reaction that waits for what others do.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from standoff.ledger.statement import Act
from standoff.ledger.suggest.denials import names_deed, speaks_of_peace
from standoff.ledger.suggest.lexicon import Lexicon
from standoff.ledger.suggest.meaning import Context
from standoff.ledger.suggest.owner import Owner, Side, owner_of
from standoff.ledger.suggest.places import Gazetteer
from standoff.ledger.suggest.predicates import Found
from standoff.ledger.suggest.prefilter import Shelf

_ADV = r"(?:(?:\w+ly|just|still|also|always|now|really|simply|yet|ever|even|rather|currently) )*"
_ASK = r"(?:whether|if|when|how|what|which|where|who)"


class Shape(NamedTuple):
    """One shape: its pattern, whether what it is about must be a deed or means, how much it leaves in doubt."""

    pattern: re.Pattern[str]
    deed: bool
    doubt: float
    may: bool = False


def _shape(pattern: str, *, deed: bool = False, doubt: float = 0.1, may: bool = False) -> Shape:
    return Shape(re.compile(pattern), deed, doubt, may)


_SILENT = (
    _shape(
        r"\bnot at liberty to\b|\bnot (?:going to )?go (?:any )?(?:further|beyond)(?: than)? (?:that|this|what)\b|"
        r"\bcannot go (?:any )?(?:further|beyond)(?: than)? (?:that|this|what)\b"
    ),
    _shape(
        r"\b(?:point|direct|refer|steer|send) you (?:back |over )?to\b|\b(?:have|need|want|best) to ask (?:the|my|"
        r"our|them)\b|\bquestions? (?:best )?(?:addressed|put|directed|for) (?:to )?(?:the|my)\b"
    ),
    _shape(
        r"\bkeep(?:s|ing)? (?:my|our|his|her|its|their) (?:\w+ )?(?:thoughts?|views?|counsel|plans?|intentions?|own "
        r"counsel|options?) [^.;]{0,20}?(?:to (?:myself|ourselves|himself|herself|itself)|private)\b"
    ),
    _shape(
        r"\b(?:whatever|whenever|when|once|as soon as) (?:we|i|the \w+|he|she) (?:decide|do|choose|have decided|"
        r"decides?|announce)\w*,? (?:and )?(?:you|we|i|everyone|the \w+) will\b"
    ),
    _shape(
        r"\b(?:careful|prefer|prefers|preferred|try|trying|choose|chose|best|wiser|better|important|rather) (?:we "
        r"did |we do |if we did |i did )?not (?:to )?(?:say|discuss|speculat|go into|reveal|disclos|comment|show|"
        r"talk|name|spell|give|telegraph)"
    ),
    _shape(
        r"\b(?:powder dry|cards? (?:close|face down|to (?:our|my|his|her|its) chest)|show (?:our|my) (?:hand|cards)|"
        r"say never\b|never say never|open mind|(?:guess|guessing game)|cross that bridge|ace up)\b"
    ),
    _shape(
        r"\b(?:may|might|could) or (?:may|might|could) not\b|\b(?:perhaps|maybe) (?:we|i|it|he|she|they) (?:will|"
        r"would|do),? (?:and |or )?(?:perhaps|maybe) (?:we|i|it|he|she|they) (?:will|would|do) not\b"
    ),
    _shape(
        r"\bnot (?:\w+ )?(?:able|in a position|going|prepared|here) to (?:give|offer|make|provide) (?:you |them "
        r")?(?:any |an? |such )?(?:\w+ )?(?:assurances?|guarantees?|commitments?|promises?|undertakings?)\b"
    ),
    _shape(
        rf"\b(?:not|never|rather not) (?:going to |want to |wish to |be |here to |about to )?{_ADV}(?:get(?:ting)? "
        rf"into|"
        r"go(?:ing)? (?:there|into (?:that|this|it|any|the))|talk(?:ing)? (?:about|of) (?:what (?:we|our)|possible|"
        r"future|"
        r"our|potential|any|operations?|plans?|operational|military)|discuss(?:ing)? (?:\w+ )?(?:special|possible|"
        r"future|"
        r"our|potential|any|operational|military|intelligence|what|it|that|this|them)|speculat\w+|elaborat\w+|"
        r"(?:say|saying|add) (?:any )?more\b|(?:disclos|reveal)\w*|show(?:ing)? (?:our|my) (?:hand|cards))"
    ),
    _shape(
        r"\b(?:would|will|prefer to|rather|going to|let us|let me) (?:rather |just |simply )?(?:leave|keep) "
        r"(?:(?:it|that|this)"
        r" (?:at that|there|to (?:the|our) \w+|unanswered|open|to myself|for (?:another|later))|"
        r"(?:our|the|that|this) (?:\w+ )?(?:private|secret|confidential|unanswered|guessing))"
    ),
    _shape(
        r"\b(?:policy|practice|rule|custom|habit|principle) (?:is |was |has been )?(?:not|never) to (?:discuss|"
        r"comment|confirm|speak|talk|disclose|reveal|share|speculate)"
    ),
    _shape(r"\blet us not (?:speculat\w+|go there|get ahead|prejudge|engage in|discuss|get into)"),
    _shape(
        r"\b(?:would|should|do|can|will) not (?:really )?(?:expect|want|ask) (?:me|us) to (?:reveal|disclose|say|"
        r"tell|discuss|"
        r"go into|comment|spell|give|announce|answer|telegraph|speculate|share|get into)"
    ),
    _shape(r"\b(?:forgive|excuse) (?:me|us) (?:if (?:i|we) do not|for not)\b"),
    _shape(
        r"\b(?:when|if|once|until) (?:and (?:when|if) )?(?:we|i) (?:have|do have|are ready to|make|reach|take|get) "
        r"(?:\w+ )?"
        r"(?:something|anything|more|decisions?|an announcement|news|announce)\b[^.;]{0,40}?,? (?:(?:then )?(?:we|"
        r"i) (?:will|"
        r"shall)|you will)\b"
    ),
    _shape(
        r"^(?:so |well,? |just |please )*(?:stay tuned|watch this space|you will (?:see|hear|find out|know)|wait "
        r"and see|we will see)[.!]?$"
    ),
    _shape(r"\b(?:before|until) (?:i|we) (?:say|comment|speak|announce|discuss|reveal|tell)\b"),
    _shape(
        r"\b(?:have|has|had|got) (?:nothing|no (?:\w+ )?(?:news|comment|information|update|details?|readout)) (?:on|"
        r"about|for) (?:that|this|it|you|the)\b"
    ),
    _shape(
        r"\bkeep(?:s|ing)? (?:our|the|his|her|its|their|any|your|an) (?:\w+ )?(?:adversar\w+|enem\w+|opponents?|"
        r"aggressors?|regime|other side) guessing"
    ),
    _shape(
        r"\b(?:he|she|they|it|the (?:enemy|adversary|other side|regime)|our (?:enem\w+|adversar\w+)|[a-z]+) (?:does|"
        r"do|need|should|must|will) "
        r"not (?:need to |have to |want to )?(?:know|be told|be allowed to know|learn) (?:in advance )?(?:what|how|"
        r"when|where|whether) (?:we|our)"
    ),
)
_SILENT_ON = (
    _shape(
        r"\b(?:not|never) (?:\w+ly )?(?:something|anything|what|a (?:topic|subject|question|conversation|discussion|"
        r"matter)) (?:that |which )?(?:i|we) (?:am |are |will |would |want |can |could |going |to |be |prepared |"
        r"willing |able |"
        r"wish |care |like |intend |plan |really )*(?:get(?:ting)? into|discuss\w*|comment\w*|speak\w*|go(?:ing)? "
        r"into|speculat\w+|talk\w*|answer\w*|address\w*|share|disclose|reveal|confirm|preview|have (?:here|now|in "
        r"public))"
    ),
)
_UNDECIDED = (
    _shape(
        r"\b(?:not|never|yet to) (?:yet )?(?:been )?(?:settled|agreed|fixed|landed) (?:up)?on (?:an? |the |any |its "
        r"|our )*(?:\w+ )?(?:course|response|option|plan|approach|answer|step|line|action)\b"
    ),
    _shape(
        r"\boptions? (?:is|are|was|were|have|has)(?: been| being)? (?:being )?(?:\w+ )?(?:prepared|drawn up|"
        r"developed|worked (?:on|up)|presented|put (?:to|before)|laid out|given to)\b|\boptions? (?:\w+ )?rang(?:e|"
        r"es|ed|ing) from\b"
    ),
    _shape(
        r"\b(?:asked|tasked|instructed|told|ordered|directed)\b[^.;]{0,40}? to (?:come up with|draw up|prepare|"
        r"present|develop|produce|provide|work up|work out|look at|study|offer) (?:an? |the |a set of |new |some |"
        r"more |further |military |possible |him |us |other )*(?:options|plans|proposals|ideas|scenarios|measures|"
        r"responses)\b"
    ),
    _shape(
        r"(?:^|(?<=[.;,—:] ))(?P<to>[^.;,]{1,90}?) (?:is|are|was|were|remains?) (?:still |also |certainly |only |"
        r"just |now )*(?:one|an?|"
        r"another|among the) (?:\w+ )?(?:options?|possibilit\w+|scenarios?|ideas?)(?= (?:among|of|we|they|that|"
        r"for)\b|[.,;]|$)",
        deed=True,
    ),
    _shape(
        r"\bno (?:\w+ )?(?:calls?|choices?|determinations?|judg\w+|verdict|conclusions?) (?:has|have|had) (?:yet |"
        r"so far )?been (?:made|taken|reached|drawn)\b"
    ),
    _shape(
        r"\b(?:is|are|was|were|will be|would be|remains?) (?:\w+ly )?(?:a |the )?(?:matter|question|decision|choice|"
        r"call|prerogative) (?:for|of) (?:the|our|my|his|her) [\w' -]{3,40}"
    ),
    _shape(
        r"\b(?:not|never|without|avoid\w*|reluctant\w*|unwilling|refus\w+|declin\w+|stopped short of|hesitat\w+) "
        r"(?:\w+ )?(?:want(?:ed|ing)? |wish(?:ed)? |ready |prepared |like |care )?(?:to )?(?:commit\w* (?:himself|"
        r"herself|itself|themselves|ourselves|myself|to (?:a|any))|pre-?empt\w*|prejudg\w*|be pinned down|tie "
        r"(?:our|my|its|his|her) hands|say(?:ing)? (?:if|whether|when|how|what|which))"
    ),
    _shape(
        r"\b(?:will|would|shall|to) (?:only )?(?:decide|make up our mind|make (?:a|our|that) (?:decision|call)|take "
        r"(?:a|our|that) decision) (?:when|once|after|in|later|at|on the basis|if|as)\b"
    ),
    _shape(
        r"\b(?:has|have|had) (?:yet|still) to (?:reply|answer|respond|react|be (?:decided|settled|agreed|"
        r"determined))\b"
    ),
    _shape(
        rf"\bdecisions? (?:on|about|over|regarding|concerning|{_ASK})\b[^.;]{{0,80}}? (?:would|will|is to|are to|"
        rf"has to|must|remains? to) be (?:\w+ )?(?:made|taken|reached)\b"
    ),
    _shape(
        r"\b(?:not|never|no|yet to|nothing) (?:going to |be |been |expected to |yet |having |have )?(?:tak\w+|made?|"
        r"making|took|reach\w*|prejudg\w+|"
        r"adopt\w*|announc\w+) (?:an?|any|the|that|this|such|our)? ?(?:\w+ ){0,2}?decisions?\b"
    ),
    _shape(r"\b(?:tak(?:e|es|ing)|took|made?|reached|makes) no (?:\w+ ){0,2}?decisions?\b"),
    _shape(r"\bno (?:\w+ )?decisions? (?:on|about|regarding|over|to|as to|concerning)\b"),
    _shape(
        rf"\b(?:still|yet|to) {_ADV}(?:making up|make up) (?:our|my|its|his|her|their) minds?\b|\bminds? (?:is|are) "
        rf"not (?:yet )?made up\b"
    ),
    _shape(
        rf"\b{_ASK}\b[^.;]{{0,70}}\b(?:is|are|was|were|remains?|remained) {_ADV}(?:an? )?(?:open|undecided|"
        rf"unresolved|unsettled|to be (?:decided|seen|determined))\b"
    ),
    _shape(
        rf"\b(?:is|are|was|were|remains?|remained) {_ADV}(?:an? )?(?:open question|undecided|unresolved question|"
        rf"matter of debate) {_ASK}\b|\bundecided (?:on|about|over|{_ASK})\b"
    ),
    _shape(
        r"\b(?:is|are|was|were|will be|would be|remains?) (?:\w+ly )?(?:a (?:matter|question|decision|choice) "
        r")?(?:up to|for) (?:the|our|my|us|his|her) ?(?:\w+ ){0,4}?to "
        r"(?:decide|determine|judge|choose|make|take)\b",
    ),
    _shape(
        r"\b(?:has|have|had) (?:yet|still) to (?:say|decide|announce|determine|make up|agree|settle|choose|rule|"
        r"respond|comment|confirm)\b"
    ),
    _shape(r"\bhas not (?:yet )?(?:said|decided|announced|determined|settled) " + _ASK),
)
_EXCLUDED_NOT = (
    _shape(
        r"\b(?:ruling (?:out|[\w-]+ out)|excluding|taking [^.;]{3,40} off the table|foreclosing) (?:[^.;]{0,50}? "
        r")?(?:would|will|is|was) (?:\w+ )?"
        r"(?:be )?(?:\w+ )?(?:a (?:\w+ )?mistake|an error|wrong|foolish|unwise|irresponsible|premature|imprudent|"
        r"folly)"
    ),
    _shape(
        r"\b(?:unwise|wrong|foolish|premature|irresponsible|a mistake|an error|imprudent|folly|not (?:wise|right|"
        r"sensible)) (?:for [\w ]{2,20} )?to (?:\w+ly )?"
        r"(?:exclude|rule [^.;]{0,40}?out|rule out|discard|foreclose|preclude|take [^.;]{3,40} off)"
    ),
)
_OPEN = (
    _shape(
        r"\bdoors? (?:is|are|was|were|has|have|had|remains?) (?:been )?not (?:\w+ )?(?:been )?(?:shut|closed|"
        r"slammed|locked)(?: (?:on|to|for) (?P<to>[^.;,]+))?|\bnot (?:\w+ )?(?:shut|clos|slamm)\w* (?:the |any |a "
        r")?doors?\b"
    ),
    _shape(
        r"\b(?:every|all|each|any) (?:\w+ ){0,2}?(?:options?|tools?|instruments?|means|measures?|steps?|scenarios?|"
        r"possibilit\w+|avenues?|levers?|capabilit\w+)\b[^.;,]{0,40}?\b(?:remains?|is|are|stays?|stands?|were|was)"
        rf" {_ADV}(?:being )?(?:available|open|on the table|at (?:our|its|his) disposal|looked at|considered|"
        rf"studied|examined|discussed|weighed|under \w+|possible|in play)\b"
    ),
    _shape(
        r"\bdoors? (?:to|for|on) (?P<to>[^.;,]{3,60}?) (?:is|are|was|were|remains?|remained|stays?|stayed) (?:\w+ "
        r")?(?:ajar|open|unlocked|not (?:\w+ )?(?:closed|shut))\b",
        deed=True,
    ),
    _shape(
        r"\b(?:leav|left|keep|kept|hold|held)\w* (?:the |a |that |this |its |his |her |our )?doors? (?:\w+ "
        r")?(?:ajar|open|unlocked)(?: (?:to|for|on) (?P<to>[^.;,]+))?",
        doubt=0.12,
    ),
    _shape(
        r"\b(?:plans?|options?|preparations?|scenarios?) for (?:every|any|all|each|several|various|different|a "
        r"range of) (?:\w+ )?(?:contingenc\w+|eventualit\w+|scenarios?|outcomes?|cases?|situations?|possibilit\w+)\b"
    ),
)
_DELIBERATES = (
    r"(?:look(?:ing)? (?:at|into|for|through)|consult(?:ing)?|discuss(?:ing)?|consider(?:ing)?|weigh(?:ing)?|"
    r"study(?:ing)?|examin(?:e|ing)|"
    r"explor(?:e|ing)|debat(?:e|ing)|deliberat(?:e|ing)|assess(?:ing)?|review(?:ing)?|reflect(?:ing)? on|"
    r"think(?:ing)? (?:about|through|over|hard)|"
    r"work(?:ing)?(?: [^.;,]{0,40}?)? (?:on|out|through|up)|develop(?:ing)?|draw(?:ing)? up|draft(?:ing)?|"
    r"prepar(?:e|ing)(?! for\b)|float(?:ing)?|evaluat(?:e|ing)|analy[sz](?:e|ing)|"
    r"search(?:ing)? for|find(?:ing)?|identify(?:ing)?|determin(?:e|ing)|mull(?:ing)?(?: over)?|contemplat(?:e|ing)|"
    r"figur(?:e|ing) out|"
    r"talk(?:ing)? (?:\w+ ){0,4}?about|in (?:talks|discussions|consultations)|speak(?:ing)? (?:\w+ ){0,4}?about)"
)
_AT_WORK = (
    r"(?:(?:is|are|am|was|were|be|been|still|now|keep|keeps|go on|continues?|continued|continuing)(?: to)?|(?:will|"
    r"would|shall|must|should) (?:have to |need to |now |also )?|"
    r"(?:has|have|had|need|needs|ready|prepared|willing|begun|began|started|wants?|able|going|task|job|role|"
    r"responsibility|duty|question|challenge)(?: now| today| then)?(?: is| was)?(?: now)? to|"
    r"(?:ask|task|order|instruct|direct)(?:s|ed)? [^.;,]{2,40}? to) "
)
_AIMED_AT = (
    r"(?:next steps?|(?:what|how|whether|which|when|where) (?:to (?:do|respond|react|help|send|take|impose|use|"
    r"proceed|answer)|(?:we|it|nato|the alliance|else|more|further|might|could|can|other)\b)|"
    r"(?:an? |the |our |its |all |any |every |possible |further |additional |more |new |other |various |several |"
    r"appropriate |suitable |right |fitting |best |most |different |a range of |"
    r"a number of |military |restrictive |economic |joint |restrictive |common |detailed |\w+ed |\w+ )*(?:options?|"
    r"responses?|answers?|reactions?|measures|steps|actions?|moves|scenarios?|ways (?:to|of)|"
    r"contingenc\w+|possibilit\w+|retaliation|countermeasures|tools)|everything|all of (?:this|that|it|them))\b"
)
_WORKED_ON = (
    _shape(
        rf"\b{_AT_WORK}{_ADV}{_DELIBERATES},? (?:(?!is\b|are\b|was\b|were\b)[\w' ,-]{{1,45}}?,? )??(?:on |about |to "
        rf"|over |with \w+ on )?{_AIMED_AT}",
        doubt=0.15,
    ),
    _shape(
        rf"\b{_AT_WORK}{_ADV}{_DELIBERATES} (?:[^.;,]{{0,40}}? )?(?:on )?(?:an?|the|its|our|their|several|various)? "
        rf"?(?:\w+ ){{0,2}}?"
        r"(?:plans?|proposals?|ideas?|concepts?|requests?) (?:for|to|on|of|about|regarding|in case|should|"
        r"if)\b(?P<to>[^.;]+)",
        deed=True,
        doubt=0.2,
    ),
    _shape(
        rf"\b{_AT_WORK}{_ADV}(?:consider(?:ing)?|contemplat(?:e|ing)|weigh(?:ing)?|discuss(?:ing)?|look(?:ing)? at|"
        rf"think(?:ing)? about|explor(?:e|ing)|examin(?:e|ing)|study(?:ing)?) (?!is\b|are\b|"
        rf"was\b)(?P<to>[^.;,]+?)(?= (?:of|from|by|in|that|which|who|with)\b|[.;,]|$)",
        deed=True,
        doubt=0.2,
    ),
    _shape(
        r"(?:^|(?<=[.;,—:] ))(?P<to>[^.;,]{1,90}?) (?:is|are|was|were|remains?|remained|(?:has|have) been) (?:still "
        r"|now |also |currently |"
        r"one of |among |part of |an? )*(?:being |under |in )?(?:\w+ )*?(?:discussed|considered|floated|weighed|"
        r"debated|examined|mooted|studied|"
        r"looked at|explored|evaluated|contemplated|discussion|consideration|review|examination|study|play|the mix|"
        r"the pipeline for discussion)\b",
        deed=True,
        doubt=0.15,
    ),
    _shape(
        r"\b(?:discussions?|talks|consultations?|deliberations?|options|ideas|steps|measures|proposals?|list|menu|"
        r"range|those|these) (?:\w+ ){0,4}?(?:includes?|included|involves?|contains?|extends? to) (?:also "
        r")?(?P<to>[^.;]+)",
        deed=True,
        doubt=0.15,
    ),
    _shape(
        r"\b(?:among|one of|part of|some of) (?:the |our |these |those |several |various |many )?(?:\w+ "
        r")?(?:options?|ideas?|steps?|measures|possibilit\w+|proposals?|things) (?:that (?:are|is) |we are |now |"
        r"currently |being )?(?:under (?:discussion|consideration|review|study)|"
        r"discussed|considered|considering|examined|discussing|studied|looking at|on the table|before us|available|"
        r"floated)\b"
    ),
)
_FREE = (
    _shape(
        r"\breserv(?:e|es|ed|ing) (?:for (?:itself|ourselves|himself|themselves) )?(?:the|our|its|his|her|their|all|"
        r"every|full) (?:\w+ ){0,2}?rights?\b"
    ),
    _shape(
        r"\b(?:reserv|retain|keep|kept|maintain|preserv|hold|held|cling|stick)\w* (?:on to |to |onto )?(?:(?:all|"
        r"every|our|its|his|her|their|the|full|my|"
        r"ourselves|a|complete) )*(?:inherent |sovereign |legitimate |legal )?"
        r"(?:rights?|freedom|liberty|room|latitude|discretion|flexibility|free hand|hands free|autonomy) (?:of |to |"
        r"for |under |in |as )(?:\w+ ){0,2}?(?:action|manoeuvre|maneuver|decision|choice|act|respond|retaliat\w+|"
        r"answer|react|defend|hit back|strike|decide|self-defen[cs]e|"
        r"article|strike|choose|use|intervene|take|go)"
    ),
    _shape(
        r"\b(?:choose|choosing|decide|deciding|pick|select|determine|set) (?:\w+ )?(?:the |its |our |his |her "
        r")?(?:own )?(?:time|moment|place|hour|timing|manner|method|date)\b(?:[^.;]{0,40}\b(?:response|retaliation|"
        r"answer|reply|reaction|place|manner|choosing|strike))?",
        doubt=0.15,
    ),
    _shape(
        r"\bno (?:\w+ )?(?:agreement|treaty|deal|accord|understanding|resolution|arrangement|document|"
        r"text)\b[^.;]{0,50}?\b(?:is|are|was|were|would be|will be) (?:\w+ )?binding (?:on|for|upon)\b|\bno (?:\w+ "
        r")?(?:agreement|treaty|deal|accord|resolution|arrangement)\b[^.;]{0,50}?\b(?:binds?|will bind|would bind|"
        r"bound|obliges?|ties?)\b",
        doubt=0.15,
    ),
    _shape(
        r"\b(?:are|is|am|was|were|be|being|feel|feels|consider (?:ourselves|itself|himself|herself|themselves)) "
        r"(?:\w+ )?(?:not|never|no longer) (?:\w+ )?bound (?:by|to)\b|\bnot (?:\w+ )?(?:consider|feel|regard) "
        r"(?:ourselves|itself|himself|herself|themselves|myself)? ?(?:as )?bound\b|\bnot bind(?:ing)? (?:on )?(?:us|"
        r"me|our)\b",
        doubt=0.15,
    ),
    _shape(r"\bhands are (?:not tied|free|untied)\b|\bhands? (?:is|are) not (?:\w+ )?bound\b|\ba free hand\b"),
)
_WAITING = (
    _shape(
        rf"\b(?:how|what|whether|when|where) (?:we|i|the (?:alliance|government|cabinet)|our \w+|nato|"
        rf"[a-z]+)[^.;]{{0,40}}? (?:will|would|must|shall|is going to)? ?{_ADV}depends? (?:up)?on\b"
    ),
    _shape(
        r"\b(?:we|i) (?:will|shall|would) (?:just |then |first |have to )?(?:see|watch|wait (?:and|to|for)) (?:how|"
        r"what|whether|which way|if)\b(?! (?:the (?:vote|game|market|weather)))"
    ),
    _shape(r"\b(?:it|that|this|everything|all) (?:all |will all |will |would |really |largely )*depends? (?:up)?on\b"),
)
SHAPES = (*_SILENT, *_SILENT_ON, *_UNDECIDED, *_EXCLUDED_NOT, *_OPEN, *_WORKED_ON, *_FREE, *_WAITING)
_NONE = re.compile(r"\b(?:no|not|never|none|neither|nobody)\b(?!-)(?! (?:closed|shut|yet))")


_SHELF = Shelf(shape.pattern for shape in SHAPES)


def left_open(words: str, text: str, context: Context, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield what the speaker's own side leaves open, by the shape of the sentence."""
    for place, match in _SHELF.found(text):
        shape = SHAPES[place]
        about = match.groupdict().get("to") or ""
        if shape.deed and _NONE.search(match.group()):
            continue
        if (shape.deed and not names_deed(about, lexicon)) or speaks_of_peace(about[:60] or match.group()):
            continue
        owner = owner_of(words, text, match.span(), context, gazetteer)
        if owner.side is Side.OTHER and not re.search(r"\b(?:me|us) to\b", match.group()):
            continue
        doubts = ((shape.doubt, "left open by the shape of the sentence"),)
        yield Found(Act.KEEP_VAGUE, *match.span(), Owner(owner.side, owner.actor), shape.may, doubts)


def wrong_to_exclude(text: str) -> bool:
    """*It would be unwise to exclude anything*: what one should not exclude is left open."""
    return any(shape.pattern.search(text) for shape in _EXCLUDED_NOT)
