"""Lesson 1-1: a bank's rule on one transaction, whom it turns away, and the same rule in an order book."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kamlib import datasets
from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import mean_of_ratios
from kamlib.findings.small_orders import weighed
from kamlib.value import bank
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd


#: From this hour after opening on it is afternoon.
AFTERNOON = 5


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "1-1", "bank-case", _("The bank case: who is turned away by the rule?"), ("K1",), 40,
        objectives=(
            Objective("state", _("state what is wrong with a rule before you see a number")),
            Objective("judge", _("measure whom a rule turns away, compared with a random draw")),
            Objective("unseen", _("count the customers that a full branch hides")),
            Objective("compare", _("compare ways of serving by waiting time, walk-aways and profit retained")),
            Objective("own", _("find out whom a minimum order would turn away in your own orders")),
        ),
        why=_(
            "A property manager has an urgent transaction on a card from another city. He queues for half an "
            "hour in front of ten counters. Then the clerk points at a notice: from 3,000 yuan only; smaller "
            "amounts at the sub-branch one kilometre away, tomorrow at the earliest. “Discrimination!” he says. "
            "“Everyone else does the same,” says the clerk. But the other banks of the city have VIP counters, "
            "and machines for small amounts. The manager: “We are still full in the afternoon.” If you sell "
            "bearings, your notice reads *minimum order*."
        ),
        prerequisites=("0-1",), needs=("orders",), exhibits=("small_orders",),
        exercises=(_missed(), _unserved(), _loss(), _behind()), questions=(_wrong(), _shorter(), _minimum()),
        guesses=(_guess(),),
        monday=_(
            "List every rule of your order desk: minimum order, small-order charge, payment in advance. Next to "
            "each, write whom it turned away last month, and what that customer brings in a year."
        ),
    )  # fmt: skip


@cache
def _visits() -> pd.DataFrame:
    """Return the day's visits with whether a valuable customer came and was turned away."""
    arrivals, customers = datasets.bank()
    worth = arrivals["customer_id"].map(bank.valuable(customers))
    return arrivals.assign(valuable=worth, turned=arrivals["amount"] < 3000)


@cache
def _hours() -> pd.DataFrame:
    return bank.hall(*datasets.bank())


@cache
def _designs() -> pd.DataFrame:
    """Compare the designs as the lesson does; the days are the same each time."""
    return bank.compare(*datasets.bank(), days=10).table.set_index("design")


def _part(hours: pd.DataFrame, column: str) -> float:
    return float(hours[column].sum() / hours["came"].sum())


def _left(hours: pd.DataFrame) -> float:
    return 1 - _part(hours, "served")


def _afternoon() -> pd.DataFrame:
    hours = _hours()
    return hours[hours["hour"] >= AFTERNOON]


def _less(design: str, years: int = 5) -> float:
    """Return what the 3,000 rule keeps less than another design."""
    kept = _designs()[f"profit_{years}"]
    return float(kept[design] - kept["amount_rule"])


#: Each part of one exercise asks for the same minimum order.
_weighed = cached_per_client(weighed)


def _missed() -> Exercise:
    return Exercise(
        "1-1.1", "judge",
        _(
            "Of the *valuable* customers that day, what share came with less than 3,000 yuan and was turned "
            "away? Store it in `missed` (0 to 1)."
        ),
        "missed",
        lambda client: float(_visits().query("valuable")["turned"].mean()),
        'valued = visits[visits["valuable"]]\nmissed = (valued["amount"] < 3000).mean()',
        (
            _("Keep only the valuable ones. What share of them came with too little?"),
            _("`visits[visits[\"valuable\"]]` keeps them; a comparison and `.mean()` give the share of yes."),
            _("`valued = visits[visits[\"valuable\"]]`, then `(valued[\"amount\"] < …).mean()`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "the other whole", lambda client: float(_visits().query("turned")["valuable"].mean()),
                _("{yours} starts from those turned away. Start from the valuable customers: how many of them "
                  "were turned away?"),
            ),
            Mistake(
                "all visitors", lambda client: float((_visits()["valuable"] & _visits()["turned"]).mean()),
                _("{yours} is a share of all visitors. Divide by the valuable ones only."),
            ),
            Mistake(
                "count", lambda client: int(_visits().query("valuable")["turned"].sum()),
                _("{yours} counts visits. For a share, take `.mean()` instead of `.sum()`."),
            ),
            Mistake(
                "everybody", lambda client: float(_visits()["turned"].mean()),
                _("{yours} of all visitors were turned away. Keep the valuable ones first."),
            ),
            Mistake(
                "the others", lambda client: float(_visits().query("not valuable")["turned"].mean()),
                _("{yours} is the share of the other visitors. Keep the valuable ones."),
            ),
            Mistake(
                "edge", lambda client: float((_visits().query("valuable")["amount"] <= 3000).mean()),
                _("{yours} includes exactly 3,000, which the notice accepts. Use `<`."),
            ),
        ),
        after=_("{yours} of the valuable customers were sent away by a notice."),
        variants=(lambda client: 1 - float(bank.judge(*datasets.bank()).table["recall"].iloc[0]),),
    )  # fmt: skip


