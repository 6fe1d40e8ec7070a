"""Lesson 3-4: a sales policy as rules, their holes, and who gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.manage import policy
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.policy import Simulation

#: A service contract: prices a month that were tried, the shares of each tier that declined, and its cost.
ASKED = {
    "price": [85, 95, 105, 115, 125, 135], "gold": [0.02, 0.04, 0.08, 0.15, 0.3, 0.55],
    "iron": [0.05, 0.18, 0.35, 0.55, 0.75, 0.9],
}  # fmt: skip
CONTRACT = 60.0

#: The rebates of the policy in the lesson, from the lowest step to the highest.
FIRST, SECOND, THIRD = 0.01, 0.02, 0.04


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-4", "sales-policy", _("A sales policy without holes"), ("K11",), 45,
        objectives=(
            Objective("write", _("write a sales policy as rules that everyone reads in the same way")),
            Objective("find", _("find gaps, overlaps and cliffs in a policy")),
            Objective("effect", _("calculate what a policy costs if nobody buys more")),
            Objective("tiers", _("find the best price of each tier from the customers that a price drives away")),
            Objective("break-even", _("calculate how much more a customer must buy to pay for a lower price")),
        ),
        why=_(
            "A maker of bearings paid a rebate at the end of the year: one per cent from the first step, two from "
            "the second, four from the third. In December a customer was just below a step. It ordered half a "
            "year's stock, received the rebate on everything, and sent a third back in March. The policy had been "
            "written by the sales department and was paid by the general manager. Nobody had tried it on last "
            "year's orders."
        ),
        prerequisites=("0-1", "1-2", "2-2"), needs=("orders", "orders.12_months"),
        exhibits=("policy",),
        exercises=(_recovered(), _cost(), _reaction(), _price_of_iron()), questions=(_a_rule(), _what_to_do()),
        guesses=(_guess(),),
        monday=_(
            "Ask for the written sales policy. Put each sentence into one row: who, from which amount, what. Mark "
            "the sentences that do not fit into a row."
        ),
    )  # fmt: skip


def steps(client: Client) -> tuple[float, float, float]:
    """Return the yearly revenues at which the steps of the lesson begin."""
    year = client.orders[client.orders["date"] > client.as_of - pd.DateOffset(years=1)]
    sales = year.groupby("customer_id")["revenue"].sum()
    low, middle, high = sales.quantile([0.5, 0.8, 0.95])
    return float(low), float(middle), float(high)


@cached_per_client
def _effect(client: Client) -> Simulation:
    """Try the sound rules of the lesson on the client's last twelve months."""
    low, middle, high = steps(client)
    rows = [
        ("R1", "revenue", low, middle, "rebate", FIRST), ("R2", "revenue", middle, high, "rebate", SECOND),
        ("R3", "revenue", high, None, "rebate", THIRD), ("R4", "revenue", high, None, "payment_days", 120),
    ]  # fmt: skip
    columns = ["rule", "field", "at_least", "below", "grants", "amount"]
    return policy.simulate(pd.DataFrame(rows, columns=columns), client)


def _change(client: Client, measure: str) -> float:
    return float(_effect(client).totals["change"].to_dict()[measure])


def _margin(client: Client) -> float:
    before = _effect(client).totals["before"]
    return float(before["gross_profit"] / before["revenue"])


def _recovered() -> Exercise:
    return Exercise(
        "3-4.1", "find",
        _(
            "The rebate is paid on the whole bill of the year. At which yearly revenue does a customer in `R3` "
            "pay as much again as just below `high`, where `R2` still applied? Store it in `again`."
        ),
        "again",
        lambda client: steps(client)[2] * (1 - SECOND) / (1 - THIRD),
        "again = high * (1 - 0.02) / (1 - 0.04)",
        (
            _("Just below `high` the customer pays 98 % of the bill. Above, it pays 96 % of a larger one."),
            _("Set 98 % of `high` equal to 96 % of `again`, and solve for `again`."),
            _("`again = high * (1 - 0.02) / (1 - …)`"),
        ),
        unit="money", tolerance=0.0003,
        mistakes=(
            Mistake(
                "threshold", lambda client: steps(client)[2],
                _("{yours} is the step itself: there the bill has just fallen."),
            ),
            Mistake(
                "the difference", lambda client: steps(client)[2] * (1 + THIRD - SECOND),
                _("{yours} adds the difference of the rebates. Compare the two bills after the rebate."),
            ),
            Mistake(
                "the loss", lambda client: steps(client)[2] * (THIRD - SECOND),
                _("{yours} is what the bill falls by at the step. Find the revenue that makes up for it."),
            ),
            Mistake(
                "turned round", lambda client: steps(client)[2] * (1 - THIRD) / (1 - SECOND),
                _("{yours} is below the step. Divide by the share that is paid above it."),
            ),
        ),
        after=_(
            "Between the step and {yours}, the customer buys more and pays less. December orders come from here."
        ),
    )  # fmt: skip


