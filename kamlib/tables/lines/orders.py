"""Order lines that count: every row read is either used or left out for a reason, with its money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kamlib.facts.latest import on_latest
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import codes, currencies, worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.lines import credit_kinds, group_rows, order_numbers, red_notes, states
from kamlib.tables.lines.asides import Asides
from kamlib.tables.lines.credit_kinds import Kinds
from kamlib.tables.lines.documents import no_sales
from kamlib.tables.lines.revenue import Money
from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part
from kamlib.tables.schema import INTERNAL, kept
from kamlib.tables.values import fillers

#: Why a row is left out, in the order in which reasons are looked for: the first that holds is the row's reason.
REASONS = (
    "total-rows", "void-lines", *KINDS.values(), "no-sales", "other-currency", "group-rows", "no-customer",
    "no-date", "filler-dates", "unreadable-dates", "infinite-amounts", "unreadable-amounts", "no-amount",
    "duplicates-dropped",
)  # fmt: skip


#: What lines say about their customers.
ATTRIBUTES = ("name", "customer_kind", "industry", "region", "owner", "group")

#: Share of the customers that have one group each, from which groups are those of customers.
ONE_GROUP = 0.95


@dataclass(frozen=True)
class ClassifiedLines:
    """Order lines with the reason for which each is left out; 0 for those that count.

    `others` is the money of the lines in other currencies than the chosen one, by currency; `by` names the
    columns by which rows are left out, by reason, and `words` what they say there.
    """

    lines: pd.DataFrame
    reason: np.ndarray
    currency: str | None
    problems: tuple[Problem, ...]
    deals: bool = False
    others: Mapping[str, float] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def used(self) -> np.ndarray:
        """Which rows count."""
        used: np.ndarray = self.reason == 0
        return used

    def left_out(self) -> dict[str, Part]:
        """Give each reason its rows and their money.

        Returns
        -------
        dict
            Reason → number of rows and their money (currency units); only reasons that occur.
        """
        if not self.reason.any():
            return {}
        rows = np.bincount(self.reason, minlength=len(REASONS) + 1)
        revenue = np.nan_to_num(self.lines["revenue"].to_numpy("float64"))
        money = np.bincount(self.reason, weights=revenue, minlength=len(REASONS) + 1)
        return {name: Part(int(rows[i]), float(money[i])) for i, name in enumerate(REASONS, 1) if rows[i]}


def classify_lines(
    converted: Converted, money: Money, totals: np.ndarray, *, match: Match, currency: str | None = None,
    repeated: np.ndarray | None = None, judged: states.States | None = None,
    aside: Asides | None = None, where: str = "",
) -> ClassifiedLines:  # fmt: skip
    """Give each row the first reason for which it does not count.

    Parameters
    ----------
    converted : Converted
        All rows, totals included, in our columns.
    money : Money
        Their revenue, cost and discount.
    totals : numpy.ndarray of bool
        Which rows are sums of others.
    match : Match
        Which column is which, for messages.
    currency : str, optional
        The one to keep, where there are several.
    repeated : numpy.ndarray of bool, optional
        Which rows repeat an earlier one and are to be dropped.
    judged : States, optional
        What the columns of states say.
    aside : Asides, optional
        Which rows are not sales, or repeat the money of others.
    where : str
        File and sheet, for messages.

    Returns
    -------
    ClassifiedLines
        The lines in the order of the file, with the reason for each.
    """
    frame = converted.frame
    judged = judged or states.judge_all({}, money.revenue)
    aside = aside or Asides()
    cash = currencies.choose(converted, match, currency, totals=totals, where=where)
    unreadable, infinite = _unreadable(converted, money)
    date = converted.parsed["date"]
    conditions = {
        "total-rows": totals, "void-lines": judged.out, **aside.out,
        "no-sales": _array(no_sales(frame["order_type"])) if "order_type" in frame else None,
        "other-currency": cash.other,
        "group-rows": group_rows.find(frame, money.revenue, totals),
        "no-customer": _array(frame["customer_id"].isna()), "no-date": _array(date.blank),
        "filler-dates": fillers.mark(frame["date"], ~totals),
        "unreadable-dates": _array(date.unreadable), "infinite-amounts": infinite,
        "unreadable-amounts": unreadable,
        "no-amount": _array(money.revenue.isna()), "duplicates-dropped": repeated,
    }  # fmt: skip
    reason = np.zeros(len(frame), dtype="int8")
    for i, name in reversed(list(enumerate(REASONS, 1))):
        mask = conditions.get(name)
        if mask is not None:
            reason[mask] = i
    lines = frame.drop(columns=["revenue", "cost", "discount"], errors="ignore").assign(revenue=money.revenue)
    for name, column in (("cost", money.cost), ("discount", money.discount)):
        if column is not None:
            lines[name] = column
    problems = [
        *states.check(judged, money.revenue, reason == 0),
        *currencies.check(cash, lines["revenue"], reason == 0),
    ]
    left = np.flatnonzero(reason == 1 + REASONS.index("other-currency"))
    return ClassifiedLines(
        lines, reason, cash.code, tuple(problems), judged.deals,
        {} if cash.codes is None else dict(lines["revenue"].iloc[left].groupby(cash.codes.iloc[left]).sum()),
        {"void-lines": judged.named, **{name: ", ".join(aside.told(name).columns) for name in aside.out}},
        {name: aside.told(name).names for name in aside.out},
    )  # fmt: skip


def _array(mask: pd.Series) -> np.ndarray:
    return mask.to_numpy(dtype=bool, na_value=False)


def _unreadable(converted: Converted, money: Money) -> tuple[np.ndarray, np.ndarray]:
    """Say which rows have no revenue because a cell that it needs cannot be read, or is beyond all measure."""
    direct = worth.direct(converted.parsed)
    sources = [converted.parsed[ours] for ours in ([direct] if direct else ["quantity", "unit_price"])]
    missing = _array(money.revenue.isna())
    blank = np.logical_or.reduce([_array(parsed.blank) for parsed in sources])
    unreadable = np.logical_or.reduce([_array(parsed.unreadable) for parsed in sources])
    endless = [_array(parsed.infinite) for parsed in sources if parsed.infinite is not None]
    infinite = missing & (np.logical_or.reduce([np.zeros_like(missing), *endless]) | ~blank & ~unreadable)
    return unreadable & missing, infinite


def finish(sorted_: ClassifiedLines, found: Match, kinds: Kinds) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the lines that count in canonical columns, each with the number of its order.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    found : Match
        Which column is which, for messages.
    kinds : Kinds
        What the negative lines that count are.

    Returns
    -------
    pandas.DataFrame, list of Problem
        One row per line that counts, and notes of what was made up.
    """
    used = sorted_.used
    lines = (sorted_.lines if used.all() else sorted_.lines[used]).reset_index(drop=True)
    by = next((name for name in ("order_id", "contract_id") if name in lines and lines[name].notna().any()), None)
    lines, problems = _numbered(lines, by, str(found.source_column("contract_id")))
    if len(lines):
        numbers, apart = lines["order_id"], order_numbers.MONTH if by == "order_id" else 0
        lines, several, codes = order_numbers.tell_apart(lines, apart=apart)
        if by == "order_id":
            problems += order_numbers.note(lines, several, numbers, codes, str(found.source_column("order_id")))
        lines, told = red_notes.book(lines, kinds, numbers, codes)
        problems += told + credit_kinds.check(kinds, lines)
        lines = credit_kinds.conceded(lines, kinds)
    names = [*(column.name for column in kept("orders")), *INTERNAL]
    return lines[[name for name in names if name in lines]], problems


