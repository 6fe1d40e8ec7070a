"""Order lines: which customer buys what when, at which price, and when it is paid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, Floats, Ints, within
from kamlib.world.goods import COST_RISE, PRICE_RISE, catalogue

COLUMNS = (
    "customer_id", "order_id", "date", "product", "quantity", "list_price", "unit_price", "discount", "revenue",
    "cost", "channel", "order_type", "freight", "quality_loss", "due_date", "paid_date", "paid_amount",
)  # fmt: skip

#: Demand by month, January first: quiet at the Spring Festival and in summer, full before the year ends.
SEASON = (0.80, 0.55, 1.15, 1.10, 1.05, 1.10, 0.90, 0.85, 1.10, 1.00, 1.10, 1.30)
MONEY = ("list_price", "unit_price", "discount", "revenue", "cost", "freight", "quality_loss", "paid_amount")


def orders(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Write the order book of a cast.

    Parameters
    ----------
    who : pandas.DataFrame
        The cast.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; money in CNY with exact cents: revenue = quantity × unit price, discount = quantity ×
        (list price − unit price), returns negative. Unpaid lines have no paid date.
    """
    special = pd.concat([_tickets(who, p), _gifts(who, p), _projects(who, p)], ignore_index=True)
    lines = pd.concat([_regular(who, p, p.lines - len(special)), special], ignore_index=True)
    lines = _prices(lines, who, p)
    lines = _returns(lines, p)
    lines = _payment(_extras(lines, who, p), who, p)
    return _dressed(lines, who, p)


