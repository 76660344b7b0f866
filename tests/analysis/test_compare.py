"""The comparison against a slow and obvious twin, its ties and intervals, and the inputs it refuses."""

from collections.abc import Callable

import numpy as np
import pytest

from standoff.analysis.compare import (
    Comparison,
    Threshold,
    compare_values,
    paired,
)
from standoff.analysis.dominance import Dominance, dominance
from standoff.errors import RunError

POSTURES = ("silence", "line@a", "line@b", "private")
FAMILIES = ("silence", "line", "line", "private")


def values(draws: int = 500, seed: int = 3) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(size=(4, draws)) * [[1], [2], [1.5], [0.5]] + [[0], [0.3], [0.2], [0.25]]


def compared(table: np.ndarray, **options: object) -> Comparison:
    return compare_values({"value": table}, postures=POSTURES, families=FAMILIES, **options)


def slow_row(table: np.ndarray, code: int) -> dict[str, float]:
    """Every criterion by loops over draws, as the definitions read."""
    draws = range(table.shape[1])
    regrets = [max(table[:, d]) - table[code, d] for d in draws]
    wins = [1 / sum(table[:, d] == max(table[:, d])) for d in draws if table[code, d] == max(table[:, d])]
    worst = sorted(table[code])[: round(0.05 * table.shape[1])]
    return {
        "mean": sum(table[code]) / len(draws),
        "regret_mean": sum(regrets) / len(draws),
        "regret_p99": float(np.percentile(regrets, 99)),
        "regret_max": max(regrets),
        "cvar": sum(worst) / len(worst),
        "best_share": sum(wins) / len(draws),
        "satisficing": sum(regrets[d] <= 0.1 * (max(table[:, d]) - min(table[:, d])) for d in draws) / len(draws),
    }


@pytest.mark.parametrize("code", range(4))
def test_every_criterion_is_its_definition(code):
    table = values()
    row = compared(table).rows[code]
    for name, expected in slow_row(table, code).items():
        assert getattr(row, name) == pytest.approx(expected, abs=1e-12), name


def test_best_shares_sum_to_one_also_where_postures_tie():
    table = values()
    table[2] = table[1]
    rows = compared(table).rows
    assert sum(row.best_share for row in rows) == pytest.approx(1)
    assert rows[1].best_share == rows[2].best_share


def test_differences_are_paired():
    """A large common component leaves the difference's interval as it was."""
    table = values()
    shifted = table + 1000 * np.random.default_rng(0).normal(size=table.shape[1])
    a, b = compared(table).rows[3].to_baseline, compared(shifted).rows[3].to_baseline
    assert b == pytest.approx(a, abs=1e-9)


def test_ties_are_declared_and_small_differences_with_enough_draws_are_not():
    random = np.random.default_rng(1)
    common = random.normal(size=4000)
    table = np.stack([common, common + 0.01 * random.normal(size=4000), common - 0.1, common - 5])
    found = compared(table)
    assert set(found.tied) == {"silence", "line@a"}


def test_interval_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        found = paired(random.normal(0.3, 1, size=200))
        covered += found.low <= 0.3 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_intervals_are_wide_enough_for_scrambled_sobol_draws():
    """Over many scramblings the mean scatters no more than the standard error of independent draws says."""
    from types import SimpleNamespace as Stand

    from standoff.ensemble.design import draw
    from standoff.scenario.priors import Uniform

    names = [f"x{k}" for k in range(40)]
    stand = Stand(priors=[Stand(name=name, prior=Uniform(0, 1)) for name in names])
    means, errors = [], []
    for seed in range(40):
        x = draw(stand, 256, seed).columns
        outcome = np.where(x["x0"] * x["x1"] > 0.3, x["x2"], -x["x3"]) + sum(x[name] for name in names[4:]) / 10
        means.append(outcome.mean())
        errors.append(outcome.std(ddof=1) / 16)
    assert np.std(means, ddof=1) < np.mean(errors)


def test_failed_draws_are_dropped_for_every_posture_and_counted():
    table = values()
    spoilt = table.copy()
    spoilt[1, 17] = np.nan
    spoilt[3, 17] = spoilt[3, 400] = np.nan
    found = compared(spoilt)
    kept = np.delete(table, [17, 400], axis=1)
    assert (found.draws, found.dropped, found.used) == (500, 2, 498)
    assert found.rows == compared(kept).rows


def test_hardly_any_solved_draw_is_an_error():
    spoilt = values(20)
    spoilt[2, 5:] = np.nan
    with pytest.raises(RunError, match="too few draws"):
        compared(spoilt)


def test_one_member_a_family_is_the_comparison_of_the_best_members():
    table = values()
    found = compared(table)
    line = 1 if table[1].mean() > table[2].mean() else 2
    alone = compare_values(
        {"value": table[[0, line, 3]]},
        postures=[POSTURES[0], POSTURES[line], POSTURES[3]],
        families=["silence", "line", "private"],
    )
    assert found.family_rows == alone.rows
    assert sum(found.family_shares(full=True).values()) == pytest.approx(1)


def test_a_family_gains_nothing_from_more_members_of_the_same_kind():
    table = values()
    more = np.vstack([table, table[1] - 1e-3])
    found = compare_values({"value": more}, postures=(*POSTURES, "line@c"), families=(*FAMILIES, "line"))
    assert found.family_rows == compared(table).family_rows


