"""The key-account list: planted key accounts found, decoys kept out, and each verdict with its reason."""

import pandas as pd
import pytest

from kamlib.classify import key_accounts, misconceptions, tiers
from kamlib.facts.accounts import accounts
from kamlib.world.world import make


def listed(orders, customers=None, basis=None, **tiering):
    table = accounts(orders)
    cut = tiers.assign(table, basis=basis, **tiering)
    seen = misconceptions.diagnose(orders, table, basis=basis)
    return key_accounts.select_key_accounts(table, cut, seen, orders=orders, customers=customers)


@pytest.fixture(scope="module")
def worlds():
    return [make(seed=seed) for seed in range(4)]


@pytest.fixture(scope="module")
def lists(worlds):
    return [listed(world.orders, world.customers) for world in worlds]


def verdicts(result):
    return result.table.set_index("customer_id")["verdict"]


def test_planted_key_accounts_are_on_the_list(worlds, lists):
    planted = [verdicts(found)[who] for world, found in zip(worlds, lists, strict=True)
               for who in world.truth["who"]["key_accounts"]]  # fmt: skip
    assert planted.count("key") / len(planted) >= 0.9


@pytest.mark.parametrize("decoy", ["big_ticket", "group_purchase", "harsh_terms", "costly_small"])
def test_no_decoy_is_on_the_list(worlds, lists, decoy):
    for world, found in zip(worlds, lists, strict=True):
        assert "key" not in set(verdicts(found)[world.truth["who"][decoy]])


def test_small_ones_with_potential_are_candidates(worlds, lists):
    for world, found in zip(worlds, lists, strict=True):
        small = verdicts(found)[world.truth["who"]["small_with_potential"]]
        assert (small == "candidate").mean() >= 0.9


def test_everybody_has_one_verdict_and_a_known_reason(worlds, lists):
    for world, found in zip(worlds, lists, strict=True):
        assert len(found.table) == world.orders["customer_id"].nunique()
        assert set(found.table["decided_by"]) <= set(key_accounts.REASONS)
        assert set(found.table["verdict"]) <= set(key_accounts.VERDICTS)


def test_key_accounts_earn_above_the_line_without_any_single_occasion(lists):
    for found in lists:
        key = found.with_verdict("key")
        assert (key["lasting"] >= found.line).all()
        assert (key["revenue"] > 0).all()
        assert key[["of_value", "lasts", "often", "loyal"]].all(axis=None)


def test_row_order_does_not_matter(worlds, lists):
    shuffled = worlds[0].orders.sample(frac=1, random_state=1)
    again = listed(shuffled, worlds[0].customers)
    assert verdicts(again).equals(verdicts(lists[0]))


def test_the_currency_does_not_matter(worlds, lists):
    rate = 8.0
    orders, customers = worlds[0].orders.copy(), worlds[0].customers.copy()
    orders[["revenue", "cost", "discount"]] *= rate
    customers["potential"] *= rate
    assert verdicts(listed(orders, customers)).equals(verdicts(lists[0]))


def test_by_revenue_it_says_so(worlds):
    found = listed(worlds[0].orders.drop(columns="cost"))
    assert found.goods_basis == "revenue"
    assert "loses" not in set(found.table["decided_by"])


def test_tiers_and_misconceptions_have_to_be_of_one_mind(worlds):
    table = accounts(worlds[0].orders)
    cut = tiers.assign(table, basis="revenue")
    seen = misconceptions.diagnose(worlds[0].orders, table, basis="profit")
    with pytest.raises(ValueError, match="revenue"):
        key_accounts.select_key_accounts(table, cut, seen)


def test_two_who_bought_and_cancelled_one_huge_order_are_never_key_accounts(shared_data):
    lines = pd.read_csv(shared_data / "uci-online-retail" / "online_retail.csv.gz", dtype={"InvoiceNo": "str"})
    lines = lines[lines["CustomerID"].notna()]
    orders = pd.DataFrame({
        "customer_id": lines["CustomerID"].astype("int64").astype("str"), "order_id": lines["InvoiceNo"],
        "date": pd.to_datetime(lines["InvoiceDate"]), "revenue": lines["Quantity"] * lines["UnitPrice"],
    })  # fmt: skip
    found = listed(orders)
    assert verdicts(found)[["12346", "16446"]].tolist() == ["not", "not"]
    assert verdicts(found)["14646"] == "key"


