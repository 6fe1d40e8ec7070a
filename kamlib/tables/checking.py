"""What is doubtful about lines that can be read: each check names its rows, its money and its remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.cells import is_missing
from kamlib.tables.convert import HUGE, Converted
from kamlib.tables.matching import Match
from kamlib.tables.orders import REASONS, Sorted
from kamlib.tables.problems import Problem
from kamlib.tables.revenue import Money
from kamlib.tables.schema import schema
from kamlib.tables.variants import variants
from kamlib.words import _, label

#: Which of our columns a reason for leaving rows out is about.
_ABOUT = {
    "void-lines": "status", "no-sales": "order_type", "other-currency": "currency", "no-customer": "customer_id",
    "no-date": "date",
    "unreadable-dates": "date", "infinite-amounts": "revenue", "unreadable-amounts": "revenue",
    "no-amount": "revenue",
}  # fmt: skip
#: Columns whose unreadable cells leave the row out: they are named there.
_ESSENTIAL = {"orders": ("date", "revenue", "revenue_with_tax", "quantity", "unit_price")}
#: How many times revenue a cost or profit has to be, or the other way round, to be in another unit.
ABSURD = 1000.0
#: Columns that profit comes from.
_COSTS = ("cost", "unit_cost", "profit")
#: Lines from which a file of one customer is odd; first lines, which mostly tell.
MANY, SAMPLE = 20, 1_000
#: Orders of several lines from which freight on each of them is a habit.
_SEVERAL = 10
#: How many times quantity × price an amount may be: discounts and tax are less.
FAR = 2.5
#: Where a middling amount is above this, profits and costs between -1 and 1, on so many lines, are shares.
SHARE, FEW = 20.0, 5
_CUT = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
#: Reasons that are as they should be; the others are warnings.
_EXPECTED = frozenset({"total-rows", "void-lines", "other-currency", "duplicates-dropped"})


def check_match(found: Match, rows: pd.DataFrame) -> list[Problem]:
    """Name columns taken by a near name, others that would have done, and those that hold something else.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as it stands in the file.

    Returns
    -------
    list of Problem
        At most one of each kind a column.
    """
    problems = []
    for ours, names in found.rejected.items():
        for theirs in (name for name in names[:1] if str(name) not in found.columns):
            filled = next((cell for cell in rows[theirs] if not is_missing(cell)), None)
            if filled is not None:
                values = {"column": str(theirs), "ours": ours, "cell": " ".join(str(filled).split())[:40]}
                problems.append(Problem("not-held", "warning", found.table, len(rows), None, values))
    for ours, choice in found.chosen.items():
        if choice.score < 0.8:
            values = {"column": str(choice.theirs), "ours": ours}
            problems.append(Problem("near-name", "warning", found.table, 0, None, values))
    for ours in ("date", "revenue", "cost"):
        others = found.chosen[ours].others if ours in found.chosen and not found.by_hand(ours) else ()
        free = [str(name) for name in others if str(name) not in found.columns]
        if free:
            values = {"ours": ours, "column": str(found.theirs(ours)), "others": ", ".join(free)}
            problems.append(Problem("several-columns", "note", found.table, 0, None, values))
    return problems


def check_cost(sorted_: Sorted, found: Match, rows: pd.DataFrame) -> list[Problem]:
    """Name a column of costs or profits that holds none at all, where no other tells what profit is.

    Parameters
    ----------
    sorted_ : Sorted
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as it stands in the file.

    Returns
    -------
    list of Problem
        One at most.
    """
    if "cost" in sorted_.lines and sorted_.lines["cost"].notna().any():
        return []
    for ours in _COSTS:
        theirs = found.theirs(ours) or next(iter(found.rejected.get(ours, ())), None)
        if theirs is None:
            continue
        if all(is_missing(cell) for cell in rows[theirs].drop_duplicates()):
            values = {"column": str(theirs), "ours": ours}
            return [Problem("cost-empty", "warning", "orders", len(rows), None, values)]
        if ours == "unit_cost" and ours in found.chosen and "quantity" not in found.chosen:
            return [Problem("unit-cost-alone", "warning", "orders", len(rows), None, {"column": str(theirs)})]
    return []


def check_left_out(sorted_: Sorted, found: Match) -> list[Problem]:
    """Give one problem for each reason for which rows were left out.

    Parameters
    ----------
    sorted_ : Sorted
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        With the rows and their money (currency units).
    """
    problems = []
    parts = sorted_.left_out()
    for i, reason in enumerate(REASONS, 1):
        if reason not in parts:
            continue
        rows, about = sorted_.reason == i, _ABOUT.get(reason, "")
        theirs = found.theirs(about) or (
            found.theirs("revenue_with_tax") or found.theirs("unit_price") if about == "revenue" else None
        )
        values = {"column": str(theirs or ""), "row": int(sorted_.lines.index[rows][0]), "deals": sorted_.deals}
        values |= {"held": tuple(sorted_.others.items())} if reason == "other-currency" else {}
        level = "note" if reason in _EXPECTED else "warning"
        problems.append(Problem(reason, level, "orders", parts[reason].rows, parts[reason].money, values))
    return problems


def check_repeated(sorted_: Sorted, repeats: np.ndarray) -> list[Problem]:
    """Name lines that repeat another one exactly, and were kept.

    Parameters
    ----------
    sorted_ : Sorted
        The lines with the reason for which each is left out.
    repeats : numpy.ndarray
        Which rows repeat another (bool), one a row.

    Returns
    -------
    list of Problem
        One, or none where nothing repeats.
    """
    return _of_rows("duplicate-lines", "warning", sorted_, repeats)


def check_hidden(sorted_: Sorted, hidden: Sequence[int]) -> list[Problem]:
    """Name lines that count although the workbook hides their rows.

    Parameters
    ----------
    sorted_ : Sorted
        The lines with the reason for which each is left out.
    hidden : sequence of int
        Numbers of the hidden rows in the file.

    Returns
    -------
    list of Problem
        One, or none where nothing is hidden.
    """
    return _of_rows("hidden-rows", "note", sorted_, sorted_.lines.index.isin(hidden)) if hidden else []


def check_lines(sorted_: Sorted, found: Match, *, now: pd.Timestamp) -> list[Problem]:
    """Check the lines that count: returns, dates to come, missing and odd costs, ids that are nearly the same.

    Parameters
    ----------
    sorted_ : Sorted
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.
    now : pandas.Timestamp
        The moment after which dates are to come.

    Returns
    -------
    list of Problem
        Empty where there is nothing to say.
    """
    lines = sorted_.lines
    revenue = lines["revenue"].to_numpy("float64")
    problems = _of_rows("returns", "note", sorted_, revenue < 0)
    problems += _of_rows(
        "future-dates",
        "warning",
        sorted_,
        (lines["date"] >= now + pd.Timedelta(days=1)).to_numpy(),
    )
    problems += _costs(sorted_, revenue)
    problems += _freight(sorted_)
    problems += _sellers(sorted_, str(found.theirs("seller")))
    ids = lines.loc[sorted_.used, "customer_id"].unique()
    problems += _damaged(sorted_, ids, str(found.theirs("customer_id")))
    return problems + _ids(sorted_, ids) + _one_customer(sorted_, found)


def _one_customer(sorted_: Sorted, found: Match) -> list[Problem]:
    """Name a file of one customer: mostly, the column is none of customers."""
    head = sorted_.lines["customer_id"].iloc[:SAMPLE]
    if (head.dropna() != head.iloc[0]).any() or found.by_hand("customer_id"):
        return []
    ids = sorted_.lines.loc[sorted_.used, "customer_id"]
    if len(ids) < MANY or (ids != ids.iloc[0]).any():
        return []
    values = {"example": str(ids.iloc[0]), "column": str(found.theirs("customer_id"))}
    return _of_rows("one-customer", "warning", sorted_, sorted_.used, **values)


def check_other(table: str, frame: pd.DataFrame, *, now: pd.Timestamp) -> list[Problem]:
    """Check a table other than orders: ids that stand twice or vary, scores off the scale, dates to come.

    Parameters
    ----------
    table : str
        Name of the table: ``customers``, ``activities``, ``survey`` …
    frame : pandas.DataFrame
        Its rows, in our columns.
    now : pandas.Timestamp
        The moment after which dates are to come.

    Returns
    -------
    list of Problem
        Empty where there is nothing to say.
    """
    problems = []
    twice = frame["customer_id"].duplicated() if table == "customers" else pd.Series(False, index=frame.index)
    if twice.any():
        values = {"example": str(frame.loc[twice, "customer_id"].iloc[0])}
        problems.append(Problem("customer-twice", "warning", table, int(twice.sum()), None, values))
    if "date" in frame:
        future = frame["date"] >= now + pd.Timedelta(days=1)
        if future.any():
            problems.append(Problem("future-dates", "warning", table, int(future.sum()), None, {}))
    return problems


def check_scale(converted: Converted, money: Money, found: Match) -> list[Problem]:
    """Name a cost or profit that is a thousand times revenue, or less than a thousandth, on most lines.

    No trade is like that: the two columns are in different units, and only one of them says so.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    money : Money
        Revenue, cost and discount of every line (currency units).
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        At most one a column.
    """
    problems, size = [], np.abs(money.revenue.to_numpy("float64"))
    revenue = found.theirs("revenue") or found.theirs("revenue_with_tax") or found.theirs("unit_price")
    for ours in (c for c in ("cost", "profit") if c in converted.frame):
        ratio = _middling_ratio(np.abs(converted.frame[ours].to_numpy("float64")), size)
        if 1 / ABSURD < ratio < ABSURD:
            continue
        values: dict[str, Any] = {"column": str(found.theirs(ours)), "revenue": str(revenue)}
        values["ratio"] = min(max(ratio, 1 / ratio), HUGE)
        values["larger"] = ratio > 1
        total = float(money.revenue.sum())
        problems.append(Problem("units-apart", "warning", "orders", len(size), total, values))
    return problems


def check_price(converted: Converted, money: Money, found: Match) -> list[Problem]:
    """Name an amount that is far from quantity × price on most lines: one of the three is something else.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    money : Money
        Revenue, cost and discount of every line (currency units).
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        One at most.
    """
    amount = next((name for name in ("revenue", "revenue_with_tax") if name in found.chosen), None)
    frame = converted.frame.iloc[:SAMPLE]
    if amount is None or found.by_hand(amount) or not {"quantity", "unit_price"} <= set(frame):
        return []
    worth = (frame["quantity"] * frame["unit_price"]).abs()
    known = (worth > 0) & (frame[amount].abs() > 0)
    ratio = float((frame[amount].abs() / worth)[known].median()) if known.sum() >= FEW else 1.0
    if 1 / FAR <= ratio <= FAR:
        return []
    values = {"column": str(found.theirs(amount)), "ratio": min(ratio, HUGE)}
    values |= {"quantity": str(found.theirs("quantity")), "price": str(found.theirs("unit_price"))}
    return [Problem("price-apart", "warning", "orders", len(converted.frame), float(money.revenue.sum()), values)]


def _middling_ratio(other: np.ndarray, size: np.ndarray) -> float:
    """Return the median of one amount over another; 1 where neither is ever known."""
    both = (size > 0) & (other > 0)
    ratios = other[both] / size[both]
    within = (ratios > 1 / ABSURD) & (ratios < ABSURD)
    return 1.0 if 2 * within.sum() > len(ratios) or not len(ratios) else float(np.median(ratios))


def refuse_shares(converted: Converted, found: Match, where: str) -> None:
    """Refuse a column of profits or costs whose figures are shares: a workbook shows 0.25 as 25 %.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If all of them lie between -1 and 1 while amounts do not.
    """
    amounts = next((converted.frame[c] for c in ("revenue", "revenue_with_tax") if c in converted.frame), None)
    if amounts is None:
        return
    for ours in (c for c in _COSTS if c in converted.frame and not found.by_hand(c)):
        if converted.frame[ours].iloc[:SAMPLE].abs().max() > 1:
            continue
        known = converted.frame[ours].dropna()
        shares = len(known) >= FEW and known.abs().max() <= 1 and (known % 1 != 0).mean() > 0.5
        if shares and amounts.abs().median() > SHARE:
            raise KamError(_(
                "{where}: column {column} ({what}) holds shares (such as {cell}), not amounts; "
                "name a column of amounts, or say --map {ours}=- to do without.",
                where=where, column=str(found.theirs(ours)), what=label(schema()["orders"][ours].term),
                cell=f"{known[known % 1 != 0].iloc[0]:g}", ours=ours,
            ))  # fmt: skip


def _damaged(sorted_: Sorted, ids: np.ndarray, column: str) -> list[Problem]:
    """Name customers' numbers that a spreadsheet has cut to their first digits: several may have become one."""
    cut = list(filter(_CUT.fullmatch, ids)) if "+" in "".join(ids) else []
    if not cut:
        return []
    rows = sorted_.lines["customer_id"].isin(cut).to_numpy(bool)
    return _of_rows("ids-cut", "warning", sorted_, rows, column=column, example=cut[0])


