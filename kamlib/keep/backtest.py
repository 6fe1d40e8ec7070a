"""Rules of leaving tried on earlier days: who was listed, who left, and whether a rule beats plain silence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.facts.buying_days import Ledger
from kamlib.keep.rules import FEWEST_DAYS, RULES, Known, known_at

#: The rule that every other one is compared with: the longest silent first.
PLAIN = "recency"

#: Part of the customers that a list names, where nobody says how many can be called.
TENTH = 0.1

#: Days without an order after which a customer has left.
HORIZON = 180

#: Confidence of the intervals that are shown.
SHOWN = 0.95

#: Days with something to tell below which no rule replaces plain silence: one or two say little of the next.
FEWEST_CUTS = 3

#: Draws that are worked out at a time, to spare memory.
_BLOCK = 2_000_000

#: Customers below which sums of draws, and halves of them, are exact in short numbers.
EXACT = 2**22

#: Places beyond the size of a list, in roots of it, that hold what a draw leaves room for; else all are looked at.
_SPREAD = 6.0


@dataclass(frozen=True, eq=False)
class Cut:
    """One earlier day: what was known on its morning, and who left after it.

    ``scores`` are by rule, the higher the sooner on the list; ``gone`` says who did not buy within the horizon.
    """

    day: int
    known: Known
    gone: np.ndarray
    scores: Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class BackTest:
    """Rules on earlier days.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per rule and day: ``rule``, ``day`` (timestamp), ``customers``, ``leavers``, ``base_rate``,
        ``auc`` with ``auc_low`` and ``auc_high`` of its difference to plain silence, ``lift`` in the top tenth,
        ``listed``, ``hits`` (expected where scores tie), ``precision`` and ``false_alarms`` (a leaver caught).
    rules : pandas.DataFrame
        One row per rule over all days: ``rule``, ``listed``, ``hits``, ``precision``, ``false_alarms``, ``auc``
        (mean), and ``more_hits`` than plain silence with ``low`` and ``high``.
    chosen : str
        The rule whose lists caught the most leavers, if that is more than chance; else the simpler one. Plain
        silence where fewer than `FEWEST_CUTS` days tell anything.
    cuts : tuple of Cut
        The days, earliest first.
    """

    table: pd.DataFrame
    rules: pd.DataFrame
    chosen: str
    cuts: tuple[Cut, ...]

    @property
    def chooses(self) -> bool:
        """Whether there were enough days to choose a rule by."""
        return len(self.cuts) >= FEWEST_CUTS

    @property
    def beats_plain(self) -> bool:
        """Whether another rule than plain silence was chosen."""
        return self.chosen != PLAIN


def cut(book: Ledger, day: int, *, horizon: int = HORIZON, fewest: int = FEWEST_DAYS) -> Cut:
    """Score the customers as they were known on the morning of a day, and see who left.

    Parameters
    ----------
    book : Ledger
        The whole book.
    day : int
        Number of the day.
    horizon : int
        Days from it without an order after which a customer has left.
    fewest : int
        Days of buying below which a customer is not judged.

    Returns
    -------
    Cut
    """
    known, gone = outcome(book, day, horizon=horizon, fewest=fewest)
    return Cut(day, known, gone, {name: rule(known) for name, rule in RULES.items()})


def outcome(
    book: Ledger, day: int, *, horizon: int = HORIZON, fewest: int = FEWEST_DAYS
) -> tuple[Known, np.ndarray]:
    """Return whom a rule can judge on the morning of a day, and which of them left after it.

    Parameters
    ----------
    book, day, horizon, fewest
        As for `cut`.

    Returns
    -------
    Known, numpy.ndarray of bool
        The customers, and whether each did not buy within the horizon.
    """
    known = known_at(book, day, fewest=fewest)
    later = book.at(day + horizon - 1, known_by=int(book.known.max()) if len(book.known) else day)
    return known, ~later.between(known.who, day, day + horizon - 1)


def back_test(
    book: Ledger,
    days: Sequence[int],
    *,
    horizon: int = HORIZON,
    capacity: int | None = None,
    fewest: int = FEWEST_DAYS,
    replicates: int = 500,
    seed: int = 0,
) -> BackTest:
    """Try every rule on earlier days and choose one.

    Parameters
    ----------
    book : Ledger
        From ``facts.buying_days.ledger``.
    days : sequence of int
        Numbers of the days; the horizon after each must lie inside the book.
    horizon : int
        Days without an order after which a customer has left.
    capacity : int, optional
        How many customers a list names; by default a tenth of those that are judged.
    fewest : int
        Days of buying below which a customer is not judged.
    replicates : int
        Bootstrap draws of customers.
    seed : int
        Of the draws.

    Returns
    -------
    BackTest

    Raises
    ------
    ValueError
        If there is no day, or nobody can be judged or nobody left on any of them.

    Notes
    -----
    The same customers are drawn for all rules and days, so that the intervals are of paired differences. A rule
    replaces a simpler one only if its lists caught more leavers with the confidence that so many comparisons ask
    for (Bonferroni), and only if there are `FEWEST_CUTS` days.
    """
    cuts = tuple(cut(book, day, horizon=horizon, fewest=fewest) for day in sorted(days))
    used = tuple(one for one in cuts if one.gone.any() and not one.gone.all())
    if not used:
        raise ValueError("days: on none of them some of the customers left and others stayed")
    drawn = _draws(used, len(book.ids), capacity, replicates, seed)
    table = pd.concat([_of_cut(one, at, drawn, capacity) for at, one in enumerate(used)], ignore_index=True)
    rules = _over_days(table, drawn)
    return BackTest(table, rules, _chosen(drawn) if len(used) >= FEWEST_CUTS else PLAIN, used)


def size_of(n: int, capacity: int | None) -> int:
    """Return how many of so many customers a list names.

    Parameters
    ----------
    n : int
        Customers that are judged.
    capacity : int or None
        How many can be called; None for a tenth.

    Returns
    -------
    int
        At least one.
    """
    return max(1, min(n, round(TENTH * n) if capacity is None else capacity))


@dataclass(frozen=True, eq=False)
class _Drawn:
    """AUC and hits under each draw: rule × day × draw."""

    auc: np.ndarray
    hits: np.ndarray


def _draws(cuts: Sequence[Cut], customers: int, capacity: int | None, replicates: int, seed: int) -> _Drawn:
    rng, parts = np.random.default_rng(seed), []
    lists = [[_List.of(one, rule, customers, capacity) for one in cuts] for rule in RULES]
    block = max(1, _BLOCK // max(customers, 1))
    for first in range(0, replicates, block):
        rows = min(block, replicates - first)
        picked = rng.integers(0, customers, (rows, customers), dtype="uint32")
        cells = picked + customers * np.arange(rows)[:, None]
        counts = np.bincount(cells.ravel(), minlength=rows * customers).reshape(rows, customers)
        by_customer = np.ascontiguousarray(counts.T, dtype="float32" if customers < EXACT else "float64")
        parts.append([[one.measures(by_customer) for one in row] for row in lists])
    both = np.concatenate([np.asarray(part) for part in parts], axis=-1)
    return _Drawn(both[:, :, 0], both[:, :, 1])


@dataclass(frozen=True, eq=False)
class _List:
    """Customers by falling score; equal scores are a group.

    ``who`` numbers them, ``left`` says who left, and ``starts`` where each group begins; ``size`` is how many the
    list names, and ``customers`` how many numbers there are.
    """

    who: np.ndarray
    left: np.ndarray
    starts: np.ndarray
    size: int
    customers: int

    @classmethod
    def of(cls, one: Cut, rule: str, customers: int, capacity: int | None) -> _List:
        """Rank the customers that are judged on a day by a rule."""
        return cls.ranked(one.scores[rule], one.gone, size_of(len(one.gone), capacity), one.known.who, customers)

    @classmethod
    def ranked(
        cls, score: np.ndarray, gone: np.ndarray, size: int, who: np.ndarray | None = None, customers: int = 0
    ) -> _List:
        """Rank customers by score; without numbers in their own order."""
        order = np.argsort(-score, kind="stable")
        ranked = score[order]
        starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
        return cls(order if who is None else who[order], gone[order], starts, size, customers or len(score))

    def measures(self, counts: np.ndarray) -> np.ndarray:
        """Return AUC and hits under each draw, a column of counts: how often each customer is there.

        Of equal scores a list takes a part at random: hits are what is to be expected.
        """
        return np.stack([_auc(self, counts), _top(self, counts)])

    def summed(self, counts: np.ndarray, which: np.ndarray | slice, edges: np.ndarray) -> np.ndarray:
        """Add up some customers' counts from each edge to the next; counts are whole, and no order matters."""
        from scipy.sparse import csr_array

        who = self.who[which]
        taken = csr_array((np.ones(len(who), counts.dtype), who, edges), shape=(len(edges) - 1, self.customers))
        return np.asarray(taken @ counts)


