"""The place of each person of a contact network on its picture: by steps from us, without chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kamlib.manage.relationship import Network

#: Columns of the picture: ours, theirs at one tie, theirs further off, theirs out of reach.
OURS, DIRECT, FURTHER, OUT = range(4)

#: How often the order within the columns is settled anew; it no longer moves long before.
_SWEEPS = 12


def places(found: Network) -> dict[str, tuple[int, float]]:
    """Return the column and the row of each person; no two stand less than a row apart in a column.

    Parameters
    ----------
    found : Network
        From ``manage.relationship``.

    Returns
    -------
    dict
        Person → column (empty ones left out, from 0) and row (from 0, down).

    Notes
    -----
    Order within a column: the mean row of those a person is joined to, and of equal means the name (Sugiyama,
    Tagawa and Toda 1981). Means are rounded before they are compared, so that every machine finds the same order.
    """
    columns = _columns(found)
    joined: dict[str, list[str]] = {person: [] for column in columns for person in column}
    for one, other in zip(found.ties["one"], found.ties["other"], strict=True):
        joined[one].append(other)
        joined[other].append(one)
    row = _spread(columns)
    for _sweep in range(_SWEEPS):
        for at, column in enumerate(columns):
            mean = {p: _mean([row[q] for q in joined[p] if q not in column], row[p]) for p in column}
            columns[at] = sorted(column, key=lambda p: (mean[p], p))
            row = _spread(columns)
    return {person: (at, row[person]) for at, column in enumerate(columns) for person in column}


def _columns(found: Network) -> list[list[str]]:
    """Return the persons of each column by name, without empty columns."""
    parts: list[list[str]] = [[], [], [], []]
    for person, side, steps in zip(
        found.people["person"], found.people["side"], found.people["steps"], strict=True
    ):
        far = OUT if steps != steps else FURTHER if steps > 1 else DIRECT
        parts[OURS if side == "ours" else far].append(person)
    return [sorted(part) for part in parts if part]


def _spread(columns: list[list[str]]) -> dict[str, float]:
    """Spread the persons of each column evenly over the height of the longest."""
    most = max((len(column) for column in columns), default=1)
    return {p: (k + 0.5) * most / len(column) - 0.5 for column in columns for k, p in enumerate(column)}


def _mean(rows: list[float], own: float) -> float:
    return round(sum(rows) / len(rows), 6) if rows else round(own, 6)