def test_dominance_has_the_degrees_of_the_textbook():
    base = np.array([0.0, 1.0, 2.0, 3.0])
    table = np.stack([base + 0.5, base, base[::-1] + 0.1, np.full(4, 1.6)])
    found = dominance(table)
    assert found[0, 1] == Dominance.STATEWISE
    assert found[2, 1] == Dominance.FIRST, "better value by value once sorted, not draw by draw"
    assert found[3, 1] == Dominance.SECOND, "same or higher mean with less spread"
    assert found[1, 0] == Dominance.NONE
    assert not np.diag(found).any()


def test_equal_postures_do_not_dominate_each_other():
    table = np.stack([np.arange(9.0), np.arange(9.0) + 1e-12])
    assert not dominance(table).any()


def test_a_dominant_posture_is_named():
    table = values()
    assert compared(table).dominant == ""
    table[1] = table.max(axis=0) + 0.1
    assert compared(table).dominant == "line@a"


def test_thresholds_share_draws_that_meet_all():
    table = {"value": values(), "war": np.random.default_rng(2).uniform(size=(4, 500))}
    found = compare_values(
        table,
        postures=POSTURES,
        families=FAMILIES,
        thresholds=[Threshold.parse("war<=0.5"), Threshold.parse("value >= 0")],
    )
    expected = ((table["war"] <= 0.5) & (table["value"] >= 0)).mean(axis=1)
    assert [row.satisficing for row in found.rows] == pytest.approx(list(expected))
    assert found.thresholds == "war <= 0.5 and value >= 0"


@pytest.mark.parametrize("text", ["war", "war < 0.1", "war <= x", "<= 3", "war <= 1-2"])
def test_an_unreadable_threshold_is_refused(text):
    with pytest.raises(RunError, match="threshold"):
        Threshold.parse(text)


def test_an_unknown_baseline_names_the_nearest():
    with pytest.raises(RunError, match="Did you mean 'private'"):
        compared(values(), baseline="privat")


def test_winners_come_with_runner_up_and_margin():
    found = compared(values())
    for winner in found.winners():
        assert winner.margin >= 0
        assert winner.posture != winner.runner_up
    means = sorted((row for row in found.rows), key=lambda row: -row.mean)
    by_mean = found.winners()[0]
    assert (by_mean.posture, by_mean.runner_up) == (means[0].posture, means[1].posture)
    assert by_mean.decided is not means[1].tied
    minimax = next(winner for winner in found.winners() if winner.criterion == "minimax regret")
    assert minimax.decided is None
    assert minimax.score == min(row.regret_max for row in found.rows)


def test_rescaling_payoffs_changes_no_ranking_and_no_share():
    table = values()
    a, b = compared(table), compared(2.5 * table + 7)
    assert [row.best_share for row in a.rows] == [row.best_share for row in b.rows]
    assert [row.satisficing for row in a.rows] == [row.satisficing for row in b.rows]
    assert [winner.posture for winner in a.winners()] == [winner.posture for winner in b.winners()]


def test_a_dominated_addition_changes_no_other_regret():
    table = values()
    more = np.vstack([table, table.min(axis=0) - 1])
    found = compare_values({"value": more}, postures=(*POSTURES, "worse"), families=(*FAMILIES, "worse"))
    assert [row.regret_p99 for row in found.rows[:4]] == [row.regret_p99 for row in compared(table).rows]


def test_a_hundred_thousand_draws_take_well_under_a_second():
    import time

    table = values(100_000)
    started = time.process_time()
    compared(table)
    assert time.process_time() - started < 1.0


def bootstrapped(statistic: Callable[[np.ndarray], float], draws: np.ndarray) -> tuple[float, float]:
    """The 95 % interval by resampling the draws: the slow way to any interval."""
    random = np.random.default_rng(4)
    found = [statistic(random.choice(draws, size=draws.size)) for _ in range(1000)]
    return tuple(np.quantile(found, [0.025, 0.975]))


def tail(draws: np.ndarray) -> float:
    return float(np.sort(draws)[: round(0.05 * draws.size)].mean())


@pytest.mark.parametrize("code", range(4))
def test_intervals_are_what_resampling_gives(code):
    table = values(4000)
    row = compared(table).rows[code]
    best = (table.max(axis=0) == table[code]).astype(float)
    for interval, statistic, draws in [
        (row.interval, np.mean, table[code]),
        (row.cvar_interval, tail, table[code]),
        (row.best_share_interval, np.mean, best),
    ]:
        low, high = bootstrapped(statistic, draws)
        width = high - low
        assert interval[0] == pytest.approx(low, abs=0.25 * width)
        assert interval[1] == pytest.approx(high, abs=0.25 * width)


def test_the_interval_of_a_percentile_covers_it_as_often_as_it_says():
    """The regret of the worse of two postures is exponential by construction; its 99th percentile is log 100."""
    random, covered = np.random.default_rng(8), 0
    for _ in range(300):
        table = np.stack([np.zeros(1000), -random.exponential(size=1000)])
        low, high = (
            compare_values({"value": table}, postures=["a", "b"], families=["a", "b"]).rows[1].regret_p99_interval
        )
        covered += low <= np.log(100) <= high
    assert 0.92 <= covered / 300 <= 0.99


def test_a_winner_by_a_hair_is_inside_the_noise_and_a_clear_one_is_not():
    table = np.random.default_rng(6).normal(size=(2, 400))
    close = compare_values({"value": table}, postures=["a", "b"], families=["a", "b"]).winners()
    assert not any(winner.decided for winner in close)
    table[1] -= 5
    clear = compare_values({"value": table}, postures=["a", "b"], families=["a", "b"]).winners()
    assert all(winner.decided in (True, None) for winner in clear)