def _auc(one: _List, counts: np.ndarray) -> np.ndarray:
    """Return the AUC under each draw; counts are whole numbers, so that no sum depends on its order.

    Only places of leavers are looked at: how many stayers are above each, those of its own score by half.
    """
    ends, stayers_to = np.r_[one.starts[1:], len(one.who)], np.r_[0, np.cumsum(~one.left)]
    group = np.searchsorted(one.starts, np.flatnonzero(one.left), side="right") - 1
    heads = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    gone = one.summed(counts, one.left, np.r_[heads, len(group)])
    above, through = (stayers_to[at[group[heads]]] for at in (one.starts, ends))
    edges = np.unique(np.r_[0, above, through, stayers_to[-1]])
    between = one.summed(counts, ~one.left, edges)
    running = np.concatenate([np.zeros((1, counts.shape[1]), counts.dtype), np.cumsum(between, axis=0)])
    first, last = (running[np.searchsorted(edges, at)] for at in (above, through))
    won_by_stayers = np.einsum("ij,ij->j", gone, (first + last) / 2, dtype="float64")
    pairs = gone.sum(axis=0, dtype="float64") * running[-1].astype("float64")
    return np.divide(pairs - won_by_stayers, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def _top(one: _List, counts: np.ndarray) -> np.ndarray:
    """Return the hits under each draw, from no more places than the list reaches to under any of them."""
    starts, size = one.starts, one.size
    groups = int(np.searchsorted(starts, size + _SPREAD * math.sqrt(size) + 1, side="right"))
    for most in (groups, len(starts)):
        edges = np.r_[starts[:most], starts[most] if most < len(starts) else len(one.who)]
        all_ = one.summed(counts, slice(edges[-1]), edges)
        before = np.cumsum(all_, axis=0) - all_
        reached = int(np.argmax(before.min(axis=1) >= size))
        if reached or most == len(starts):
            break
    reached = reached or len(all_)
    left = one.left[: edges[reached]]
    of_left = np.r_[0, np.cumsum(left)][edges[: reached + 1]]
    return _hits(all_[:reached], one.summed(counts, np.flatnonzero(left), of_left), before[:reached], size)


def _hits(all_: np.ndarray, left: np.ndarray, before: np.ndarray, size: int) -> np.ndarray:
    """Return how many leavers a list of a size is expected to hold; the groups of equals are highest first."""
    here = all_.astype("float64")
    taken = np.clip(size - before, 0.0, here)
    hits = left * np.divide(taken, here, out=np.zeros_like(here), where=here > 0)
    return np.asarray(np.ascontiguousarray(hits.T).sum(axis=1))


def _of_cut(one: Cut, at: int, drawn: _Drawn, capacity: int | None) -> pd.DataFrame:
    """Return a row a rule for one day."""
    n, leavers = len(one.gone), int(one.gone.sum())
    once, size, tenth = np.ones((n, 1)), size_of(n, capacity), size_of(n, None)
    plain = drawn.auc[list(RULES).index(PLAIN), at]
    rows = []
    for i, rule in enumerate(RULES):
        auc, hits = _List.ranked(one.scores[rule], one.gone, size).measures(once)[:, 0]
        top = _List.ranked(one.scores[rule], one.gone, tenth).measures(once)[1, 0]
        low, high = _interval(drawn.auc[i, at] - plain)
        rows.append({
            "rule": rule, "day": pd.Timestamp(0) + pd.Timedelta(days=one.day), "customers": n, "leavers": leavers,
            "base_rate": leavers / n, "auc": auc, "auc_low": low, "auc_high": high,
            "lift": top / tenth / (leavers / n), "listed": size, "hits": hits, "precision": hits / size,
            "false_alarms": (size - hits) / hits if hits > 0 else np.inf,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _over_days(table: pd.DataFrame, drawn: _Drawn) -> pd.DataFrame:
    """Return a row a rule over all days."""
    by = table.groupby("rule", sort=False)
    rules = by.agg(listed=("listed", "sum"), hits=("hits", "sum"), auc=("auc", "mean"), lift=("lift", "mean"))
    rules["precision"] = rules["hits"] / rules["listed"]
    missed = rules["listed"] - rules["hits"]
    rules["false_alarms"] = (missed / rules["hits"].where(rules["hits"] > 0)).fillna(np.inf)
    rules["more_hits"] = rules["hits"] - rules["hits"].to_numpy()[list(RULES).index(PLAIN)]
    sums = drawn.hits.sum(axis=1)
    ends = [_interval(more) for more in sums - sums[list(RULES).index(PLAIN)]]
    rules["low"], rules["high"] = [low for low, _high in ends], [high for _low, high in ends]
    return rules.reset_index()


def _chosen(drawn: _Drawn) -> str:
    """Return the last rule that is surely better than the one chosen before it, from the simplest on."""
    sums, names = drawn.hits.sum(axis=1), list(RULES)
    sure, best = 1 - (1 - SHOWN) / (len(names) - 1), names.index(PLAIN)
    for at in range(len(names)):
        if at != best and _interval(sums[at] - sums[best], sure)[0] > 0:
            best = at
    return names[best]


def _interval(values: np.ndarray, confidence: float = SHOWN) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
