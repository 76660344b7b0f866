"""Random small games as play functions: stages that are skipped, hidden, scripted or believed at whim."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

PLAYERS = ("ann", "bob", "cid")
VECTORS = 6
NUMBERS = 4


@dataclass(frozen=True)
class RandomGame:
    """A random play function over parameters that hold its probability vectors and payoff scales."""

    seed: int
    players: tuple[str, ...]
    stages: int

    def parameter_names(self) -> list[str]:
        vectors = [f"v{number}[{place}]" for number in range(VECTORS) for place in range(2 + number % 2)]
        return [*vectors, *(f"u{number}" for number in range(NUMBERS)), "w"]

    def draw(self, row: int) -> dict[str, Fraction]:
        """One row: vectors of two or three probabilities with zeros among them, scales and a weight."""
        chance = random.Random(f"{self.seed} row {row}")
        values: dict[str, Fraction] = {}
        for number in range(VECTORS):
            size = 2 + number % 2
            shares = [chance.choice([0, 0, 0, 1, 2, 5]) for _ in range(size)]
            shares = shares if any(shares) else [1] * size
            values.update({f"v{number}[{k}]": Fraction(share, sum(shares)) for k, share in enumerate(shares)})
        values.update({f"u{number}": Fraction(chance.randint(-8, 8), 4) for number in range(NUMBERS)})
        return {**values, "w": Fraction(chance.randint(1, 6), 2)}

    def function(self) -> Callable[[Any, Any], Any]:
        """The play function; the same answers always meet the same questions."""

        def play_it(play: Any, p: Any) -> Any:
            answers: list[str] = []
            for stage in range(self.stages):
                shape = random.Random(f"{self.seed} stage {stage}")
                here = random.Random(f"{self.seed} {stage} {answers}")
                answers.append(self._stage(play, p, f"q{stage}", shape, here))
                if here.random() < 0.08:
                    break
            end = random.Random(f"{self.seed} end {answers}")
            play.measure(score=end.randint(0, 3) * p["w"], count=1)
            payoffs = {
                who: end.randint(-3, 3) * p[f"u{end.randrange(NUMBERS)}"] + end.randint(-2, 2) for who in self.players
            }
            return play.end(**payoffs)

        return play_it

    def _stage(self, play: Any, p: Any, name: str, shape: random.Random, here: random.Random) -> str:
        kind, player = shape.choice(["nature", "scripted", "choose", "choose", "mixed"]), shape.choice(self.players)
        size, seers = shape.choice([1, 2, 2, 3]), [who for who in self.players if shape.random() < 0.35]
        weights = [p["w"], 1, 2][:size] if shape.random() < 0.5 else None
        if here.random() < 0.15:
            return "skipped"
        labels = ["x", "y", "z"][:size]
        vector = self._vector(p, labels, here)
        believed = {who: self._vector(p, labels, here) for who in self.players if here.random() < 0.5}
        if kind == "nature":
            return str(play.nature(name, vector, known_to=seers, believed=believed))
        bound = kind == "scripted" or (kind == "mixed" and here.random() < 0.4)
        if kind == "mixed":
            play.tell(player, f"{name} mode", "bound" if bound else "free")
        if bound:
            return str(play.scripted(player, name, vector, seen_by=seers, believed=believed))
        if here.random() < 0.1:
            play.tell(here.choice(self.players), "note", here.choice("mn"))
        return str(play.choose(player, name, labels, seen_by=seers, weights=weights))

    def _vector(self, p: Any, labels: list[str], here: random.Random) -> dict[str, Any]:
        if len(labels) == 1:
            return {"x": 1}
        number = here.choice([k for k in range(VECTORS) if 2 + k % 2 == len(labels)])
        return {label: p[f"v{number}[{place}]"] for place, label in enumerate(labels)}


def random_games() -> st.SearchStrategy[RandomGame]:
    """Games of two or three players and three to six stages."""
    return st.builds(
        RandomGame,
        seed=st.integers(0, 10**9),
        players=st.sampled_from([PLAYERS[:2], PLAYERS]),
        stages=st.integers(3, 6),
    )
