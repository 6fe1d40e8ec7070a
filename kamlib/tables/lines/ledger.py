"""Ledgers with two columns of amounts, debit and credit: which one holds sales is for the user to say."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze
from kamlib.tables.values.amounts import parse_amounts
from kamlib.words import _, money

#: Headers of the two sides, squeezed and without words for an amount.
SIDES = (
    ("debit", "credit"), ("debits", "credits"), ("dr", "cr"), ("soll", "haben"), ("借方", "贷方"), ("借", "贷"),
    ("débit", "crédit"), ("dare", "avere"), ("debe", "haber"), ("débito", "crédito"),
)  # fmt: skip
_AMOUNT = re.compile(r"amount|betrag|umsatz|金额|发生额|本币|eur|usd|cny|montant|importe|importo")


def pair(rows: pd.DataFrame) -> tuple[Hashable, Hashable] | None:
    """Find the columns of debit and credit.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    tuple of Hashable or None
        Their names, debit first; None where there are not both.
    """
    names = {_AMOUNT.sub("", squeeze(name)): name for name in reversed(list(rows.columns))}
    return next(((names[one], names[two]) for one, two in SIDES if one in names and two in names), None)


def netted(
    rows: pd.DataFrame, columns: Mapping[str, str], decimal: str | None
) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """Take one side off the other where the user asks for it: ``revenue=Debit-Credit``.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    columns : mapping
        Ours → theirs, as the user has it.
    decimal : {".", ","}, optional
        The decimal mark of amounts.

    Returns
    -------
    pandas.DataFrame, mapping
        With a column of the difference; as they were, where nothing of the kind was asked.
    """
    sides, wanted = pair(rows), "".join(columns.get("revenue", "").split())
    if sides is None or columns.get("revenue", "").strip() in map(str, rows.columns):
        return rows, columns
    for one, two in (sides, sides[::-1]):
        if wanted == "".join(f"{one}-{two}".split()):
            name = f"{one} - {two}"
            sums = [parse_amounts(rows[side], decimal=decimal).values for side in (one, two)]  # noqa: PD011 (a field)
            net = (sums[0].fillna(0.0) - sums[1].fillna(0.0)).where(sums[0].notna() | sums[1].notna())
            return rows.assign(**{name: net.round(6)}), {**columns, "revenue": name}
    return rows, columns


def refuse(found: Match, rows: pd.DataFrame, where: str) -> None:
    """Refuse a ledger of which nothing says on which side its sales are.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        Naming the sides, what they come to, and the options.
    """
    sides = pair(rows)
    known = worth.direct(found.chosen) is not None or {"quantity", "unit_price"} <= set(found.chosen)
    if found.table != "orders" or sides is None or known:
        return
    sums = {side: float(_amounts(rows[side]).sum()) for side in sides}
    larger, smaller = sorted(sides, key=lambda side: -abs(sums[side]))
    raise KamError(_(
        "{where}: this is a ledger with two amount columns, {debit} ({debits}) and {credit} ({credits}); use "
        "--map revenue={larger} if sales are recorded there, or --map revenue={net} if the other column reverses "
        "sales.",
        where=where, debit=sides[0], debits=money(sums[sides[0]]), credit=sides[1], credits=money(sums[sides[1]]),
        larger=larger, net=f"{larger}-{smaller}",
    ))  # fmt: skip


def check(found: Match, rows: pd.DataFrame, totals: np.ndarray) -> list[Problem]:
    """Name the rows whose amount is on the other side than the one that was taken for revenue.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    totals : numpy.ndarray
        Which rows are sums of others (bool), one a row.

    Returns
    -------
    list of Problem
        One, or none where there are none.
    """
    sides, taken = pair(rows), found.source_column("revenue")
    if sides is None or taken not in sides:
        return []
    other = sides[1] if taken == sides[0] else sides[0]
    amounts = _amounts(rows[other])
    mine = (amounts != 0).to_numpy(bool) & (_amounts(rows[taken]) == 0).to_numpy(bool) & ~totals
    if not mine.any():
        return []
    row = int(rows.index[mine][0])
    values = {"column": str(taken), "other": str(other), "net": f"{taken}-{other}", "row": row}
    return [Problem("other-side", "warning", "orders", int(mine.sum()), float(amounts[mine].sum()), values)]


def _amounts(column: pd.Series) -> pd.Series:
    return parse_amounts(column).values.fillna(0.0)  # noqa: PD011 (a field)
