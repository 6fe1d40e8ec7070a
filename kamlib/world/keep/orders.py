"""The order lines: each customer in a rhythm of its own, until it leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.dice import Dice, Floats, Ints, within
from kamlib.world.goods import COST_RISE, PRICE_RISE, catalogue
from kamlib.world.keep.laws import KeepParameters
from kamlib.world.keep.lives import Lives
from kamlib.world.keep.people import sellers

COLUMNS = (
    "customer_id", "order_id", "date", "product", "quantity", "list_price", "unit_price", "discount", "revenue",
    "cost", "owner", "freight", "quality_loss",
)  # fmt: skip
MONEY = ("list_price", "unit_price", "discount", "revenue", "cost", "freight", "quality_loss")

#: Days before it leaves from which a shrinking customer buys fewer products, buys less, and orders less often.
DECAY = {"products": 270, "size": 180, "rate": 90}


def orders(who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Write the order lines; money in CNY with exact cents."""
    placed = _placed(who, known, p)
    dice = Dice(p.seed, "keep lines")
    lines = 1 + dice.chance(0.4, len(placed)) + dice.chance(0.15, len(placed))
    line = placed.loc[placed.index.repeat(lines)].reset_index(names="order")
    line = _priced(line, who, known, dice, p)
    return _dressed(line, who, known, p)


def _placed(who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Place the orders of each customer one gap after another, without silent months and what a leaver drops."""
    dice = Dice(p.seed, "keep rhythm")
    start = p.month_starts[who["start"].to_numpy()]
    stop, gap = known.fates["stop"].to_numpy(), who["gap"].to_numpy()
    at = np.repeat(np.arange(len(who)), np.ceil(1.7 * np.maximum(0, stop - start) / gap).astype("int64") + 8)
    gaps = gap[at] * dice.around(1.0, 1.0, len(at)) ** who["uneven"].to_numpy()[at]
    first = within(at) == 0
    gaps[first] *= dice.uniform(0, 1, int(first.sum()))
    total = np.cumsum(gaps)
    day = np.floor(start[at] + total - (total[first] - gaps[first])[at]).astype("int64")
    placed = pd.DataFrame({"at": at, "day": day})
    keep = (day < stop[at]) & (day < p.days) & ~_silent(placed, who, p)
    near = known.fates["shrinking"].to_numpy()[at] & (day > stop[at] - DECAY["rate"])
    keep &= ~(near & dice.chance(0.5, len(at)))
    return pd.DataFrame(placed[keep]).reset_index(drop=True)


def _silent(placed: pd.DataFrame, who: pd.DataFrame, p: KeepParameters) -> np.ndarray:
    """Say which days lie in the silent months of a seasonal customer."""
    at, month = placed["at"].to_numpy(), _month(placed["day"].to_numpy(), p)
    since = (month - who["silent_from"].to_numpy()[at]) % 12
    return np.asarray(who["seasonal"].to_numpy()[at] & (since < who["silent_months"].to_numpy()[at]))


def _month(day: Ints, p: KeepParameters) -> Ints:
    return np.clip(np.searchsorted(p.month_starts, day, side="right") - 1, 0, p.months - 1)


def _priced(line: pd.DataFrame, who: pd.DataFrame, known: Lives, dice: Dice, p: KeepParameters) -> pd.DataFrame:
    """Choose product, quantity and price of each line, in cents."""
    goods = catalogue()
    goods = goods[~goods["special"]].reset_index(drop=True)
    at, day = line["at"].to_numpy(), line["day"].to_numpy()
    ends_in = np.where(known.fates["shrinking"].to_numpy()[at], known.fates["stop"].to_numpy()[at] - day, p.days)
    model = _models(at, ends_in, who, goods, dice)
    value = who["ticket"].to_numpy()[at] * dice.around(0.9, 0.4, len(line))
    value = np.where(ends_in < DECAY["size"], 0.6 * value, value)
    year = day // 366
    month = _month(day, p)
    listed = np.rint(goods["list"].to_numpy()[model] * (1 + PRICE_RISE) ** year).astype("int64") * 100
    factor = (1 - who["discount"].to_numpy()[at]) * known.prices[at, month]
    unit = np.rint(listed * factor).astype("int64")
    quantity = np.maximum(1, np.rint(100 * value / listed)).astype("int64")
    cost = np.rint(goods["cost"].to_numpy()[model] * 100 * (1 + COST_RISE) ** year).astype("int64")
    revenue = quantity * unit
    claimed = dice.chance(0.01, len(line))
    return line.assign(
        month=month,
        product=goods["product"].to_numpy()[model],
        quantity=quantity,
        list_price=listed,
        unit_price=unit,
        discount=quantity * (listed - unit),
        revenue=revenue,
        cost=quantity * cost,
        freight=np.rint(revenue * dice.uniform(0.006, 0.016, len(line))).astype("int64"),
        quality_loss=np.where(claimed, np.rint(revenue * 0.08), 0).astype("int64"),
    )


def _models(at: Ints, ends_in: Floats, who: pd.DataFrame, goods: pd.DataFrame, dice: Dice) -> Ints:
    """Draw from the customer's own range, which a shrinking customer narrows to a third."""
    prices, n = goods["list"].to_numpy(), len(goods)
    breadth = who["breadth"].to_numpy()
    centre = np.searchsorted(prices, who["ticket"].to_numpy() / 6)
    low = np.clip(centre - breadth // 2, 0, np.maximum(0, n - breadth))
    wide = np.where(ends_in < DECAY["products"], np.maximum(1, breadth[at] // 3), breadth[at])
    return np.asarray(low[at] + np.floor(dice.uniform(0, 1, len(at)) ** 1.5 * wide).astype("int64"))


def _dressed(line: pd.DataFrame, who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Give orders numbers by date, put ids, dates, sellers and money in."""
    line = line.sort_values(["day", "at", "order"], kind="stable", ignore_index=True)
    running = pd.factorize(line["order"])[0] + 1
    width = len(str(running.max()))
    at = line["at"].to_numpy()
    line["customer_id"] = who["customer_id"].to_numpy()[at]
    line["order_id"] = [f"KO{i:0{width}d}" for i in running.tolist()]
    line["date"] = (p.first + pd.to_timedelta(line["day"], unit="D")).astype("datetime64[s]")
    line["owner"] = np.array(sellers(p), dtype=object)[known.seller[at, line["month"].to_numpy()]]
    for column in MONEY:
        line[column] = line[column] / 100
    return line[list(COLUMNS)]
