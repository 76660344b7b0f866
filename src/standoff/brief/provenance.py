"""How each number is made: formula, then the parameters and words that enter it, their priors, sources and rows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from standoff.brief.content import Column, Inputs, Made, Setting
from standoff.brief.numbers import significant
from standoff.game.symbols import Op

if TYPE_CHECKING:
    from standoff.ensemble.store import Run
    from standoff.game.game import Game
    from standoff.scenario.scenario import MenuItem, Scenario


def columns(baseline: str, thresholds: str) -> tuple[Column, ...]:
    """Return how the numbers of the comparison table are made."""
    return (
        Column(
            "how-difference",
            f"less {baseline}",
            f"mean over draws of v(posture) − v({baseline})",
            "v is the defender's expected payoff in one draw, at the certified solution of the game under that "
            "posture, by the true probabilities. Both values come from the same draw.",
        ),
        Column(
            "how-half-width",
            "±",
            "1.96 × s / √n",
            "s is the standard deviation of the same paired differences, n the number of draws that solved under every "
            "posture.",
        ),
        Column(
            "how-regret",
            "99th-percentile regret",
            "99th percentile over draws of max over the menu of v − v(posture)",
            "What this posture loses, in the same draw, against the best posture of the menu; it depends on the menu.",
        ),
        Column(
            "how-best",
            "best in",
            "share of draws with v(posture) = max over the menu of v",
            "A draw with several best postures is shared among them.",
        ),
        Column(
            "how-standing",
            "against the best",
            "mean over draws of v(posture) − v(best by mean), ± 1.96 × s / √n",
            f"Tied when the interval holds zero. Satisficing, used in how the answer moves, means: {thresholds}.",
        ),
    )


def inputs(scenario: "Scenario") -> tuple[Inputs, ...]:
    """Return which parameters of a scenario enter each player's payoffs, and which chances and beliefs."""
    game = scenario.game
    given = {one.name for one in scenario.priors} | {one.name for one in scenario.derived}
    arrays = game.arrays
    parts = [
        (f"the {player}'s payoff", arrays.payoff_quantity[:, place].ravel())
        for place, player in enumerate(game.players)
    ]
    parts.append(
        ("chances and what is believed of them", np.concatenate([arrays.chance_quantity, *arrays.believed_quantity]))
    )
    found = [Inputs(title, _parameters(game, quantities.tolist(), given)) for title, quantities in parts]
    sharp = tuple(name for name in scenario.solver_choice.parameters if name in given)
    return (*found, *((Inputs("how sharply each player chooses", sharp),) if sharp else ()))


def _parameters(game: "Game", quantities: Iterable[int], given: set[str]) -> tuple[str, ...]:
    """Return the given parameters in the expressions of some quantities, in the game's order."""
    ops = game.graph.ops
    wanted = {game.quantities[number] for number in set(quantities) if number >= 0}
    names = set()
    for node in range(len(ops) - 1, -1, -1):  # operands come before what uses them
        if node not in wanted:
            continue
        op, args = ops[node]
        if op is Op.PARAMETER:
            names.add(game.graph.parameters[int(args[0])])
        elif op is not Op.CONSTANT:
            wanted |= {int(arg) for arg in args}
    return tuple(name for name in game.parameters if name in names & given)


def made(scenario: "Scenario") -> tuple[Made, ...]:
    """Return how each posture of the menu enters the game: the numbers that are not zero, and the rows behind them."""
    meanings = {parameter.name: parameter.meaning for parameter in scenario.model.parameters()}
    return tuple(
        Made(
            item.name,
            f"made-{item.name.replace(' ', '-')}",
            item.summary,
            tuple(
                Setting(name, meanings.get(name, ""), value, _rows(item, name))
                for name, value in item.settings
                if value
            ),
        )
        for item in scenario.menu
    )


def _rows(item: "MenuItem", name: str) -> tuple[str, ...]:
    """Return the ledger rows in the cells of a posture that a setting is read from: those of its rung and direction."""
    kind, _, rung = name.partition("[")
    if item.posture is None:
        return ()
    cells = [cell for key, cell in item.posture.cells.items() if rung.rstrip("]") in key]
    spoken = [cell for cell in cells if (cell.withhold if kind == "withhold" else max(cell.deliver, cell.vague)) > 0]
    return tuple(sorted({row for cell in spoken for row in cell.rows}))


def manifest(run: "Run") -> tuple[tuple[str, str], ...]:
    """Return what a reader needs to make the run again and to know that it is the same."""
    plan, about = run.manifest.plan, run.manifest
    return (
        ("run hash", run.hash),
        ("scenario hash", plan.scenario_hash),
        ("ledger hash", plan.ledger_hash or "no ledger"),
        ("code", about.code),
        ("design", f"{plan.draws} draws, seed {plan.seed}"),
        ("rows", f"{run.rows}, {run.failed} failed"),
        ("largest certificate residual", significant(run.max_residual)),
        ("versions", ", ".join(f"{name} {version}" for name, version in sorted(about.versions.items()))),
        ("check it", f"standoff audit {run.folder.name}"),
    )
