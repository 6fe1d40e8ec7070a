"""White space in a report: sentences and amounts agree with the table, and nothing is offered without proof."""

from __future__ import annotations

import pytest

import kamlib as kam
from kamlib.findings import claims
from kamlib.findings.finding import Finding
from kamlib.findings.weight import money_in
from kamlib.findings.white_space import measured, white_space
from kamlib.words import money, percent, speaking
from tests.embedded import embedded
from tests.manage.test_white_space import customers, orders


@pytest.fixture(scope="module")
def client() -> kam.Client:
    return embedded()


@pytest.fixture(scope="module")
def found(client: kam.Client) -> Finding:
    with speaking("en"):
        return white_space(client)


def test_the_amounts_are_those_of_the_table(client: kam.Client, found: Finding) -> None:
    step = found.advice[0]
    assert step.worth is None  # these sales come without an offer as well; what an offer adds is not known
    assert money_in(found) == pytest.approx(found.evidence["expected_year"].sum(), abs=0.01)
    assert found.facts["low"] < found.facts["likely"] < found.facts["high"]
    known = measured(client)
    assert known is not None
    named = known.table[known.table["customer_id"].isin(step.customers)]  # the 15 accounts, not all
    assert f"Without one, {money(named['expected'].sum(), client.currency)} a year are likely" in step.unvalued
    assert named["expected"].sum() < 0.9 * found.evidence["expected_year"].sum()
    assert found.facts["whole"] == pytest.approx(found.evidence["if_bought"].sum(), abs=0.01)
    assert step.customers[0]


def test_the_method_the_hit_rates_and_chance_are_stated(client: kam.Client, found: Finding) -> None:
    known = measured(client)
    assert known is not None
    best = known.methods.iloc[0]
    assert percent(best["hit_rate"], 1) in found.summary
    assert percent(best["chance"], 1) in found.summary
    for rate in known.methods["hit_rate"].iloc[1:]:
        assert percent(rate, 1) in found.summary
    assert f"{best['hit_rate'] / best['chance']:.1f} times" in found.summary


def test_who_loses_money_is_offered_nothing(client: kam.Client, found: Finding) -> None:
    losing = set(client.named(client.buyers[client.buyers["customer_id"].isin(claims.shared_out(client))])["name"])
    known = measured(client)
    assert known is not None
    assert losing & set(client.named(known.table)["name"])  # they would have been
    assert not losing & set(found.evidence["name"])


def test_no_name_of_a_peer_is_in_a_row(found: Finding) -> None:
    assert list(found.evidence) == [
        "name", "product", "buy_chance", "buy_low", "buy_high", "if_bought", "expected_year", "peers_buying",
        "peers_in_all",
    ]  # fmt: skip


def test_the_matrix_shows_what_was_bought_and_what_is_likely(found: Finding) -> None:
    assert found.draw is not None
    ax = found.draw()
    assert len(ax.get_yticklabels()) == 15
    (squares,) = ax.collections
    assert len(squares.get_paths()) > len(ax.texts) > 15  # grey cells have no amount
    assert found.alt.startswith("Matrix of 15 accounts and ")


def test_without_a_pattern_there_is_no_offer() -> None:
    plain = white_space(kam.Client(orders(apart=False, seed=8), customers=customers()))
    assert plain.title == "No method says better than chance what customers buy next"
    assert (plain.advice, plain.unknown) == ((), False), "four methods were tried"


def test_of_one_product_that_everybody_buys_nothing_is_suggested() -> None:
    one = kam.Client(orders(seed=8).assign(product="A"), customers=customers())
    made = white_space(one)
    assert made.title == "No product is left that could be suggested to a customer"
    assert (made.advice, made.unknown, len(made.evidence)) == ((), False, 0)


def test_where_everybody_loses_money_nothing_is_offered_and_no_page_is_filled() -> None:
    lines = orders()
    visits = lines[["customer_id", "date"]].assign(kind="visit", cost=200.0)  # each order brings 64 at most
    losing = kam.Client(lines, customers=customers(), activities=visits, currency="EUR")
    known = measured(losing)
    assert known is not None
    assert len(known.table)
    with speaking("en"):
        made = white_space(losing)
    assert made.title == "No customer that earns money is likely to buy another product"
    assert (made.draw, made.advice, len(made.evidence), made.unknown) == (None, (), 0, False)


def test_without_goods_or_years_it_says_what_it_takes() -> None:
    bare = kam.Client(orders().query("date > '2023-06-01'"), customers=customers())
    assert measured(bare) is None
    assert "24 months" in white_space(bare).summary
    assert white_space(bare).unknown


def test_it_is_written_in_chinese_too(client: kam.Client) -> None:
    with speaking("zh"):
        made = white_space(client)
    assert made.title.startswith("尚未购买的产品每年可带来毛利")
    assert "随机" in made.summary
