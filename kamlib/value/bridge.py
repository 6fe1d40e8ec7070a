"""The bridge from one year's profit to the next: quantity, mix, price, cost, products and customers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kamlib.value import cells as by_cell

#: What products of both years change whose quantity is not above zero in both: no price can be told.
UNSPLIT = "unsplit"

#: The effects in their order; those of customers only where customers are known.
EFFECTS = ("quantity", "mix", "price", "cost", "entered", "left", "won", "lost", UNSPLIT)

_YEARS, _AMOUNTS = ("before", "after"), ("quantity", "revenue", "cost")


@dataclass(frozen=True, eq=False)
class Bridge:
    """Why profit changed between two years.

    Attributes
    ----------
    before, after : float
        Profit of the two years; revenue where no cost is known (currency units).
    effects : pandas.Series
        Effect → money. ``quantity, mix, price, cost, entered, left``, and with customers ``won, lost``; they add
        up to ``after - before``. Where a column is missing the effects that need it stand together as one, for
        example ``quantity_mix_price_cost``. ``unsplit`` follows where products have no quantity above zero in one
        of the years.
    table : pandas.DataFrame
        One row per product, in the order of the names: ``product``, the effects, and ``change``.
    cells : pandas.DataFrame
        The same, one row per customer and product: ``customer_id``, ``product``, the effects, and ``change``;
        empty where no customers are given.
    missing : tuple of str
        Columns without which effects could not be distinguished.
    growth : float
        By what part the quantities grew of products sold in both years, to customers of both; 0 where no quantity
        is known. Where these were sold at a loss, it is growth that takes profit.
    """

    before: float
    after: float
    effects: pd.Series
    table: pd.DataFrame
    missing: tuple[str, ...] = ()
    growth: float = 0.0
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def change(self) -> float:
        """Profit of the later year less that of the earlier."""
        return self.after - self.before


def decompose(before: pd.DataFrame, after: pd.DataFrame) -> Bridge:
    """Decompose the change of profit between two years by product, or by product and customer.

    Parameters
    ----------
    before, after : pandas.DataFrame
        One row per product of each year: ``product``, ``quantity`` (units), ``revenue`` and ``cost`` (currency
        units); with a column ``customer_id``, one row per customer and product. Without ``cost`` the change of
        revenue is decomposed; without ``quantity`` its four effects stand together.

    Returns
    -------
    Bridge
        The effects and the same by product.

    Raises
    ------
    ValueError
        If a column is missing that cannot be done without, a product or customer is missing or a row appears twice
        in a year, or an amount is missing.

    Notes
    -----
    For the products sold in both years, with quantities q, their sums Q, unit prices p, unit costs c and unit
    margins m = p − c::

        quantity = (Q₁ − Q₀) · (q₀ / Q₀) · m₀        mix  = Q₁ · (q₁ / Q₁ − q₀ / Q₀) · m₀
        price    = q₁ · (p₁ − p₀)                    cost = −q₁ · (c₁ − c₀)

    Quantity and mix are the sales-quantity and sales-mix variances, price and cost the selling-price and cost
    variances of Horngren, Datar and Rajan, *Cost Accounting*, 14th ed. (2012), ch. 14. A product of one year only
    has entered with its profit, or has left with it. Quantities of different units are added up, as in the source:
    where that makes no sense, quantity and mix are to be read together.

    With customers, prices and costs are those that each customer paid for each product, so that more business with
    customers on low prices is mix, and not a change of prices (see ``value.cells``). What customers won and lost
    add in products of both years is separate from the quantity and mix of all others; a customer of a year has
    net sales above zero in it. Every effect is a sum over customers and products: the bridge of a part of the
    customers is the sum of theirs.

    Examples
    --------
    >>> import pandas as pd
    >>> before = pd.DataFrame({"product": ["A"], "quantity": [10.0], "revenue": [100.0], "cost": [60.0]})
    >>> after = pd.DataFrame({"product": ["A"], "quantity": [12.0], "revenue": [114.0], "cost": [78.0]})
    >>> decompose(before, after).effects.round(2).to_dict()
    {'quantity': 8.0, 'mix': 0.0, 'price': -6.0, 'cost': -6.0, 'entered': 0.0, 'left': 0.0}
    """
    keyed = "customer_id" in before and "customer_id" in after
    costed, counted = ({column} <= set(before.columns) & set(after.columns) for column in ("cost", "quantity"))
    missing = tuple(c for c, known in (("quantity", counted), ("cost", costed)) if not known)
    keys, both = _side_by_side(before, after, keyed)
    table, growth = _effects(both, keyed=keyed, counted=counted, costed=costed)
    effects = pd.Series({name: float(table[name].sum()) for name in table}, name="effect")
    table["change"] = both.change
    first, second = (float(profit.sum()) for profit in both.profit)
    products = table.groupby(keys["product"]).sum().reset_index()
    cells = pd.concat([keys, table], axis=1) if keyed else pd.DataFrame()
    return Bridge(first, second, effects, products, missing, growth, cells)


def _effects(both: by_cell.Cells, *, keyed: bool, counted: bool, costed: bool) -> tuple[pd.DataFrame, float]:
    """Return the effects of each cell, and the growth of quantities."""
    seen = by_cell.split(both)
    nobody = np.zeros(len(seen), dtype=bool)
    won, lost = both.won_and_lost if keyed else (nobody, nobody)
    growth = by_cell.growth(both, ~won & ~lost & seen["priced"].to_numpy()) if counted else 0.0
    if counted:
        table = pd.concat([seen, by_cell.volumes(both, seen, won, lost, growth)], axis=1)
        order = [name for name in EFFECTS if name != "cost" or costed]
    else:
        name, whole = "quantity_mix_price_cost" if costed else "quantity_mix_price", seen[UNSPLIT]
        table = seen.assign(won=whole.where(won, 0.0), lost=whole.where(lost, 0.0))
        table[name] = whole.where(~won & ~lost, 0.0)
        order = [name, *EFFECTS[4:8]]
    none = set() if (table[UNSPLIT] != 0).any() else {UNSPLIT}
    none |= set() if keyed else {"won", "lost"}
    return pd.DataFrame(table[[name for name in order if name not in none]]), growth


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame, keyed: bool) -> tuple[pd.DataFrame, by_cell.Cells]:
    """Return the cells of either year, in the order of their names: what each is of, and both years' numbers."""
    keys = ["customer_id", "product"] if keyed else ["product"]
    frames = []
    for year, frame in zip(_YEARS, (before, after), strict=True):
        _check(frame, year, keys)
        known = [c for c in _AMOUNTS if c in before and c in after]
        ours = frame.set_index(keys)[known].astype("float64")
        frames.append(ours.reindex(columns=list(_AMOUNTS), fill_value=0.0).assign(sold=1.0).add_suffix(f"_{year}"))
    both = frames[0].join(frames[1], how="outer").fillna(0.0).sort_index()
    named = both.index.to_frame(index=False)
    codes = {key: pd.factorize(named[key])[0] for key in keys}
    everyone = np.zeros(len(named), dtype=np.intp)
    quantity, revenue, cost, sold = (
        (both[f"{c}_before"].to_numpy(), both[f"{c}_after"].to_numpy()) for c in (*_AMOUNTS, "sold")
    )
    return named, by_cell.Cells(
        codes["product"], codes.get("customer_id", everyone), quantity, revenue, cost, sold
    )


def _check(frame: pd.DataFrame, year: str, keys: list[str]) -> None:
    """Refuse a year that cannot be decomposed."""
    lacking = [column for column in ("product", "revenue") if column not in frame]
    if lacking:
        raise ValueError(f"{year}: the column {lacking[0]} is missing")
    for key in keys:
        if frame[key].isna().any():
            raise ValueError(f"{year}: a row names no {key.removesuffix('_id')}")
    if frame.duplicated(keys).any():
        twice = frame.loc[frame.duplicated(keys), "product"].iloc[0]
        raise ValueError(f"{year}: product {twice!r} stands twice; add its rows up first")
    for column in (c for c in ("quantity", "revenue", "cost") if c in frame):
        if not np.isfinite(frame[column].to_numpy(dtype="float64")).all():
            raise ValueError(f"{year}: an amount is missing in the column {column}")
