"""All columns of states that a file has: a row that one of them calls void does not count, whatever others say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines.status import Judged, judge, unsure
from kamlib.tables.problems import Names, Problem
from kamlib.tables.values.ids import clean_ids

#: Statuses that a message names.
NAMED = 8


@dataclass(frozen=True)
class States:
    """What the columns of states say of each row.

    Attributes
    ----------
    columns : mapping
        Header → the states of its column, and which of them count.
    texts : mapping
        Header → its cells as text.
    out : numpy.ndarray of bool
        Which rows do not count.
    """

    columns: Mapping[str, Judged]
    texts: Mapping[str, pd.Series]
    out: np.ndarray

    @property
    def deals(self) -> bool:
        """Whether a column tells won deals from others."""
        return any(judged.deals for judged in self.columns.values())

    @property
    def named(self) -> str:
        """The columns by which rows are left out."""
        return ", ".join(name for name, judged in self.columns.items() if judged.out.any())


def gather(found: Match, rows: pd.DataFrame, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return all columns of states: the one that was taken for it, and the others whose names fit as well.

    Parameters
    ----------
    found : Match
        Which column is which; one that the user named is read alone.
    rows : pandas.DataFrame
        The table as given in the file.
    frame : pandas.DataFrame
        The same in our columns.

    Returns
    -------
    dict
        Header → text.
    """
    if "status" not in frame:
        return {}
    choice = found.chosen["status"]
    taken = {chosen.source_column for chosen in found.chosen.values()}
    others = {str(other): clean_ids(rows[other]) for other in choice.others if other not in taken}
    return {str(choice.source_column): frame["status"], **others}


def judge_all(texts: Mapping[str, pd.Series], amounts: pd.Series) -> States:
    """Judge each column of states.

    Parameters
    ----------
    texts : mapping
        Header → text, as `gather` returns it.
    amounts : pandas.Series
        Revenue of the rows.

    Returns
    -------
    States
    """
    columns = {name: judge(text, name, amounts) for name, text in texts.items()}
    masks = [judged.out.to_numpy(dtype=bool, na_value=False) for judged in columns.values()]
    return States(columns, texts, np.logical_or.reduce([np.zeros(len(amounts), dtype=bool), *masks]))


def check(states: States, revenue: pd.Series, counts: np.ndarray) -> list[Problem]:
    """Say which states count, and name those that are not known to be sales.

    Parameters
    ----------
    states : States
        What the columns say.
    revenue : pandas.Series
        Of all rows.
    counts : numpy.ndarray of bool
        Which rows count.

    Returns
    -------
    list of Problem
        At most two a column.
    """
    problems = []
    for name, judged in states.columns.items():
        counted = [text for text, (_rows, counts_) in judged.statuses.items() if counts_]
        if len(judged.statuses) > 1 and not judged.flags:
            rows = sum(n for n, counts_ in judged.statuses.values() if counts_)
            values = {"column": name, "counted": Names.of(counted[:NAMED]) or "–", "deals": judged.deals}
            problems.append(Problem("statuses", "note", "orders", rows, None, values))
        problems += _unclear(name, judged, states.texts[name], revenue, counts)
    return problems


def _unclear(name: str, judged: Judged, texts: pd.Series, revenue: pd.Series, counts: np.ndarray) -> list[Problem]:
    rows = texts.isin(judged.unclear).to_numpy(dtype=bool, na_value=False) & counts
    if not rows.any():
        return []
    there = [text for text in judged.unclear if text in set(texts[rows])]
    values = {"column": name, "example": ", ".join(there[:NAMED]), "row": int(revenue.index[rows][0])}
    level = "warning" if any(map(unsure, there)) else "note"
    return [Problem("statuses-unclear", level, "orders", int(rows.sum()), float(revenue[rows].sum()), values)]
