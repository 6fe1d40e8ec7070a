"""What tables show of a customer, field by field: nobody is asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.facts.payments import due_dates
from kamlib.manage import met
from kamlib.manage.owners import seller_of
from kamlib.manage.year import Year, year_of

if TYPE_CHECKING:
    from kamlib.book import Book


@dataclass(frozen=True, eq=False)
class Shown:
    """What a table shows of a field.

    Attributes
    ----------
    column : pandas.Series
        By customer id, missing where the table says nothing of a customer.
    source : str
        The table.
    on : pandas.Series or Timestamp or None
        The day of the evidence; None for the day of the book.
    """

    column: pd.Series
    source: str
    on: pd.Series | None = None

    @property
    def complete(self) -> bool:
        """Whether a missing value says that there was nothing: no order of that kind, no visit."""
        return self.source in ("orders", "activities", "deals")


@cached_per_client
def shown(book: Book) -> dict[str, Shown]:
    """Return what the tables show, by field.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    dict
        Key of a field → what a table shows; fields are left out whose tables or columns the book lacks.
    """
    year = year_of(book)
    found: dict[str, Shown] = {}
    for part in (_years, _products, _paid, _before, _whole, _customers, _visits, _contacts, _survey, _deals):
        found |= part(book, year)
    return found


def _of(source: str, year: Year, values: dict[str, pd.Series]) -> dict[str, Shown]:
    ids = year.table.index
    return {key: Shown(series.reindex(ids), source) for key, series in values.items()}


def _years(book: Book, year: Year) -> dict[str, Shown]:
    """Amounts and counts of the last twelve months."""
    table = year.table
    named = {
        "products_bought": "products", "goods_returned": "returns", "orders_year": "orders",
        "revenue_year": "revenue", "profit_year": "profit", "margin_year": "margin",
        "profit_served_year": "profit_after_serving", "days_late": "days_late",
    }  # fmt: skip
    needs = {"profit_year": "cost", "margin_year": "cost", "days_late": "due_date"}
    found = {
        field: table[column].astype("float64")
        for field, column in named.items()
        if column in table and (field not in needs or book.has(f"orders.{needs[field]}"))
    }
    if book.has("orders.discount"):
        full = table["revenue"] + table["discount"]
        found["discount_rate"] = (table["discount"] / full).where(full > 0).astype("float64")
    return _of("orders", year, found)


def _by_customer(lines: pd.DataFrame, column: str, rows: pd.Series | None = None) -> pd.Series:
    """Add up a column of order lines by customer; zero for those that have none of these rows."""
    values = lines[column].astype("float64").fillna(0.0)
    return (values if rows is None else values.where(rows, 0.0)).groupby(lines["customer_id"].to_numpy()).sum()


def _products(book: Book, year: Year) -> dict[str, Shown]:
    """Count what was bought, and what no longer is."""
    lines, found = year.lines, {}
    if book.has("orders.quantity"):
        found["units_bought"] = _by_customer(lines, "quantity")
    if book.has("orders.quality_loss"):
        found["quality_losses"] = _by_customer(lines, "quality_loss")
    revenue = _by_customer(lines, "revenue")
    if book.has("orders.order_type"):
        spare = _by_customer(lines, "revenue", lines["order_type"].astype("str") == "spare parts")
        found["spare_part_share"] = (spare / revenue).where(revenue > 0)
    if book.has("orders.product"):
        found |= _range(book, year)
    if book.has("orders.channel"):
        found["main_channel"] = _most(lines, "channel")[0]
    return _of("orders", year, found)


def _most(lines: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series]:
    """Return what a customer spent most on, of equal amounts the first by name, and its amount."""
    known = lines[lines[column].notna()]
    sums = known.groupby(["customer_id", column], observed=True)["revenue"].sum().reset_index()
    sums = sums[sums["revenue"] > 0].assign(_name=sums[column].astype("str"))
    top = sums.sort_values(["customer_id", "revenue", "_name"], ascending=[True, False, True])
    top = top.drop_duplicates("customer_id").set_index("customer_id")
    return top["_name"], top["revenue"]


def _range(book: Book, year: Year) -> dict[str, pd.Series]:
    """Compare the products of the last twelve months with those bought before."""
    names, sums = _most(year.lines, "product")
    found = {"main_product": names, "main_product_share": sums / year.table["revenue"].where(lambda r: r > 0)}
    bought = book.orders[(book.orders["revenue"] > 0) & book.orders["product"].notna()]
    keys = bought[["customer_id", "product", "date"]].copy()
    spans = keys.groupby(["customer_id", "product"], observed=True)["date"].agg(["min", "max"]).reset_index()
    first = year.days.window.first
    since = pd.Timestamp(first) - pd.DateOffset(months=12)
    if year.before is not None:
        new = spans["min"] >= first
        gone = (spans["max"] < first) & (spans["max"] >= since)
        for field, rows in (("new_products", new), ("stopped_products", gone)):
            found[field] = rows.astype("float64").groupby(spans["customer_id"].to_numpy()).sum()
    return found


def _paid(book: Book, year: Year) -> dict[str, Shown]:
    """Days to pay as agreed, and what is overdue on the day of the book."""
    if not book.has("orders.due_date"):
        return {}
    lines = year.lines[(year.lines["revenue"] > 0) & year.lines["due_date"].notna()]
    days = (lines["due_date"].dt.normalize() - lines["date"].dt.normalize()).dt.days
    weighted = _by_customer(lines.assign(weighted=days * lines["revenue"]), "weighted")
    found = {"payment_terms": (weighted / _by_customer(lines, "revenue")).round(2)}
    if book.has("orders.paid_date"):
        every = book.orders
        open_ = every["paid_date"].isna() & (due_dates(every) < book.as_of) & (every["revenue"] > 0)
        paid = every["paid_amount"].astype("float64").fillna(0.0) if "paid_amount" in every else 0.0
        due = (every["revenue"].astype("float64") - paid).clip(lower=0.0)
        found["overdue"] = _by_customer(every.assign(due=due), "due", open_)
    return _of("orders", year, found)


def _before(_book: Book, year: Year) -> dict[str, Shown]:
    """Growth against the twelve months before."""
    if year.before is None:
        return {}
    before = year.before["revenue"].astype("float64")
    return _of("orders", year, {"growth": (year.table["revenue"] / before - 1.0).where(before > 0)})


def _whole(book: Book, year: Year) -> dict[str, Shown]:
    """Return what only the whole book shows: the first and the last order, and the rhythm between orders."""
    from kamlib.facts.accounts import accounts

    kept = getattr(book, "accounts", None)
    whole = (accounts(book.orders, as_of=book.as_of) if kept is None else kept).set_index("customer_id")
    last, first = whole["last_date"], whole["first_date"]
    found = {
        "last_order": Shown(last.reindex(year.table.index), "orders"),
        "order_rhythm": Shown(_recent_rhythm(book, year).reindex(year.table.index), "orders"),
    }
    if first.min() > book.first_date or book.has("customers.since"):
        told = _stated(book, "since")
        since = first if told is None else pd.concat([first, told.reindex(first.index)], axis=1).min(axis=1)
        found["since"] = Shown(since.reindex(year.table.index), "orders" if told is None else "customers")
    return found


def _recent_rhythm(book: Book, year: Year) -> pd.Series:
    """Return the mean days between the order days of the last twenty-four months, from four order days on."""
    since = pd.Timestamp(year.days.window.last) - pd.DateOffset(months=24)
    lines = book.orders[(book.orders["revenue"] > 0) & (book.orders["date"] > since)]
    days = lines[["customer_id"]].assign(day=lines["date"].dt.normalize()).drop_duplicates()
    seen = days.groupby("customer_id")["day"].agg(["min", "max", "size"])
    gaps = (seen["max"] - seen["min"]).dt.days / (seen["size"] - 1).where(seen["size"] >= 4)
    return pd.Series(gaps.astype("float64"))


def _stated(book: Book, column: str) -> pd.Series | None:
    """Return a column of the customer table by customer id; None where there is none."""
    if not book.has(f"customers.{column}"):
        return None
    assert book.customers is not None  # noqa: S101  (has() said so)
    return pd.Series(book.customers.drop_duplicates("customer_id").set_index("customer_id")[column])


def _customers(book: Book, year: Year) -> dict[str, Shown]:
    """Return the seller of the latest line, and our share of wallet."""
    found: dict[str, Shown] = {}
    if book.has("orders.owner"):
        seller = pd.Series(seller_of(book), dtype="str")
        found["owner"] = Shown(seller.reindex(year.table.index), "orders")
    wallet = _stated(book, "potential")
    if wallet is not None:
        revenue = year.table["revenue"].astype("float64") * year.days.factor
        share = revenue / wallet.astype("float64").reindex(revenue.index).where(lambda w: w > 0)
        found["wallet_share"] = Shown(share.where(share <= 1.0), "customers")  # above 1 the potential is wrong
    return found


def _visits(book: Book, year: Year) -> dict[str, Shown]:
    """Days of the last visits by level, repairs, complaints, and what all of it cost."""
    if not book.has("activities.date"):
        return {}
    from kamlib.value.cost_to_serve import priced

    diary = met.diary(book)
    found: dict[str, pd.Series] = {}
    seen = met.visits(book)
    if book.has("activities.level"):
        for level in ("leadership", "technical", "business"):
            of_level = seen[seen["level"].astype("str") == level]
            found[f"last_{level}"] = of_level.groupby("customer_id")["date"].max()
    of_year = diary[(diary["date"] >= year.days.window.first) & (diary["date"] <= year.days.window.last)]
    if book.has("activities.kind"):
        kinds = of_year["kind"].astype("str")
        for field, kind in (("repairs", "service"), ("complaints", "complaint")):
            rows = (kinds == kind).astype("float64")
            found[field] = (
                rows.groupby(of_year["customer_id"].to_numpy()).sum().reindex(year.table.index).fillna(0.0)
            )
    cost = priced(of_year, book.policy)
    if cost.notna().any():
        sums = cost.fillna(0.0).groupby(of_year["customer_id"].to_numpy()).sum()
        found["visit_cost"] = sums.reindex(year.table.index).fillna(0.0)
    return _of("activities", year, found)


def _contacts(book: Book, year: Year) -> dict[str, Shown]:
    """Contacts, decision makers and whether they were met, who knows them."""
    if not book.has("contacts.contact_id"):
        return {}
    people, ids = met.contacts(book), year.table.index

    def counted(rows: pd.Series) -> pd.Series:
        return rows.astype("float64").groupby(people["customer_id"].to_numpy()).sum().reindex(ids)

    found = {"contact_count": counted(people["contact_id"].notna())}
    if book.has("contacts.role"):
        deciders = counted(people["decides"])
        found["decision_makers"] = deciders.where(deciders > 0)  # nobody known is no answer
        if book.has("activities.date"):
            found["decision_makers_met"] = counted(people["decides"] & people["met"]).where(deciders > 0)
    if book.has("contacts.known_by"):
        found["known_once"] = counted(people["known_by"].map(len) == 1)
    if book.has("contacts.attitude"):
        decide = people[people["decides"]] if people["decides"].any() else people
        found["attitude"] = decide["attitude"].astype("float64").groupby(decide["customer_id"].to_numpy()).mean()
    if book.has("contacts.birthday"):
        born = people[people["birthday"].notna()]
        words = born["contact_id"].astype("str") + " " + born["birthday"].dt.strftime("%m-%d")
        found["birthdays"] = words.groupby(born["customer_id"].to_numpy()).agg("; ".join)
    return _of("contacts", year, found)


def _survey(book: Book, year: Year) -> dict[str, Shown]:
    """Average a customer's latest answers."""
    if not book.has("survey.score"):
        return {}
    assert book.survey is not None  # noqa: S101  (has() said so)
    asked = book.survey[book.survey["score"].notna() & (book.survey["date"] <= book.as_of)]
    last = asked.groupby("customer_id")["date"].max()
    latest = asked[asked["date"] == asked["customer_id"].map(last)]
    mean = latest["score"].astype("float64").groupby(latest["customer_id"].to_numpy()).mean()
    ids = year.table.index
    return {"satisfaction": Shown(mean.reindex(ids), "survey", last.reindex(ids))}


def _deals(book: Book, year: Year) -> dict[str, Shown]:
    """Deals that are neither won nor lost."""
    if not (book.has("deals.stage") and book.has("deals.customer_id")):
        return {}
    assert book.deals is not None  # noqa: S101  (has() said so)
    open_ = book.deals[~book.deals["stage"].isin(("won", "lost")) & book.deals["customer_id"].notna()]
    sizes = open_.groupby("customer_id").size().reindex(year.table.index).fillna(0).astype("float64")
    found = {"open_deals": sizes}
    if book.has("deals.value"):
        sums = open_["value"].astype("float64").groupby(open_["customer_id"].to_numpy()).sum()
        found["open_deal_value"] = sums.reindex(year.table.index).fillna(0.0)
    return _of("deals", year, found)
