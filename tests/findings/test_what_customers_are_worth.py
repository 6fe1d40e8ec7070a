"""The findings of chapter 1 say what their evidence says, in both languages, whatever the client brings."""

from __future__ import annotations

import math
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import IDS, find
from kamlib.words import count, glossary, money, percent, speaking
from tests.embedded import embedded

VALUE = ("concentration", "concentration_trend", "whale", "top_customers", "cost_to_serve")


def client(n: int = 60, seed: int = 2, **changed: object) -> Client:
    """Three years of a client whose largest customers lose money."""
    rng = np.random.default_rng(seed)
    size = np.sort(rng.lognormal(8, 1.3, n))[::-1]
    rows = []
    for year in (2021, 2022, 2023):
        for i in range(n):
            margin = -0.02 if i in (0, 2, 3) else 0.25
            for month in (1, 6, 12):
                day = pd.Timestamp(year, month, 4 if month < 12 else 28)
                rows.append({
                    "customer_id": f"c{i:03}", "order_id": f"{year}-{i}-{month}", "date": day,
                    "revenue": round(size[i], 2), "cost": round(size[i] * (1 - margin), 2), "freight": 40.0,
                    "due_date": day, "paid_date": day + pd.Timedelta(days=int(rng.integers(0, 60))),
                })  # fmt: skip
    orders = pd.DataFrame(rows)
    names = pd.DataFrame({"customer_id": orders["customer_id"].unique()})
    names["name"] = "Co " + names["customer_id"]
    return Client(**{"orders": orders, "customers": names, "currency": "CNY", **changed})


