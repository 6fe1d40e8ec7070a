"""One stance for each customer: by hand, in every combination, and never against verdict, money or silence."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from kamlib.classify.stances import OBJECT_OF, OBJECTS, REASONS, STANCES, assign_stances
from kamlib.client import Client
from kamlib.findings.stance_words import next_step, reasons
from kamlib.findings.stances import fifths, grouped, stanced, stances
from kamlib.reports import keylist
from kamlib.words import glossary, speaking
from tests.embedded import embedded

#: A steady small customer; each case says what is different.
STEADY = {
    "customer_id": "A", "verdict": "not", "decided_by": "below_line", "warnings": (), "contribution": 100.0,
    "silence": "", "growth": 1.0, "of_value": False, "year": 30.0, "long": True,
}  # fmt: skip
KEY = {"verdict": "key", "decided_by": "earns_lastingly", "of_value": True}
HOPE = {"verdict": "candidate", "decided_by": "growing"}

CASES = [
    ({}, "reward", "stays_small", "object_cultivate"),
    ({"long": False}, "cultivate", "first_orders", "object_cultivate"),
    (KEY, "reward", "stays_key", "object_key"),
    (KEY | {"growth": 0.75}, "motivate", "buys_less", "object_watch"),
    (KEY | {"growth": 0.76}, "reward", "stays_key", "object_key"),
    (KEY | {"growth": float("nan")}, "reward", "stays_key", "object_key"),
    (KEY | {"year": -1.0}, "motivate", "turned_to_loss", "object_watch"),
    (HOPE | {"growth": 2.0}, "cultivate", "grows", "object_cultivate"),
    ({"verdict": "candidate", "decided_by": "gone_quiet", "of_value": True, "silence": "silent"},
     "motivate", "fallen_silent", "object_watch"),
    ({"verdict": "candidate", "decided_by": "gone_quiet", "of_value": True, "silence": "lost", "year": 0.0},
     "motivate", "lost_valuable", "object_watch"),
    ({"verdict": "candidate", "decided_by": "harsh_terms", "of_value": True, "warnings": ("harsh_terms",)},
     "motivate", "on_harsh_terms", "object_watch"),
    ({"silence": "lost", "year": 0.0}, "part", "lost_small", "object_drop"),
    ({"silence": "lost", "year": 0.0, "of_value": True, "decided_by": "one_occasion"},
     "part", "lost_small", "object_drop"),
    ({"decided_by": "one_occasion", "of_value": True}, "motivate", "bought_once", "object_watch"),
    ({"decided_by": "one_occasion", "of_value": True, "year": -1.0}, "motivate", "bought_once", "object_watch"),
    ({"decided_by": "one_occasion", "long": False, "fresh": True},
     "cultivate", "first_orders", "object_cultivate"),
    ({"decided_by": "one_occasion", "long": False, "fresh": False}, "motivate", "bought_once", "object_watch"),
    ({"decided_by": "one_occasion", "of_value": True, "long": False, "fresh": True},
     "motivate", "bought_once", "object_watch"),
    ({"decided_by": "loses", "contribution": -5.0, "year": -1.0, "by_products": True},
     "motivate", "products_lose", "object_watch"),
    ({"decided_by": "loses", "contribution": -5.0, "year": 1.0, "by_products": True},
     "cultivate", "back_in_profit", "object_cultivate"),
    ({"decided_by": "loses", "contribution": -5.0, "year": -1.0}, "part", "still_loses", "object_drop"),
    ({"decided_by": "loses", "contribution": -5.0, "year": 1.0},
     "cultivate", "back_in_profit", "object_cultivate"),
    ({"decided_by": "loses", "contribution": -5.0, "year": float("nan")}, "part", "still_loses", "object_drop"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "stance", "why", "what"), CASES)
def test_the_first_reason_that_holds_decides(other: dict[str, object], stance: str, why: str, what: str) -> None:
    row = assign_stances(pd.DataFrame([STEADY | other])).iloc[0]
    assert (row["stance"], row["stance_reason"], row["object"]) == (stance, why, what)


def test_in_no_combination_do_verdict_money_silence_and_stance_contradict_each_other() -> None:
    kinds = [("key", "earns_lastingly", True), ("candidate", "gone_quiet", True), ("candidate", "growing", False),
             ("candidate", "harsh_terms", True), ("candidate", "new", True), ("not", "below_line", False),
             ("not", "one_occasion", True)]  # fmt: skip
    rows = [
        STEADY | {"verdict": v, "decided_by": d, "of_value": of, "silence": s, "growth": g, "year": y, "long": lo}
        for (v, d, of), s, g, y, lo in product(kinds, ("", "silent", "lost"), (0.5, 1.0, 2.0), (-1.0, 0.0, 1.0),
                                               (True, False))
        if not (v == "key" and s)
    ]  # fmt: skip
    rows += [STEADY | {"decided_by": "loses", "contribution": -9.0, "silence": s, "year": y}
             for s in ("", "silent", "lost") for y in (-1.0, 0.0, 1.0)]  # fmt: skip
    facts = pd.DataFrame(rows)
    found = facts.assign(**assign_stances(facts).drop(columns="customer_id"))
    assert set(found["stance"]) == set(STANCES)
    assert set(found["object"]) == set(OBJECTS)
    assert not ((found["stance"] == "reward") & ((found["silence"] != "") | (found["year"] < 0))).any()
    assert not ((found["stance"] == "part") & (found["contribution"] > 0) & (found["silence"] != "lost")).any()
    assert not ((found["stance"] == "part") & found["verdict"].isin(["key", "candidate"])).any()
    assert not ((found["object"] == "object_key") & (found["verdict"] != "key")).any()


def test_a_pair_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        assign_stances(pd.DataFrame([STEADY | KEY | {"contribution": -1.0, "year": -1.0}]))


def test_every_reason_and_object_has_its_words_in_both_languages() -> None:
    for lang in ("en", "zh"):
        with speaking(lang):
            assert all(next_step(reason) for reason in REASONS)
    assert {f"why_{reason}" for reason in REASONS} | {*OBJECTS, *STANCES} <= set(glossary())
    assert set(OBJECT_OF.values()) == set(OBJECTS)


def test_the_account_table_gives_every_customer_one_stance_with_reason_and_next_step() -> None:
    client = embedded()
    with speaking("en"):
        table, _tiers = keylist.account_table(client)
        columns = {key: table.column(key) for key in ("stance", "stance_reason", "next_step", "object", "tier")}
        found = stances(client)
    assert all(all(cells) for cells in columns.values())
    assert sum(found.facts[f"{stance}_customers"] for stance in STANCES) == len(client.buyers)
    assert found.evidence["customer_count"].sum() == len(client.buyers)
    assert not {("Lead", "Reward")} & set(zip(columns["tier"], columns["stance"], strict=True))


def test_the_money_of_the_exhibit_is_that_of_the_last_year() -> None:
    client = embedded()
    year = client.orders[client.orders["date"] > "2023-12-31"]
    assert grouped(stanced(client))["year_revenue"].sum() == pytest.approx(year["revenue"].sum(), abs=0.01)


def test_a_reason_bears_its_own_number() -> None:
    client = embedded()
    table = stanced(client)
    row = table[table["stance_reason"] == "buys_less"].to_dict("records")[0]
    lines = client.orders[client.orders["customer_id"] == row["customer_id"]]
    before, after = (lines.loc[lines["date"].dt.year == y, "revenue"].sum() for y in (2023, 2024))
    with speaking("en"):
        assert reasons([row], client) == [f"revenue fell by {1 - after / before:.0%} in the last 12 months"]


@pytest.mark.parametrize(
    ("months", "language", "said"),
    [
        (24, "en", "gross profit of -CN¥120 in the last 12 months"),
        (10, "en", "gross profit of -CN¥100 in the last 10 months"),
        (10, "zh", "近 10 个月毛利为 -100元"),
    ],
)
def test_a_reason_names_the_months_that_there_are_with_the_minus_of_all_other_amounts(
    months: int, language: str, said: str
) -> None:
    """B loses 10 a month; twelve months are counted where there are as many."""
    days = pd.date_range("2022-01-31", periods=months, freq="ME")
    lines = pd.DataFrame([
        {"customer_id": who, "order_id": f"{who}{day:%y%m}", "date": day, "revenue": 100.0, "cost": cost}
        for day in days for who, cost in (("A", 50.0), ("B", 110.0))
    ])  # fmt: skip
    client = Client(lines.assign(date=lines["date"].mask(lines["date"] == days[0], days[0].replace(day=1))),
                    currency="CNY")  # fmt: skip
    row = stanced(client).query("customer_id == 'B'").to_dict("records")
    assert row[0]["stance_reason"] == "still_loses"
    with speaking(language):
        assert reasons(row, client) == [said]


def test_the_fifths_are_those_of_the_last_year_by_hand_and_add_up() -> None:
    table = pd.DataFrame({"year": [5.0, 50.0, 10.0, 9.0, 8.0, 7.0, 6.0, 40.0, -3.0, -20.0]})
    assert fifths(table) == (90.0, 45.0, -23.0)
    assert fifths(table.head(9)) is None
    whole = fifths(stanced(embedded()))
    assert whole is not None
    there = stanced(embedded())
    there = there[there["silence"] != "lost"]
    assert sum(whole) == pytest.approx(there["year"].sum())


def test_lost_customers_are_in_no_fifth() -> None:
    table = pd.DataFrame({"year": [5.0, 50.0, 10.0, 9.0, 8.0, 7.0, 6.0, 40.0, -3.0, -20.0], "silence": ""})
    gone = pd.DataFrame({"year": [0.0] * 40, "silence": "lost"})
    assert fifths(pd.concat([table, gone])) == (90.0, 45.0, -23.0)


@pytest.mark.parametrize(("last", "why"), [("2024-12-01", "first_orders"), ("2024-11-30", "bought_once")])
def test_a_first_order_is_no_single_occasion_before_the_second_is_due(last: str, why: str) -> None:
    """Twelve order every 30 days, the last time on 31 December: N's next order is due 30 days after its first."""
    days = pd.date_range(end="2024-12-31", periods=13, freq="30D")
    rows = [
        {"customer_id": f"C{i:02}", "order_id": f"{i}-{day:%m%d}", "date": day, "revenue": 100.0 * (i + 1)}
        for i in range(12) for day in days
    ]  # fmt: skip
    rows.append({"customer_id": "N", "order_id": "n", "date": pd.Timestamp(last), "revenue": 90.0})
    table = stanced(Client(pd.DataFrame(rows))).set_index("customer_id")
    assert table.loc["N", "stance_reason"] == why
