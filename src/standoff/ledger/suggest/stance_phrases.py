"""Phrases that point by themselves: purposes denied, answers announced, choices kept."""

import re

from standoff.ledger.statement import Direction

_D, _W, _R = Direction.DELIVER, Direction.WITHHOLD, Direction.RESERVE
_ADV = r"(?:(?:\w+ly|just|still|also|now|always|very|quite|only|entirely|really|yet) )*"

PHRASES: tuple[tuple[Direction, float, re.Pattern[str]], ...] = tuple(
    (direction, weight, re.compile(pattern))
    for direction, weight, pattern in (
        # restraint said of one's own purposes
        (
            _W,
            5.5,
            r"\b(?:no|neither(?: the)?|nor(?: the)?|without(?: any)?) (?:\w+ )?(?:intention|desire|wish|intent|"
            r"appetite|ambition|plans?|interest)s?(?: nor (?:the )?\w+)? (?:of|to|for|in)\b",
        ),
        (
            _W,
            5.5,
            r"\b(?:it|this|that|our \w+|(?:the|this) (?:operation|action|mission|strike|aim|war|campaign)) "
            rf"(?:is|was) {_ADV}not {_ADV}"
            r"(?:about|aimed at|directed (?:at|against)|meant to|intended to|designed to) (?:\w+ ){0,2}?(?:regime|"
            r"war|occup\w+|conquest|conquer\w*|chang\w+|toppl\w+|interven\w+|invad\w+|escalat\w+)",
        ),
        (
            _W,
            5.5,
            rf"\b(?:is|are|be|been|remain\w*|was|were) {_ADV}(?:exclusively|purely|solely|entirely|strictly|mostly|"
            r"wholly|merely|inherently) (?:peaceful|protective|defensive|civilian|humanitarian|precautionary)\b",
        ),
        (
            _W,
            5.5,
            rf"\b(?:operations?|actions?|strikes?|response|missions?|campaign|raids?) (?:will|would|is|are|was|"
            rf"were|shall)(?: be| remain)? {_ADV}(?:limited|measured|narrow|restrained|proportionate)\b",
        ),
        (_W, 5.5, r"\bno[- ]first[- ]use\b|\b(?:will|would|shall) (?:not|never) be the first to\b"),
        (
            _W,
            5.5,
            r"\b(?:ceasefire|cease-fire|truce|moratorium|pause) (?:will|would|shall|is to|is being|has been|takes?) "
            r"(?:be )?(?:put in(?:to)? place|come into|take effect|enter into|effect|declared|observed|in force|"
            r"extended)",
        ),
        # the speaker's own step is called unwise or unlikely
        (
            _W,
            5.5,
            r"^(?:providing|sending|supplying|imposing|deploying|arming|joining|intervening|striking|attacking|"
            r"invading)\b[^.;,]{0,60}\b(?:will|would|is|are) not (?:be )?(?:helpful|wise|useful|the answer|"
            r"productive|constructive|the solution|a solution|in our interest)",
        ),
        (_W, 5.5, r"\b(?:accept|settle for|agree to) nothing (?:less|short|but|other)\b"),
        # an answer that is on its way, whoever gives it
        (
            _D,
            5.5,
            r"\b(?:response|retaliation|revenge|answer|reprisals?|punishment|consequences) [^.;,]{0,40}?(?:will|would|"
            r"shall) (?:not (?:take long|be long|be delayed)|come|follow|be (?:\w+ly )?(?:swift|harsh|tough|severe|"
            r"strong|immediate|crushing|decisive|painful|massive|serious|grave))\b",
        ),
        # what is left open
        (
            _R,
            5.0,
            r"\b(?:not|nothing|no (?:new |further )?(?:details?|announcements?|decisions?)|never) (?:\w+ ){0,3}?to "
            r"(?:announce|preview|unveil|rule (?:in|out)|get ahead of)\b",
        ),
        (
            _R,
            5.0,
            r"\b(?:(?:not|never) (?:yet )?(?:know|decided|determined|made (?:a|any|the|up)|settled|reached)|undecided|"
            r"no (?:final )?decisions?)\b(?:[^.;]{0,20}\b(?:what|whether|how|if|when|decision|on|mind)\b)?"
            r"(?=.*\b(?:decide|decision|respon|sanction|strike|military|troops|action|send|impose|attack|mind)\w*)",
        ),
        (
            _R,
            5.0,
            r"\b(?:would|will|shall|going to) (?:have to )?(?:wait|see|watch) (?:and see|to see|how|what|whether|until)"
            r"\b[^.;]*\b(?:before|respon|react|decid|act|move|step)\w*",
        ),
        (
            _R,
            5.0,
            r"\b(?:decisions?|respon\w+|actions?|measures?|steps?|(?:the |our )?level[\w ]*|answer)\b[^.;]{0,60} "
            r"(?:will|would|shall) (?:be )?(?:\w+ ){0,2}(?:depend\w*|(?:as )?(?:per|according to) our|at (?:a|the) "
            r"(?:\w+ )?(?:time|moment|place))\b",
        ),
        (
            _R,
            5.0,
            r"\b(?:that|this|it|these|the (?:\w+ )?(?:total|package|response|steps?|measures?|moves?)) (?:could|may|"
            r"might) (?:also |well |even )*(?:include|involve|exceed|reach|extend to|mean|cover|range|entail)\b",
        ),
        (
            _R,
            5.0,
            r"\b(?:could|may|might) (?:also |well |even )*(?:lead to|provoke|trigger|entail|result in) "
            r"(?:\w+ ){0,3}?(?:consequences|response|retaliation|repercussions|reaction|reprisals)\b",
        ),
        (_R, 5.0, r"\b(?:look|consider|weigh|study|review|examin|prepar)\w* (?:at )?(?:\w+ ){0,3}?options?\b"),
        (_R, 5.0, r"\bdeserv\w+ (?:an? |the )?(?:\w+ )?(?:response|answer|reply|reaction)\b"),
        (
            _R,
            5.0,
            r"(?<!not )\b(?:ongoing|under|in) (?:\w+ )?(?:consideration|review|discussion|deliberation)s?\b|"
            r"\bprocess of (?:review|consider|weigh|ask|examin|explor|stud)\w+",
        ),
        (_R, 5.0, r"\b(?:may|might|could) (?:have to|be forced to|be compelled to|need to|end up|no longer)\b"),
        (_R, 5.0, r"\b(?:has|have|had) the authority to (?:do so|act|strike|use|respond|decide|order|retaliate)\b"),
        (
            _R,
            5.0,
            r"\b(?:drafted|drawn up|prepared|has|have|had) an? (?:\w+ )?plan (?:to|for) "
            r"(?:cope|deal|respond|react|handle|counter)",
        ),
    )
)
"""What needs no verb group: purposes denied, choices kept."""