def _unserved() -> Exercise:
    return Exercise(
        "1-1.2", "unseen",
        _(
            "Of everyone who came in the afternoon (`hour` 5 and later), what share left without being served? "
            "Store it in `unserved` (0 to 1)."
        ),
        "unserved",
        lambda client: _left(_afternoon()),
        'late = hours[hours["hour"] >= 5]\nunserved = 1 - late["served"].sum() / late["came"].sum()',
        (
            _("Everyone who came and was not served has left."),
            _("Keep the rows of the afternoon, add up `served` and `came`, divide, and subtract from 1."),
            _("`late = hours[hours[\"hour\"] >= 5]`, then `1 - late[\"served\"].sum() / …`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "turned away only", lambda client: _part(_afternoon(), "turned_away"),
                _("{yours} were turned away. Include those who walked away without being served."),
            ),
            Mistake(
                "whole day", lambda client: _left(_hours()),
                _("{yours} is the whole day. Keep the rows with `hour` 5 and later."),
            ),
            mean_of_ratios(lambda client: float((1 - _afternoon()["served"] / _afternoon()["came"]).mean())),
            Mistake(
                "valuable only",
                lambda client: _part(_afternoon(), "valuable_unserved"),
                _("{yours} counts only valuable customers. Take everyone who came and was not served."),
            ),
            Mistake(
                "after five", lambda client: _left(_hours()[_hours()["hour"] > AFTERNOON]),
                _("{yours} begins with hour 6. Hour 5 counts too: use `>=`."),
            ),
        ),
        after=_("{yours} left without being served, in a branch that looked full."),
    )  # fmt: skip


def _loss() -> Exercise:
    return Exercise(
        "1-1.3", "compare",
        _(
            "Over five years, how much less profit does the 3,000 rule (`\"amount_rule\"`) retain than VIP "
            "counters (`\"value_counters\"`), from one day's customers? Store the amount in yuan in `loss`."
        ),
        "loss",
        lambda client: _less("value_counters"),
        'loss = by.loc["value_counters", "profit_5"] - by.loc["amount_rule", "profit_5"]',
        (
            _("Profit retained with VIP counters, less profit retained with the rule."),
            _("`by.loc[design, column]` picks a figure; the column for five years is `profit_5`."),
            _("`by.loc[\"value_counters\", \"profit_5\"] - …`"),
        ),
        unit="money",
        mistakes=(
            Mistake(
                "one year", lambda client: _less("value_counters", 1),
                _("{yours} is lost in one year. Take the column `profit_5`."),
            ),
            Mistake(
                "against the best", lambda client: float(_designs()["lost_5"]["amount_rule"]),
                _("{yours} is the difference from the best design. Compare with `\"value_counters\"`."),
            ),
            Mistake(
                "against one queue", lambda client: _less("single_queue"),
                _("{yours} is the difference from the single queue. Compare with `\"value_counters\"`."),
            ),
            Mistake(
                "five times one year", lambda client: 5 * _less("value_counters", 1),
                _("{yours} is five times the first year. Later years differ: take the column `profit_5`."),
            ),
            Mistake(
                "one design", lambda client: float(_designs()["profit_5"]["value_counters"]),
                _("{yours} is one way of serving alone. Subtract the other."),
            ),
        ),
        after=_("{yours}, with the same ten counters and the same people."),
    )  # fmt: skip


