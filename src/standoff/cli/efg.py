"""`standoff efg`: solve a published game from its Gambit file, with the certificate beside the answer."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.cli.printing import json_option, print_json, print_table
from standoff.errors import EfgError

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.solver import Solution

SHOWN = 40
"""Information sets printed before the rest is left to --json."""


@click.command("efg")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--precision", type=float, default=2.0, show_default=True, help="Of every player, in 1 / units of payoff."
)
@json_option
def command(file: Path, precision: float, as_json: bool) -> None:
    """Read FILE (Gambit's EFG or NFG format), follow its principal logit branch, and certify what is found.

    With --json: an object with name, players, structure, precision, status, residual, values, full_gain and infosets
    (label, player, strategy, agent_gain, beliefs). Exit status 2 if the file cannot be read or the game not solved.
    """
    from standoff.game.efg import read_efg
    from standoff.solver import solve
    from standoff.solvers.logit import LogitQRE

    if not file.is_file():
        raise EfgError("no such file", where=str(file))
    game = read_efg(file)
    solution = solve(game, {}, LogitQRE(precision=precision))
    if as_json:
        print_json(record(game, solution, precision))
    else:
        _print(game, solution, precision)
    if not solution.solved[0]:
        raise click.exceptions.Exit(2)


def structure(game: "Game") -> dict[str, Any]:
    """Return the counts that describe a game."""
    arrays = game.arrays
    return {
        "nodes": len(arrays.kind),
        "terminals": len(arrays.payoff_quantity),
        "chance_moves": len(game.chances),
        "infosets": len(game.infosets),
        "options": int(arrays.set_start[-1]),
        "perfect_information": game.perfect_information,
        "perfect_recall": game.perfect_recall,
    }


def record(game: "Game", solution: "Solution", precision: float) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    strategies, beliefs = solution.strategy(), solution.belief()
    return {
        "name": game.name,
        "players": list(game.players),
        "structure": structure(game),
        "precision": precision,
        "status": solution.message(),
        "solved": bool(solution.solved[0]),
        "residual": float(solution.residual[0]),
        "folds": int(solution.folds[0]),
        "evaluations": int(solution.iterations[0]),
        "values": dict(zip(game.players, solution.values[0].tolist(), strict=True)),
        "full_gain": dict(zip(game.players, solution.full_gain[0].tolist(), strict=True)),
        "infosets": [
            {
                "label": infoset.label,
                "player": infoset.player,
                "strategy": strategies[infoset.label],
                "agent_gain": float(solution.agent_gain[0, number]),
                "beliefs": beliefs[infoset.label],
            }
            for number, infoset in enumerate(game.infosets)
        ],
    }


def _print(game: "Game", solution: "Solution", precision: float) -> None:
    counts = structure(game)
    recall = "perfect recall" if counts["perfect_recall"] else "imperfect recall"
    click.echo(
        f"{game.name or 'unnamed game'}: {len(game.players)} players, {counts['nodes']} nodes, {counts['terminals']} "
        f"ends, {counts['infosets']} information sets, {recall}"
    )
    click.echo(f"logit equilibrium at precision {precision:g}: {solution.message()}")
    if not solution.solved[0]:
        return
    click.echo(f"residual {solution.residual[0]:.1e}, folds on the way {solution.folds[0]}")
    rows = [
        [player, f"{solution.values[0, k]:.6g}", f"{solution.full_gain[0, k]:.2g}"]
        for k, player in enumerate(game.players)
    ]
    print_table("", ["player", "value", "gain of the best deviation"], rows, right=(1, 2))
    strategies = solution.strategy()
    rows = [
        [infoset.label, option, f"{probability:.6f}", f"{solution.agent_gain[0, number]:.2g}" if not place else ""]
        for number, infoset in enumerate(game.infosets[:SHOWN])
        for place, (option, probability) in enumerate(strategies[infoset.label].items())
    ]
    print_table("", ["information set", "option", "probability", "gain"], rows, right=(2, 3))
    if len(game.infosets) > SHOWN:
        click.echo(f"{len(game.infosets) - SHOWN} information sets more with --json.")