def _numbered(lines: pd.DataFrame, by: str | None, contract: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Take a column for the number of the order; without one, what a customer bought on one day is one order."""
    if by is None:
        told = [Problem("no-order-id", "note", "orders", len(lines), None, {})]
        return lines.assign(order_id=_order_of_day(lines)), told
    missing, ids = lines[by].isna(), lines[by]
    if missing.any():
        ids = ids.mask(missing, _order_of_day(lines))
    lines = lines.assign(order_id=ids)
    if by == "contract_id":
        return lines, [Problem("contract-orders", "note", "orders", len(lines), None, {"column": contract})]
    if not missing.any():
        return lines, []
    money = float(lines.loc[missing, "revenue"].sum())
    return lines, [Problem("order-id-missing", "note", "orders", int(missing.sum()), money)]


def _order_of_day(lines: pd.DataFrame) -> pd.Series:
    day: pd.Series = lines["customer_id"] + " " + lines["date"].dt.strftime("%Y-%m-%d")
    return day


def said_of_customers(sorted_: ClassifiedLines) -> pd.DataFrame | None:
    """Return what each line says about its customer.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.

    Returns
    -------
    pandas.DataFrame or None
        ``customer_id``, ``date`` and those of `ATTRIBUTES` that are there, of the lines that count; None without
        any of these.
    """
    wanted = [column for column in ATTRIBUTES if column in sorted_.lines]
    return sorted_.lines.loc[sorted_.used, ["customer_id", "date", *wanted]] if wanted else None


def attributes(lines: pd.DataFrame) -> pd.DataFrame | None:
    """Return what lines say about their customers: one row per customer, each with its most frequent value.

    Responsible is whom the latest line names, however often somebody else was before.

    Parameters
    ----------
    lines : pandas.DataFrame
        From `said_of_customers`.

    Returns
    -------
    pandas.DataFrame or None
        ``customer_id`` and those of `ATTRIBUTES` that are there; None without any.
    """
    wanted = [column for column in ATTRIBUTES if column in lines]
    table = pd.DataFrame(index=pd.Index(np.sort(lines["customer_id"].unique()), name="customer_id"))
    for column in wanted:
        table[column] = on_latest(lines, column) if column == "owner" else _most_frequent(lines, column)
    if "group" in table and not _is_of_customers(lines):
        table = table.drop(columns="group")
    return codes.coded(table.reset_index(), "orders") if len(table.columns) else None


def _is_of_customers(lines: pd.DataFrame) -> bool:
    """Whether nearly every customer has one group: groups of products change from line to line."""
    groups = lines[["customer_id", "group"]].dropna().drop_duplicates()
    return bool((groups["customer_id"].value_counts() == 1).mean() >= ONE_GROUP)


def _most_frequent(lines: pd.DataFrame, column: str) -> pd.Series:
    """Give each customer its most frequent value, the first in the alphabet among equals."""
    counts = (
        pd.DataFrame({"key": lines["customer_id"], "value": lines[column]})
        .dropna()
        .value_counts(["key", "value"])
        .rename("n")
        .reset_index()
    )
    counts = counts.sort_values(["key", "n", "value"], ascending=[True, False, True]).drop_duplicates("key")
    return counts.set_index("key")["value"]


def by_header(match: Match) -> Mapping[str, str]:
    """Ours → their header, as text.

    Parameters
    ----------
    match : Match
        Which column is which.

    Returns
    -------
    mapping
        Only columns that were found.
    """
    return {ours: match.header(ours) for ours in match.chosen}


def of_rows(code: str, level: str, sorted_: ClassifiedLines, mask: np.ndarray, **values: Any) -> list[Problem]:
    """Give a problem for the rows of a mask that count, with their revenue.

    Parameters
    ----------
    code, level : str
        Of the problem.
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    mask : numpy.ndarray of bool
        The rows concerned, counted or not.
    **values
        What else its message says.

    Returns
    -------
    list of Problem
        One, or none where no such row counts.
    """
    rows = mask & sorted_.used
    if not rows.any():
        return []
    money = float(np.nansum(sorted_.lines["revenue"].to_numpy("float64")[rows]))
    first = int(sorted_.lines.index[int(np.argmax(rows))])
    return [Problem(code, level, "orders", int(rows.sum()), money, {"row": first, **values})]
