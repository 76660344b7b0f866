"""From the entries under `parameters` to priors and derived parameters, checked against what the model needs."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from math import inf
from typing import Any, NamedTuple, TypeGuard

from standoff.errors import ScenarioError, nearest
from standoff.model import Given, Parameter
from standoff.scenario.document import Document, ParameterEntry
from standoff.scenario.elicited import Pool
from standoff.scenario.expressions import Expression, ordered
from standoff.scenario.priors import PRIORS, Fixed, Prior, describe
from standoff.scenario.scenario import Derived, ParameterPrior
from standoff.scenario.tree import Faults, Tree

_PRECISION_SUPPORT = (0.0, inf)


class Needs(NamedTuple):
    """What parameters a scenario must give, and what it may cite for them."""

    parameters: tuple[Parameter, ...]
    precisions: tuple[str, ...]
    sources: Collection[str]

    @property
    def drawn(self) -> dict[str, Parameter]:
        """Every parameter that needs a prior or an expression."""
        wanted = {one.name: one for one in self.parameters if one.given is Given.PRIOR}
        for name in self.precisions:
            meaning = "how sharply a player prefers what is better"
            wanted.setdefault(name, Parameter(name, meaning, "1 / unit of payoff", _PRECISION_SUPPORT))
        return wanted


def parameters_of(
    document: Document, tree: Tree, needs: Needs, faults: Faults
) -> tuple[tuple[ParameterPrior, ...], tuple[Derived, ...]]:
    """Build the priors and derived parameters of a document; what is wrong with them goes to `faults`."""
    priors: list[ParameterPrior] = []
    derived: list[Derived] = []
    for name, entry in document.parameters.items():
        sources = (entry.source,) if isinstance(entry.source, str) else tuple(entry.source)
        _check_grounds(name, entry, sources, tree=tree, needs=needs, faults=faults)
        if (entry.prior is None) == (entry.expression is None):
            place = tree.at(["parameters", name], key=True)
            faults.add(place, f"{name} needs either a prior or an expression", need="one of the two")
        elif entry.expression is not None:
            expression = _expression(name, entry.expression, tree, faults)
            if expression is not None:
                derived.append(Derived(name, expression, sources, entry.judgement, entry.note))
        elif entry.prior is not None:
            prior = _prior(name, entry.prior, tree, faults)
            if prior is not None:
                priors.append(ParameterPrior(name, prior, sources, entry.judgement, entry.note))
    _check_names(document, tree, needs, derived, faults)
    _check_supports(priors, tree, needs, faults)
    if not faults:
        _check_circle(derived, tree, faults)
    return tuple(priors), tuple(derived)


def correlations_of(document: Document, tree: Tree, faults: Faults) -> tuple[tuple[str, str, float], ...]:
    """Return the rank correlations, each between two different parameters that are drawn and vary."""
    entries = document.correlations
    drawn = {name: entry.prior for name, entry in document.parameters.items() if entry.prior is not None}
    pairs: set[frozenset[str]] = set()
    for number, entry in enumerate(entries):
        for end, name in enumerate(entry.between):
            place = tree.at(["correlations", number, "between", end])
            if name not in drawn:
                need = "a parameter with a prior"
                faults.add(
                    place, "correlation of an unknown parameter", seen=name, need=need, near=nearest(name, drawn)
                )
            elif drawn[name].get("kind") == Fixed.KIND:
                faults.add(
                    place, "a fixed parameter correlates with nothing", seen=name, need="a parameter that varies"
                )
        pair = frozenset(entry.between)
        if len(pair) < 2 or pair in pairs:
            place = tree.at(["correlations", number])
            faults.add(place, "the pair is given twice or is no pair", seen=list(entry.between), need="each pair once")
        pairs.add(pair)
    return tuple((*entry.between, entry.rank) for entry in entries)


def prior_from(entry: Mapping[str, Any]) -> Prior:
    """Build a prior from the mapping that the document gives.

    Raises
    ------
    ScenarioError
        The kind or a field is unknown or missing, or the numbers make no distribution. The error's place is the name
        of the field at fault.

    Examples
    --------
    >>> prior_from({"kind": "uniform", "lower": 0, "upper": 3})
    Uniform(lower=0, upper=3)
    >>> prior_from({"kind": "unifrom", "lower": 0, "upper": 3})
    Traceback (most recent call last):
    standoff.errors.ScenarioError: kind is unknown: 'unifrom'. Needed: one of uniform, ... Did you mean 'uniform'?
    """
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in PRIORS:
        need = "one of " + ", ".join(PRIORS)
        raise ScenarioError("is unknown", where="kind", seen=kind, need=need, near=nearest(str(kind), PRIORS))
    made = PRIORS[kind]
    known = [part.name for part in fields(made)]
    for key in entry:
        if key != "kind" and key not in known:
            need = f"for {kind}: " + ", ".join(known)
            raise ScenarioError("is unknown", where=key, seen=key, need=need, near=nearest(key, known))
    for part in fields(made):
        if part.name not in entry and part.default is MISSING:
            raise ScenarioError("is missing", where=part.name, need=f"for {kind}: " + ", ".join(known))
    values: dict[str, Any] = {key: _field(key, value) for key, value in entry.items() if key != "kind"}
    return made(**values)


def _field(key: str, value: object) -> object:
    """A field's value with its type checked: lists of numbers, the experts' lists, the name of a pool, or a number."""
    if key in ("values", "weights", "levels"):
        return _numbers(key, value)
    if key == "experts":
        if not isinstance(value, list):
            raise ScenarioError("is no list", where=key, seen=value, need="a list of numbers for each expert")
        return tuple(_numbers(key, one) for one in value)
    if key == "pool":
        names = [pool.value for pool in Pool]
        if value not in names:
            near = nearest(str(value), names)
            raise ScenarioError("is unknown", where=key, seen=value, need=" or ".join(names), near=near)
        return Pool(value)
    if not _is_number(value):
        raise ScenarioError("is not a number", where=key, seen=value, need="a number such as 0.5")
    return value


def _numbers(key: str, value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(_is_number(one) for one in value):
        raise ScenarioError("is no list of numbers", where=key, seen=value, need="a list such as [0, 0.5, 1]")
    return tuple(value)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _prior(name: str, entry: Mapping[str, Any], tree: Tree, faults: Faults) -> Prior | None:
    try:
        return prior_from(entry)
    except ScenarioError as error:
        place = tree.at(["parameters", name, "prior", error.where])
        fault = f"prior of {name}: {error.where} {error.fault}"
        faults.add(place, fault, seen=error.seen, need=error.need, near=error.near)
        return None


def _expression(name: str, text: str, tree: Tree, faults: Faults) -> Expression | None:
    try:
        return Expression.parse(text)
    except ScenarioError as error:
        place = tree.at(["parameters", name, "expression"])
        faults.add(place, f"{name}: {error.fault}", seen=error.seen, need=error.need, near=error.near)
        return None


def _check_grounds(
    name: str, entry: ParameterEntry, sources: tuple[str, ...], *, tree: Tree, needs: Needs, faults: Faults
) -> None:
    """A number stands on a source or on somebody's judgement, and a judgement says why."""
    place = tree.at(["parameters", name], key=True)
    for number, key in enumerate(sources):
        if key not in needs.sources:
            at = tree.at(["parameters", name, "source", number])
            near = nearest(key, needs.sources)
            faults.add(at, f"{name} cites an unknown source", seen=key, need="a key of `sources`", near=near)
    if not sources and not entry.judgement:
        faults.add(place, f"{name} stands on nothing", need="`source:` with a key of `sources`, or `judgement: true`")
    if entry.judgement and not entry.note.strip():
        faults.add(place, f"{name} is a judgement without a reason", need="`note:` saying why these numbers")


