"""Orders below the floor in a report: money with its range, the reaction that undoes it, and no second step."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

import kamlib as kam
from kamlib.findings import find
from kamlib.findings.claims import renegotiated, shared_out
from kamlib.findings.policy import measured, policy
from kamlib.findings.terms_by_size import favoured
from kamlib.manage.policy import break_even_reaction
from kamlib.words import speaking
from tests.embedded import embedded
from tests.findings.test_concessions import two_large
from tests.manage.test_policy_floor import LATE, ON_TIME, book, lines, rules


def test_money_and_range_by_hand() -> None:
    """One order lacks 50 to its cost, one 200 of 700 to the usual discount, which earns 300 today.

    Its price rises by 2/7: no reaction brings 250; a fall of 2/7 leaves 50 + 500 × 5/7 − 300 = 107.14; of 4/7
    less than nothing. Nothing is gained at a fall of 2/7 ÷ (3/7 + 2/7) = 40 %.
    """
    found = policy(book(c3_6=LATE, c4_6=ON_TIME, c5_2={"cost": 950.0}))
    (step,) = found.advice
    assert step.worth is not None
    assert (step.worth.low, step.worth.money_a_year, step.worth.high) == (0.0, pytest.approx(107.14), 250.0)
    assert break_even_reaction(2 / 7, 3 / 7) == pytest.approx(-0.4)
    assert "if these customers then buy 40.0% less" in found.summary
    assert found.title == "2 orders were sold below the floor: €0 to €250 a year"
    assert step.customers == ("c3", "c5")
    assert found.evidence["floor_shortfall"].tolist() == [200.0, 50.0]
    assert found.facts["own"] == 2


def test_orders_below_cost_alone_have_no_reaction_to_fear() -> None:
    found = policy(book(c5_2={"cost": 950.0}))
    assert found.title == "1 order was sold below the floor: €50 a year"
    assert "if their customers buy less, nothing is lost" in found.summary


@pytest.mark.parametrize(
    ("code", "alt"),
    [
        ("en", "Waterfall from €250 to €357: prices raised to cost (€50), discounts cut to the floor (€200), "
               "less volume, expected (-€143)."),
        ("zh", "目前毛利"),
    ],
)  # fmt: skip
def test_the_picture_goes_from_what_the_orders_bring_to_what_is_left_at_the_floor(code: str, alt: str) -> None:
    """300 and −50 are 250 now; 50 to cost and 200 of discount are 500; 107.14 − 250 is lost with the volume."""
    client = book(c3_6=LATE, c5_2={"cost": 950.0})
    with speaking(code):
        found = policy(client)
        assert found.draw is not None
        ax = found.draw()
        rows = [text.get_text() for text in ax.get_yticklabels()]
    assert [bar.get_x() for bar in ax.patches] == pytest.approx([0.0, 250.0, 300.0, 500.0, 0.0])
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([250.0, 50.0, 200.0, -142.86, 357.14])
    assert alt in (found.alt if code == "en" else rows[0])
    assert len(rows) == 5
    plt.close("all")


def test_a_reason_that_no_order_has_is_no_step_and_nothing_below_the_floor_no_picture() -> None:
    found = policy(book(c5_2={"cost": 950.0}))
    assert found.alt == "Waterfall from -€50 to €0: prices raised to cost (€50)."
    sound = policy(book(c4_6=ON_TIME))
    assert (sound.draw, sound.alt) == (None, "")


def test_own_rules_set_the_floor() -> None:
    """A rule grants 10 % to everybody: the order of 30 % lacks 200, though it was paid on time."""
    made = kam.Client(
        lines(c4_6=ON_TIME), currency="EUR", rules=rules(("all", None, None, None, "discount", 0.10))
    )
    found = policy(made)
    assert found.evidence["floor_shortfall"].tolist() == [200.0]
    assert "1 order got more discount than your rules grant, by €200." in found.summary
    assert not any("no own rules" in note for note in found.notes)
    assert policy(book(c4_6=ON_TIME)).advice == ()
    read = rules(("all", None, None, None, "discount", 0.10)).dropna(axis="columns")  # as from a file
    assert policy(kam.Client(lines(c4_6=ON_TIME), currency="EUR", rules=read)).facts["own"] == 1


def test_a_sound_book_gets_no_step() -> None:
    found = policy(book(c4_6=ON_TIME))
    assert found.title == "No order was sold below the floor"
    assert found.advice == ()


def test_on_the_embedded_client_no_customer_of_another_step_gets_a_second_one() -> None:
    client = embedded()
    found, whole = policy(client), measured(client)
    (step,) = found.advice
    taken = {*shared_out(client), *renegotiated(client), *favoured(client)["customer_id"]}
    assert not taken & set(step.customers)
    assert found.title.startswith(f"{len(whole.table)} orders were sold below the floor; those that no other step")
    assert f", {found.facts['own']}, lack " in found.title
    assert found.facts["own"] + found.facts["elsewhere"] == len(whole.table) == found.facts["below"]
    behind = found.behind["orders_elsewhere"]["floor_shortfall"].sum() + found.evidence["floor_shortfall"].sum()
    assert behind == pytest.approx(whole.total, abs=0.005)
    assert step.worth is not None
    assert step.worth.high == pytest.approx(found.evidence["floor_shortfall"].sum(), abs=0.01)


def test_it_is_said_in_chinese_too() -> None:
    with speaking("zh"):
        found = policy(book(c3_6=LATE))
    assert found.title.startswith("1 张订单低于底线成交")
    assert "少买 40.0%" in found.summary


def test_orders_of_a_large_customer_to_whom_nothing_more_is_granted_are_not_asked_for_twice() -> None:
    """Usual for the two that buy most are 20 %, between their 10 and 30: A's twelve orders lack 100 each.

    The step of sizes is about A. One order of a small customer lacks 20 of 1,220: A has 98 %.
    """
    sold = two_large(0.3, 0.1).orders
    sold.loc[sold["order_id"] == "s07-4", ["revenue", "discount"]] = 70.0, 30.0
    found = find(kam.Client(sold, currency="EUR"), only=["concessions", "policy"])
    (step,) = found["policy"].advice
    assert step.customers == ("s07",)
    assert found["concessions"].advice[0].customers == ("A",)
    assert found["policy"].title == (
        "13 orders were sold below the floor; those that no other step covers, 1, lack €20 a year"
    )
    assert "12 more, with 98% of all that is missing" in found["policy"].summary


@pytest.mark.parametrize("code", ["en", "zh"])
def test_orders_without_discounts_say_nothing_of_them(code: str) -> None:
    """One order of 900 costs 950: what is not known is no discount of 0 %, and no range by a price that rises."""
    with speaking(code):
        found = policy(kam.Client(lines(c5_2={"cost": 950.0}).drop(columns="discount"), currency="EUR"))
    (step,) = found.advice
    assert list(found.evidence)[:4] == ["order_id", "name", "date", "revenue"]
    assert not {"gross_revenue", "discount_part", "floor_discount"} & set(found.evidence)
    assert found.evidence["floor_shortfall"].tolist() == [50.0]
    assert step.worth is not None
    assert "1%" not in step.worth.method
    last = {"en": "The orders have no column “Discount”: only orders below cost can be found.",
            "zh": "订单中没有“折扣”，因此只能查出低于成本的订单。"}  # fmt: skip
    assert (len(found.notes), found.notes[-1]) == (2, last[code])
