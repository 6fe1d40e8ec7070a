"""What is wrong with a table of rules: where rules meet, contradict, leave gaps, or reward buying less."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.manage.policy.rules import ANY, Rules

#: Fields that grow with the bill, and grants that are a share of it: what a cliff is made of.
BILL = ("revenue", "order_value", "quantity", "order_quantity", "volume")
SHARES = ("discount", "rebate")

#: Cells of a grid of all fields up to which gaps are looked for in it; above, field by field.
CELLS = 2_000_000

COLUMNS = ("kind", "rules", "witness", "grants", "loss", "recovered_at")

Row = dict[str, Any]


def problems(rules: Rules) -> pd.DataFrame:
    """List what is wrong, in the order of the rules."""
    rows = [*_unreachable(rules), *_pairs(rules), *_gaps(rules), *_cliffs(rules)]
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    return table.astype({"loss": "float64", "recovered_at": "float64"})


def _unreachable(rules: Rules) -> Iterator[Row]:
    for at in np.flatnonzero(rules.impossible):
        witness = {field: (_short(rules.low[field][at]), _short(rules.high[field][at]))
                   for field in rules.low if rules.low[field][at] >= rules.high[field][at]}  # fmt: skip
        yield _row("unreachable", [at], witness, rules)


def _pairs(rules: Rules) -> Iterator[Row]:
    """Compare each two rules that grant the same: whether they meet, contradict, or one lies within the other."""
    grants, _names = pd.factorize(rules.grants)
    possible = ~rules.impossible
    meet = (grants[:, None] == grants) & possible[:, None] & possible
    inside = meet.copy()
    for field, low in rules.low.items():
        high = rules.high[field]
        meet &= np.maximum(low[:, None], low) < np.minimum(high[:, None], high)
        inside &= (low[:, None] >= low) & (high[:, None] <= high)
    for values in rules.asked.values():
        meet &= (values[:, None] == values) | (values[:, None] == ANY) | (values == ANY)
        inside &= (values[:, None] == values) | (values == ANY)
    for a, b in zip(*np.nonzero(np.triu(meet, 1)), strict=True):
        witness = _common(rules, a, b)
        same = rules.amounts[a] == rules.amounts[b]
        if same and (inside[a, b] or inside[b, a]):
            within, around = (a, b) if inside[a, b] else (b, a)
            yield _row("subsumption", [within, around], witness, rules)
            continue
        yield _row("overlap", [a, b], witness, rules)
        if not same:
            yield _row("conflict", [a, b], witness, rules)


def _common(rules: Rules, a: int, b: int) -> Row:
    """Describe a customer or order that both rules are about."""
    witness: Row = {}
    for field, low in rules.low.items():
        least, most = max(low[a], low[b]), min(rules.high[field][a], rules.high[field][b])
        if np.isfinite(least) or np.isfinite(most):
            witness[field] = _within(least, most)
    for field, values in rules.asked.items():
        if max(values[a], values[b]) != ANY:
            witness[field] = rules.texts[field][max(values[a], values[b])]
    return witness


def _within(least: float, most: float) -> Any:
    """Name what lies in an interval: the whole numbers from first to last, or a value of it."""
    if np.isfinite(least) and np.isfinite(most) and least == np.rint(least) and most == np.rint(most):
        first, last = _short(least), _short(most - 1)
        return first if first == last else (first, last)
    if np.isfinite(least):
        return _short(least)
    return _short(most - 1 if most == np.rint(most) else np.nextafter(most, -np.inf))


def _short(value: float) -> float | int:
    return int(value) if value == np.rint(value) else float(value)


def _gaps(rules: Rules) -> Iterator[Row]:
    """Find what no rule of a grant is about, though it lies between what its rules are about."""
    for grant in dict.fromkeys(rules.grants):
        of = np.flatnonzero((rules.grants == grant) & ~rules.impossible)
        axes = _axes(rules, of)
        if not any(field in rules.low for field in axes):
            continue
        if np.prod([float(len(cells)) for cells in axes.values()]) <= CELLS:
            yield from _uncovered(rules, of, axes)
        else:
            for field in [field for field in axes if field in rules.low]:
                for alike in _alike(rules, of, field):
                    yield from _uncovered(rules, alike, {field: _axes(rules, alike)[field]})


def _axes(rules: Rules, of: NDArray[np.int64]) -> dict[str, Any]:
    """Cut each field that the rules ask for into the pieces on which none of them changes."""
    axes: dict[str, Any] = {}
    for field, low in rules.low.items():
        edges = np.unique(np.concatenate([low[of], rules.high[field][of]]))
        if len(edges) > 1 and not np.isinf(edges).all():
            axes[field] = edges[:-1]
    for field, values in rules.asked.items():
        asked = np.unique(values[of])
        if (asked != ANY).any():
            axes[field] = asked[asked != ANY]
    return axes


def _alike(rules: Rules, of: NDArray[np.int64], field: str) -> list[NDArray[np.int64]]:
    """Group rules that differ in one field only."""
    others = [np.stack([rules.low[f][of], rules.high[f][of]], 1) for f in rules.low if f != field]
    others += [rules.asked[f][of][:, None].astype(float) for f in rules.asked]
    if not others:
        return [of]
    groups = np.unique(np.concatenate(others, axis=1), axis=0, return_inverse=True)[1].ravel()
    found = [of[groups == group] for group in range(groups.max() + 1)]
    return [alike for alike in found if len(alike) > 1 and field in _axes(rules, alike)]


def _uncovered(rules: Rules, of: NDArray[np.int64], axes: dict[str, Any]) -> Iterator[Row]:
    """Mark on a grid of all pieces what the rules cover, and name the runs that they do not."""
    covered = np.zeros([len(cells) for cells in axes.values()], dtype=bool)
    for rule in of:
        covered[np.ix_(*[_hit(rules, rule, field, cells) for field, cells in axes.items()])] = True
    along = max((field for field in axes if field in rules.low), key=lambda field: len(axes[field]))
    free = np.moveaxis(~covered, list(axes).index(along), -1)
    others = [field for field in axes if field != along]
    for place in product(*(range(len(axes[field])) for field in others)):
        for first, last in _runs(free[place]):
            witness = {
                field: _named(rules, of, field, axes[field], at, at)
                for field, at in zip(others, place, strict=True)
            }
            witness[along] = _named(rules, of, along, axes[along], first, last)
            yield _row("gap", _neighbours(rules, of, along, axes[along], first, last), witness, rules, of)


def _hit(rules: Rules, rule: int, field: str, cells: Any) -> NDArray[np.int64]:
    if field in rules.low:
        return np.flatnonzero((cells >= rules.low[field][rule]) & (cells < rules.high[field][rule]))
    value = rules.asked[field][rule]
    return np.arange(len(cells)) if value == ANY else np.flatnonzero(cells == value)


def _runs(free: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Give the first and last place of each run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    yield from ((int(first), int(after) - 1) for first, after in zip(edges[::2], edges[1::2], strict=True))


def _end(rules: Rules, of: NDArray[np.int64], field: str, cells: Any, last: int) -> float:
    return float(cells[last + 1] if last + 1 < len(cells) else rules.high[field][of].max())


def _named(rules: Rules, of: NDArray[np.int64], field: str, cells: Any, first: int, last: int) -> Any:
    if field not in rules.low:
        return rules.texts[field][int(cells[first])]
    return _within(float(cells[first]), _end(rules, of, field, cells, last))


def _neighbours(rules: Rules, of: NDArray[np.int64], field: str, cells: Any, first: int, last: int) -> list[int]:
    """Name the rules on either side of a gap: those that end where it begins, or begin where it ends."""
    ends = rules.high[field][of] == cells[first]
    begins = rules.low[field][of] == _end(rules, of, field, cells, last)
    return [int(rule) for rule in of[ends | begins]]


def _cliffs(rules: Rules) -> Iterator[Row]:
    """Find thresholds at which one unit more lowers the whole bill, and where the bill is as high again."""
    for field in (field for field in BILL if field in rules.low):
        of = np.flatnonzero(np.isin(rules.grants, SHARES) & ~rules.impossible)
        low, high = rules.low[field], rules.high[field]
        steps = (high[of][:, None] == low[of]) & np.isfinite(low[of]) & (low[of] > 0)
        for a, b in ((int(of[i]), int(of[j])) for i, j in zip(*np.nonzero(steps), strict=True)):
            at, less, more = low[b], rules.amounts[a], rules.amounts[b]
            if not less < more < 1 or not _comparable(rules, a, b, field):
                continue
            row = _row("cliff", [a, b], {field: _short(at)}, rules)
            yield row | {"loss": float(at * (more - less)), "recovered_at": float(at * (1 - less) / (1 - more))}


def _comparable(rules: Rules, a: int, b: int, field: str) -> bool:
    """Say whether two rules grant the same thing in cases that differ in one field only."""
    if rules.grants[a] != rules.grants[b]:
        return False
    spans = ((rules.low[f], rules.high[f]) for f in rules.low if f != field)
    met = all(max(low[a], low[b]) < min(high[a], high[b]) for low, high in spans)
    return met and all(v[a] == v[b] or ANY in (v[a], v[b]) for v in rules.asked.values())


def _row(kind: str, which: list[Any], witness: Row, rules: Rules, of: Any = None) -> Row:
    grants = rules.grants[which[0] if which else of[0]]
    names = tuple(rules.names[at] for at in which)
    return {"kind": kind, "rules": names, "witness": witness, "grants": str(grants), "loss": np.nan,
            "recovered_at": np.nan}  # fmt: skip
