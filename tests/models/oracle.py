"""The ladder's payoffs as docs/theory/ladder.md states them: plain numbers, one history at a time, no shared code."""

from collections.abc import Mapping
from math import exp, log
from typing import NamedTuple

MOTIVES = ("opportunist", "fearful", "gambler", "cautious")


class Told(NamedTuple):
    """One history of the tree in the words of the theory page."""

    motive: str
    resolve: str
    binds: bool
    rung: str
    kind: str | None
    attributed: bool
    response: str | None
    reaction: str | None


def told(history: tuple[tuple[str, str], ...]) -> Told:
    moves = dict(history)
    rung = moves["rung"]
    kind = rung if rung != "hold" else ("cyber@allied" if moves.get("background incident") == "yes" else None)
    attributed = moves.get("attributed", "yes") == "yes" and rung != "hold"
    binds = moves.get("private warning") == "binds"
    response, reaction = moves.get("response"), moves.get("after force")
    return Told(moves["motive"], moves["resolve"], binds, rung, kind, attributed, response, reaction)


def challenger(p: Mapping[str, float], h: Told) -> float:
    """Utility of the outcome, or the expectation over how a fight ends."""
    top = (
        p["gain"] * max(p[f"gain_scale[{m}]"] for m in MOTIVES) * max(v for k, v in p.items() if k.startswith("prize["))
    )
    bottom = -p["war_loss"]
    r = p[f"risk[{h.motive}]"] / (top - bottom)

    def u(x: float) -> float:
        if r == 0.0:
            return x
        return (1 - exp(-r * x)) * (top - bottom) / (exp(-r * bottom) - exp(-r * top))

    assured = max(p["withhold[hold]"], p["withhold[chemical@protege]"], p["withhold[nuclear@protege]"])
    fear = p["fear"] * p["fear_loss"] * p[f"fearful[{h.motive}]"] * (1 - p["zeta"] * assured)
    x, gain, line = -fear, 0.0, 0.0
    if h.rung != "hold":
        x = -fear * (1 - p[f"preempts[{h.rung}]"]) - p[f"own_cost[{h.rung}]"]
        gain = p["gain"] * p[f"gain_scale[{h.motive}]"] * p[f"prize[{h.rung}]"]
        line = max(p[f"deliver[{h.rung}]"], p["leak"] * p[f"private[{h.rung}]"]) if h.attributed else 0.0
    if h.kind is None or h.response == "none":
        return u(x + gain)
    if h.response == "economic":
        return u(x + gain - p["sanctions"] * p[f"sanctions_scale[{h.kind}]"] * (1 - p["surprise"]))
    if h.reaction == "retreat":
        return u(x - p["retreat"] * p["loss"] - p["pride"] * line)
    e, won = p[f"hazard[{soil(h.kind)}]"], kept(p, h.kind)
    return e * u(bottom) + (1 - e) * won * u(x + gain) + (1 - e) * (1 - won) * u(x - p["loss"])


def defender(p: Mapping[str, float], h: Told) -> float:
    """The posture's own terms less harm, lost stakes and what the answer costs."""
    value = said(p)
    if h.kind is None:
        return value
    theatre, harm = soil(h.kind), p[f"harm[{h.kind}]"]
    stakes = 0.0
    if h.rung != "hold":
        stakes = p.get(f"resolve[{h.resolve}]", 1.0) * p[f"stakes[{theatre}]"] * harm
        if theatre == "allied":
            stakes *= 1 + p["tripwire"] * (1 - exp(-p["forces"] / p["tripwire_force"]))
    private = p[f"private[{h.kind}]"] * (p["leak"] + (1 - p["leak"]) * p["psi"]) if h.binds else 0.0
    promised = max(p[f"deliver[{h.kind}]"], private)
    if not h.attributed:
        value -= p[f"proof[{h.response}]"] if h.response != "none" else 0.0
    if h.response == "none":
        return value - harm - stakes - (p["alpha"] * (promised + p[f"vague[{h.kind}]"]) if h.attributed else 0.0)
    if h.response == "economic":
        value -= harm + stakes * (1 - p[f"redress[{h.kind}]"]) + p["economic_cost"]
        return value - (p["alpha"] * promised if h.attributed else 0.0)
    held, fight = 1.0, h.reaction == "fight"
    if fight:
        held = (1 - p[f"hazard[{theatre}]"]) * (1 - kept(p, h.kind))
        value -= p["force_cost"] + p[f"hazard[{theatre}]"] * p["war_cost"]
    else:
        value -= p["show_of_force"] * p["force_cost"]
    averted = p["denial"] * held if theatre == "allied" and h.rung != "hold" else 0.0
    value -= harm * (1 - averted) + stakes * (1 - held) + p["eta"] * p[f"withhold[{h.kind}]"]
    return value - (p["dissent_force"] if theatre == "protege" else 0.0)


def said(p: Mapping[str, float]) -> float:
    """What the posture itself is worth."""
    rungs = [name[6:-1] for name in p if name.startswith("prize[")]
    drawn = {rung: max(p[f"deliver[{rung}]"], p["leak"] * p[f"private[{rung}]"]) for rung in rungs}
    here = max(p["withhold[hold]"], *(p[f"withhold[{k}]"] for k in rungs if soil(k) == "protege"))
    value = p["calm"] * here
    value += p["reassurance"] * max(p[f"deliver[{k}]"] for k in rungs if soil(k) == "allied")
    for theatre in ("protege", "allied"):
        value -= p[f"dissent_line[{theatre}]"] * max(drawn[k] for k in rungs if soil(k) == theatre)
    value -= p["dissent_rule_out"] * max(p["withhold[hold]"], *(p[f"withhold[{k}]"] for k in rungs))
    unsaid = [1 - max(p[f"deliver[{k}]"], p[f"withhold[{k}]"]) for k in rungs]
    return value - p["dissent_unsaid"] * sum(unsaid) / len(unsaid)


def soil(rung: str) -> str:
    return "allied" if rung.endswith("@allied") else "protege"


def kept(p: Mapping[str, float], rung: str) -> float:
    """Probability that a fighting challenger keeps what it took."""
    if soil(rung) == "protege":
        return p["win[protege]"]
    time = p["warning_time"] + p["base_delay"] * (1 + (p["forces"] / p["half_force"]) ** 1.3)
    late = [
        1 / (1 + exp(1.702 / p["reinforcement_spread"] * log(time / median)))
        for median in (p["reinforcement_time"], p["reinforcement_time"] * p["cut_delay"])
    ]
    return (1 - p["corridor_cut"]) * late[0] + p["corridor_cut"] * late[1]