def _check_names(document: Document, tree: Tree, needs: Needs, derived: list[Derived], faults: Faults) -> None:
    """Every parameter the model needs is given; every other one is at least used by an expression."""
    given, wanted = document.parameters, needs.drawn
    set_by_posture = {one.name for one in needs.parameters if one.given is Given.POSTURE}
    used = {name for one in derived for name in one.expression.names}
    for name in given:
        place = tree.at(["parameters", name], key=True)
        if name in set_by_posture:
            faults.add(place, "is set by the posture, not by a prior", seen=name, need="no entry here")
        elif name not in wanted and name not in used:
            known = [other for other in wanted if other not in given] or list(wanted)
            need = f"a parameter of the model {document.model.name}, or one that an expression uses"
            faults.add(place, "unknown parameter", seen=name, need=need, near=nearest(name, known))
    for name, parameter in wanted.items():
        if name not in given:
            near = nearest(name, [other for other in given if other not in wanted])
            need = f"{parameter.meaning} ({parameter.unit})"
            faults.add(tree.at(["parameters"], key=True), f"no prior for {name}", need=need, near=near)
    for one in derived:
        for name in one.expression.names:
            if name not in given:
                place = tree.at(["parameters", one.name, "expression"])
                near = nearest(name, given)
                faults.add(
                    place, f"{one.name} reads an unknown parameter", seen=name, need="one listed here", near=near
                )


def _check_supports(priors: list[ParameterPrior], tree: Tree, needs: Needs, faults: Faults) -> None:
    """A prior stays where its parameter has a meaning; unbounded ones are to be truncated."""
    wanted = needs.drawn
    for one in priors:
        if one.name not in wanted:
            continue
        parameter = wanted[one.name]
        low, high = one.prior.support
        bottom, top = parameter.support
        if low >= bottom and high <= top:
            continue
        beyond = f"{low:g}" if low < bottom else f"{high:g}"
        bounds = f"[{bottom:g}, {top:g}]"
        bounded = "a prior inside it"
        if low == -inf or high == inf:
            bounded = "a bounded prior, such as truncated_normal"
        faults.add(
            tree.at(["parameters", one.name, "prior"]),
            f"prior of {one.name} reaches {beyond}, outside {bounds} ({parameter.unit})",
            seen=describe(one.prior),
            need=bounded,
        )


def _check_circle(derived: list[Derived], tree: Tree, faults: Faults) -> None:
    try:
        ordered({one.name: one.expression for one in derived})
    except ScenarioError as error:
        first = next(one.name for one in derived if one.name in error.fault.split(": ")[-1].split(" → "))
        faults.add(tree.at(["parameters", first, "expression"]), error.fault, need=error.need)
