"""Why profit changed between two years: one exact split over one-off business, customers, products and serving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.value import bridge

#: The parts in their order. ``volume_margin`` is quantity, mix, price and cost where they cannot be separated.
PARTS = (
    "one_off", "won", "lost", "quantity", "mix", "volume_margin", "price", "cost", "entered", "left", "serving",
    "other",
)  # fmt: skip

#: What price and cost are together: they decide as one.
MARGIN = "unit_margin"

#: Less is what rounding leaves.
CENT = 0.005

#: Who a customer is in the two years.
KINDS = ("one_off", "won", "lost", "kept")


@dataclass(frozen=True, eq=False)
class Change:
    """Why a measure changed between two years.

    Attributes
    ----------
    before, after : float
        The measure of both years (currency units).
    parts : pandas.Series
        Part → money, to the cent: those of `PARTS` that the columns allow. They add up to ``after - before``.
    products : pandas.DataFrame
        One row per product, the deepest fall first: ``product``, ``before`` and ``after`` (profit of goods),
        the parts, and ``change``; without one-off business. Empty where no product is known.
    customers : pandas.DataFrame
        One row per customer: ``customer_id``, ``kind`` (one of `KINDS`), ``before``, ``after``, the parts, and
        ``change``.
    missing : tuple of str
        Columns of the orders without which parts could not be separated.
    growth : float
        By what part the quantities grew of products sold in both years, to customers of both (as a fraction).
    """

    before: float
    after: float
    parts: pd.Series
    products: pd.DataFrame
    customers: pd.DataFrame
    missing: tuple[str, ...] = ()
    growth: float = 0.0

    @property
    def change(self) -> float:
        """The measure of the later year less that of the earlier."""
        return float(round(self.after - self.before, 2)) + 0.0

    @property
    def causes(self) -> pd.Series:
        """The parts as they decide: price and cost together, as unit margin."""
        together = [part for part in ("price", "cost") if part in self.parts]
        found = self.parts.drop(together)
        return found if not together else pd.concat([found, pd.Series({MARGIN: self.parts[together].sum()})])

    @property
    def cause(self) -> str:
        """The cause that carries the change: the largest in its direction."""
        sign = -1.0 if self.change < 0 else 1.0
        return str((self.causes * sign).idxmax())

    def named(self, part: str) -> str:
        """Return what a part is called: no part of revenue has to do with cost.

        Parameters
        ----------
        part : str
            One of `PARTS`, or `MARGIN`.

        Returns
        -------
        str
            The part itself; without a column of cost ``volume_price`` and ``price`` for what cost belongs to.
        """
        return (
            {"volume_margin": "volume_price", MARGIN: "price"}.get(part, part) if "cost" in self.missing else part
        )

    def kinds(self) -> pd.DataFrame:
        """Add the change up by who a customer is.

        Returns
        -------
        pandas.DataFrame
            Indexed by `KINDS`: ``customers``, ``before``, ``after`` and ``change``, which add up to the whole.
        """
        known = self.customers.groupby("kind")
        table = known[["before", "after", "change"]].sum().reindex(list(KINDS), fill_value=0.0).round(2)
        table.insert(0, "customers", known.size().reindex(list(KINDS), fill_value=0))
        return table


def explain(
    before: pd.DataFrame, after: pd.DataFrame, accounts: pd.DataFrame, *, one_offs: Collection[str] = ()
) -> Change:
    """Split the change of a measure between two years.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Order lines of each year: ``customer_id``, ``revenue``, and where known ``product``, ``quantity`` and
        ``cost``. Without ``cost`` the measure of goods is revenue.
    accounts : pandas.DataFrame
        One row per customer of either year: ``customer_id``, and of both years the measure (``before``,
        ``after``), that of goods alone (``goods_before``, ``goods_after``) and ``revenue_before``,
        ``revenue_after``; currency units. They decide where lines come to something else.
    one_offs : collection of str
        Customers whose business is a single occasion.

    Returns
    -------
    Change
        The parts add up to the change of the accounts.

    Notes
    -----
    In this order, each part once: all that one-off customers changed; products that nobody bought in one of the
    years; customers won and lost, with what serving them costs; of all others quantity, mix, price, cost and
    serving (see ``value.bridge.decompose``). What lines without a product changed is ``other``.
    """
    whole = accounts.set_index("customer_id").sort_index().astype("float64")
    kind = _kinds(whole, one_offs)
    lines = [frame[~frame["customer_id"].isin(list(one_offs))] for frame in (before, after)]
    found, missing = _goods(lines)
    cells = _as_accounts(found.cells, kind)
    names = [part for part in PARTS if part in cells]
    goods = cells.groupby("customer_id")[names].sum().reindex(whole.index, fill_value=0.0)
    parts = _with_the_rest(goods, whole, kind)
    parts = parts[[part for part in PARTS if part in parts]]
    customers = pd.concat([kind, whole[["before", "after"]], parts], axis=1)
    customers["change"] = whole["after"] - whole["before"]
    sums = {year: float(round(whole[year].sum(), 2)) + 0.0 for year in ("before", "after")}
    return Change(
        sums["before"], sums["after"], _to_the_cent(parts.sum(), sums["after"] - sums["before"]),
        _products(cells, lines, names), customers.reset_index(), missing, found.growth,
    )  # fmt: skip


def _kinds(whole: pd.DataFrame, one_offs: Collection[str]) -> pd.Series:
    """Tell who each customer is; a customer of a year has net sales above zero in it."""
    was, is_ = (whole[f"revenue_{year}"].round(2) > 0 for year in ("before", "after"))
    kind = np.select([whole.index.isin(list(one_offs)), ~was & is_, was & ~is_], KINDS[:3], KINDS[3])
    return pd.Series(kind, index=whole.index, name="kind")


def _goods(lines: list[pd.DataFrame]) -> tuple[bridge.Bridge, tuple[str, ...]]:
    """Decompose what the goods changed, as far as there are columns; name those that are missing."""
    known = [c for c in ("product", "quantity", "cost") if all(c in frame for frame in lines)]
    amounts = [c for c in ("quantity", "revenue", "cost") if c == "revenue" or c in known]
    amounts = amounts if "product" in known else [c for c in amounts if c != "quantity"]
    sums = []
    for frame in lines:
        named = frame if "product" in known else frame.assign(product="")
        named = named[named["product"].notna() & (named["cost"].notna() if "cost" in known else True)]
        sums.append(named.groupby(["customer_id", "product"], as_index=False)[amounts].sum())
    missing = tuple(c for c in ("product", "quantity", "cost") if c not in known)
    return bridge.decompose(*sums), missing


def _as_accounts(cells: pd.DataFrame, kind: pd.Series) -> pd.DataFrame:
    """Give the parts their names, and each customer's volume to what it is by its account."""
    merged = {c: "volume_margin" for c in cells if str(c).startswith("quantity_")}
    table = cells.rename(columns={**merged, bridge.UNSPLIT: "other"})
    rest = "mix" if "mix" in table else "volume_margin"
    who = table["customer_id"].map(kind)
    volume = [c for c in ("quantity", "mix", "volume_margin", "won", "lost") if c in table]
    for name in ("won", "lost"):
        mine = who == name
        total = table.loc[mine, volume].sum(axis=1)
        table.loc[mine, volume] = 0.0
        table.loc[mine, name] = total
        strangers = (who == "kept") & (table[name] != 0)
        table.loc[strangers, rest] += table.loc[strangers, name]
        table.loc[strangers, name] = 0.0
    return table


