"""Findings of chapter 2: titles from their evidence, words in both languages, modest where columns lack."""

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify.misconceptions import MISCONCEPTIONS
from kamlib.client import Client
from kamlib.findings import claims, find, key_accounts, misconceptions, tiers
from kamlib.findings.judgement import judged
from kamlib.words import glossary, money, percent, speaking
from kamlib.world.world import make
from tests.embedded import embedded

IDS = ("misconceptions", "tiers", "key_accounts")


@pytest.fixture(scope="module")
def client():
    return Client(**make(seed=3).tables, name="Test", currency="CNY")


@pytest.fixture(scope="module")
def bare(client):
    return Client(client.orders[["customer_id", "order_id", "date", "revenue"]])


@pytest.mark.parametrize("which", ["client", "bare"])
@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_finding_is_whole(request, which, id_, lang):
    client = request.getfixturevalue(which)
    with speaking(lang):
        found = find(client, only=[id_])[id_]
    assert found.title
    assert found.summary
    assert found.evidence.columns.is_unique
    assert set(found.evidence) <= set(glossary())
    assert all(advice.owner in glossary() for advice in found.advice)
    assert "{" not in found.title + found.summary + found.alt
    assert found.source.basis == client.basis


def test_chinese_is_chinese_throughout(client):
    with speaking("zh"):
        found = find(client, only=IDS)
        texts = [t for f in found for t in (f.title, f.summary, f.alt, *f.notes, *(a.text for a in f.advice)) if t]
    assert all(any("一" <= char <= "鿿" for char in text) for text in texts)
    assert not any("customer" in text for text in texts)


def test_the_title_counts_what_the_evidence_shows(client):
    found = misconceptions.misconceptions(client)
    seen = judged(client).misconceptions.table.drop_duplicates("customer_id")
    assert found.facts["flagged"] == len(seen)
    assert found.title.startswith(f"{len(seen)} customers")
    assert money(seen["at_stake"].sum(), "CNY") in found.title
    assert sum(found.facts[name] for name in MISCONCEPTIONS) >= len(seen)


def test_one_offs_that_no_other_finding_deals_with_are_named_once_and_without_an_amount(client):
    """What a one-off seemed to promise cannot be recovered; what heavy buyers lose stands elsewhere."""
    known, lose = judged(client), client.accounts.query(f"{client.basis} < 0")["customer_id"]
    flagged = known.misconceptions.table.query("misconception != 'harsh_terms'")["customer_id"]
    (step,) = misconceptions.misconceptions(client).advice
    assert sorted(step.customers) == sorted(set(flagged) & known.one_offs - set(lose))
    assert (step.stake, step.worth, bool(step.unvalued)) == ("held", None, True)


def test_what_is_at_stake_is_shared_out_to_the_steps_and_to_the_losses(client):
    """Each flagged customer is in the step here, or in one about losses, or is key anyway."""
    found = misconceptions.misconceptions(client)
    once = judged(client).misconceptions.table.drop_duplicates("customer_id").set_index("customer_id")
    here = {who for step in found.advice for who in step.customers}
    lose = set(client.accounts.query(f"{client.basis} < 0")["customer_id"]) & set(once.index)
    anyway = set(once.index[once["also_key"]]) - here - lose
    assert here | lose | anyway == set(once.index)
    assert not here & lose
    parts = [once.loc[sorted(who), "at_stake"].sum() for who in (here, lose, anyway)]
    assert sum(parts) == pytest.approx(found.facts["at_stake"], abs=0.01)
    assert min(parts[:2]) > 0
    assert lose <= set(claims.shared_out(client))


def test_the_tiers_add_up_to_the_client(client):
    found = tiers.tiers(client)
    assert found.evidence["customer_count"].sum() == client.orders["customer_id"].nunique()
    assert found.evidence[client.basis].sum() == pytest.approx(client.accounts[client.basis].sum(), abs=0.01)
    assert found.evidence["revenue"].sum() == pytest.approx(client.accounts["revenue"].sum(), abs=0.01)


