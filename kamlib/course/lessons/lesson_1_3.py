"""Lesson 1-3: customer profit, and the whale curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import head_count, mean_of_ratios
from kamlib.value import concentration, cost_to_serve, whale
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: What every exercise needs beyond orders.
SERVING = ("orders.cost", "serving")


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "1-3", "cost-to-serve", _("Who makes money, who costs money: the whale curve"), ("K2", "K3"), 40,
        objectives=(
            Objective("follow", _("follow a customer's money from list price to customer profit")),
            Objective("find", _("find customers with positive gross profit and negative customer profit")),
            Objective("size", _("check whether your largest customers are profitable")),
            Objective("whale", _("read from a whale curve how much loss-making customers cost")),
            Objective("act", _("choose a first step for a loss-making customer")),
        ),
        why=_(
            "A bearing maker displayed the name of its largest customer in the entrance hall. Then a service "
            "engineer fell ill, and colleagues took over his calendar: two days of every week went to that one "
            "customer. The controller began to add up: overnight freight, returns, bills paid three months late. "
            "The most important customer was also the most expensive one. No one had hidden anything. The costs "
            "had simply never been assigned to that customer."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "orders.cost", "serving"),
        exhibits=("whale", "cost_to_serve"),
        exercises=(_taken(), _losing(), _turned(), _given_back()), questions=(_first_step(), _left_out()),
        guesses=(_guess(),),
        monday=_(
            "Choose one large customer. Collect freight, visits, returns and days of late payment of the last "
            "three months, and compare them with its gross profit."
        ),
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
            "What share of the gross profit of *all* customers together does the cost to serve take? Store it in "
            "`taken`, as a number: 0.5 means half."
        ),
        "taken",
        lambda client: _over(client, "serving_cost", "product_margin"),
        'taken = rows["serving_cost"].sum() / rows["product_margin"].sum()',
        (
            _("Total cost to serve divided by total gross profit."),
            _("Add up both columns of `rows` with `.sum()`, then divide."),
            _("`taken = rows[\"serving_cost\"].sum() / …`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "of revenue", lambda client: _over(client, "serving_cost", "revenue"),
                _("{yours} is a share of revenue. Divide by gross profit."),
            ),
            Mistake(
                "what is left", lambda client: _over(client, "profit_after_serving", "product_margin"),
                _("{yours} is the share that remains. Use the cost to serve as the numerator."),
            ),
            mean_of_ratios(_mean_taken),
            Mistake(
                "of customer profit", lambda client: _over(client, "serving_cost", "profit_after_serving"),
                _("{yours} divides by customer profit. Divide by gross profit, before serving."),
            ),
        ),
        needs=SERVING,
        after=_("{yours} of gross profit is used up by the cost to serve. No price list shows it."),
        bears=lambda taken: 0 < taken <= 1,
        otherwise=_("{yours}: serving takes more than the goods earn, or next to nothing. Check the data first."),
        variants=(lambda client: 1 - _over(client, "profit_after_serving", "product_margin"),),
    )  # fmt: skip


def _losing() -> Exercise:
    return Exercise(
        "1-3.2", "size",
        _(
            "Now check your guess. How many of the ten largest customers by revenue have negative customer "
            "profit? `concentration.largest(rows, 10)` gives their rows. Store the number in `losing`."
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
                _("{yours} have negative gross profit. Use the column of customer profit."),
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
        needs=SERVING,
        after=_("{yours} of the ten. Was your guess close?"),
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
            "Which customers have positive gross profit (`product_margin` above zero) and *still* negative "
            "customer profit? Store their customer numbers in `turned`."
        ),
        "turned",
        lambda client: _who(_rows(client), 1, -1),
        'turned = rows[(rows["product_margin"] > 0) & (rows["profit_after_serving"] < 0)]["customer_id"]',
        (
            _("Two conditions must hold: gross profit is positive, customer profit is negative."),
            _("One comparison for each condition, each in round brackets, joined with `&`."),
            _("`turned = rows[(rows[\"product_margin\"] > 0) & (rows[…] < 0)][\"customer_id\"]`"),
        ),
        unit="ids",
        mistakes=(
            Mistake(
                "all losers", lambda client: _who(_rows(client), 0, -1),
                _("{yours}: all loss-making customers. Leave out those with negative gross profit."),
            ),
            Mistake(
                "on goods", lambda client: _who(_rows(client), -1, 0),
                _("{yours}: all with negative gross profit. Look for those with positive gross profit that lose "
                  "money later."),
            ),
            Mistake(
                "winners", lambda client: _who(_rows(client), 1, 1),
                _("{yours}: these are profitable before and after. Reverse the second sign."),
            ),
            Mistake(
                "or", lambda client: _who(_rows(client), 1, 0) | _who(_rows(client), 0, -1),
                _("{yours}: only one condition was required here. Join them with `&`: both must hold."),
            ),
        ),
        needs=SERVING,
        after=_("A gross margin report does not show these {yours}. Serve them more cheaply, or charge for the "
                "service."),
        bears=lambda found: found > 0,
        otherwise=_("{yours}: here no customer turns from profit to loss by what it costs to serve."),
    )  # fmt: skip


def _who(rows: pd.DataFrame, goods: int, left: int) -> frozenset[str]:
    """Select customers by the sign of their gross profit and of what is left; zero asks for nothing."""
    asked = ((rows["product_margin"] * goods > 0) | (goods == 0)) & (
        (rows["profit_after_serving"] * left > 0) | (left == 0)
    )
    return frozenset(rows.loc[asked, "customer_id"])


def _given_back() -> Exercise:
    return Exercise(
        "1-3.4", "whale",
        _(
            "What share of the peak do loss-making customers cost? `result.peak` is the height of the peak, "
            "`result.loss` the loss after it. Store it in `back`, as a number: 0.5 means half."
        ),
        "back",
        lambda client: _whale(client).loss / _whale(client).peak,
        "back = result.loss / result.peak",
        (
            _("How far the curve falls, compared with its height."),
            _("Divide the loss by the peak."),
            _("`back = result.loss / …`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "of the total", lambda client: _whale(client).loss / _whale(client).total,
                _("{yours} is relative to the end of the curve. Divide by the peak."),
            ),
            head_count(lambda client: _whale(client).loss_makers / _whale(client).customers),
            Mistake(
                "in money", lambda client: _whale(client).loss,
                _("{yours} is an amount. Divide it by the peak to see what share is lost."),
            ),
        ),
        needs=SERVING,
        after=_("{yours} of the peak: earned with good customers, spent on others."),
        bears=lambda back: back < 1,
        otherwise=_("{yours} of the peak: all that good customers earn is spent on others."),
        variants=(lambda client: 1 - _whale(client).total / _whale(client).peak,),
    )  # fmt: skip


def _first_step() -> Question:
    return Question(
        "1-3.q1", "act",
        _("A large customer loses money after cost to serve. The longest bar is visits and service. What is your "
          "first step?"),
        (
            Option(
                _("End the business: a loss is a loss."), False,
                _("Too early. First improve terms and service; end the relationship only if that fails."),
            ),
            Option(
                _("Find out what the visits are for, then serve more cheaply or charge for them."), True,
                _("The bar names the cause. Training, spare parts on site or a service contract may solve it."),
            ),
            Option(
                _("Grant a discount so that volume makes up for it."), False,
                _("More volume brings more visits, at a lower price. The loss grows."),
            ),
            Option(
                _("Do nothing: such a large customer must be worth it somehow."), False,
                _("This belief costs money every year. Size promises profit; terms decide."),
            ),
        ),
    )  # fmt: skip


def _left_out() -> Question:
    return Question(
        "1-3.q2", "follow",
        _("A note below the exhibit says: “Left out: channel fees”. What do you tell the client?"),
        (
            Option(
                _("There are no channel fees."), False,
                _("Not known yet: there was neither data nor a rate. Ask for one."),
            ),
            Option(
                _("Customers that buy through dealers look better here than they are."), True,
                _("A cost that is left out flatters the customers that cause it."),
            ),
            Option(
                _("With the dealers' rate we can include this step."), True,
                _("One rate per channel is enough; the exhibit then shows it."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "1-3.g1",
        _("How many of these ten have negative customer profit?"),
        lambda client: _below(_ten(client), "profit_after_serving"),
        "count",
        needs=SERVING,
    )