def check_cells(converted: Converted, found: Match) -> list[Problem]:
    """Name cells that cannot be read in columns that are not required: they count as empty.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        At most one a column.
    """
    problems = []
    for ours, parsed in converted.parsed.items():
        rows = parsed.unreadable.to_numpy(bool)
        if ours in _ESSENTIAL.get(found.table, ()) or not rows.any():
            continue
        values: dict[str, Any] = {"column": str(found.theirs(ours)), "row": int(parsed.unreadable.index[rows][0])}
        problems.append(Problem("unreadable-cells", "warning", found.table, int(rows.sum()), None, values))
    return problems


def on_scale(table: str, frame: pd.DataFrame, found: Match) -> tuple[pd.DataFrame, list[Problem]]:
    """Set scores aside that do not lie between 1 and 5; their rows are kept.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Its rows, in our columns.
    found : Match
        Which column is which.

    Returns
    -------
    pandas.DataFrame, list of Problem
        The rows, with such scores missing, and at most one problem a column.
    """
    problems = []
    for column in (c for c in schema()[table].values() if c.type == "score" and c.name in frame):
        off = frame[column.name].notna() & ~frame[column.name].between(1, 5)
        if off.any():
            values = {"column": str(found.theirs(column.name))}
            problems.append(Problem("off-scale", "warning", table, int(off.sum()), None, values))
            frame = frame.assign(**{column.name: frame[column.name].mask(off)})
    return frame, problems


