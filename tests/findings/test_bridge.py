"""The bridge is said by its numbers: what carries the change, which products, and whose steps are not on terms."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib import load
from kamlib.client import Client
from kamlib.findings import causes, claims, find, underlying
from kamlib.findings.calls import before_is_known, calls
from kamlib.findings.two_years import explained
from kamlib.value.change import Change
from kamlib.words import money, speaking
from tests.embedded import embedded

#: product → quantity, price and unit cost of an order in 2022 and 2023; None where it is not sold.
Goods = dict[str, tuple[tuple[float, float, float] | None, tuple[float, float, float] | None]]


def client(goods: Goods, *, customers: int = 6) -> Client:
    """Customers who each buy every product once a month."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{year}-{month}-{i}", "product": product, "quantity": sold[0],
         "date": pd.Timestamp(year, month, 5 if month < 12 else 31), "revenue": sold[0] * sold[1],
         "cost": sold[0] * sold[2]}
        for product, years in goods.items()
        for year, sold in zip((2022, 2023), years, strict=True) if sold
        for month in range(1, 13)
        for i in range(customers)
    ]  # fmt: skip
    return Client(pd.DataFrame(rows), currency="CNY")


#: A year is 6 customers × 12 months: 72 orders of each product.
STEADY = ((10.0, 10.0, 6.0), (10.0, 10.0, 6.0))


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        (((10, 10, 6), (10, 8, 6)),
         "fell from CN¥5.76K to CN¥4.32K: lower prices took CN¥1.44K"),
        (((10, 10, 6), (10, 11, 9)),
         "fell from CN¥5.76K to CN¥4.32K although revenue rose by 5%: higher costs took CN¥2.16K and higher "
         "prices made up for only CN¥720"),
        (((10, 10, 6), None), "fell from CN¥5.76K to CN¥2.88K: products no longer sold had brought CN¥2.88K"),
        ((None, (10, 10, 12)),
         "fell from CN¥2.88K to CN¥1.44K although revenue rose by 100%: new products lost CN¥1.44K"),
        (((10, 10, 6), (20, 10, 6)),
         "rose from CN¥5.76K to CN¥8.64K: higher quantities of products sold in both years added CN¥2.88K"),
        (((10, 10, 6), (10, 10, 6)), "stayed about the same: CN¥5.76K, then CN¥5.76K"),
    ],
)  # fmt: skip
def test_the_title_says_what_carries_the_change(changed, title) -> None:
    found = find(client({"steady": STEADY, "other": changed}), only=["bridge"])["bridge"]
    assert found.title == f"In the year to 31 Dec 2023 gross profit {title}"


@pytest.mark.parametrize(
    ("before", "after", "said", "zh"),
    [
        (10, 20, "fell from -CN¥3.6K to -CN¥7.2K although revenue rose by 100%: higher quantities of products "
         "sold at a loss took CN¥3.6K", "亏本销售的产品销量上升，多亏 3,600元"),
        (20, 10, "rose from -CN¥7.2K to -CN¥3.6K although revenue fell by 50%: lower quantities of products "
         "sold at a loss saved CN¥3.6K", "亏本销售的产品销量下降，少亏 3,600元"),
    ],
)  # fmt: skip
def test_more_of_what_is_sold_at_a_loss_is_no_fall_of_quantities(
    before: int, after: int, said: str, zh: str
) -> None:
    """72 orders a year at 10 a unit that costs 15: each unit more takes 5."""
    made = client({"only": ((before, 10, 15), (after, 10, 15))})
    assert find(made, only=["bridge"])["bridge"].title == f"In the year to 31 Dec 2023 gross profit {said}"
    with speaking("zh"):
        assert find(made, only=["bridge"])["bridge"].title.endswith(zh)


def test_the_parts_that_are_named_add_up_also_where_the_total_stays_the_same() -> None:
    """72 orders of each product in a year; the part that each makes up is worked out next to it."""
    made = client(
        {
            "steady": STEADY,
            "dearer": ((10, 10, 6), (10, 8, 6)),  # 72 × 10 × -2 = -1,440 price
            "cheaper": ((10, 10, 6), (10, 10, 4.1)),  # 72 × 10 × 1.9 = +1,368 cost
            "gone": ((5, 10, 6), None),  # -72 × 5 × 4 = -1,440
            "fresh": (None, (5, 10, 6)),  # +1,440
        }
    )
    found = find(made, only=["bridge"])["bridge"]
    assert "stayed about the same" in found.title
    assert found.summary.startswith(
        "The change of -CN¥72 is made up of: products no longer sold (-CN¥1.44K), price and cost (-CN¥72: price "
        "-CN¥1.44K, cost +CN¥1.37K), new products (+CN¥1.44K)."
    )


