"""Lesson 1-3: what is left of a customer's revenue once it is served, and the whale curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import head_count, mean_of_ratios
from kamlib.value import concentration, cost_to_serve, whale
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: What every exercise needs beyond orders.
COST = ("orders.cost",)


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "1-3", "cost-to-serve", _("Who earns, and who costs: the whale curve"), ("K2", "K3"), 40,
        objectives=(
            Objective("follow", _("follow a customer's money from the list price to the profit after serving")),
            Objective("find", _("find customers who earn on their goods and lose once they are served")),
            Objective("size", _("check whether your largest customers earn money")),
            Objective("whale", _("read from a whale curve how much the loss makers take back")),
            Objective("act", _("choose a first step with a customer who loses money")),
        ),
        why=_(
            "At a maker of bearings the name of the largest customer hung in the entrance hall. Then a service "
            "engineer fell ill, and his calendar had to be covered: two days of every week belonged to that one "
            "customer. The controller began to add up: night freight, returns, bills paid three months late. The "
            "most important customer was the most expensive one. Nobody had hidden anything. The costs had just "
            "never been put beside his name."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "orders.cost"), exhibits=("whale", "cost_to_serve"),
        exercises=(_taken(), _losing(), _turned(), _given_back()), questions=(_first_step(), _left_out()),
    )  # fmt: skip


@cached_per_client
def _rows(client: Client) -> pd.DataFrame:
    return cost_to_serve.serve(client.orders, client.activities, as_of=client.as_of).table


def _ten(client: Client) -> pd.DataFrame:
    return concentration.largest(_rows(client), 10)


@cached_per_client
def _whale(client: Client) -> whale.Whale:
    return whale.curve(_rows(client), basis="profit_after_serving")


def _below(rows: pd.DataFrame, column: str) -> int:
    return int((rows[column] < 0).sum())


def _over(client: Client, above: str, below: str) -> float:
    """Total of one column over that of another."""
    rows = _rows(client)
    return float(rows[above].sum() / rows[below].sum())


def _mean_taken(client: Client) -> float:
    rows = _rows(client)
    return float((rows["serving_cost"] / rows["product_margin"]).mean())


def _taken() -> Exercise:
    return Exercise(
        "1-3.1", "follow",
        _(
            "What part of the product margin of *all* customers together does serving take? Store it in `taken`, "
            "as a number: 0.5 means half."
        ),
        "taken",
        lambda client: _over(client, "serving_cost", "product_margin"),
        'taken = rows["serving_cost"].sum() / rows["product_margin"].sum()',
        (
            _("What serving costs in all, divided by what the goods earn in all."),
            _("Add up both columns of `rows` with `.sum()`, then divide."),
            _("`taken = rows[\"serving_cost\"].sum() / …`"),
        ),
        unit="ratio",
        mistakes=(
            Mistake(
                "of revenue", lambda client: _over(client, "serving_cost", "revenue"),
                _("{yours} is a part of revenue. Divide by the product margin."),
            ),
            Mistake(
                "what is left", lambda client: _over(client, "profit_after_serving", "product_margin"),
                _("{yours} is what is left. Put what serving costs above the line."),
            ),
            mean_of_ratios(_mean_taken),
        ),
        needs=COST,
        after=_("{yours} of what the goods earn never arrives. No price list shows it."),
        variants=(lambda client: 1 - _over(client, "profit_after_serving", "product_margin"),),
    )  # fmt: skip


def _losing() -> Exercise:
    return Exercise(
        "1-3.2", "size",
        _(
            "Now your bet. How many of the ten largest customers by revenue lose money once they are served? "
            "`concentration.largest(rows, 10)` gives their rows. Store the number in `losing`."
        ),
        "losing",
        lambda client: _below(_ten(client), "profit_after_serving"),
        'ten = concentration.largest(rows, 10)\nlosing = (ten["profit_after_serving"] < 0).sum()',
        (
            _("Take the ten, then count the rows below zero."),
            _("A comparison with `< 0`, in brackets, then `.sum()`, counts."),
            _("`ten = concentration.largest(rows, 10)`, then `losing = (ten[…] < 0).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "on goods", lambda client: _below(_ten(client), "product_margin"),
                _("{yours} lose on their goods. Compare the column after serving."),
            ),
            Mistake(
                "everybody", lambda client: _below(_rows(client), "profit_after_serving"),
                _("{yours} counts all customers. Take the rows of the ten largest first."),
            ),
            Mistake(
                "all ten", lambda client: len(_ten(client)),
                _("{yours} counts the ten themselves. Count those below zero."),
            ),
        ),
        needs=COST,
        after=_("{yours} of the ten. Was your bet near?"),
        variants=(
            lambda client: _below(
                _rows(client).sort_values("revenue", ascending=False).head(10), "profit_after_serving"
            ),
        ),
    )  # fmt: skip


def _turned() -> Exercise:
    return Exercise(
        "1-3.3", "find",
        _(
            "Which customers earn on their goods (`product_margin` above zero) and *still* lose once served? "
            "Store their customer numbers in `turned`."
        ),
        "turned",
        lambda client: _who(_rows(client), 1, -1),
        'turned = rows[(rows["product_margin"] > 0) & (rows["profit_after_serving"] < 0)]["customer_id"]',
        (
            _("Two conditions hold at once: earns before serving, loses after it."),
            _("One comparison a condition, each in round brackets, `&` between them."),
            _("`turned = rows[(rows[\"product_margin\"] > 0) & (rows[…] < 0)][\"customer_id\"]`"),
        ),
        unit="ids",
        mistakes=(
            Mistake(
                "all losers", lambda client: _who(_rows(client), 0, -1),
                _("{yours}: all who lose. Leave out those who already lose on their goods."),
            ),
            Mistake(
                "on goods", lambda client: _who(_rows(client), -1, 0),
                _("{yours}: all who lose on their goods. Look for those who earn there, and lose later."),
            ),
            Mistake(
                "winners", lambda client: _who(_rows(client), 1, 1),
                _("{yours}: all who earn before and after. Turn the second sign round."),
            ),
            Mistake(
                "or", lambda client: _who(_rows(client), 1, 0) | _who(_rows(client), 0, -1),
                _("{yours}: one condition was enough here. Join them with `&`: both must hold."),
            ),
        ),
        needs=COST,
        after=_("No margin report shows these {yours}. Serve them in a cheaper way, or charge for it."),
    )  # fmt: skip


def _who(rows: pd.DataFrame, goods: int, left: int) -> frozenset[str]:
    """Select customers by the sign of their product margin and of what is left; nought asks for nothing."""
    asked = ((rows["product_margin"] * goods > 0) | (goods == 0)) & (
        (rows["profit_after_serving"] * left > 0) | (left == 0)
    )
    return frozenset(rows.loc[asked, "customer_id"])


def _given_back() -> Exercise:
    return Exercise(
        "1-3.4", "whale",
        _(
            "What part of the peak do the loss makers take back? `result.peak` is the height of the peak, "
            "`result.loss` what is lost behind it. Store it in `back`, as a number: 0.5 means half."
        ),
        "back",
        lambda client: _whale(client).loss / _whale(client).peak,
        "back = result.loss / result.peak",
        (
            _("How deep the curve falls, compared with how high it was."),
            _("Divide the loss by the peak."),
            _("`back = result.loss / …`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "of the total", lambda client: _whale(client).loss / _whale(client).total,
                _("{yours} is measured by the end of the curve. Divide by the peak."),
            ),
            head_count(lambda client: _whale(client).loss_makers / _whale(client).customers),
            Mistake(
                "in money", lambda client: _whale(client).loss,
                _("{yours} is money. Divide it by the peak to see how much of it is lost."),
            ),
        ),
        needs=COST,
        after=_("{yours} of the peak: earned by good customers, spent on others."),
        variants=(lambda client: 1 - _whale(client).total / _whale(client).peak,),
    )  # fmt: skip


def _first_step() -> Question:
    return Question(
        "1-3.q1", "act",
        _("A large customer loses money once served. The longest bar is visits and service. Your first step?"),
        (
            Option(
                _("End the business: a loss is a loss."), False,
                _("Too early. Mend the terms and the service first; part only where that fails."),
            ),
            Option(
                _("Find out what the visits are for, then serve cheaper or charge for it."), True,
                _("The bar names the cause. A training, a stock on site or a service contract may end it."),
            ),
            Option(
                _("Grant a discount, so that volume makes up for it."), False,
                _("More volume brings more visits, at a lower price. The loss grows."),
            ),
            Option(
                _("Leave it: such a large customer must pay off somehow."), False,
                _("That sentence costs money every year. Size says nothing about profit."),
            ),
        ),
    )  # fmt: skip


def _left_out() -> Question:
    return Question(
        "1-3.q2", "follow",
        _("Below the exhibit stands: “Left out: channel fees”. What do you tell the client?"),
        (
            Option(
                _("There are no channel fees."), False,
                _("Nobody knows yet: there was neither data nor a rate. Ask for one."),
            ),
            Option(
                _("Customers who buy through dealers look better here than they are."), True,
                _("A cost that is left out flatters those who cause it."),
            ),
            Option(
                _("With the dealers' rate we can put this step in."), True,
                _("One rate a channel is enough; the exhibit then prints it."),
            ),
        ),
    )  # fmt: skip
