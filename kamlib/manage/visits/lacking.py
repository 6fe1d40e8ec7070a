"""The fewest hours that people would need on top so that all promises are kept that days allow (K10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import block_array, csr_array, diags_array, eye_array, vstack

from kamlib.manage.visits.model import Group
from kamlib.manage.visits.solver import Building, Columns
from kamlib.value.exact import milp

#: Nodes that the search may take for each group of people: they end it at the same hours on every machine.
NODES = 20

#: What HiGHS answers where the hours are proven, and where a limit ends the search that has a plan.
_PROVEN, _LIMIT = 0, 1


@dataclass(frozen=True, eq=False)
class Lacking:
    """The hours that people lack.

    Attributes
    ----------
    hours : dict
        Hours by person, one number for each week; empty where no plan was found before the search ended.
    cut : str
        What ended the search before it was proven that no fewer hours suffice: ``"nodes"``, ``"clock"``, or empty.
    """

    hours: dict[str, np.ndarray]
    cut: str


def lacking(group: Group, seconds: float, nodes: int = NODES) -> Lacking:
    """Return the fewest hours that each person lacks in each week.

    Parameters
    ----------
    group : Group
        People that share visits, and their promises.
    seconds : float
        After how long the fewest hours found so far are taken, where the nodes last longer.
    nodes : int
        Nodes of the search after which they are taken.

    Returns
    -------
    Lacking
        Hours by person and week, and what ended the search.
    """
    columns = Building(group).bare()
    kept = _unbroken(group, columns)
    loads = vstack([_load(group, columns, name) for name in group.people])
    room = np.concatenate([group.capacity[name] for name in group.people])
    rows = block_array([[columns.rows, None], [loads, -eye_array(len(room))]])
    found = milp(
        np.r_[np.zeros(len(kept)), np.ones(len(room))], integrality=np.r_[columns.whole, np.zeros(len(room))],
        bounds=Bounds(np.r_[columns.lower, np.zeros(len(room))], np.r_[kept, np.full(len(room), np.inf)]),
        constraints=LinearConstraint(rows, np.r_[columns.low, np.full(len(room), -np.inf)],
                                     np.r_[columns.high, room]),
        options={"mip_rel_gap": 0.0, "node_limit": nodes, "time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    early = found.status == _LIMIT and (found.mip_node_count or 0) < nodes
    cut = "" if found.status == _PROVEN else "clock" if early else "nodes"
    if found.x is None:
        return Lacking({}, cut)
    free = group.free(columns.visits(found.x[: len(kept)], len(group.promises)))
    return Lacking({name: np.round(np.maximum(0.0, -free[name]), 6) for name in group.people}, cut)


def _load(group: Group, columns: Columns, name: str) -> csr_array:
    """Return the hours that each choice takes of a person in each week."""
    hours = np.array([one.hours if name in one.who else 0.0 for one in group.promises])
    return csr_array((diags_array(hours[columns.promise]) @ columns.weeks).T)


def _unbroken(group: Group, columns: Columns) -> np.ndarray:
    """Return the upper end of each choice: zero for those that break a week which could be kept."""
    least = np.full(len(group.promises), np.inf)
    visits = columns.whole == 1
    np.minimum.at(least, columns.promise[visits], columns.broken[visits])
    return np.where(columns.broken > least[columns.promise], 0.0, columns.upper)