def _behind() -> Exercise:
    return Exercise(
        "1-1.4", "own",
        _(
            "How much do all customers that would be refused at least once contribute over the year, together? "
            "Add up their `contribution`; store it in `behind`."
        ),
        "behind",
        lambda client: _weighed(client).touched,
        'behind = who[who["orders_refused"] > 0]["contribution"].sum()',
        (
            _("First find the customers refused at least once, then add up everything they contribute."),
            _("Keep the rows with `orders_refused` above 0, pick `contribution`, add up."),
            _("`who[who[\"orders_refused\"] > 0]`, then one column and `.sum()`"),
        ),
        unit="money",
        mistakes=(
            Mistake(
                "the orders", lambda client: float(_weighed(client).customers["revenue_refused"].sum()),
                _("{yours} covers only the refused orders. Add up everything these customers contribute: "
                  "`contribution`."),
            ),
            Mistake(
                "everybody", lambda client: _weighed(client).total,
                _("{yours} covers all customers. First keep only those with a refused order."),
            ),
            Mistake(
                "mostly", lambda client: float(_weighed(client).table["contribution"].iloc[0]),
                _("{yours} covers those refused more often than not. One refusal is enough here."),
            ),
            Mistake(
                "heads", lambda client: int((_weighed(client).customers["orders_refused"] > 0).sum()),
                _("{yours} counts customers. Add up their contribution: the column `contribution`."),
            ),
        ),
        after=_("The customers who place those orders contribute {yours} a year. Now compare the figure below."),
    )  # fmt: skip


def _wrong() -> Question:
    return Question(
        "1-1.q1", "state", _("What is wrong at this branch?"),
        (
            Option(
                _("One transaction is mistaken for the value of a customer."), True,
                _("A small sum today may belong to a large account. You will count how often."),
            ),
            Option(
                _("Small customers are turned away instead of being served at lower cost."), True,
                _("A machine, a phone call or an appointment costs little. Losing these customers costs money "
                  "for years."),
            ),
            Option(
                _("Customers learn the rule at the counter, after queuing, with no alternative."), True,
                _("Both sides lose half an hour, and the story spreads."),
            ),
            Option(
                _("“We are still full” counts only those who stayed."), True,
                _("People who left are not there to be counted."),
            ),
            Option(
                _("Customers are not all treated the same."), False,
                _("Differentiation is right, like classes on an aircraft. Going by today's amount, without "
                  "another way, makes it discrimination."),
            ),
            Option(
                _("“Everyone else does the same” shows that the rule is sound."), False,
                _("The city's other banks have VIP counters and machines: they offer another way."),
            ),
        ),
    )  # fmt: skip


def _shorter() -> Question:
    return Question(
        "1-1.q2", "compare",
        _("The manager says: “Since the rule, the mean wait has halved.” What do you answer?"),
        (
            Option(
                _("Then the rule works."), False,
                _("An empty hall would have no wait at all. Ask who is missing, and what they are worth."),
            ),
            Option(
                _("It is shorter because people were sent away, valuable ones among them."), True,
                _("Sending someone away takes a minute or two. That is why the line moves."),
            ),
            Option(
                _("Show the waiting time by type of customer, together with the number of people who left."), True,
                _("VIP counters shorten the wait where it matters, and turn no one away."),
            ),
            Option(
                _("Waiting does not matter."), False,
                _("It does: long waits drive people away, by the hundred in the single queue."),
            ),
        ),
    )  # fmt: skip


def _minimum() -> Question:
    return Question(
        "1-1.q3", "own", _("A bearing maker drowns in small orders. What should it do?"),
        (
            Option(
                _("Set a minimum order and mention it when a customer orders."), False,
                _("That is the bank counter again: a refusal after queuing, and no alternative."),
            ),
            Option(
                _("Find out who places them, and what those customers contribute over the year."), True,
                _("An order is not a customer. An hour with the order data answers this."),
            ),
            Option(
                _("Offer a cheaper way: web shop, dealer, joint delivery, or a handling charge announced in "
                  "advance."), True,
                _("Like the machines with a helper: small needs are met at low cost."),
            ),
            Option(
                _("Find out what competitors require, and do the same."), False,
                _("“Everyone else does the same”: their customers are not yours."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "1-1.g1",
        _(
            "What share of the *valuable* customers (top fifth by yearly profit) does the 3,000 rule send away? "
            "0.3 means 30 %."
        ),
        lambda client: float(_visits().query("valuable")["turned"].mean()),
        "share",
    )