def without(*columns: str) -> Client:
    return client(orders=client().orders.drop(columns=list(columns)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_finding_has_words_evidence_figure_and_source(lang: str) -> None:
    with speaking(lang):
        found = find(client(), only=VALUE)
        assert tuple(f.id for f in found) == VALUE
        for finding in found:
            ax = finding.draw()
            plt.close(ax.figure)
            assert finding.alt
            assert set(finding.evidence) <= set(glossary())
            assert finding.id in glossary()
            assert finding.source.customers == 60
            assert all(a.owner in glossary() for a in finding.advice)
            assert not re.search(r"[{}]|nan|None|\binf\b", finding.title + finding.summary + finding.alt)
            assert all(v is None or not isinstance(v, float) or math.isfinite(v) for v in finding.facts.values())
            if lang == "zh":
                english = re.sub(
                    r"Co c\d+|CO|HHI|Bootstrap", "", finding.title + finding.summary + " ".join(finding.notes)
                )
                assert not re.search(r"[a-z]{3}", english), english


def test_the_titles_hold_the_numbers_of_the_facts() -> None:
    found = find(client(), only=VALUE)
    facts = found["concentration"].facts
    assert percent(facts["top_share"]) in found["concentration"].title
    facts = found["whale"].facts
    assert found["whale"].title.startswith(count(facts["loss_makers"]))
    assert money(facts["loss"], "CNY") in found["whale"].title
    facts = found["cost_to_serve"].facts
    assert money(facts["serving_cost"], "CNY") in found["cost_to_serve"].title


def test_large_customers_that_lose_money_are_said_first_and_named() -> None:
    finding = find(client(), only=["top_customers"])["top_customers"]
    assert finding.title == "3 of your 10 largest customers lose money"
    assert "Co c000" in finding.advice[0].text
    assert finding.evidence["profit"].head(10).lt(0).sum() == finding.facts["losing"] == 3
    lost = -client().accounts_by("year").query("period == '2023'")["profit"].clip(upper=0).sum()
    assert finding.advice[0].money_a_year == pytest.approx(lost)
    assert finding.facts["lost"] == pytest.approx(3 * lost)


def test_without_cost_everything_is_about_revenue_and_says_so() -> None:
    found = find(without("cost"), only=VALUE)
    assert found.missing == {
        "whale": ("orders.cost",), "cost_to_serve": ("orders.cost",),
    }  # fmt: skip
    for finding in found:
        assert finding.source.basis == "revenue"
        assert "revenue" in finding.title
        assert "profit" not in finding.title
        assert any("no cost" in note for note in finding.notes)


def test_with_nothing_beyond_the_product_margin_cost_to_serve_is_missing_and_not_guessed() -> None:
    found = find(without("freight", "paid_date"), only=VALUE)
    assert "cost_to_serve" not in [f.id for f in found]
    assert "orders.freight" in found.missing["cost_to_serve"]


def test_every_rate_and_everything_left_out_is_printed() -> None:
    notes = " ".join(find(client(), only=["cost_to_serve"])["cost_to_serve"].notes)
    assert "8.0% a year" in notes
    assert "Channel fees" in notes
    assert "Order handling" in notes


def test_the_chain_of_the_evidence_ties() -> None:
    chain = find(client(), only=["cost_to_serve"])["cost_to_serve"].evidence.set_index("step")["step_money"]
    assert chain["Revenue"] - chain["Cost of goods"] == pytest.approx(chain["Gross profit"], abs=0.005)
    assert chain["Gross profit"] - chain["Cost to serve"] == pytest.approx(chain["Customer profit"], abs=0.005)


@pytest.mark.parametrize("n", [1, 2, 9])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_few_customers_are_no_error_and_no_verdict(n: int, lang: str) -> None:
    with speaking(lang):
        found = find(client(n), only=VALUE)
        assert found["concentration"].facts["verdict"] == "inconclusive"
        for finding in found:
            if finding.draw:
                plt.close(finding.draw().figure)


def test_a_client_in_loss_gets_its_findings_without_shares() -> None:
    orders = client().orders
    found = find(client(orders=orders.assign(cost=orders["revenue"] * 1.1)), only=VALUE)
    assert found["concentration"].facts["refused"] == "total_not_positive"
    assert "not positive" in found["concentration"].title
    assert found["whale"].facts["loss_makers"] == 60
    assert found["concentration"].draw is None
    for finding in found:
        if finding.draw:
            plt.close(finding.draw().figure)


def test_the_order_of_lines_does_not_matter() -> None:
    one, other = (
        find(client(), only=VALUE),
        find(client(orders=client().orders.sample(frac=1, random_state=3)), only=VALUE),
    )
    for a, b in zip(one, other, strict=True):
        assert (a.title, a.summary, a.notes) == (b.title, b.summary, b.notes)
        for fact, value in a.facts.items():
            assert b.facts[fact] == (pytest.approx(value) if isinstance(value, float) else value)


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="did you mean 'whale'"):
        find(client(), only=["whales"])
    with pytest.raises(KeyError, match="no finding"):
        find(client(), only=["whale"])["tiers"]


def test_every_finding_of_the_registry_can_be_imported() -> None:
    from kamlib.findings import build, specs

    assert [spec.id for spec in specs().values()] == list(IDS)
    assert all(callable(build(id_)) for id_ in IDS)


def test_of_adventureworks_it_says_eight_of_the_ten_largest_lose_money(shared_data: Path) -> None:
    lines = pd.read_parquet(shared_data / "adventureworks-reseller" / "FactResellerSales.parquet")
    ours = {
        "ResellerKey": "customer_id", "SalesOrderNumber": "order_id", "OrderDate": "date",
        "SalesAmount": "revenue", "TotalProductCost": "cost",
    }  # fmt: skip
    orders = lines[list(ours)].rename(columns=ours).astype({"revenue": float, "cost": float, "customer_id": str})
    found = find(Client(orders, currency="USD"), only=["top_customers", "whale"])
    assert found["top_customers"].title == "8 of your 10 largest customers lose money"
    assert found["whale"].facts["loss_makers"] == 335


def test_adventureworks_loses_by_its_products_and_the_embedded_client_by_terms(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    both = find(sold, only=["top_customers", "bridge"])
    assert both["top_customers"].facts["cause"] == "products"
    assert both["top_customers"].advice == ()
    step = both["bridge"].advice[0]
    assert step.text.startswith("Raise the price or cut the cost of the 63 products that lose money with most")
    assert "first “564”, “561”, “583”" in step.text  # bare numbers would read as customers
    giants = find(embedded(), only=["top_customers"])["top_customers"]
    assert giants.facts["cause"] == "terms"
    assert giants.advice[0].text.startswith("Renegotiate price and terms")


def test_the_evidence_is_whole_however_long():
    found = find(embedded(), only=["whale"])["whale"]
    assert len(found.evidence) == found.facts["loss_makers"] > 20


def test_the_trend_says_why_single_years_are_more_concentrated_than_the_whole() -> None:
    client = embedded()
    found = find(client, only=["concentration_trend", "concentration"])
    whole = percent(float(found["concentration"].facts["top_share"] or 0))
    note = next(
        note for note in found["concentration_trend"].notes if note.startswith("Each period has its own top")
    )
    assert f"Over the whole period the top 20% bring {whole}" in note