def test_small_parts_are_one_amount_and_a_single_one_has_its_name() -> None:
    none = pd.DataFrame()
    parts = pd.Series({"one_off": -900.0, "won": 30.0, "lost": -40.0, "serving": -90.0})
    assert causes.made_up_of(Change(0.0, -1000.0, parts, none, none), None) == (
        "The change of -1K is made up of: one-off customers (-900), cost to serve (-90), all other parts (-10)."
    )
    parts = pd.Series({"one_off": -900.0, "won": 30.0, "lost": -130.0})
    assert "won (+30)" in causes.made_up_of(Change(0.0, -1000.0, parts, none, none), None)
    assert causes.made_up_of(Change(5.0, 5.0, pd.Series({"won": 0.0}), none, none), None) == ""


def test_price_and_cost_that_offset_each_other_are_named_both() -> None:
    parts = pd.Series({"lost": -100.0, "won": 4.0, "serving": 3.0, "price": 80.0, "cost": -79.0})
    said = causes.made_up_of(Change(0.0, -92.0, parts, pd.DataFrame(), pd.DataFrame()), None)
    assert said == (
        "The change of -92 is made up of: volume of customers lost (-100), price and cost (+1: price +80, cost "
        "-79), all other parts (+7)."
    )


def test_products_that_lose_with_everybody_are_named_and_their_buyers_are_not_blamed_for_terms() -> None:
    made = client({"good": ((1, 10, 6), (1, 10, 6)), "bad": ((10, 10, 9), (10, 10, 13))})
    found = find(made)
    step = found["bridge"].advice[0]
    assert "the product that loses money with most of its buyers" in step.text
    assert "bad" in step.text
    assert step.money_a_year == 72 * 30  # 10 units at a loss of 3, in 72 orders of the year
    assert set(step.customers) == {f"c{i}" for i in range(6)}
    assert set(claims.shared_out(made).values()) == {"bridge"}
    others = [advice for finding in found for advice in finding.advice if finding.id != "bridge"]
    assert not [
        advice for advice in others if set(advice.customers) & set(step.customers) and advice.stake == "loss"
    ]


def test_a_product_that_loses_with_one_of_many_is_no_matter_of_the_product() -> None:
    orders = client({"good": STEADY}).orders
    mine = orders["customer_id"] == "c0"
    orders.loc[mine, "revenue"] = 20.0
    assert find(Client(orders), only=["bridge"])["bridge"].advice == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_embedded_client_ties_to_its_years_and_is_said_in_both_languages(lang: str) -> None:
    with speaking(lang):
        found = find(embedded(), only=["yearly", "bridge"])
        years, bridge = found["yearly"], found["bridge"]
        facts = bridge.facts
        assert (facts["before"], facts["after"]) == (years.facts["before"], years.facts["after"])
        assert facts["cause"] == "one_off"
        assert money(4_092_560.60, "CNY") in bridge.title
        assert bridge.evidence["part_money"].iloc[1:-1].sum() == pytest.approx(facts["change"], abs=0.005)
        tiers = bridge.evidence[[c for c in bridge.evidence if c.startswith("part_") and c != "part_money"]]
        assert tiers.sum(axis=1).to_numpy() == pytest.approx(bridge.evidence["part_money"].to_numpy(), abs=0.06)
        assert "8%" in years.title
        assert "15%" in years.title
        assert bridge.draw is not None
        assert len(bridge.draw().patches) == len(bridge.evidence)


def test_whose_business_is_a_single_occasion_and_who_is_new_has_not_declined() -> None:
    """The twelve one-offs are recomputed from the accounts of both years."""
    machinery = embedded()
    seen = explained(machinery)
    assert seen is not None
    trailing = machinery.accounts_trailing()
    last = sorted(trailing["period"].unique())[-2:]
    once = set(seen.customers.loc[seen.customers["kind"] == "one_off", "customer_id"])
    sums = trailing[~trailing["customer_id"].isin(list(once))].groupby("period")["profit_after_serving"].sum()
    facts = find(machinery, only=["yearly"])["yearly"].facts
    assert [facts["before_without"], facts["after_without"]] == pytest.approx(sums[last].tolist(), abs=0.02)
    assert facts["one_off"] + facts["won"] + facts["lost"] + facts["rest"] == pytest.approx(
        facts["after"] - facts["before"], abs=0.02
    )


