"""Image accounts: benchmarks that do not earn have a verdict and a price, and nobody parts with them."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import claims, find, impossible
from kamlib.findings.judgement import judged
from kamlib.findings.stances import stanced
from kamlib.words import speaking


def client(influence: dict[str, float] | None, *, losers: dict[str, float]) -> Client:
    """Twenty customers with an order of 1,000 a month in two years; losers have the unit cost that is given."""
    days = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    who = [f"c{i:02d}" for i in range(20)]
    lines = pd.DataFrame([
        {"customer_id": one, "order_id": f"{one}-{day:%Y%m}", "date": day, "product": "p", "quantity": 10.0,
         "revenue": 1000.0 if one in losers else 1000.0 + 50 * int(one[1:]), "cost": losers.get(one, 600.0)}
        for one in who for day in days
    ])  # fmt: skip
    table = pd.DataFrame({"customer_id": who, "name": [f"Firm {one}" for one in who]})
    if influence is not None:
        table["influence"] = [influence.get(one, 2.0) for one in who]
    return Client(lines, customers=table, currency="CNY")


def verdicts(made: Client) -> dict[str, tuple[str, str]]:
    table = judged(made).keys.table
    return {row.customer_id: (row.verdict, row.decided_by) for row in table.itertuples()}


def test_a_benchmark_that_loses_is_an_image_account_with_its_price_and_one_that_earns_is_none() -> None:
    """c00 loses 50 in each of 12 orders of the last year: 600. c01 loses as much and has no influence."""
    made = client({"c00": 5.0, "c19": 5.0}, losers={"c00": 1050.0, "c01": 1050.0})
    said = verdicts(made)
    assert said["c00"] == ("image", "kept_for_image")
    assert said["c01"] == ("not", "loses")
    assert said["c19"][0] == "key"
    found = find(made, only=["image_accounts"])["image_accounts"]
    assert found.title == "1 image account is kept for its influence and costs CN¥600 a year"
    assert found.facts == {"customers": 20, "benchmarks": 2, "image": 1, "price": 600.0, "unknown": 0}
    assert found.evidence["image_price"].tolist()[0] == 600.0
    assert pd.isna(found.evidence["image_price"].tolist()[1])
    (step,) = found.advice
    assert (step.stake, step.money_a_year, step.customers) == ("loss", 600.0, ("c00",))


def test_the_table_of_a_short_book_has_what_its_months_brought_and_the_title_what_that_is_a_year() -> None:
    """Of January to October 2023 c00 lost 10 × 50 on sales of 10 × 1,000; in twelve months that would be 600."""
    whole = client({"c00": 5.0}, losers={"c00": 1050.0})
    days = whole.orders["date"]
    lines = whole.orders[days.between("2023-01-01", "2023-10-31")]
    first = pd.Timestamp("2023-01-01")
    lines = lines.assign(date=lines["date"].mask(lines["date"].dt.month == 1, first))
    made = Client(lines, customers=whole.customers, currency="CNY", as_of=pd.Timestamp("2023-10-31"))
    found = find(made, only=["image_accounts"])["image_accounts"]
    assert found.evidence.loc[0, ["year_revenue", "image_price"]].tolist() == pytest.approx([10_000.0, 500.0])
    assert found.facts["price"] == pytest.approx(600.0, rel=0.01)
    assert stanced(made).set_index("customer_id").loc["c00", "year"] == pytest.approx(-500.0)


def test_nobody_is_parted_with_and_kept_at_the_same_time() -> None:
    made = client({"c00": 5.0}, losers={"c00": 1050.0, "c01": 1050.0})
    stances = stanced(made).set_index("customer_id")
    assert stances.loc["c00", ["stance", "stance_reason", "object"]].tolist() == [
        "cultivate", "kept_for_image", "object_watch",
    ]  # fmt: skip
    assert stances.loc["c01", "stance"] == "part"
    assert claims.shared_out(made)["c00"] == "image_accounts"
    steps = [step for finding in find(made) for step in finding.advice if "c00" in step.customers]
    assert len(steps) == 1


def test_image_accounts_are_few_and_the_cheapest_of_the_most_influential() -> None:
    """Ten places on the list: one image account. c02 costs 20 an order, the others 50 and 30."""
    made = client(dict.fromkeys(("c00", "c01", "c02"), 5.0), losers={"c00": 1050.0, "c01": 1030.0, "c02": 1020.0})
    said = verdicts(made)
    assert [who for who, (verdict, _why) in said.items() if verdict == "image"] == ["c02"]
    assert said["c00"] == said["c01"] == ("not", "loses")


def test_a_benchmark_that_no_longer_buys_is_kept_by_nobody() -> None:
    made = client({"c00": 5.0}, losers={"c00": 1050.0})
    lines = made.orders
    gone = Client(
        lines[(lines["customer_id"] != "c00") | (lines["date"] < "2022-06-01")], customers=made.customers
    )
    assert verdicts(gone)["c00"] == ("not", "loses")
    assert find(gone, only=["image_accounts"])["image_accounts"].title.startswith("No image account: the one")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_influence_is_not_known_the_column_is_named(lang: str) -> None:
    made = client(None, losers={"c00": 1050.0})
    assert impossible(made)["image_accounts"] == ("customers.influence",)
    with speaking(lang):
        notes = " ".join(find(made, only=["key_accounts"])["key_accounts"].notes)
    assert {"en": "cannot be named without Influence in the industry in Customers", "zh": "无法判定形象客户"}[
        lang
    ] in notes
    known = client({"c00": 5.0}, losers={})
    assert "image" not in " ".join(find(known, only=["key_accounts"])["key_accounts"].notes).casefold()
