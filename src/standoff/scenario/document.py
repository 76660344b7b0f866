"""The shape of a scenario document: what keys there are and what kind of value each takes.

These pydantic models check shape only; whether names exist and numbers make sense is for `standoff.scenario.loading`,
which builds the typed, frozen `Scenario`. The JSON Schema for editors is made from them (`standoff.scenario.schema`).
"""

from dataclasses import MISSING, fields
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, WithJsonSchema

from standoff.posture.reading import Reading, Rule
from standoff.scenario.elicited import Pool
from standoff.scenario.priors import PRIORS

FORMAT_VERSION = 1
"""The version of the document format that this standoff reads and writes."""

Number = Annotated[float, Strict()]
"""A number written as a number: `true` and a quoted "0.5" are refused."""

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@+-]*$", max_length=80)]
"""A name that other parts of the document or the command line refer to."""

Text = Annotated[str, Field(max_length=4000)]


class Part(BaseModel):
    """A part of the document: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CitationEntry(Part):
    """A work that parameters cite."""

    text: Text = Field(description="The reference in full: authors, year, title, journal.")
    url: str = Field("", description="A DOI or address.")
    note: Text = Field("", description="What was taken from it, and what was not checked.")


class ActorKind(Enum):
    """What kind of voice or agent an actor is."""

    BLOC = "bloc"
    STATE = "state"
    INSTITUTION = "institution"
    PERSON = "person"
    EXPERT = "expert"
    PUBLIC = "public"
    GROUP = "group"
    OUTLET = "outlet"


class ActorEntry(Part):
    """Someone the scenario speaks of."""

    id: Key = Field(description="The name by which the ledger and the menu call the actor.")
    name: Text = Field(description="The name in full.")
    kind: ActorKind = Field(description="What kind of actor this is.")
    of: str = Field("", description="The state, bloc or institution whose voice this is.")
    role: Text = Field("", description="The part the actor has in this scenario, in one or two sentences.")


class RungEntry(Part):
    """A rung of the escalation ladder."""

    name: Key
    theatre: Key = Field(description="The theatre the rung belongs to: the scope of statements.")
    meaning: Text = ""


class InstrumentClass(Enum):
    """What an instrument is for; only force and economic are responses of the game."""

    FORCE = "force"
    ARMS = "arms"
    ECONOMIC = "economic"
    PRESENCE = "presence"


class Provider(Enum):
    """Who delivers an instrument: the bloc as one, or any member alone."""

    BLOC = "bloc"
    MEMBER = "member"


class InstrumentEntry(Part):
    """A column of the posture matrix."""

    name: Key
    cls: InstrumentClass = Field(alias="class")
    provider: Provider
    meaning: Text = ""


class FrameEntry(Part):
    """The axes of posture matrices: rungs, instruments, and whose statements count."""

    bloc: Key = Field(description="The actor whose posture is studied.")
    lead: Key = Field(description="The member that the rule most_capable looks at.")
    members: list[Key] = Field(min_length=1)
    rungs: list[RungEntry] = Field(min_length=2)
    order: list[tuple[str, str]] = Field(description="Pairs [lower, higher]; unrelated rungs are not comparable.")
    instruments: list[InstrumentEntry] = Field(min_length=1)


class ModelEntry(Part):
    """The model, by name, and its own options."""

    name: str
    options: dict[str, str | bool | Number] = Field(default_factory=dict)


class SolverName(Enum):
    """The solvers a scenario can ask for."""

    LOGIT = "logit"
    BACKWARD_INDUCTION = "backward_induction"


class SolverEntry(Part):
    """How each game is solved."""

    name: SolverName
    precision: Number | str | dict[str, Number | str] | None = Field(
        None, description="Logit only: a number or the name of a parameter, for all players or one a player."
    )


_NUMBERS: dict[str, Any] = {"type": "array", "items": {"type": "number"}}

_FIELDS: dict[str, dict[str, Any]] = {
    "values": _NUMBERS,
    "weights": _NUMBERS,
    "levels": _NUMBERS,
    "experts": {"type": "array", "items": _NUMBERS},
    "pool": {"enum": [pool.value for pool in Pool]},
}
"""Fields of priors that are no numbers."""


def _prior_schema() -> dict[str, Any]:
    """The JSON Schema of a prior, from the fields of the prior values themselves."""
    kinds = []
    for kind, prior in PRIORS.items():
        properties: dict[str, Any] = {"kind": {"const": kind}}
        required = ["kind"]
        for part in fields(prior):
            properties[part.name] = _FIELDS.get(part.name, {"type": "number"})
            if part.default is MISSING:
                required.append(part.name)
        kinds.append(
            {
                "type": "object",
                "title": kind,
                "description": (prior.__doc__ or "").strip().split("\n")[0],
                "properties": properties,
                "required": required,
                "additionalProperties": False,
            }
        )
    return {"oneOf": kinds}


class ParameterEntry(Part):
    """The value of a parameter: a prior, or an expression over other parameters."""

    prior: Annotated[dict[str, Any], WithJsonSchema(_prior_schema())] | None = None
    expression: str | None = Field(None, description="Arithmetic over other parameters, such as 0.5 * alpha.")
    source: str | list[str] = Field(default_factory=list, description="Citation keys from `sources`.")
    judgement: Annotated[bool, Strict()] = Field(False, description="True where the numbers are somebody's judgement.")
    note: Text = Field("", description="Why these numbers; required for a judgement.")


class CorrelationEntry(Part):
    """A rank correlation between two priors."""

    between: tuple[str, str]
    rank: Number = Field(gt=-1, lt=1)
    note: Text = ""


class _Reads(Part):
    reading: Reading = Field(Reading.STRICT, description="How the cells are read.")


class SilencePosture(_Reads):
    """Standing rows only."""

    kind: Literal["silence"]


class _FromLedger(_Reads):
    rule: Rule = Field(Rule.CONSENSUS, description="How members combine.")
    holder: str = Field("", description="A principal whose own statements alone are read; the alliance if left out.")


class AsStatedPosture(_FromLedger):
    """What the ledger says on the as-of date."""

    kind: Literal["as_stated"]


class NothingRuledOutPosture(_FromLedger):
    """As stated, with every rule-out taken back."""

    kind: Literal["nothing_ruled_out"]


class RuleOutsOnlyPosture(_FromLedger):
    """As stated, with the rule-outs alone, and standing rows."""

    kind: Literal["rule_outs_only"]


class LinePosture(_Reads):
    """Force promised in public at a rung and at every rung above it in the order."""

    kind: Literal["line"]
    rung: str


class PrivateLinePosture(_Reads):
    """Force promised to the adversary alone, at one rung."""

    kind: Literal["private_line"]
    rung: str


class LayeredPosture(_Reads):
    """No force at hold for now, some response where answered, a line from one rung up."""

    kind: Literal["layered"]
    answered: list[str] = Field(min_length=1, description="Rungs at which some response is threatened.")
    drawn: str = Field(description="The lowest rung of the line.")


class CellEntry(Part):
    """One cell of a posture written out."""

    rung: str
    response: str = Field(description="An instrument, a class of instruments, or `some response`.")
    deliver: Number = Field(0.0, ge=0, le=1)
    vague: Number = Field(0.0, ge=0, le=1)
    withhold: Number = Field(0.0, ge=0, le=1)


class CustomPosture(_Reads):
    """A posture written out cell by cell, over the standing rows."""

    kind: Literal["custom"]
    cells: list[CellEntry]
    private: list[CellEntry] = Field(default_factory=list, description="Cells said to the adversary alone.")


PostureEntry = Annotated[
    SilencePosture
    | AsStatedPosture
    | NothingRuledOutPosture
    | RuleOutsOnlyPosture
    | LinePosture
    | PrivateLinePosture
    | LayeredPosture
    | CustomPosture,
    Field(discriminator="kind"),
]


class MenuEntry(Part):
    """A posture to compare."""

    name: Key
    family: str = Field("", description="The kind of posture; the name where left out.")
    summary: Text = Field("", description="One line for tables.")
    posture: PostureEntry | None = None
    settings: dict[str, Number] | None = Field(
        None, description="The model's posture parameters set directly, for models without a ladder."
    )


class FaceEntry(Part):
    """The prior-predictive check: what an expert would have to accept before any comparison."""

    posture: str = Field(description="The menu item under which the bands must hold.")
    note: Text = ""
    bands: dict[str, tuple[Number, Number]] = Field(description="Measure: [lowest, highest] mean over the draws.")


class ClaimEntry(Part):
    """An argument made in the debate, in the language of claims."""

    id: Key
    who: Text = Field(description="Whose argument it is.")
    argument: Text = Field(description="What it says, in your own words.")
    predicate: str = Field(max_length=2000, description="When it holds in a draw; see the page on claims.")


class Document(Part):
    """A standoff scenario."""

    format_version: Literal[1]
    name: Key
    title: Text
    question: Text
    as_of: date
    description: Text = ""
    ledger: str | None = Field(None, description="CSV of statements, beside this document.")
    deeds: str | None = Field(None, description="CSV of deeds, beside this document.")
    ledger_sources: str | None = Field(None, description="YAML of the ledger's sources, beside this document.")
    what_followed: str | None = Field(None, description="CSV of later facts: never read unless asked for.")
    sources: dict[Key, CitationEntry] = Field(default_factory=dict)
    actors: list[ActorEntry] = Field(default_factory=list)
    frame: FrameEntry | None = None
    model: ModelEntry
    solver: SolverEntry
    parameters: dict[str, ParameterEntry]
    correlations: list[CorrelationEntry] = Field(default_factory=list)
    menu: list[MenuEntry] = Field(min_length=2)
    face_validity: FaceEntry | None = None
    claims: list[ClaimEntry] = Field(default_factory=list)