def season_days(p: Parameters) -> Floats:
    """Map evenly spread days to seasonal ones: the day on which each evenly spread day's demand is met.

    Parameters
    ----------
    p : Parameters
        First and last day are looked at.

    Returns
    -------
    numpy.ndarray
        Days from the first, one more than the world has; rising from 0.
    """
    days = pd.date_range(p.first, p.last)
    demand = np.array(SEASON)[days.month - 1]
    year = ((days - p.first).days // 365.25).astype("int64")
    mean = pd.Series(demand).groupby(year).transform("mean").to_numpy()
    met = np.concatenate([[0.0], np.cumsum(demand / mean)])
    return np.asarray(np.interp(np.arange(p.days + 1), met * p.days / met[-1], np.arange(p.days + 1.0)))


def _shared_out(weights: Floats, total: int, least: int = 2) -> Ints:
    """Share a whole number out by weights, exactly, with at least so many each."""
    exact = weights / weights.sum() * (total - least * len(weights))
    n: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(-(exact - n), kind="stable")[: total - least * len(weights) - n.sum()]
    n[rest] += 1
    return np.asarray(n + least, dtype=np.int64)


def _regular(who: pd.DataFrame, p: Parameters, total: int) -> pd.DataFrame:
    """Everyday orders of all customers: one to five lines each, in a rhythm of the customer's own."""
    dice = Dice(p.seed, "regular")
    span = (who["stop"] - who["start"]).to_numpy()
    weights = who["rate"].to_numpy() * span
    n = _shared_out(weights, total)
    at = np.repeat(np.arange(len(who)), n)
    starts = (within(at) == 0) | dice.chance(1 / 2.2, len(at))
    order = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    owner = at[first]
    rank, count = within(owner), np.bincount(owner, minlength=len(who))[owner]
    uneven = dice.uniform(0.2, 0.9, len(who))[owner]
    place = (rank + 0.5 + uneven * dice.uniform(-0.5, 0.5, len(first))) / count
    place = place ** who["tempo"].to_numpy()[owner]
    even = who["start"].to_numpy()[owner] + place * span[owner]
    day = np.interp(even, np.arange(p.days + 1), season_days(p))
    swell = who["swell"].to_numpy()[owner]
    size = (1 + (swell - 1) * place) / (1 + (swell - 1) / 2)
    lines = pd.DataFrame({"at": at, "order": order, "day": np.floor(day)[order].astype("int64")})
    lines["value"] = who["ticket"].to_numpy()[at] * size[order] * dice.around(0.9, 0.45, len(at))
    lines["kind"] = "standard"
    return lines


def _tickets(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Write the one big order of each big-ticket customer: a pumping station and what belongs to it."""
    dice = Dice(p.seed, "tickets")
    at = np.flatnonzero(who["type"] == "big_ticket")
    day = dice.whole(p.days // 8, p.days * 15 // 16, len(at))
    value = dice.uniform(2.4e6, 7.5e6, len(at))
    return _special(at, day, value, (0.6, 0.3, 0.1), "project", "t")


def _projects(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Write a large project of some true key accounts: a big ticket that misleads nobody."""
    dice = Dice(p.seed, "projects")
    at = np.flatnonzero(who["project"])
    day = dice.whole(p.days // 8, p.days * 15 // 16, len(at))
    return _special(at, day, dice.uniform(1.2e6, 2.8e6, len(at)), (0.7, 0.3), "project", "p")


def _gifts(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Bulk orders of gift boxes before the Spring or the Mid-Autumn Festival, in one to three years."""
    dice = Dice(p.seed, "gifts")
    at = np.flatnonzero(who["type"] == "group")
    n = np.minimum(dice.whole(1, 3, len(at)), p.years)
    begin = dice.whole(0, p.years - n, len(at))
    spring = dice.chance(0.6, len(at))
    each = np.repeat(np.arange(len(at)), n)
    year = begin[each] + within(each)
    day = year * 365 + np.where(spring[each], dice.whole(4, 20, len(each)), dice.whole(244, 260, len(each)))
    value = dice.uniform(4.5e5, 1.1e6, len(each))
    return _special(at[each], np.minimum(day, p.days - 1), value, (0.65, 0.35), "standard", "g")


def _special(at: Ints, day: Ints, value: Floats, parts: tuple[float, ...], kind: str, mark: str) -> pd.DataFrame:
    """Lines of orders out of the common run, each split in the same parts."""
    n = len(parts)
    order = np.char.add(mark, np.repeat(np.arange(len(at)), n).astype(str)) if len(at) else np.zeros(0, str)
    lines = {"at": np.repeat(at, n), "order": order, "day": np.repeat(day, n)}
    lines["value"] = np.repeat(value, n) * np.tile(parts, len(at))
    return pd.DataFrame({**lines, "kind": kind, "mark": mark, "part": np.tile(np.arange(n), len(at))})


def _prices(lines: pd.DataFrame, who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Choose the model, the quantity and the price of each line, in cents."""
    dice, goods = Dice(p.seed, "prices"), catalogue()
    at = lines["at"].to_numpy()
    base = who["discount"].to_numpy()[at]
    given = np.clip(base + 0.025 * dice.bell(len(lines)), 0, 0.45)
    # Who buys on price orders more when the price is good.
    eager = np.where(who["value_kind"] == "intrinsic", 5.0, 0.0)[at] * (lines["mark"].isna().to_numpy())
    value = lines["value"].to_numpy() * np.exp(eager * (given - base))
    model = _models(lines, who, goods, dice)
    year = (lines["day"].to_numpy() // 365.25).astype("int64")
    listed = np.rint(goods["list"].to_numpy()[model] * (1 + PRICE_RISE) ** year).astype("int64") * 100
    quantity = np.maximum(1, np.rint(value * 100 / listed)).astype("int64")
    unit = np.rint(listed * (1 - given)).astype("int64")
    cost = np.rint(goods["cost"].to_numpy()[model] * 100 * (1 + COST_RISE) ** year).astype("int64")
    return lines.assign(
        product=goods["product"].to_numpy()[model],
        quantity=quantity,
        list_price=listed,
        unit_price=unit,
        unit_cost=cost,
    )


def _ranges(who: pd.DataFrame, goods: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the first model of each customer's own range of everyday goods, and how many it holds."""
    daily = int((~goods["special"]).sum())
    prices = goods["list"].to_numpy()[:daily]
    # A line is typically of half a dozen units: the customer's range lies about the models of that price.
    centre = np.searchsorted(prices, who["ticket"].to_numpy() / 6)
    breadth = who["breadth"].to_numpy()
    return np.clip(centre - breadth // 2, 0, np.maximum(0, daily - breadth)), breadth


def affinities(who: pd.DataFrame) -> dict[str, list[str]]:
    """Return the everyday goods that each customer buys from, the likeliest first.

    Parameters
    ----------
    who : pandas.DataFrame
        One row per customer, with what is planted in it; see ``cast``.

    Returns
    -------
    dict
        Customer id → codes of products; whatever else it buys is for a project or a gift.
    """
    goods = catalogue()
    daily = goods["product"].to_numpy()[~goods["special"].to_numpy()]
    low, breadth = _ranges(who, goods)
    return {str(id_): daily[first : first + n].tolist()
            for id_, first, n in zip(who["customer_id"], low, breadth, strict=True)}  # fmt: skip


def _models(lines: pd.DataFrame, who: pd.DataFrame, goods: pd.DataFrame, dice: Dice) -> Ints:
    """Everyday lines come from the customer's own range, special ones from projects and gift boxes."""
    daily = int((~goods["special"]).sum())
    low, breadth = _ranges(who, goods)
    at = lines["at"].to_numpy()
    model = low[at] + np.floor(dice.uniform(0, 1, len(lines)) ** 1.5 * breadth[at]).astype("int64")
    mark, part = lines["mark"].to_numpy(), lines["part"].fillna(0).to_numpy(dtype="int64")
    stations, gifts = (np.flatnonzero(goods["family"] == f) for f in ("PS", "GS"))
    model = np.where(np.isin(mark, ["t", "p"]) & (part == 0), stations[at % len(stations)], model)
    model = np.where(np.isin(mark, ["t", "p"]) & (part > 0), daily - part, model)
    return np.where(mark == "g", gifts[(at + part) % len(gifts)], model)


def _returns(lines: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Turn about one everyday line in ninety into a return, with a number of its own."""
    dice = Dice(p.seed, "returns")
    back = lines["mark"].isna().to_numpy() & dice.chance(0.011, len(lines)) & (within(lines["at"].to_numpy()) > 0)
    few = np.maximum(1, np.floor(lines["quantity"] * dice.uniform(0.1, 0.5, len(lines)))).astype("int64")
    order = lines["order"].astype("str").to_numpy(dtype=object)
    order[back] = [f"r{i}" for i in range(int(back.sum()))]
    spares = lines["product"].str.startswith("SK").to_numpy()
    return lines.assign(
        order=order,
        quantity=np.where(back, -few, lines["quantity"]),
        kind=np.select([back, spares], ["return", "spare parts"], default=lines["kind"]),
    )


def _extras(lines: pd.DataFrame, who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Amounts in cents, freight paid by us, quality claims, and the channel of each order."""
    dice, at, n = Dice(p.seed, "extras"), lines["at"].to_numpy(), len(lines)
    quantity = lines["quantity"].to_numpy()
    revenue = quantity * lines["unit_price"].to_numpy()
    sold = np.maximum(revenue, 0)
    freight = np.rint(np.abs(revenue) * who["freight"].to_numpy()[at] * dice.uniform(0.7, 1.3, n))
    claimed = dice.chance(who["claims"].to_numpy()[at], n)
    loss = np.where(claimed, np.rint(sold * who["claim"].to_numpy()[at] * dice.uniform(0.5, 1.5, n)), 0)
    through = np.select(
        [who["type"] == "harsh", who["type"] == "costly", ~who["native"]], [0.6, 0.3, 0.35], default=0.12
    )[at]
    number = pd.factorize(lines["order"])[0]
    luck = dice.uniform(0, 1, number.max() + 1)[number]
    channel = np.where(luck < through, "dealer", np.where(luck > 0.9, "online", "direct"))
    return lines.assign(
        revenue=revenue,
        discount=quantity * (lines["list_price"] - lines["unit_price"]),
        cost=quantity * lines["unit_cost"],
        freight=freight.astype("int64"),
        quality_loss=loss.astype("int64"),
        channel=np.where(lines["mark"].notna(), "direct", channel),
        number=number,
    )


def _payment(lines: pd.DataFrame, who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """When each order is due and paid; what is open at the last day has no paid date."""
    dice, at, number = Dice(p.seed, "payment"), lines["at"].to_numpy(), lines["number"].to_numpy()
    day = _workday(lines["day"].to_numpy(), p)
    due = day + who["terms"].to_numpy()[at]
    orders = int(number.max()) + 1
    late = who["late"].to_numpy()[at] * dice.uniform(0.5, 1.5, orders)[number] + 5 * dice.bell(orders)[number]
    paid = np.maximum(day, due + np.rint(late).astype("int64"))
    is_open = paid >= p.days
    short = np.isin(who["type"], ["slow", "harsh"])[at] & dice.chance(0.15, orders)[number]
    share = np.where(short, 97, 100)
    amount = np.where(is_open, 0, lines["revenue"].to_numpy() * share // 100)
    return lines.assign(day=day, due=due, paid=np.where(is_open, -1, paid), paid_amount=amount)


def _workday(day: Ints, p: Parameters) -> Ints:
    """Bring days within the world, Saturdays to Friday and Sundays to Monday."""
    day = np.clip(day, 0, p.days - 1)
    weekday = (day + p.first.weekday()) % 7
    moved = np.where(weekday == 5, day - 1, np.where(weekday == 6, day + 1, day))
    moved = np.where(moved >= p.days, moved - 3, moved)
    return np.where(moved < 0, moved + 3, moved)


def _dressed(lines: pd.DataFrame, who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Give orders numbers by date, put ids, dates and money in."""
    lines = lines.sort_values(["day", "at", "number"], kind="stable", ignore_index=True)
    running = pd.factorize(lines["number"])[0] + 1
    width = len(str(running.max()))
    book = pd.DataFrame({"customer_id": who["customer_id"].to_numpy()[lines["at"]]})
    book["order_id"] = [f"SO{i:0{width}d}" for i in running.tolist()]
    for column, source in (("date", "day"), ("due_date", "due"), ("paid_date", "paid")):
        when = p.first + pd.to_timedelta(lines[source], unit="D")
        book[column] = when.where(lines[source] >= 0).astype("datetime64[s]")
    for column in MONEY:
        book[column] = lines[column] / 100
    book["order_type"] = lines["kind"].astype("object")
    for column in ("product", "quantity", "channel"):
        book[column] = lines[column]
    return book[list(COLUMNS)]
