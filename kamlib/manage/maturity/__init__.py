"""K19 the maturity check: what people answer next to what tables prove, contradictions first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.manage.maturity.proofs import proofs
from kamlib.manage.maturity.statements import BASICS, FAILURES, HIGHEST, LOWEST, statements

if TYPE_CHECKING:
    from kamlib.book import Book

#: Points by which an answer has to be above what tables prove to be contradicted.
APART = 1.5

#: Points by which leaders and sellers have to differ to be named.
SPREAD = 1.0

#: How many steps are recommended.
STEPS = 3


@dataclass(frozen=True, eq=False)
class Maturity:
    """The map of three failures and four basics.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each of the twelve cells: ``failure``, ``basic``, ``stated`` (mean of the answers, 1 to 5;
        missing where nobody answered), ``answers``, ``proven`` (1 to 5; missing where no table shows it),
        ``measure`` and ``figure`` (what it rests on), ``level`` (the lower of the two; missing where nothing
        proves it) and ``contradicted``.
    spread : pandas.DataFrame
        By basic: the mean ``leader`` and ``seller`` gave, and the ``gap`` between them.
    steps : tuple of (str, str)
        The cells to work on next, failure and basic: those contradicted most, then those with the lowest level.
    unused : int
        Answers that are not used: no such statement, no score from 1 to 5, or given again later.
    people : int
        Persons of whom an answer is used.
    """

    table: pd.DataFrame
    spread: pd.DataFrame
    steps: tuple[tuple[str, str], ...]
    unused: int
    people: int

    @property
    def contradictions(self) -> pd.DataFrame:
        """The cells in which tables contradict the answers, the widest apart first."""
        rows = self.table[self.table["contradicted"]]
        gap = rows["stated"] - rows["proven"]
        return pd.DataFrame(rows.assign(_gap=-gap).sort_values("_gap", kind="stable").drop(columns="_gap"))

    @property
    def level(self) -> float:
        """The mean level of the cells that can be seen; missing where none can."""
        return float(self.table["level"].mean())


def assess(answers: pd.DataFrame | None, book: Book) -> Maturity:
    """Compare what people answer with what tables prove.

    Parameters
    ----------
    answers : pandas.DataFrame or None
        One row per answer: ``statement`` (``"A1"`` to ``"D6"``, see ``statements.statements``), ``score`` (1 to
        5), ``respondent`` and ``role`` (``"leader"``, ``"seller"`` …). Of two answers of one person to a
        statement the last counts.
    book : Book
        The client's tables.

    Returns
    -------
    Maturity
        With a row for each of the twelve cells.

    Examples
    --------
    >>> import pandas as pd
    >>> import kamlib as kam
    >>> from kamlib.manage import maturity
    >>> answers = pd.DataFrame({
    ...     "statement": ["B5", "B6"], "score": [5, 5], "respondent": ["Li", "Li"], "role": ["leader", "leader"],
    ... })
    >>> found = maturity.assess(answers, kam.load("machinery"))
    >>> found.table.loc[found.table["basic"] == "files", ["failure", "stated", "proven"]].round(1)
         failure  stated  proven
    1  awareness     NaN     5.0
    5    objects     NaN     4.4
    9     method     5.0     4.4
    """
    used, unused = _used(answers)
    table = _cells(used, book)
    return Maturity(table, _spread(used), _steps(table), unused, int(used["respondent"].nunique()))


def _used(answers: pd.DataFrame | None) -> tuple[pd.DataFrame, int]:
    """Return the answers that count, with their cells, and how many do not."""
    columns = ["statement", "score", "respondent", "role", "basic", "failure"]
    if answers is None or not len(answers):
        return pd.DataFrame({name: pd.Series(dtype="object") for name in columns}), 0
    given = answers.assign(
        statement=answers["statement"].astype("str").str.strip().str.upper(),
        score=pd.to_numeric(answers["score"], errors="coerce").astype("float64"),
    )
    cells = statements()[["statement", "basic", "failure"]]
    good = given[given["statement"].isin(cells["statement"]) & given["score"].between(LOWEST, HIGHEST)]
    last = good.drop_duplicates(["statement", "respondent"], keep="last")
    return last.merge(cells, on="statement", how="left")[columns], len(answers) - len(last)


def _cells(used: pd.DataFrame, book: Book) -> pd.DataFrame:
    proven = {(proof.failure, proof.basic): proof for proof in proofs(book)}
    rows = []
    for failure in FAILURES:
        for basic in BASICS.values():
            scores = used.loc[(used["failure"] == failure) & (used["basic"] == basic), "score"].astype("float64")
            proof = proven.get((failure, basic))
            said = float(scores.mean()) if len(scores) else np.nan
            shown = np.nan if proof is None else proof.level
            level = np.nan if proof is None else shown if said != said else min(said, shown)
            rows.append({
                "failure": failure, "basic": basic, "stated": said, "answers": len(scores), "proven": shown,
                "measure": "" if proof is None else proof.measure,
                "figure": np.nan if proof is None else proof.figure, "level": level,
                "contradicted": bool(said - shown >= APART),
            })  # fmt: skip
    return pd.DataFrame(rows)


def _spread(used: pd.DataFrame) -> pd.DataFrame:
    """Compare leaders with sellers, basic by basic."""
    rows = []
    for basic in BASICS.values():
        part = used[used["basic"] == basic]
        means = [part.loc[part["role"] == role, "score"].astype("float64").mean() for role in ("leader", "seller")]
        rows.append({"basic": basic, "leader": means[0], "seller": means[1], "gap": means[0] - means[1]})
    return pd.DataFrame(rows)


def _steps(table: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Choose the cells to work on: contradictions first, then the lowest levels."""
    seen = table[table["level"].notna() & (table["level"] < HIGHEST - 0.5)]
    gap = (seen["stated"] - seen["proven"]).where(seen["contradicted"], 0.0).fillna(0.0)
    order = seen.assign(_gap=-gap).sort_values(["_gap", "level"], kind="stable").head(STEPS)
    return tuple(zip(order["failure"], order["basic"], strict=True))