def test_a_large_new_customer_that_loses_is_named_as_won_and_not_as_a_decline() -> None:
    orders = client({"good": STEADY}).orders
    late = orders[orders["date"] >= "2023-01-01"]
    new = late[late["customer_id"] == "c0"].assign(customer_id="fresh", cost=900.0)
    new["order_id"] = "n" + new["order_id"]
    slow = late["customer_id"] == "c1"
    orders.loc[late.index[slow], "cost"] = 70.0
    found = find(Client(pd.concat([orders, new], ignore_index=True)), only=["yearly"])["yearly"]
    assert "1 customer won (-9.6K)" in found.summary
    assert found.summary.endswith("The largest decline is at c1 (120).")


@pytest.mark.slow
def test_adventureworks_says_what_carries_the_fall(shared_data, monkeypatch) -> None:
    """Recomputed from the files on names: new products −1,104,857, dropped −180,427; profit 1.15M → −0.67M."""
    monkeypatch.setenv("KAMLIB_DATA", str(shared_data))
    found = find(load("adventureworks-resellers"), only=["bridge", "misconceptions"])
    facts = found["bridge"].facts
    assert found["bridge"].title == (
        "In the year to 29 Nov 2013 gross profit fell from $1.15M to -$674K although revenue rose by 30%: new "
        "products lost $1.1M"
    )
    assert facts["entered"] == pytest.approx(-1_104_857, abs=1)
    assert facts["left"] == pytest.approx(-180_427, abs=1)
    assert "The category “Touring Bikes” alone lost $1.24M" in found["bridge"].summary
    assert "Touring-1000 Yellow, 60" in found["bridge"].advice[0].text
    assert found["misconceptions"].facts["harsh_terms"] == 0


def test_a_one_off_of_either_year_is_counted_and_one_of_neither_is_not() -> None:
    """A brought 500 in the first year, B 300 in the second, C in neither; D is no one-off."""
    customers = pd.DataFrame({
        "customer_id": [*"ABCD"], "kind": ["one_off", "one_off", "one_off", "kept"],
        "before": [500.0, 0.0, 0.0, 90.0], "after": [0.0, 300.0, 0.0, 100.0],
    })  # fmt: skip
    customers["change"] = customers["after"] - customers["before"]
    seen = Change(590.0, 400.0, pd.Series({"one_off": -200.0}), pd.DataFrame(), customers)
    known = underlying.facts(seen)
    assert known["one_offs"] == 2
    assert (known["one_off"], known["before_without"], known["after_without"]) == (-200.0, 90.0, 100.0)


def _without_cost(year: int) -> Client:
    """Customers who buy the same in both years; the cost of one year is not known."""
    made = client({"steady": STEADY, "other": STEADY})
    unknown = (made.orders["date"].dt.year == year).to_numpy()
    return Client(made.orders.assign(cost=made.orders["cost"].mask(unknown)), currency="CNY")


@pytest.mark.parametrize(
    ("year", "said", "zh"),
    [
        (2022, "cost is known for 0% of the revenue of the earlier one and for 100% of that of the later one",
         "两年的毛利不可比：有成本的收入上一年占 0%，本年占 100%"),
        (2023, "cost is known for 100% of the revenue of the earlier one and for 0% of that of the later one",
         "两年的毛利不可比：有成本的收入上一年占 100%，本年占 0%"),
    ],
)  # fmt: skip
def test_a_year_without_costs_is_no_rise_or_fall_of_profit(year: int, said: str, zh: str) -> None:
    """Neither "gross profit fell by 100%" nor "products no longer sold": all is sold as before."""
    made = _without_cost(year)
    for id_ in ("yearly", "bridge"):
        found = find(made, only=[id_])[id_]
        assert found.unknown
        assert found.title == f"The two years cannot be compared by gross profit: {said}"
        with speaking("zh"):
            assert find(made, only=[id_])[id_].title == zh
    assert not before_is_known(made)
    assert not len(calls(made))


def test_a_tenth_of_the_revenue_without_cost_does_not_hide_the_change() -> None:
    made = client({"steady": STEADY, "other": STEADY})
    unknown = (made.orders["date"] == "2022-03-05").to_numpy()  # one month of twelve in the earlier year
    seen = Client(made.orders.assign(cost=made.orders["cost"].mask(unknown)), currency="CNY")
    assert not find(seen, only=["bridge"])["bridge"].unknown


