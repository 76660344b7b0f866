"""The compiled steps of patient rule induction: a slice peeled off, a slice pasted on.

Shapes throughout: D parameters, N cases, S boxes found. A box is ``low``, ``high`` (D,) float64, infinite where it does
not restrict; a case lies in it when ``low <= value <= high`` for every parameter.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def peel(columns, interest, orders, share, smallest, whole_ties):  # type: ignore[no-untyped-def]
    """Peel one slice a step until fewer than `smallest` cases would be left or nothing raises the density.

    Shapes
    ------
    columns : (D, N) float64   interest : (N,) bool
    orders : (D, N) int32      case numbers by rising value, **overwritten**: dead cases are squeezed out each step
    returns lows, highs (S, D) float64, counts, hits (S,) int64; box 0 is unrestricted

    Notes
    -----
    The slice removed is the one that raises the density most for each case it removes; of equal ones, one that adds no
    restriction. `whole_ties` says what happens where the slice's inner edge falls among equal values: they all go, or
    they all stay.

    Invariant
    ---------
    `orders[d, :count]` lists exactly the cases in the box, by rising value of parameter d.
    """
    dims, size = columns.shape
    alive = np.ones(size, np.bool_)
    low, high = np.full(dims, -np.inf), np.full(dims, np.inf)
    count, hit = size, interest.sum()
    steps = int(np.ceil(np.log(smallest / size) / np.log(1 - share))) + 2 * dims + size // smallest + 8
    lows, highs = np.empty((steps, dims)), np.empty((steps, dims))
    counts, hits = np.empty(steps, np.int64), np.empty(steps, np.int64)
    lows[0], highs[0], counts[0], hits[0] = low, high, count, hit
    made = 1
    while made < steps:
        best_score, best_dim, best_upper, best_removed, best_hits, best_known = 0.0, -1, False, 0, 0, False
        slice_size = int(share * (count - 1)) + 1
        for d in range(dims):
            known = low[d] > -np.inf or high[d] < np.inf
            for upper in (True, False):
                removed, lost = _slice(columns[d], interest, orders[d], count, slice_size, upper, whole_ties)
                left = count - removed
                if removed == 0 or left < smallest:
                    continue
                score = ((hit - lost) / left - hit / count) / removed
                if score > best_score or (score == best_score and best_dim >= 0 and known and not best_known):
                    best_score, best_dim, best_upper = score, d, upper
                    best_removed, best_hits, best_known = removed, lost, known
        if best_dim < 0:
            break
        order = orders[best_dim]
        start = count - best_removed if best_upper else 0
        for position in range(start, start + best_removed):
            alive[order[position]] = False
        if best_upper:
            high[best_dim] = columns[best_dim, order[start - 1]]
        else:
            low[best_dim] = columns[best_dim, order[best_removed]]
        for d in range(dims):
            kept = 0
            for position in range(count):
                case = orders[d, position]
                orders[d, kept] = case  # no branch: written over by the next unless the case stays
                kept += alive[case]
        count -= best_removed
        hit -= best_hits
        lows[made], highs[made], counts[made], hits[made] = low, high, count, hit
        made += 1
    return lows[:made], highs[:made], counts[:made], hits[:made]


@njit(cache=True)
def _slice(column, interest, order, count, slice_size, upper, whole_ties):  # type: ignore[no-untyped-def]
    """Return how many cases the outermost slice holds, and how many of them are of interest; 0, 0 if it is all."""
    if slice_size >= count:
        return 0, 0
    removed = slice_size
    edge = column[order[count - slice_size if upper else slice_size - 1]]
    if edge == column[order[count - 1 - slice_size if upper else slice_size]]:
        if not whole_ties:
            while removed > 0 and column[order[count - removed if upper else removed - 1]] == edge:
                removed -= 1
        if whole_ties or removed == 0:  # one tied value fills the slice: remove all of it, if anything is left then
            removed = slice_size
            while removed < count and column[order[count - 1 - removed if upper else removed]] == edge:
                removed += 1
            if removed >= count:
                return 0, 0
    lost = 0
    for position in range(removed):
        lost += interest[order[count - 1 - position if upper else position]]
    return removed, lost


@njit(cache=True)
def paste(columns, interest, low, high, share):  # type: ignore[no-untyped-def]
    """Widen a box, a slice of `share` of what lies beyond one of its faces a step, until that would lower the density.

    Shapes
    ------
    columns : (D, N) float64   interest : (N,) bool   low, high : (D,) float64, not changed
    returns lows, highs (lists of (D,) float64), counts, hits (lists of int); box 0 is the one given

    Notes
    -----
    The slice pasted is the one that raises the density most for each case it adds.
    """
    dims = low.size
    low, high = low.copy(), high.copy()
    lows, highs, counts, hits = [low.copy()], [high.copy()], [0], [0]
    beyond = _beyond(columns, low, high)
    while True:
        count, hit = _inside(beyond, interest)
        counts[-1], hits[-1] = count, hit
        best_score, best_dim, best_upper, best_edge = 0.0, -1, False, 0.0
        start, order = _by_face(beyond, 2 * dims)
        for d in range(dims):
            for upper in (False, True):
                face = 2 * d + upper
                outside = order[start[face] : start[face + 1]]
                if outside.size == 0:
                    continue
                edge, added, won = _next_slice(columns[d], interest, outside, upper, share)
                score = ((hit + won) / (count + added) - hit / count) / added
                if score > best_score or (best_dim < 0 and score == 0.0):
                    best_score, best_dim, best_upper, best_edge = score, d, upper, edge
        if best_dim < 0:
            break
        for case in range(interest.size):
            value = columns[best_dim, case]
            if (high[best_dim] < value <= best_edge) if best_upper else (best_edge <= value < low[best_dim]):
                beyond[0, case] -= 1
                beyond[1, case] -= 2 * best_dim + best_upper
        if best_upper:
            high[best_dim] = best_edge
        else:
            low[best_dim] = best_edge
        lows.append(low.copy())
        highs.append(high.copy())
        counts.append(0)
        hits.append(0)
    return lows, highs, counts, hits


@njit(cache=True)
def freed(columns, interest, low, high):  # type: ignore[no-untyped-def]
    """Return counts, hits (D, 2) int64 of the boxes that lack one face of this one: lower faces first."""
    beyond = _beyond(columns, low, high)
    count, hit = _inside(beyond, interest)
    counts, hits = np.full((low.size, 2), count), np.full((low.size, 2), hit)
    for case in range(interest.size):
        if beyond[0, case] == 1:
            face = beyond[1, case]
            counts[face // 2, face % 2] += 1
            hits[face // 2, face % 2] += interest[case]
    return counts, hits


@njit(cache=True)
def _beyond(columns, low, high):  # type: ignore[no-untyped-def]
    """Return (2, N) int64: how many faces each case lies beyond, and the sum of their numbers: 2 d, one more above.

    So a case beyond one face alone names it, and a face that moves outward is subtracted from the cases it lets in.
    """
    beyond = np.zeros((2, columns.shape[1]), np.int64)
    for d in range(low.size):
        if low[d] == -np.inf and high[d] == np.inf:
            continue
        for case in range(columns.shape[1]):
            value = columns[d, case]
            if value < low[d] or value > high[d]:
                beyond[0, case] += 1
                beyond[1, case] += 2 * d + (value > high[d])
    return beyond


@njit(cache=True)
def _inside(beyond, interest):  # type: ignore[no-untyped-def]
    count, hit = 0, 0
    for case in range(interest.size):
        if beyond[0, case] == 0:
            count += 1
            hit += interest[case]
    return count, hit


@njit(cache=True)
def _by_face(beyond, faces):  # type: ignore[no-untyped-def]
    """Return the cases grouped by the only face they lie beyond: those of face f are order[start[f] : start[f + 1]]."""
    start = np.zeros(faces + 1, np.int64)
    for case in range(beyond.shape[1]):
        if beyond[0, case] == 1:
            start[beyond[1, case] + 1] += 1
    for face in range(faces):
        start[face + 1] += start[face]
    filled = start.copy()
    order = np.empty(start[faces], np.int64)
    for case in range(beyond.shape[1]):
        if beyond[0, case] == 1:
            face = beyond[1, case]
            order[filled[face]] = case
            filled[face] += 1
    return start, order


@njit(cache=True)
def _next_slice(column, interest, outside, upper, share):  # type: ignore[no-untyped-def]
    """Return the outer edge of the slice next to a face (infinite if the last), its cases and those of interest."""
    sign = 1.0 if upper else -1.0
    values = sign * column[outside]
    position = int(share * (outside.size - 1))
    edge = np.partition(values, position)[position]
    added, won = 0, 0
    for place in range(outside.size):
        if values[place] <= edge:
            added += 1
            won += interest[outside[place]]
    return sign * (np.inf if added == outside.size else edge), added, won
