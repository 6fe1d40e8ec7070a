"""What was planted in a world: who is what, and what the tables add up to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.orders import affinities

#: The planted lists and the types behind them.
LISTS = {
    "key_accounts": "key", "harsh_terms": "harsh", "big_ticket": "big_ticket", "group_purchase": "group",
    "growing": "growing", "leavers": "leaving", "small_with_potential": "potential", "costly_small": "costly",
    "slow_payers": "slow", "ordinary": "ordinary",
}  # fmt: skip
FLAGS = {
    "dissatisfied_leavers": "dissatisfied", "once_key": "once_key", "benchmark": "benchmark", "newcomers": "new",
    "single_owner": "single_owner", "key_with_project": "project",
    "key_at_hard_price": "hard_price",
}  # fmt: skip


def truth(who: pd.DataFrame, tables: dict[str, pd.DataFrame], p: Parameters) -> dict[str, Any]:
    """Say who is what.

    Parameters
    ----------
    who : pandas.DataFrame
        One row per customer, with what is planted in it; see ``cast``.
    tables : mapping
        The world's tables by name.
    p : Parameters
        What the world was made with.

    Returns
    -------
    dict
        ``parameters``; ``who`` (lists of ids by planted type and trait); ``kinds`` (lists by kind of value);
        ``single_owner_people``; ``affinities`` (products of each customer's own range, the likeliest first);
        ``totals`` of the tables; ``after_serving`` (profit less freight, quality losses and activities by
        customer, in yuan).
    """
    ids = who["customer_id"]
    lists = {name: ids[who["type"] == type_].to_list() for name, type_ in LISTS.items()}
    lists |= {name: ids[who[flag]].to_list() for name, flag in FLAGS.items()}
    kinds = {kind: ids[who["value_kind"] == kind].to_list() for kind in ("intrinsic", "extrinsic", "strategic")}
    heads = who[who["single_owner"]].groupby("owner")["customer_id"].apply(list).to_dict()
    after = served(who, tables)
    return {
        "parameters": {**asdict(p), "first": f"{p.first:%Y-%m-%d}"},
        "who": lists,
        "kinds": kinds,
        "single_owner_people": heads,
        "affinities": affinities(who),
        "totals": _totals(tables),
        "after_serving": {id_: round(float(v), 2) for id_, v in after.items()},
    }


def served(who: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Profit by customer less freight, quality losses and activities, without any rate that a policy would set.

    Parameters
    ----------
    who : pandas.DataFrame
        One row per customer: ``customer_id``.
    tables : mapping
        By name; ``orders`` and ``activities`` are looked at.

    Returns
    -------
    pandas.Series
        Yuan, by ``customer_id``.
    """
    lines = tables["orders"].groupby("customer_id")[["revenue", "cost", "freight", "quality_loss"]].sum()
    visits = tables["activities"].groupby("customer_id")["cost"].sum()
    lines = lines.reindex(who["customer_id"], fill_value=0)
    after = lines["revenue"] - lines["cost"] - lines["freight"] - lines["quality_loss"]
    return (after - visits.reindex(lines.index, fill_value=0)).round(2)


def _totals(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    book = tables["orders"]
    money = ("revenue", "cost", "discount", "freight", "quality_loss", "paid_amount")
    return {
        "rows": {name: len(table) for name, table in tables.items()},
        "orders": int(book["order_id"].nunique()),
        "first_date": f"{book['date'].min():%Y-%m-%d}",
        "last_date": f"{book['date'].max():%Y-%m-%d}",
        **{column: round(float(book[column].sum()), 2) for column in money},
        "activity_cost": round(float(tables["activities"]["cost"].sum()), 2),
    }
