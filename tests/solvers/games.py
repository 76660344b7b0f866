"""Small games for the tests of solvers, in the play language."""

import random
from typing import Any

from standoff.game import Game, Play, trace

PARAMETERS = {
    "firm": 0.4,
    "firm_seen": 0.7,
    "phantom": 0.2,
    "force": 0.6,
    "gain": 1.0,
    "cost": 0.8,
    "scale": 1.0,
    "shift": 0.0,
}
"""A row of `crisis` with every oddity at work."""


def crisis(*, weights: dict[str, float] | None = None, split: bool = False) -> Game:
    """Two types the challenger misjudges, a third that exists in its mind alone, a war lottery, measures.

    `split` cuts the firm type into two that nobody else can tell apart. The defender's payoffs are scaled and shifted
    by parameters.
    """

    def play_it(play: Play, p: Any) -> Any:
        firm, seen = p.firm, p.firm_seen * (1 - p.phantom)
        truth = {"reluctant": 1 - firm, "phantom": 0.0}
        mind = {"reluctant": (1 - p.firm_seen) * (1 - p.phantom), "phantom": p.phantom}
        for name, share in {"firm": 0.25, "firmer": 0.75}.items() if split else {"firm": 1.0}.items():
            truth[name], mind[name] = share * firm, share * seen

        def end(challenger: Any, defender: Any) -> Any:
            return play.end(challenger=challenger, defender=p.shift + p.scale * defender)

        resolve = play.nature("resolve", truth, known_to="defender", believed={"challenger": mind})
        rung = play.choose("challenger", "rung", ["hold", "probe", "seize"], weights=weights)
        if rung == "hold":
            return end(challenger=0, defender=0)
        size = {"probe": 0.5, "seize": 1.0}[rung]
        if resolve == "phantom":
            response = play.scripted("defender", "response", {"yield": 1 - p.force, "fight": p.force})
        else:
            response = play.choose("defender", "response", ["yield", "fight"])
        if response == "yield":
            return end(challenger=size * p.gain, defender=-size)
        if play.choose("challenger", "answer", ["retreat", "press"]) == "retreat":
            return end(challenger=-0.3, defender=0.2 if resolve != "reluctant" else -0.3)
        if play.nature("war", {"yes": 0.3, "no": 0.7}) == "yes":
            play.measure(war=1)
            return end(challenger=-2, defender=-p.cost * (1 if resolve != "reluctant" else 3))
        return end(challenger=0.2 * size, defender=-0.4)

    return trace(play_it, players=["challenger", "defender"], parameters=list(PARAMETERS), name="crisis")


def matrix_game(row: list[list[float]], column: list[list[float]], *, name: str) -> Game:
    """A strategic form: the second player does not see the first move."""

    def play_it(play: Play, p: Any) -> Any:
        i = play.choose("row", "up", [str(k) for k in range(len(row))], seen_by=())
        j = play.choose("column", "left", [str(k) for k in range(len(row[0]))])
        return play.end(row=row[int(i)][int(j)], column=column[int(i)][int(j)])

    return trace(play_it, players=["row", "column"], name=name)


def random_game(seed: int, *, common_prior: bool = False) -> Game:
    """A random tree of three to five levels for two or three players; who sees a move is random, and so is belief.

    Each level is chance, a scripted move or a choice, and some histories end early.
    """
    dice = random.Random(seed)
    players = ["a", "b", "c"][: dice.choice([2, 2, 3])]
    levels = []
    for level in range(dice.randint(3, 5)):
        options = [f"{level}{label}" for label in "xyz"[: dice.choice([2, 2, 3])]]
        kind = dice.choice(["choose", "choose", "choose", "nature", "scripted"]) if level else "nature"
        levels.append((kind, dice.choice(players), options, [p for p in players if dice.random() < 0.5]))

    def play_it(play: Play, p: Any) -> Any:
        path: list[str] = []
        for level, (kind, player, options, observers) in enumerate(levels):
            here = random.Random(f"{seed} {level} {path if kind != 'choose' else ''}")
            chances = _chances(here, options)
            believed = {} if common_prior or here.random() < 0.5 else {here.choice(players): _chances(here, options)}
            if kind == "choose":
                path.append(play.choose(player, f"q{level}", options, seen_by=observers))
            elif kind == "scripted":
                path.append(play.scripted(player, f"q{level}", chances, seen_by=observers, believed=believed))
            else:
                path.append(play.nature(f"q{level}", chances, known_to=observers, believed=believed))
            if level and random.Random(f"{seed} end {path}").random() < 0.15:
                break
        stakes = random.Random(f"{seed} {path}")
        return play.end({player: round(stakes.uniform(-1, 1), 3) for player in players})

    return trace(play_it, players=players, name=f"random {seed}")


def _chances(dice: random.Random, options: list[str]) -> dict[str, float]:
    weights = [dice.random() + 0.05 for _ in options]
    shares = [round(weight / sum(weights), 6) for weight in weights[:-1]]
    return dict(zip(options, [*shares, 1 - sum(shares)], strict=True))
