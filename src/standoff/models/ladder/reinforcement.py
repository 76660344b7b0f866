"""The reinforcement sub-model: who holds contested allied soil, and what troops already there are worth.

Forces in place buy time, warning adds to it, reinforcement takes a random time that a cut corridor stretches; the
attack succeeds as a fait accompli if reinforcement comes too late. Calibration points: about 60 hours to reach the
capitals against light forces, rapid overrun prevented by some seven brigades [shlapak2016]. That the troops'
mere presence binds the defender is a separate, contested claim with a coefficient of uncertain sign
[schelling1966, musgrave2023, frederick2020].
"""

from typing import Any

import numpy as np

LOGISTIC_SHAPE = 1.702
"""Scale that brings the logistic distribution within 0.01 of the normal one [camilli1994]; it makes the log-logistic
time below a stand-in for the log-normal, in functions every expression kernel has."""

DELAY_GROWTH = 1.3
"""Exponent of delay in forces: more than proportional, because a force that can hold a front delays disproportionately
longer than one that cannot. A judgement, chosen so that the calibration points are met (docs/theory/ladder.md)."""


def time_bought(p: Any) -> Any:
    """Return the days between the start of preparations and a fait accompli.

    Parameters
    ----------
    p : Parameters
        Reads `warning_time`, `base_delay` (days), `forces` and `half_force` (thousand troops).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> light = SimpleNamespace(warning_time=0.0, base_delay=2.5, forces=0.0, half_force=6.0)
    >>> time_bought(light)
    2.5
    """
    return p.warning_time + p.base_delay * (1.0 + (p.forces / p.half_force) ** DELAY_GROWTH)


def late(time: Any, *, median: Any, spread: Any) -> Any:
    """Return the probability that reinforcement with this median time has not arrived after `time` days.

    The time of arrival is log-logistic, matched to a log-normal of standard deviation `spread`.

    Examples
    --------
    >>> float(late(9.0, median=9.0, spread=0.5))
    0.5
    """
    return 1.0 / (1.0 + np.exp(LOGISTIC_SHAPE / spread * np.log(time / median)))


def fait_accompli(p: Any) -> Any:
    """Return the probability that an attack on allied soil is over before reinforcement arrives.

    Parameters
    ----------
    p : Parameters
        Reads those of `time_bought` and `reinforcement_time` (days), `reinforcement_spread` (log scale),
        `corridor_cut` (probability) and `cut_delay` (factor on the time of reinforcement).

    Returns
    -------
    Symbol or float
        A probability, falling in forces and warning and rising in `corridor_cut`.
    """
    time = time_bought(p)
    through = late(time, median=p.reinforcement_time, spread=p.reinforcement_spread)
    around = late(time, median=p.reinforcement_time * p.cut_delay, spread=p.reinforcement_spread)
    return (1.0 - p.corridor_cut) * through + p.corridor_cut * around


def tripwire_factor(p: Any) -> Any:
    """Return the factor by which troops in harm's way multiply the defender's stakes on allied soil.

    1 without troops or without a tripwire effect; the effect saturates in the number of troops, and its coefficient
    may be negative (a host that feels protected, a public that wants its troops out).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> float(tripwire_factor(SimpleNamespace(tripwire=0.5, forces=0.0, tripwire_force=2.0)))
    1.0
    """
    return 1.0 + p.tripwire * (1.0 - np.exp(-p.forces / p.tripwire_force))