def _of_rows(code: str, level: str, sorted_: Sorted, mask: np.ndarray, **values: Any) -> list[Problem]:
    """Give a problem for the rows of the mask that count, with their revenue; none where there are none."""
    rows = mask & sorted_.used
    if not rows.any():
        return []
    money = float(np.nansum(sorted_.lines["revenue"].to_numpy("float64")[rows]))
    first = int(sorted_.lines.index[int(np.argmax(rows))])
    return [Problem(code, level, "orders", int(rows.sum()), money, {"row": first, **values})]


def _costs(sorted_: Sorted, revenue: np.ndarray) -> list[Problem]:
    """Name lines whose cost is missing, has the other sign than revenue, or looks like the cost of one piece."""
    if "cost" not in sorted_.lines:
        return []
    cost = sorted_.lines["cost"].to_numpy("float64")
    if np.isnan(cost[sorted_.used]).all():
        return []
    problems = _of_rows("cost-missing", "warning", sorted_, np.isnan(cost))
    problems += _of_rows("cost-sign", "warning", sorted_, (revenue < 0) & (cost > 0))
    if "quantity" in sorted_.lines:
        pieces = sorted_.lines["quantity"].to_numpy("float64")
        several = sorted_.used & (pieces >= 2) & (revenue > 0) & (cost > 0)
        like_a_piece = several & (cost * 2 < revenue / 2) & (cost * pieces < revenue * 1.5)
        if several.sum() >= 20 and like_a_piece.sum() > 0.9 * several.sum():
            problems += _of_rows("cost-per-piece", "warning", sorted_, like_a_piece)
    return problems


