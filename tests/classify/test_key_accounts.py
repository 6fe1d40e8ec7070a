"""The key-account list: planted key accounts found, decoys kept out, and each verdict with its reason."""

import pandas as pd
import pytest

from kamlib.accounts import accounts
from kamlib.classify import key_accounts, misconceptions, tiers
from kamlib.world.world import make


def listed(orders, customers=None, by=None, **tiering):
    table = accounts(orders)
    cut = tiers.assign(table, by=by, **tiering)
    seen = misconceptions.diagnose(orders, table, by=by)
    return key_accounts.name(table, cut, seen, orders=orders, customers=customers)


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
        key = found.of("key")
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
    assert found.basis == "revenue"
    assert "loses" not in set(found.table["decided_by"])


def test_tiers_and_misconceptions_have_to_be_of_one_mind(worlds):
    table = accounts(worlds[0].orders)
    cut = tiers.assign(table, by="revenue")
    seen = misconceptions.diagnose(worlds[0].orders, table, by="profit")
    with pytest.raises(ValueError, match="revenue"):
        key_accounts.name(table, cut, seen)


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
