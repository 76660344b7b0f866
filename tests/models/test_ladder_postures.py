"""No free lunch: every posture on the menu pays something and can fail; and the frozen priors stay where they were."""

from hashlib import sha256

import pytest

from standoff.models.ladder.burdens import Burden, exposures, unpaid
from standoff.scenario import MenuItem, Scenario, load

from .conftest import Bench

MENU = load("nato-2022").menu

COSTS = {
    "silence": "dissent_unsaid",
    "as stated": "dissent_rule_out",
    "line": "dissent_line",
    "nothing ruled out": "dissent_unsaid",
    "rule-outs only": "dissent_rule_out",
    "private line": "psi",
    "layered": "dissent_line",
}
FAILURES = {
    "silence": "fear",
    "as stated": "green_light",
    "line": "permission",
    "nothing ruled out": "fear",
    "rule-outs only": "green_light",
    "private line": "heed",
    "layered": "permission",
}


@pytest.mark.parametrize("item", MENU, ids=lambda item: item.name)
def test_every_posture_pays_and_can_fail(nato: Scenario, item: MenuItem) -> None:
    found = exposures(nato.model, dict(item.settings))  # type: ignore[arg-type]
    assert unpaid(found) == ()
    named = {(exposure.burden, exposure.parameter) for exposure in found}
    assert (Burden.COST, COSTS[item.family]) in named
    assert (Burden.FAILURE, FAILURES[item.family]) in named


def test_the_lint_finds_a_free_lunch() -> None:
    assert unpaid(()) == (Burden.COST, Burden.FAILURE)


@pytest.mark.parametrize("item", MENU, ids=lambda item: item.name)
def test_the_exposures_a_posture_names_are_those_the_game_charges(bench: Bench, item: MenuItem) -> None:
    """A dissent term of 1 lowers the value by the strength the lint names, and by nothing where it names none."""
    lab, settings = Bench(bench.scenario, draws=2), dict(item.settings)
    found = {exposure.parameter: exposure.strength for exposure in exposures(bench.scenario.model, settings)}  # type: ignore[arg-type]
    for name in ("dissent_rule_out", "dissent_unsaid"):
        values = [lab.mean(settings, {name: charge})["value"] for charge in (0.0, 1.0)]
        assert values[0] - values[1] == pytest.approx(found.get(name, 0.0), abs=1e-12)


FROZEN = "6084dc3215ed277419722d4a7406f4a66445457238735ec4db10208f9f0fe6b7"
"""SHA-256 of the priors of nato-2022 as frozen by docs/decisions/0200. A change here is a change of scenario: it needs
a decision of its own, made before its results are seen."""


def test_the_priors_are_the_frozen_ones(nato: Scenario) -> None:
    lines = sorted(f"{one.name} {one.prior!r}" for one in nato.priors)
    assert sha256("\n".join(lines).encode()).hexdigest() == FROZEN


def test_the_prior_predictive_check_passes(nato: Scenario) -> None:
    lab = Bench(nato, draws=128)
    assert nato.face_validity is not None
    means = lab.mean(dict(nato.item(nato.face_validity.posture).settings))
    for band in nato.bands:
        assert band.lower <= means[band.measure] <= band.upper, band.measure


def test_every_prior_lies_in_its_support_and_says_where_it_comes_from(nato: Scenario) -> None:
    supports = {one.name: one for one in nato.model.parameters()}
    keys = {citation.key for citation in nato.citations}
    for one in nato.priors:
        assert all(supports[one.name].admits(end) for end in one.prior.support), one.name
        assert one.note, one.name
        assert one.judgement or one.sources, one.name
        assert set(one.sources) <= keys, one.name
