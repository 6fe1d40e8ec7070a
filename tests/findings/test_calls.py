"""The accounts to call, recomputed by hand from a small book, with look-alikes that nobody is to call."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.call_words import ask, call_list, outcome, past_call_list
from kamlib.findings.calls import _levers, a_year_ago, calls, calls_a_year_ago, peak
from kamlib.findings.product_losses import product_losses
from kamlib.findings.recoverable import today
from kamlib.manage.owners import owner_of
from kamlib.value.serving_rates import ServingRates
from kamlib.words import speaking
from tests.embedded import embedded

END = pd.Timestamp("2024-12-31")

#: Customer → for each of three years the month's revenue, discount and cost; the last year ends on the last day.
BOOK = {
    "LOSES": [(100, 40, 120), (100, 40, 120), (100, 40, 120)],  # −20 a month, 40 of 140 given away
    "LESS": [(1000, 0, 700), (1000, 0, 700), (400, 0, 280)],  # 3,600 a year, then 1,440
    "EARNS": [(500, 0, 350), (500, 0, 350), (500, 0, 450)],  # 1,800 a year, then 600
    "STEADY": [(900, 0, 630), (900, 0, 630), (900, 0, 630)],
    "NEAR": [(800, 0, 560), (800, 0, 560), (620, 0, 434)],  # falls by less than a quarter: a look-alike
    "WAS": [(100, 0, 150), (100, 0, 150), (100, 0, 60)],  # lost money until last year: nothing to get back now
}


def lines() -> pd.DataFrame:
    """Make a line a month for each customer, and one customer that fell silent in May of the last year."""
    rows = []
    for who, years in BOOK.items():
        for year, (revenue, discount, cost) in zip((2022, 2023, 2024), years, strict=True):
            rows += [(who, pd.Timestamp(year, month, 28), revenue, discount, cost) for month in range(1, 13)]
    rows += [("QUIET", day, 300, 0, 200) for day in pd.date_range("2022-01-15", "2024-05-15", freq="MS")]
    rows += [("ONCE", pd.Timestamp("2023-06-15"), 12_000, 0, 4_000)]
    rows += [("STEADY", END, 900, 0, 630)]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "discount", "cost"])
    frame = frame.astype({"customer_id": "str", "revenue": "float64", "discount": "float64", "cost": "float64"})
    return frame.assign(order_id=[str(n) for n in range(len(frame))], owner=frame["customer_id"].str.lower())


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(lines(), currency="EUR", as_of=END)


def test_the_accounts_are_those_that_a_reader_finds_by_hand(client: Client) -> None:
    found = calls(client).set_index("customer_id")
    by_hand = {
        "LESS": ("buys_less", 12 * 300 - 12 * 120),
        "EARNS": ("earns_less", 12 * 150 - 12 * 50),
        "QUIET": ("silent", 12 * 100),  # the twelve months to its last order, 1 May 2024
        "LOSES": ("loses", 12 * 20),
    }
    assert {who: (row["call"], row["money_a_year"]) for who, row in found.iterrows()} == by_hand
    assert list(found.index) == ["LESS", "EARNS", "QUIET", "LOSES"]


def test_the_peak_is_what_the_profitable_ones_bring_in_a_year(client: Client) -> None:
    """LESS 1,440, EARNS 600, STEADY 13 × 270, NEAR 12 × 186, WAS 480, QUIET 5 × 100."""
    assert peak(client) == pytest.approx(1440 + 600 + 3510 + 2232 + 480 + 500)


def test_ask_reason_owner_and_certainty_say_what_was_found(client: Client) -> None:
    with speaking("en"):
        rows = call_list(client).set_index("customer_id")
    assert rows.loc["LOSES", "call_ask"] == "a lower discount"
    assert rows.loc["LOSES", "call_why"] == "Discount 28.6% of the list value, 0.0% at profitable customers"
    assert rows.loc["LOSES", "call_sure"] == "high: a loss in both of the last two years"
    assert rows.loc["LESS", "call_sure"] == (
        "low: the fall is in your orders; that the volume returns is an assumption"
    )
    assert rows.loc["QUIET", "call_sure"].startswith("low: the silence is hardly chance")
    assert rows.loc["LESS", "call_why"] == "revenue of €4.8K in the last 12 months, €12K in the 12 months before"
    assert rows.loc["EARNS", "call_ask"] == "a higher price, or products that earn more"
    assert rows.loc["QUIET", "call_why"] == "silent for 244 days, usually orders every 31 days"
    assert set(rows["owner"]) == {"less", "earns", "quiet", "loses"}


def test_where_the_client_states_what_part_comes_back_the_orders_say_how_sure_it_is(client: Client) -> None:
    stated = replace(client, policy=ServingRates(save_rate=0.25))
    with speaking("en"):
        rows = call_list(stated).set_index("customer_id")["call_sure"]
    assert rows["QUIET"] == "high: chance explains fewer than 1 in 100 such silences"
    assert rows["LESS"] == "medium: one year against the year before"


def test_without_an_owner_in_the_tables_that_is_said(client: Client) -> None:
    bare = Client(client.orders.drop(columns="owner"), currency="EUR", as_of=END)
    with speaking("en"):
        assert set(call_list(bare)["owner"]) == {"not in the data"}


def test_the_customer_table_names_the_owner_before_the_order_lines_do(client: Client) -> None:
    named = pd.DataFrame({"customer_id": ["LESS"], "owner": ["Wang"]})
    found = calls(replace(client, customers=named)).set_index("customer_id")["owner"]
    assert (found["LESS"], found["EARNS"]) == ("Wang", "earns")


def test_of_several_owners_the_latest_order_line_decides() -> None:
    """A was handed from Zhao to Li to Wang; the last line of B names nobody, so that the one before counts."""
    rows = [("A", "2024-02-10", "Li"), ("A", "2024-03-10", "Wang"), ("A", "2024-01-10", "Zhao"),
            ("B", "2024-05-01", "Li"), ("B", "2024-06-01", None), ("C", "2024-06-01", None)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "owner"])
    frame = frame.assign(date=pd.to_datetime(frame["date"]), order_id=[*"123456"], revenue=100.0)
    assert owner_of(Client(frame, as_of=END)) == {"A": "Wang", "B": "Li"}


def test_the_client_a_year_ago_knows_the_orders_of_that_day_and_none_after_it(client: Client) -> None:
    """270 on the last day of 2023, in the afternoon, count a year ago; those of the next morning do not."""
    edges = pd.DataFrame({
        "customer_id": ["STEADY", "STEADY"], "date": pd.to_datetime(["2023-12-31 15:00", "2024-01-01 08:00"]),
        "order_id": ["last", "next"], "revenue": 900.0, "discount": 0.0, "cost": 630.0,
    })  # fmt: skip
    book = pd.concat([client.orders.drop(columns="owner"), edges], ignore_index=True)
    then = a_year_ago(Client(book, currency="EUR", as_of=END))
    assert then is not None
    assert peak(then) == 12 * 300 + 12 * 150 + 13 * 270 + 12 * 240 + 12 * 100 + 8_000  # LESS, EARNS, … ONCE


def test_nothing_keeps_the_client_a_year_ago(client: Client) -> None:
    assert len(calls_a_year_ago(client)) == 2
    assert not [note for note in client.kept.values() if isinstance(note, Client)]


def test_a_year_ago_only_the_loss_makers_were_known_and_their_losses_went_on_or_ended(client: Client) -> None:
    found = calls_a_year_ago(client).set_index("customer_id")
    assert found["money_a_year"].to_dict() == {"WAS": 600.0, "LOSES": 240.0}
    assert found["since"].to_dict() == {"WAS": 480.0, "LOSES": -240.0}
    with speaking("en"):
        said = past_call_list(client).set_index("customer_id")["call_outcome"].to_dict()
    assert said == {"WAS": "the loss has ended", "LOSES": "the loss goes on"}


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (352.0, "stays at the lower level"),  # 192 of the 10,326 that went is no recovery
        (1_190.0, "stays at the lower level"),
        (1_200.0, "recovered in part"),  # more than a tenth: 160 + 1,032.60
        (9_500.0, "back at the old level"),
        (20.0, "fell further"),
    ],
)
def test_a_tenth_of_what_went_has_to_be_back_before_a_fall_counts_as_recovered(since: float, said: str) -> None:
    row = {"call": "buys_less", "before": 10_486.0, "year": 160.0, "since": since, "since_revenue": 5_000.0}
    with speaking("en"):
        assert outcome(row) == said


def test_what_happened_since_does_not_change_who_would_have_been_named(client: Client) -> None:
    later = client.orders["date"] > "2023-12-31"
    other = client.orders.assign(revenue=client.orders["revenue"].mask(later, 1.0))
    changed = calls_a_year_ago(Client(other, currency="EUR", as_of=END))
    assert changed["customer_id"].tolist() == calls_a_year_ago(client)["customer_id"].tolist()


def test_neither_the_order_of_the_rows_nor_the_unit_of_money_matters(client: Client) -> None:
    found = calls(client)
    mixed = client.orders.sample(frac=1, random_state=2).reset_index(drop=True)
    assert calls(Client(mixed, currency="EUR", as_of=END)).equals(found)
    money = ["revenue", "discount", "cost"]
    cents = client.orders.assign(**{c: client.orders[c] * 100 for c in money})
    scaled = calls(Client(cents, currency="EUR", as_of=END))
    assert scaled["customer_id"].tolist() == found["customer_id"].tolist()
    assert scaled["money_a_year"].tolist() == pytest.approx((found["money_a_year"] * 100).tolist())


def test_by_revenue_only_falls_and_silence_are_reasons(client: Client) -> None:
    bare = Client(client.orders[["customer_id", "order_id", "date", "revenue"]], currency="EUR", as_of=END)
    found = calls(bare).set_index("customer_id")
    assert found["call"].to_dict() == {"LESS": "buys_less", "QUIET": "silent"}
    assert found.loc["LESS", "money_a_year"] == 12_000 - 4_800


def test_a_short_book_names_nobody_of_a_year_ago(client: Client) -> None:
    short = Client(client.orders[client.orders["date"] > "2023-12-31"], currency="EUR", as_of=END)
    assert calls_a_year_ago(short).empty
    with speaking("en"):
        assert past_call_list(short).empty


def test_the_losses_of_the_embedded_client_are_those_of_its_lines() -> None:
    """Lines, visits and late payment of the last year, added up anew for the first account that loses."""
    client = embedded()
    row = calls(client).query("call == 'loses'").iloc[0]
    year = kam.periods.calendar("2024")
    own = client.accounts_within(year).set_index("customer_id")
    lines_ = client.orders[
        (client.orders["customer_id"] == row["customer_id"]) & (client.orders["date"] >= "2024")
    ]
    visits = client.activities[client.activities["customer_id"] == row["customer_id"]]
    spent = visits.loc[pd.to_datetime(visits["date"]).dt.year == 2024, "cost"].sum()
    least = lines_["revenue"].sum() - lines_[["cost", "freight", "quality_loss"]].sum().sum() - spent
    late = own.loc[row["customer_id"], "profit_after_serving"] - least
    assert row["money_a_year"] == pytest.approx(-own.loc[row["customer_id"], "profit_after_serving"], abs=0.01)
    assert -0.01 * lines_["revenue"].sum() < late <= 0.01  # the interest on what was paid late
    given = lines_["discount"].sum() / (lines_["discount"].sum() + lines_["revenue"].sum())
    assert row["own_share"] == pytest.approx(given)


def test_a_loss_of_products_that_lose_with_everybody_is_none_of_the_customer() -> None:
    """A and B pay 90 for a bike that costs 100; C pays 30 for a seal, for which all others pay 100.

    At B's margins of -10 in 100 H would lose on a valve half of its 20, F on a pump a sixth of its 60.
    """
    days = pd.date_range("2024-01-15", "2024-12-15", freq="MS").append(pd.DatetimeIndex([END]))
    sold = [("A", "bike", 90.0, 100.0), ("B", "bike", 90.0, 100.0), ("B", "seal", 100.0, 40.0),
            ("D", "seal", 100.0, 40.0), ("C", "seal", 30.0, 40.0), ("B", "valve", 100.0, 110.0),
            ("H", "valve", 100.0, 120.0), ("B", "pump", 100.0, 110.0), ("F", "pump", 100.0, 160.0)]  # fmt: skip
    rows = [(who, product, day, revenue, cost) for who, product, revenue, cost in sold for day in days]
    frame = pd.DataFrame(rows, columns=["customer_id", "product", "date", "revenue", "cost"])
    frame = frame.astype({"customer_id": "str", "product": "str"})
    book = Client(frame.assign(order_id=[str(n) for n in range(len(frame))]), currency="EUR", as_of=END)
    lost = product_losses(book)
    assert lost == pytest.approx(dict.fromkeys("AH", today(book).factor * 10 * len(days)))
    with speaking("en"):
        asked = call_list(book).set_index("customer_id")["call_ask"].to_dict()
    assert asked == dict.fromkeys("AH", "new prices for the products that lose money with others too") | (
        dict.fromkeys("CF", "a higher price, or products that earn more")
    )


def test_who_comes_out_even_has_no_loss_that_could_be_one_of_the_products() -> None:
    """A, B and C pay 90 for a bike that costs 100, E pays 100: of E's 100 others lose 11, but E loses nothing.

    Others lose 20 of 280 without A, so that of A's 90 they would lose 90 / 14 a bike: more than half of its 10.
    """
    days = pd.date_range("2024-01-15", "2024-12-15", freq="MS").append(pd.DatetimeIndex([END]))
    rows = [(who, day, 100.0 if who == "E" else 90.0) for who in "ABCE" for day in days]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "revenue"]).assign(product="bike", cost=100.0)
    frame = frame.assign(order_id=[str(n) for n in range(len(frame))])
    book = Client(frame, currency="EUR", as_of=END)
    expected = today(book).factor * len(days) * 90 / 14
    assert product_losses(book) == pytest.approx(dict.fromkeys("ABC", expected), abs=0.02)


def test_terms_are_compared_with_those_of_customers_that_earn() -> None:
    """TWIN gives away as much as LOSES and loses as much: those that earn give nothing."""
    frame = lines()
    twin = frame[frame["customer_id"] == "LOSES"].assign(customer_id="TWIN")
    two = Client(pd.concat([frame, twin.assign(order_id="T" + twin["order_id"])]), currency="EUR", as_of=END)
    (row,) = _levers(two, ["LOSES"]).to_dict("records")
    assert (row["lever"], row["others_share"]) == ("discount", 0.0)


@pytest.fixture(scope="module")
def bare() -> Client:
    """The embedded client without what serving costs: C027 earns, on a discount that nobody else has."""
    whole = embedded()
    return Client(whole.orders[["customer_id", "order_id", "date", "revenue", "cost", "discount"]],
                  customers=whole.customers, currency="CNY", as_of=whole.as_of)  # fmt: skip


def test_a_heavy_buyer_on_harsh_terms_has_one_amount_on_the_page(bare: Client) -> None:
    """What it should bring is the profit in the place that it has by purchases."""
    year = bare.orders[bare.orders["date"] > "2023-12-31"]
    profit = (year["revenue"] - year["cost"]).groupby(year["customer_id"]).sum()
    bought = year["revenue"].clip(lower=0).groupby(year["customer_id"]).sum()
    place = int((bought > bought["C027"]).sum())
    due = profit.sort_values(ascending=False).iloc[place] - profit["C027"]
    table = calls(bare).set_index("customer_id")
    called = table.loc["C027"]
    assert called["call"] == "harsh_terms"
    assert called["money_a_year"] == pytest.approx(due, abs=0.01)
    step = next(s for s in find(bare, only=["misconceptions"])["misconceptions"].advice if "C027" in s.customers)
    assert table.loc[list(step.customers), "money_a_year"].sum() == pytest.approx(step.money_a_year, abs=0.02)
    with speaking("en"):
        said = call_list(bare).set_index("customer_id").loc["C027"]
    assert said["call_ask"] == "a lower discount"
    assert said["call_sure"] == "medium: compared with ten or more other customers"


@pytest.mark.parametrize(
    ("since", "said"),
    [(112.0, "brings more than before"), (108.0, "brings as much as before"), (88.0, "brings less than before")],
)
def test_better_terms_show_in_what_a_customer_brings(since: float, said: str) -> None:
    row = {"call": "harsh_terms", "year": 100.0, "before": 300.0, "since": since, "since_revenue": 1.0}
    with speaking("en"):
        assert outcome(row) == said


@pytest.mark.parametrize(
    ("months", "why", "sure"),
    [
        (9, "gross profit of -€90 in the last 9 months",
         "low: the amount is counted up to a year from fewer months"),
        (18, "gross profit of -€120 in the last 12 months",
         "medium: a loss in the last 12 months; what the year before brought is not known"),
        (24, "gross profit of -€120 in the last 12 months, -€120 in the 12 months before",
         "high: a loss in both of the last two years"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_a_year_that_the_orders_do_not_cover(months: int, why: str, sure: str) -> None:
    """Two customers that cost 110 a month and bring 100: no other terms to compare them with."""
    first = END + pd.Timedelta(days=1) - pd.DateOffset(months=months)
    rows = [(who, day, 100.0, 110.0) for who in "AB" for day in pd.date_range(first, END, freq="MS")]
    rows += [(who, END, 0.0, 0.0) for who in "AB"]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "cost"])
    with speaking("en"):
        called = call_list(Client(frame.assign(order_id=[str(n) for n in range(len(frame))]), currency="EUR"))
    assert called[["call_why", "call_sure"]].drop_duplicates().to_numpy().tolist() == [[why, sure]]


def test_who_earns_is_not_asked_for_prices_at_which_it_earns_again() -> None:
    with speaking("en"):
        asked = {call: ask({"call": call, "product_loss": 0.0, "lever": ""}) for call in ("harsh_terms", "loses")}
    assert asked == {
        "harsh_terms": "terms like those of other customers", "loses": "prices at which it earns again",
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [("en", "terms at which it earns as much as before"),
                                            ("zh", "恢复到原有盈利水平的条件")])  # fmt: skip
def test_who_earns_less_is_not_asked_for_prices_at_which_it_earns_again(lang: str, said: str) -> None:
    """EARNS still earns 600 a year: only who loses money is to earn again."""
    row = {"call": "earns_less", "product_loss": 0.0, "lever": ""}
    with speaking(lang):
        assert ask(row) == said
        assert ask({**row, "call": "loses"}) != said