def book(days, customers=10, *, worth=lambda i: 100.0):
    """Give each customer eleven orders, evenly over so many days, and to as many small ones only two."""
    dates = pd.date_range("2024-01-01", periods=11, freq=pd.Timedelta(days=days / 10))
    rows = [(f"C{i:03d}", f"{i}-{k}", day, worth(i)) for i in range(customers) for k, day in enumerate(dates)]
    rows += [(f"S{i:03d}", f"s{i}-{k}", dates[k], 1.0) for i in range(customers) for k in (0, 1) if customers > 1]
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])


@pytest.mark.parametrize(
    ("days", "customers", "why"), [(6, 10, "too_short"), (170, 10, "too_short"), (400, 1, "too_few")]
)
def test_a_short_or_tiny_book_names_candidates_only(days, customers, why):
    found = listed(book(days, customers))
    assert found.not_judged == why
    assert found.with_verdict("key").empty
    assert set(found.with_verdict("candidate")["decided_by"]) == {why}
    assert found.listed().empty


def test_the_span_that_loyalty_was_judged_by_is_told():
    found = listed(book(305))
    assert (found.days, found.loyal_days, found.not_judged) == (305, 152.5, "")
    assert len(found.with_verdict("key"))


def test_the_list_has_no_more_places_than_can_be_looked_after_and_the_rest_is_in_reserve():
    orders = book(800, 40, worth=lambda i: 100.0 + i)
    found = listed(orders)
    assert found.at_most == key_accounts.default_list_length(80) == 16
    assert len(found.listed()) == 16
    assert len(found.reserve()) == len(found.with_verdict("key")) - 16 > 0
    assert found.listed()["lasting"].min() > found.reserve()["lasting"].max()


def test_equals_at_the_end_of_the_list_stay_together():
    found = listed(book(800, 40))
    assert found.listed()["place"].eq(1).all()
    assert len(found.listed()) == len(found.with_verdict("key")) == 40
    assert found.reserve().empty


def test_room_is_a_fifth_within_bounds():
    assert [key_accounts.default_list_length(n) for n in (1, 50, 100, 300, 5000)] == [10, 10, 20, 60, 60]


def rhythm(**customers):
    """Give each customer orders of 100 on its days; ten small ones order in each month of two years."""
    days = pd.date_range("2022-01-01", "2023-12-01", freq="MS")
    rows = [(f"S{i}", f"s{i}{n}", day, 1.0 + i / 10) for i in range(10) for n, day in enumerate(days)]
    rows += [(who, f"{who}{n}", pd.Timestamp(day), 100.0 * len(days) / len(when))
             for who, when in customers.items() for n, day in enumerate(when)]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])


def each(first, last, freq):
    return pd.date_range(first, last, freq=freq)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (each("2022-01-05", "2023-12-05", "MS"), "earns_lastingly"),
        (each("2022-01-05", "2023-11-05", "2MS"), "earns_lastingly"),
        (each("2022-01-05", "2022-11-05", "MS"), "gone_quiet"),  # as often as any, but not within the year
        (each("2022-01-05", "2022-11-05", "3MS"), "gone_quiet"),  # rare too, but gone first of all
        (each("2023-06-05", "2023-11-05", "MS"), "new"),
        (each("2022-01-05", "2023-11-05", "7MS"), "not_often"),
    ],
)
def test_gone_quiet_and_new_are_judged_before_rare(days, why):
    monthly = each("2022-01-02", "2023-12-02", "MS")
    found = listed(rhythm(A=days, K1=monthly, K2=monthly))
    assert found.table.set_index("customer_id").loc["A", "decided_by"] == why


def test_thirty_one_orders_in_two_years_are_not_rare_because_another_has_forty_one():
    """Ten customers with 31 to 40 orders and one with 41: by the median, half of them were called rare."""
    rows = [
        (f"C{i:02d}", f"{i}-{k}", pd.Timestamp("2022-01-01") + pd.Timedelta(days=k * 720 // (30 + i)), 1000.0 + i)
        for i in range(11) for k in range(31 + i)
    ]  # fmt: skip
    found = listed(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]))
    assert found.table["often"].all()
    assert "not_often" not in set(found.table["decided_by"])


def test_growth_by_a_single_occasion_makes_no_candidate(lists, worlds):
    """A candidate for its growth is no one-off; who lives on one occasion is never called growing."""
    for found in lists:
        growing = found.table[found.table["decided_by"] == "growing"]
        once = growing["warnings"].map(lambda names: bool({"big_ticket", "group_purchase"} & {*names}))
        assert (growing.loc[once, "lasting"] >= found.line).all()