def _freight(sorted_: Sorted) -> list[Problem]:
    """Name freight that stands in full on every line of an order: summed, it would count several times."""
    lines = sorted_.lines
    if not {"freight", "order_id"} <= set(lines):
        return []
    ids, freight = lines["order_id"], lines["freight"].to_numpy("float64")
    counts = sorted_.used & ~np.isnan(freight) & (freight != 0) & ids.notna().to_numpy()
    heads = np.ones(len(ids), dtype=bool)
    heads[1:] = np.asarray(ids.iloc[1:].array != ids.iloc[:-1].array, dtype=bool)
    together = np.cumsum(heads) - 1  # lines of an order mostly stand together, and are seen without looking ids up
    size, one, alike = _alike(freight[counts], together[counts])
    if (size > 1).sum() >= _SEVERAL and 2 * alike.sum() < (size > 1).sum():
        return []
    codes = np.asarray(pd.factorize(ids[heads])[0])
    size, one, alike = _alike(freight[counts], codes[together][counts])
    if (size > 1).sum() < _SEVERAL or alike.sum() <= 0.95 * (size > 1).sum():
        return []
    values = {"over": float((one[alike] * (size[alike] - 1)).sum())}
    return [Problem("freight-repeated", "warning", "orders", int(size[alike].sum()), None, values)]


def _alike(freight: np.ndarray, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each order's lines, the freight of its last one, and whether several lines all bear the same."""
    size = np.bincount(orders)
    one = np.zeros(len(size))
    one[orders] = freight
    return size, one, (size > 1) & (np.bincount(orders, weights=freight != one[orders]) == 0)


def _sellers(sorted_: Sorted, column: str) -> list[Problem]:
    """Name several sellers in one file: their customers are not one company's."""
    if "seller" not in sorted_.lines:
        return []
    sellers = sorted_.lines.loc[sorted_.used, "seller"].value_counts()
    if len(sellers) < 2:
        return []
    values = {"column": column, "n": len(sellers), "example": str(sellers.index[0])}
    rows = int(sellers.iloc[1:].sum())
    return [Problem("several-sellers", "warning", "orders", rows, None, values)]


def _ids(sorted_: Sorted, distinct: np.ndarray) -> list[Problem]:
    """Name customers whose ids, or names, differ only in case, blanks and punctuation; they are not merged."""
    groups = variants(distinct)
    if not groups:
        return []
    lines = sorted_.lines.loc[sorted_.used, ["customer_id", "revenue"]]
    ids = [text for group in groups for text in group[1:]]
    rows = lines["customer_id"].isin(ids)
    values = {"example": " / ".join(groups[0][:3]), "n": len(groups)}
    return [
        Problem(
            "id-variants", "warning", "orders", int(rows.sum()), float(lines.loc[rows, "revenue"].sum()), values
        )
    ]
