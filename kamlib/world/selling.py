"""Deals, with the same chance of winning for every seller, and prospects: companies that are not customers yet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kamlib.world import names
from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, times
from kamlib.world.goods import catalogue
from kamlib.world.names import crew

DEALS = ("deal_id", "customer_id", "prospect_id", "owner", "product", "stage", "opened", "closed", "value")
PROSPECTS = ("prospect_id", "name", "industry", "region", "size", "source", "need", "stage", "owner")

#: Chance that a decided deal is won, at a customer and at a prospect; part of the deals that nobody ever decides.
WIN, WIN_PROSPECT, UNDECIDED = 0.55, 0.25, 0.12

#: Median days to winning and to losing, and how far they spread (of the logarithm).
DAYS_WON, DAYS_LOST, SPREAD = 60, 25, 0.6

OPEN = ("enquiry", "offer", "negotiation")
RATES = {
    "key": 3.0,
    "harsh": 3.0,
    "growing": 2.5,
    "potential": 1.0,
    "big_ticket": 0.5,
    "group": 0.4,
    "costly": 0.8,
}
SIZES = ("1-49", "50-199", "200-499", "500-1999", "2000+")
SOURCES = ("trade fair", "recommendation", "website", "cold call")
STAGES = ("contacted", "visited", "offer sent")
NEEDS = {
    True: ("新厂区用泵", "备件24小时内到货", "旧泵节能改造", "变频器替换进口件", "在线监测"),
    False: ("pumps for a new plant", "spare parts within 24 hours", "older pumps that use less power",
            "drives in place of imported ones", "monitoring of running pumps"),
}  # fmt: skip


def prospects(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """List companies that are not customers yet; neither industry nor region says anything about their worth.

    Parameters
    ----------
    who : pandas.DataFrame
        The cast, whose names are taken.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``PROSPECTS``, about one for four customers, at least eight.
    """
    n = max(8, round(p.customers * 0.27))
    dice = Dice(p.seed, "prospects")
    native = dice.chance(0.8, n)
    industry = dice.pick(list(names.TRADES), n)
    home, abroad = dice.pick(names.CHINA, n), dice.pick(names.ABROAD, n)
    wants = dice.whole(0, len(NEEDS[True]) - 1, n)
    width = len(str(n))
    return pd.DataFrame({
        "prospect_id": [f"T{i:0{width}d}" for i in range(1, n + 1)],
        "name": names.companies(industry, native, p.seed, stream="prospects' names", taken=who["name"].tolist()),
        "industry": industry,
        "region": np.where(native, home, abroad),
        "size": dice.pick(SIZES, n, (1, 3, 3, 2, 1)),
        "source": dice.pick(SOURCES, n, (3, 2, 2, 2)),
        "need": [NEEDS[bool(one)][at] for one, at in zip(native, wants, strict=True)],
        "stage": dice.pick(STAGES, n),
        "owner": dice.pick(np.array(crew(p.customers, p.seed)["business"], dtype=object), n),
    })  # fmt: skip


def deals(who: pd.DataFrame, targets: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Write the pipeline: no seller and no product is better than another.

    Parameters
    ----------
    who, targets : pandas.DataFrame
        The cast, and the prospects.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``DEALS``, by the day of opening; value in yuan. What is decided after the last day is still open.
    """
    dice = Dice(p.seed, "deals")
    years = ((who["stop"] - who["start"]) / 365.25).to_numpy()
    rate = who["type"].map(RATES).fillna(1.5).to_numpy()
    at = np.repeat(np.arange(len(who)), times((rate * years).astype(np.float64), dice))
    n, to = len(at), np.repeat(np.arange(len(targets)), dice.whole(0, 2, len(targets)))
    m = n + len(to)
    known = np.arange(m) < n
    low = np.r_[who["start"].to_numpy()[at], np.full(len(to), p.days // 2)]
    high = np.r_[who["stop"].to_numpy()[at], np.full(len(to), p.days)]
    opened = np.floor(dice.uniform(low, high, m)).astype("int64")
    won = dice.chance(np.where(known, WIN, WIN_PROSPECT), m) & known  # a prospect that was won is a customer
    took = np.ceil(np.where(won, dice.around(DAYS_WON, SPREAD, m), dice.around(DAYS_LOST, SPREAD, m)))
    ends = opened + took.astype("int64")
    decided = ~dice.chance(UNDECIDED, m) & (ends < p.days)
    ticket = np.r_[who["ticket"].to_numpy()[at], np.full(len(to), 30_000.0)]
    goods = catalogue()
    daily = goods["product"].to_numpy()[~goods["special"].to_numpy()]
    days = p.first + pd.to_timedelta(opened, unit="D")
    table = pd.DataFrame({
        "customer_id": np.r_[who["customer_id"].to_numpy()[at], np.full(len(to), None, dtype=object)],
        "prospect_id": np.r_[np.full(n, None, dtype=object), targets["prospect_id"].to_numpy()[to]],
        "owner": np.r_[who["owner"].to_numpy()[at], targets["owner"].to_numpy()[to]],
        "product": daily[dice.whole(0, len(daily) - 1, m)],
        "stage": np.where(decided, np.where(won, "won", "lost"), dice.pick(OPEN, m)),
        "opened": days.to_numpy().astype("datetime64[s]"),
        "closed": pd.Series(p.first + pd.to_timedelta(ends, unit="D")).where(decided).astype("datetime64[s]"),
        "value": (np.rint(dice.around(ticket * 3, 0.6, m) / 1000) * 1000).astype("int64"),
    })  # fmt: skip
    table = table.sort_values(["opened", "customer_id", "prospect_id"], kind="stable", ignore_index=True)
    width = len(str(m))
    return table.assign(deal_id=[f"D{i:0{width}d}" for i in range(1, m + 1)])[list(DEALS)]


def truth() -> dict[str, Any]:
    """Say what is planted in the deals.

    Returns
    -------
    dict
        Chances of winning what is decided, the part that nobody decides, and that neither seller nor product
        makes a difference.
    """
    return {
        "win_chance": WIN, "undecided": UNDECIDED, "days_won": DAYS_WON, "days_lost": DAYS_LOST,
        "by_seller": "none", "by_product": "none",
    }  # fmt: skip