def test_a_cent_of_rounding_is_no_product_that_left() -> None:
    """Thirds of a unit, doubled: quantity is all there is, and no product came, left or became dearer."""
    sold = ((10 / 3, 10, 12.345), (20 / 3, 10, 12.345))
    seen = explained(client({"first": sold, "second": ((1 / 7, 20, 23.457), (2 / 7, 20, 23.457))}, customers=7))
    assert seen is not None
    assert seen.parts.drop("quantity").eq(0.0).all()
    assert seen.parts.sum() == pytest.approx(seen.change, abs=1e-9)


def test_the_step_names_what_cost_most_and_counts_half_a_year_up_to_a_year() -> None:
    """Eighteen months: 6 customers × 6 months × 10 × 1 = 360 of "dear" in half a year, 180 of "rare"."""
    made = client({"steady": STEADY, "dear": ((10, 10, 6), (10, 10, 7)), "rare": ((1, 100, 60), (1, 100, 65))})
    half = Client(made.orders[made.orders["date"] >= "2022-07-01"], currency="CNY")
    step = find(half, only=["bridge"])["bridge"].advice[0]
    assert step.text == "Review price and cost of “dear”, at which a lower unit margin cost most."
    assert step.worth is not None
    assert step.worth.money_a_year == pytest.approx(720, rel=0.01)
    assert (step.worth.base.months, step.worth.base.counted_up) == (6.0, True)
    whole = find(made, only=["bridge"])["bridge"].advice[0]
    assert whole.money_a_year == pytest.approx(720)


def test_cost_to_serve_is_that_of_customers_of_both_years() -> None:
    """What won and lost customers cost to serve is a part of theirs: the whole may have fallen."""
    none = pd.DataFrame()
    seen = Change(0.0, -80.0, pd.Series({"lost": 10.0, "serving": -90.0}), none, none)
    assert causes.carried(seen, None) == "the cost to serve customers of both years rose by 90"
    with speaking("zh"):
        assert causes.carried(seen, None) == "两年均有采购的客户，服务成本增加 90"


def test_one_product_is_one() -> None:
    one = find(client({"steady": STEADY, "dear": ((10, 10, 6), (10, 10, 7))}), only=["bridge"])["bridge"]
    assert "The product that moved it most: “dear” (-CN¥720)." in one.summary


def _with_a_new_customer(price: float) -> Client:
    """One customer buys 10 a month at 10 and then at `price`; a new one buys 60 a month at it; each costs 6."""
    rows = [
        ("old", year, month, 10, 10.0 if year == 2022 else price)
        for year in (2022, 2023)
        for month in range(1, 13)
    ]
    rows += [("new", 2023, month, 60, price) for month in range(1, 13)]
    orders = [
        {"customer_id": who, "order_id": f"{who}{year}-{month}", "product": "pump", "quantity": n,
         "date": pd.Timestamp(year, month, 5 if month < 12 else 31), "revenue": n * paid, "cost": n * 6.0}
        for who, year, month, n, paid in rows
    ]  # fmt: skip
    return Client(pd.DataFrame(orders), currency="CNY")


@pytest.mark.parametrize(
    ("price", "said", "zh"),
    [
        (10.0, "customers won brought CN¥2.88K", "新增客户带来 2,880元"),  # 12 × 60 × 4
        (
            11.0,
            "the volume of customers won added CN¥2.88K",
            "新增客户的销量带来 2,880元",
        ),  # and 12 × 60 × 1 is price
    ],
)
def test_what_customers_won_brought_is_all_of_it_or_said_to_be_their_volume(
    price: float, said: str, zh: str
) -> None:
    made = _with_a_new_customer(price)
    assert find(made, only=["bridge"])["bridge"].title.endswith(said)
    with speaking("zh"):
        assert find(made, only=["bridge"])["bridge"].title.endswith(zh)


def test_more_returned_than_sold_is_not_said_to_lack_a_product() -> None:
    """All lines name their product; in 2023 more of it came back than was sold, so that it has no price."""
    made = client({"pump": ((10, 10, 6), (-2, 10, 6)), "steady": STEADY})
    seen = explained(made)
    assert seen is not None
    assert (
        causes.carried(seen, "CNY") == "lines without a product or net quantity brought CN¥3.46K less"
    )  # 72 × 12 × 4