def _cost() -> Exercise:
    return Exercise(
        "3-4.2", "effect",
        _(
            "Nobody buys more. By how much does this policy change our profit in a year? Use `effect.totals`; a "
            "loss is a number below 0. Store it in `cost`."
        ),
        "cost",
        lambda client: _change(client, "customer_profit"),
        'cost = effect.totals.loc["customer_profit", "change"]',
        (
            _("The totals have one row for each measure and columns `before`, `after` and `change`."),
            _("`.loc[row, column]` picks one number; the row is `\"customer_profit\"`."),
            _("`cost = effect.totals.loc[\"customer_profit\", …]`"),
        ),
        unit="money", tolerance=0.0005,
        mistakes=(
            Mistake(
                "revenue", lambda client: _change(client, "revenue"),
                _("{yours} is the change of revenue and of gross profit. Time to pay costs money too: take "
                  "customer profit."),
            ),
            Mistake(
                "after", lambda client: float(_effect(client).totals["after"].to_dict()["customer_profit"]),
                _("{yours} is the profit that is left. Take the column `change`."),
            ),
            Mistake(
                "cash", lambda client: _change(client, "cash"),
                _("{yours} is the money tied up in open bills. Take the row `customer_profit`."),
            ),
        ),
        after=_("{yours} a year, before anyone has bought one piece more. Who sells this policy should know it."),
    )  # fmt: skip


def _reaction() -> Exercise:
    return Exercise(
        "3-4.3", "break-even",
        _(
            "The price falls by 4 %. By what share must the volume grow so that gross profit stays the same? The "
            "gross margin of the year is `margin`. Store the share in `more` (0.1 means 10 %)."
        ),
        "more",
        lambda client: THIRD / (_margin(client) - THIRD),
        "more = 0.04 / (margin - 0.04)",
        (
            _("Each piece now earns less: the margin minus the cut, measured in the old price."),
            _("Old gross profit is volume × margin. New gross profit is more volume × (margin − cut)."),
            _("`more = 0.04 / (margin - …)`"),
        ),
        unit="share", tolerance=0.0005, needs=("orders.cost",),
        mistakes=(
            Mistake(
                "the old margin", lambda client: THIRD / _margin(client),
                _("{yours} divides by the old margin. After the cut each piece earns less."),
            ),
            Mistake(
                "the cut", lambda _client: THIRD,
                _("{yours} is the cut itself. Profit falls much faster than the price."),
            ),
            Mistake(
                "of the cost", lambda client: THIRD / (1 - _margin(client)),
                _("{yours} divides by the share of cost. Divide by the margin that is left."),
            ),
            Mistake(
                "whole volume", lambda client: _margin(client) / (_margin(client) - THIRD),
                _("{yours} is the whole volume. Subtract 1: only the growth is asked for."),
            ),
        ),
        after=_("{yours} more, from each customer, every year. Compare it with what customers did last time."),
    )  # fmt: skip


def _best_price(tier: str, cost: float = CONTRACT) -> float:
    table = policy.best_prices(pd.DataFrame(ASKED), cost=cost).table
    return float(table.loc[table["tier"] == tier, "price"].iloc[0])


def _price_of_iron() -> Exercise:
    return Exercise(
        "3-4.4", "tiers",
        _(
            "A contract costs us 60 a month. At which of the prices tried do iron customers bring most? Store the "
            "price in `iron_price`."
        ),
        "iron_price",
        lambda _client: _best_price("iron"),
        'profit = (asked["price"] - 60) * (1 - asked["iron"])\niron_price = asked.loc[profit.idxmax(), "price"]',
        (
            _("A higher price brings more from each customer that stays, and fewer stay."),
            _("Profit per customer asked: price minus cost, times the share that accepts."),
            _("`profit = (asked[\"price\"] - 60) * (1 - …)`, then the price of the row with the highest profit."),
        ),
        unit="number", tolerance=1e-6,
        mistakes=(
            Mistake(
                "revenue", lambda _client: _best_price("iron", 0.0),
                _("{yours} brings the most revenue. Take the cost off the price first."),
            ),
            Mistake(
                "gold", lambda _client: _best_price("gold"),
                _("{yours} is the best price of gold customers. Use the column `iron`."),
            ),
        ),
        after=_("{yours} a month. Gold customers bring most at a higher price: one price for both costs money."),
    )  # fmt: skip


def _a_rule() -> Question:
    return Question(
        "3-4.q1", "write", _("Which sentence can become a row of the table?"),
        (
            Option(
                _("“Good customers get a good price.”"), False,
                _("No field, no threshold, no amount: each salesperson reads it differently."),
            ),
            Option(
                _("“From a yearly revenue of 1 million: 2 % rebate on everything, paid in January.”"), True,
                _("A field, a threshold, an amount and a date. It can be checked and tried on last year."),
            ),
            Option(
                _("“Long-standing partners may pay later after consultation.”"), False,
                _("“Long-standing” and “later” need numbers. “After consultation” needs a name."),
            ),
            Option(
                _("“A contribution below 10 % of revenue: no order without the sales manager.”"), True,
                _("A floor with a person in charge: the order file shows whether it was kept."),
            ),
        ),
    )  # fmt: skip


def _what_to_do() -> Question:
    return Question(
        "3-4.q2", "break-even",
        _(
            "The policy pays if its largest customers buy a tenth more. After the last price cut they bought the "
            "same. What do you propose?"
        ),
        (
            Option(
                _("Introduce it; large customers must be rewarded."), False,
                _("It rewards what they do anyway. The reward has to depend on something new."),
            ),
            Option(
                _("Pay the rebate only on revenue above last year's."), True,
                _("It costs nothing if nothing changes, and there is no cliff."),
            ),
            Option(
                _("Try it for a year with a few customers and compare them with similar ones."), True,
                _("A trial with a comparison tells you the reaction that you had to guess."),
            ),
            Option(
                _("Raise the rebate until they buy more."), False,
                _("Each further point raises the volume that is needed faster than the point before."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "3-4.g1",
        _("If nobody buys more: with how many customers do we earn less than today?"),
        lambda client: len(_effect(client).losers),
        "count",
    )