def _with_the_rest(goods: pd.DataFrame, whole: pd.DataFrame, kind: pd.Series) -> pd.DataFrame:
    """Add one-off business, serving, and what no product explains: with them each customer's parts are whole."""
    change = whole["after"] - whole["before"]
    of_goods = whole["goods_after"] - whole["goods_before"]
    serving = (change - of_goods).round(6)
    rest = (of_goods - goods.sum(axis=1)).round(6)
    parts = goods.copy()
    for name in ("won", "lost"):
        parts[name] = parts[name] + (serving + rest).where(kind == name, 0.0)
    if (serving != 0).any():
        parts["serving"] = serving.where(kind == "kept", 0.0)
    other = rest.where(kind == "kept", 0.0) + parts.get("other", 0.0)
    parts = parts.drop(columns="other", errors="ignore")
    if (other.abs() >= CENT).any():
        parts["other"] = other
    once = kind == "one_off"
    if once.any():
        parts.loc[once] = 0.0
        parts["one_off"] = change.where(once, 0.0)
    return parts


def _products(cells: pd.DataFrame, lines: list[pd.DataFrame], names: list[str]) -> pd.DataFrame:
    """Add the parts of goods up by product, with what each earned in both years."""
    if not all("product" in frame for frame in lines):
        return pd.DataFrame()
    table = cells.groupby("product")[[*names, "change"]].sum().round(2)
    for place, (year, frame) in enumerate(zip(("before", "after"), lines, strict=True)):
        cost = frame["cost"] if "cost" in frame else pd.Series(0.0, index=frame.index)
        profit = (frame["revenue"] - cost).groupby(frame["product"]).sum()
        table.insert(place, year, profit.reindex(table.index, fill_value=0.0).round(2))
    return table.reset_index().sort_values(["change", "product"], ignore_index=True)


def _to_the_cent(parts: pd.Series, total: float) -> pd.Series:
    """Round the parts so that they add up to a total to the cent: each carries what the ones before left over.

    A part that is nothing carries nothing: no product left because of a cent.
    """
    there = parts[parts.abs() >= CENT]
    there = parts if there.empty else there
    running = there.cumsum().round(2)
    if len(running):
        running.iloc[-1] = round(total, 2)
    cents = (running.diff().fillna(running) * 100).round() / 100 + 0.0
    return pd.Series(cents.reindex(parts.index, fill_value=0.0), index=parts.index, name="part")