def test_on_revenue_there_is_no_lead_tier_and_it_is_said(bare):
    found = tiers.tiers(bare)
    assert found.evidence["tier"].tolist() == ["Platinum", "Gold", "Iron"]
    assert "Revenue does not show" in found.summary
    assert "lead customers" not in found.title


def test_what_cannot_be_judged_is_said(bare):
    notes = " ".join(misconceptions.misconceptions(bare).notes)
    assert "neither cost nor discount" in notes
    assert "by amounts and season only" in notes


def test_the_list_says_who_and_what_they_bring(client):
    found = key_accounts.key_accounts(client)
    listed = judged(client).keys
    key = listed.listed()
    assert found.facts["key"] == len(listed.with_verdict("key"))
    assert found.facts["listed"] == len(key)
    assert percent(key["contribution"].sum() / client.accounts[client.basis].sum()) in found.title
    assert found.evidence["verdict"].iloc[0] == "Key account"


def test_a_handful_of_orders_is_told_so():
    orders = pd.DataFrame({
        "customer_id": ["A", "B"], "order_id": ["1", "2"], "date": pd.to_datetime(["2024-01-01", "2024-02-01"]),
        "revenue": [10.0, -20.0],
    })  # fmt: skip
    found = find(Client(orders), only=IDS)
    assert found["misconceptions"].title == "Too few orders to distinguish a key account from a one-off"
    assert found["key_accounts"].title == "Key accounts cannot be judged on 1 customer"  # B only gave back
    assert all(not f.advice and f.evidence.empty and not f.draw for f in found)


def steady(days, heavy=8, light=8, worth=lambda i: 1000.0 + 50 * i):
    """Give heavy customers eight orders over so many days, light ones two small orders."""
    dates = pd.date_range("2024-01-01", pd.Timestamp("2024-01-01") + pd.Timedelta(days=days), periods=8)
    rows = [(f"H{i:02d}", f"H{i}-{k}", day, worth(i)) for i in range(heavy) for k, day in enumerate(dates)]
    rows += [(f"L{i:02d}", f"L{i}-{k}", dates[k], 5.0) for i in range(light) for k in (0, 1)]
    return Client(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]))


@pytest.mark.parametrize(
    ("lang", "span", "money_word"), [("en", "305 days", "is not known"), ("zh", "305 天", "尚不清楚")]
)
def test_the_list_tells_the_span_it_used_and_that_revenue_is_not_profit(lang, span, money_word):
    with speaking(lang):
        found = key_accounts.key_accounts(steady(305))
    words = found.title + found.summary + " ".join(found.evidence["decided_by"])
    assert found.facts["key"] > 0
    assert span in words
    assert money_word in words
    assert not any(word in words for word in ("a year", "profit", "满一年", "利润", "毛利"))


def test_a_file_of_some_days_names_nobody_and_says_why():
    found = key_accounts.key_accounts(steady(6))
    assert found.title.startswith("6 days are too short to judge loyalty")
    assert (found.facts["key"], found.facts["listed"]) == (0, 0)
    assert found.facts["candidate"] > 0


def test_who_does_not_fit_on_the_list_is_in_reserve():
    found = key_accounts.key_accounts(steady(800, heavy=30, light=30, worth=lambda i: 1000.0 * 1.02**i))
    assert found.facts["listed"] == found.facts["at_most"] == 12
    assert found.facts["reserve"] == found.facts["key"] - 12 > 0
    assert "In reserve" in set(found.evidence["verdict"])
    assert "12 key accounts" in found.advice[0].text


