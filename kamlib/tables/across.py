"""What is doubtful between tables: customers that only one of them has, that appear twice, or that mean nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.checks import entries, outcomes, promised, renumbered, thin_end, walk_in
from kamlib.tables.checks.variants import same_names
from kamlib.tables.problems import Names, Problem
from kamlib.tables.schema import schema
from kamlib.words import _, count
from kamlib.words.phrases import enumerated

#: Customers that a message names: of ids that do not meet, and of those without sales.
SHOWN, NAMED = 2, 5


def across(
    frames: Mapping[str, pd.DataFrame | None], given: pd.DataFrame | None = None, apart: Collection[str] = ()
) -> list[Problem]:
    """Name customers with orders that the customer table lacks, and rows about customers without orders.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.
    given : pandas.DataFrame, optional
        The customer table as the client brought it.
    apart : collection of str
        Ids that somebody confirmed to be customers of their own.

    Returns
    -------
    list of Problem
        Empty where the tables fit together.
    """
    orders, customers = frames["orders"], frames.get("customers")
    assert orders is not None  # noqa: S101  (there is no client without orders)
    buying = set(orders["customer_id"].unique())
    problems = []
    if customers is not None:
        unknown = sorted(buying - set(customers["customer_id"]))
        if unknown and len(unknown) > len(buying) / 2 and given is not None:
            problems.append(_few(orders, unknown, buying, given))
        elif unknown:
            money = float(orders.loc[orders["customer_id"].isin(unknown), "revenue"].sum())
            problems.append(
                Problem("customers-unknown", "warning", "customers", len(unknown), money, {"example": unknown[0]})
            )
    problems += _twins(orders, customers) + walk_in.check(orders, customers) + _without_sales(orders, customers)
    problems += renumbered.check(orders, customers, apart) + thin_end.check(orders)
    known = buying | (set(customers["customer_id"]) if customers is not None else set())
    for table in schema():
        frame = None if table in ("orders", "customers") else frames.get(table)
        if frame is None or "customer_id" not in frame:
            continue
        foreign = frame["customer_id"].notna() & ~frame["customer_id"].isin(known)
        if foreign.any():
            values = {"example": str(frame.loc[foreign, "customer_id"].iloc[0])}
            problems.append(Problem("others-unknown", "warning", table, int(foreign.sum()), None, values))
    return (
        problems
        + _prospects_unlisted(frames)
        + _owners_unlisted(frames)
        + entries.check(frames)
        + promised.check(frames)
        + outcomes.check(frames)
    )


def _prospects_unlisted(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name deals of prospects that the table of prospects does not list."""
    deals, prospects = frames.get("deals"), frames.get("prospects")
    if deals is None or prospects is None or "prospect_id" not in deals:
        return []
    about = deals["prospect_id"].dropna()
    foreign = about[~about.isin(prospects["prospect_id"])]
    if foreign.empty:
        return []
    return [Problem("prospects-unknown", "note", "deals", len(foreign), None, {"example": str(foreign.iloc[0])})]


def _owners_unlisted(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name those responsible for customers, deals or prospects whom the table of people does not list."""
    people = frames.get("people")
    if people is None:
        return []
    tables = (frames.get(table) for table in ("customers", "deals", "prospects"))
    named = {
        str(who) for table in tables if table is not None and "owner" in table for who in table["owner"].dropna()
    }
    unlisted = sorted(named - set(people["person"].astype("str")))
    if not unlisted:
        return []
    values = {"n": len(unlisted), "names": Names.of(unlisted[:NAMED])}
    return [Problem("owners-unknown", "note", "people", len(unlisted), None, values)]


def refuse_strangers(orders: pd.DataFrame, customers: pd.DataFrame, where: str, file: str) -> None:
    """Refuse a customer table that holds none of the customers with orders: ids differ, or the company does.

    Raises
    ------
    KamError
        With the counts of both, and what their ids look like.
    """
    buying, listed = set(orders["customer_id"].unique()), set(customers["customer_id"].unique())
    if not listed or buying & listed:
        return
    raise KamError(_(
        "{file}: none of its {listed} customers ({theirs} …) is among the {buying} with orders in {where} "
        "({ours} …). Use a file with the same customer ids as the orders, or use --map customer_id=… to select "
        "the order column that matches.",
        file=file, where=where, listed=count(len(listed)), buying=count(len(buying)),
        theirs=enumerated(sorted(listed)[:SHOWN]), ours=enumerated(sorted(buying)[:SHOWN]),
    ))  # fmt: skip


def _few(orders: pd.DataFrame, unknown: list[str], buying: set[str], given: pd.DataFrame) -> Problem:
    """Say that the customer table holds less than half of those with orders."""
    money = float(orders.loc[orders["customer_id"].isin(unknown), "revenue"].sum())
    values = {
        "met": len(buying) - len(unknown), "buying": len(buying), "listed": int(given["customer_id"].nunique()),
        "example": unknown[0],
    }  # fmt: skip
    return Problem("customers-few", "warning", "customers", len(unknown), money, values)


def _without_sales(orders: pd.DataFrame, customers: pd.DataFrame | None) -> list[Problem]:
    """Name those who have lines and no net sales above zero."""
    bought = orders.groupby("customer_id", observed=True)["revenue"].sum().round(4)
    rest = bought[bought <= 0]
    if not len(rest):
        return []
    names = {} if customers is None or "name" not in customers else (
        customers.drop_duplicates("customer_id").set_index("customer_id")["name"].dropna().to_dict()
    )  # fmt: skip
    first = rest.reset_index().sort_values(["revenue", "customer_id"])["customer_id"].head(NAMED)
    values = {"n": len(rest), "names": Names.of(names.get(id_, id_) for id_ in first)}
    rows = int(orders["customer_id"].isin(rest.index).sum())
    return [Problem("without-sales", "note", "orders", rows, float(round(rest.sum(), 4)) + 0.0, values)]


def _twins(orders: pd.DataFrame, customers: pd.DataFrame | None) -> list[Problem]:
    """Name customers of one name who buy under several ids; they are not merged."""
    if customers is None or "name" not in customers:
        return []
    bought = orders.groupby("customer_id")["revenue"].sum()
    named = customers.loc[customers["customer_id"].isin(bought.index), ["customer_id", "name"]].dropna()
    named = named[named["name"] != named["customer_id"]]
    groups = same_names(dict(zip(named["customer_id"], named["name"], strict=True)))
    if not groups:
        return []
    money = bought.reindex([id_ for group in groups for id_ in group])
    groups = sorted(groups, key=lambda group: (-float(bought[list(group)].sum()), group))
    name = str(named.loc[named["customer_id"] == groups[0][0], "name"].iloc[0])
    values = {"n": len(groups), "ids": " / ".join(groups[0][:4]), "example": name}
    return [Problem("twin-names", "warning", "customers", len(money), float(money.sum()), values)]