def test_the_list_counts_the_orders_that_the_table_of_all_customers_counts() -> None:
    """A given-back order with a number of its own takes nothing off the count of orders in one table alone."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{i}-{month}", "revenue": 100.0 * (i + 1) ** 3,
         "date": pd.Timestamp(2022 + month // 12, month % 12 + 1, 1 if month < 23 else 31)}
        for i in range(8) for month in range(24)
    ]  # fmt: skip
    back = {"customer_id": "c7", "order_id": "back", "revenue": -51200.0, "date": pd.Timestamp(2023, 6, 15)}
    client = Client(pd.DataFrame([*rows, back]))
    listed = find(client, only=["key_accounts"])["key_accounts"].evidence.set_index("customer_id")
    assert listed.loc["c7", "orders_placed"] == 24
    counted = client.accounts.set_index("customer_id")["orders"]
    assert listed["orders_placed"].tolist() == counted[listed.index].tolist()


def test_who_was_demoted_carries_the_warning():
    client = embedded()
    found, down = key_accounts.key_accounts(client), key_accounts.demoted(client)
    rows = found.evidence.set_index("customer_id")["warnings"]
    listed = judged(client).keys.listed()
    assert found.facts["demoted"] == listed["customer_id"].isin(list(down)).sum() > 0
    for who in set(rows.index) & set(down):
        assert "demoted in the last year" in rows[who]


def test_alike_customers_have_no_structure_of_key_accounts():
    client = steady(800, heavy=30, light=0, worth=lambda i: 1000.0 + i)
    with speaking("en"):
        assert tiers.tiers(client).title.startswith("No key-account structure here")
        assert tiers.tiers(client).advice == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("customers", [1, 3])
def test_a_handful_of_customers_is_not_judged(lang, customers):
    client = steady(800, heavy=customers, light=0)
    with speaking(lang):
        made = find(client, only=IDS)
    words = {"en": "cannot be judged", "zh": "无法"}[lang]
    assert words in made["tiers"].title
    assert words in made["key_accounts"].title
    assert made["tiers"].advice == made["key_accounts"].advice == ()


def test_more_platinum_customers_than_one_person_can_answer_for_is_said():
    found = tiers.tiers(steady(800, heavy=60, light=200))
    assert found.facts["platinum_customers"] > 20
    assert "more than a general manager can be responsible for" in found.advice[0].text


def test_the_tier_above_nothing_has_no_start_on_revenue():
    client = steady(800)
    back = client.orders.iloc[[-1]].assign(revenue=-32172.0, order_id="back")
    client = Client(pd.concat([client.orders, back], ignore_index=True))
    found = tiers.tiers(client)
    assert found.evidence.set_index("tier")["starts_at"].isna()["Iron"]
    assert "all others are iron" in found.summary


def test_one_offs_keep_the_tier_but_not_the_general_manager(client):
    known = judged(client)
    table = known.tiers.table
    left_out = table[(table["tier"] == "platinum") & table["customer_id"].isin(list(known.one_offs))]
    found = tiers.tiers(client)
    assert found.facts["one_offs"] >= len(left_out)
    served = int(found.facts["platinum_customers"]) - len(left_out)
    assert f" responsible for the {served} platinum customers" in found.advice[0].text
    assert ("not the service level of that tier" in found.summary) == bool(found.facts["one_offs"])


def test_nobody_is_to_be_developed_and_let_go_at_once(shared_data: Path) -> None:
    client = kam.load(shared_data / "tableau-superstore-zh" / "示例-超市.xls")
    known = judged(client)
    seen = known.misconceptions.table
    harsh = set(seen.loc[seen["misconception"] == "harsh_terms", "customer_id"])
    candidates = known.keys.with_verdict("candidate")
    waits = candidates["customer_id"].isin(list(harsh))
    assert waits.any()
    advice = key_accounts.key_accounts(client).advice[-1]
    assert f"{int(waits.sum())} more on harsh terms wait" in advice.text
    gone = candidates["decided_by"].isin(["gone_quiet", "faded"])  # to be won back, which is another step
    assert f" {int((~waits & ~gone).sum())} candidates" in advice.text
    assert not set(known.keys.listed()["customer_id"]) & (harsh | set(known.one_offs))


def test_a_list_that_is_followed_is_no_longer_than_one_that_can_be_looked_after(shared_data: Path) -> None:
    client = kam.load(shared_data / "tableau-superstore-zh" / "示例-超市.xls")
    found = find(client, only=["list_life", "key_accounts"])
    assert found["list_life"].facts["top"] == found["key_accounts"].facts["at_most"] == 60
    assert "0." not in found["list_life"].title
