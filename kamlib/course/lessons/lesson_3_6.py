"""Lesson 3-6: developing key accounts – offers by feel and by rule, questions, value to the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.manage import development
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.development import Scored, WhiteSpace

#: What the exercises on goods need.
GOODS = ("orders.product", "orders.24_months")

#: What the exercise on deals needs, and its draws.
DEALS, DRAWS, SEED = ("deals.stage", "deals.owner"), 200, 7

#: The pump of the lesson: price of the rival's, and the years that both run.
REFERENCE, YEARS = 120_000.0, 6

#: Its differences: item, kind, the rival's amount, ours, and whether it comes each year.
DIFFERENCES = (
    ("energy", "cost", 30_000, 22_000, True), ("repairs", "cost", 9_000, 6_000, True),
    ("output", "gain", 0, 5_000, True), ("training", "cost", 0, 4_000, False),
)  # fmt: skip


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-6", "developing", _("Developing key accounts"), ("K14",), 55,
        objectives=(
            Objective("score", _("score offers on an earlier day before you trust a rule")),
            Objective("money", _("put a chance and an amount on what an account does not buy yet")),
            Objective("ask", _("turn the blanks of an account into questions")),
            Objective("value", _("calculate what your offer is worth to the customer")),
            Objective("noise", _("tell a difference between sellers from chance")),
        ),
        why=_(
            "A valve maker visited its largest account every month. The seller offered what sold best; the "
            "account had bought it for years. Seals came from another supplier, at twice the margin. Nobody had "
            "asked why. When the buyer retired, his file was found: six visits, six times the same catalogue."
        ),
        prerequisites=("1-2", "2-2"), needs=("orders", *GOODS), exhibits=("white_space", "pipeline"),
        exercises=(_never_had(), _likely(), _value(), _by_lot()),
        questions=(_what_to_ask(), _whom_to_offer(), _the_ranking()),
        guesses=(_guess(),),
        monday=_(
            "Take your largest account. List what companies like it buy from you and it does not. Choose one "
            "product, and ask two questions about it before you offer it."
        ),
    )  # fmt: skip


@cached_per_client
def _found(client: Client) -> WhiteSpace:
    return development.white_space(client)


@cached_per_client
def _popular(client: Client) -> tuple[list[str], pd.Timestamp]:
    """Return the three goods that most customers bought in the year before the last earlier day, and the day."""
    found = _found(client)
    day = pd.Timestamp(found.backtest["day"].max())
    lines = client.orders[client.orders["date"] <= day]
    year = lines[lines["date"] > day - pd.DateOffset(months=12)]
    return year.groupby(found.by)["customer_id"].nunique().nlargest(3).index.tolist(), day


def _scored(client: Client, most: int) -> Scored:
    goods, day = _popular(client)
    return development.score_picks(client, goods[:most], day, by=_found(client).by)


def _counting_all(client: Client) -> float:
    """Share of all active customers that bought the first of the goods after the day, whatever they had before."""
    goods, day = _popular(client)
    orders = client.orders
    active = set(orders.loc[(orders["date"] <= day) & (orders["date"] > day - pd.DateOffset(months=12)),
                            "customer_id"])  # fmt: skip
    later = orders[(orders["date"] > day) & (orders[_found(client).by] == goods[0])]
    return len(active & set(later["customer_id"])) / len(active)


def _guess() -> Guess:
    return Guess(
        "3-6.g1",
        _("You offer the three most widely bought products to each customer that never had them. What share "
          "of these offers is bought within a year?"),
        lambda client: _scored(client, 3).hit_rate, "share", needs=GOODS,
    )  # fmt: skip


def _never_had() -> Exercise:
    return Exercise(
        "3-6.1", "score",
        _("Take only the first of `popular`, and suggest it to every customer. What share of the customers "
          "that had never bought it did so within the year? Store the share in `new_buyers` (0 to 1)."),
        "new_buyers",
        lambda client: _scored(client, 1).hit_rate,
        "new_buyers = development.score_picks(client, popular[:1], day).hit_rate",
        (
            _("Customers that had it before prove nothing: they must not count."),
            _("`development.score_picks` leaves them out. A list with one product is `popular[:1]`."),
            _("`development.score_picks(client, popular[:1], day).…`"),
        ),
        unit="share", tolerance=5e-5, needs=GOODS,
        mistakes=(
            Mistake("those that had it", _counting_all,
                    _("{yours} counts customers that had it before. Repeat orders are not new business.")),
            Mistake("all three", lambda client: _scored(client, 3).hit_rate,
                    _("{yours} is the rate of all three products. Take only the first: `popular[:1]`.")),
        ),
        after=_("{yours}: a product that everyone buys has few customers left to win."),
    )  # fmt: skip


def _likely() -> Exercise:
    return Exercise(
        "3-6.2", "money",
        _("Each row of `found.table` is a product that a customer does not buy. `yearly` is what it would bring a "
          "year, `expected` is that times the chance. What share of all that money is likely within a year? Store "
          "it in `likely` (0 to 1)."),
        "likely",
        lambda client: _found(client).likely / _found(client).whole,
        'likely = found.table["expected"].sum() / found.table["yearly"].sum()',
        (
            _("Add up both columns, then divide."),
            _("`found.table[\"expected\"].sum()` adds up a column."),
            _("`found.table[\"expected\"].sum() / …`"),
        ),
        unit="share", tolerance=5e-5, needs=GOODS,
        mistakes=(
            Mistake("mean chance", lambda client: float(_found(client).table["probability"].mean()),
                    _("{yours} is the mean chance. Rows with more money weigh more: divide the two sums.")),
            Mistake("highest chance", lambda client: float(_found(client).table["probability"].max()),
                    _("{yours} is the best row. Use the sums of all rows.")),
        ),
        after=_("{yours}. A plan that counts the whole white space as a target will miss it by far."),
    )  # fmt: skip


def _evc(yearly: bool = True, items: tuple[str, ...] = ("energy", "repairs", "output", "training")) -> float:
    lines = pd.DataFrame(DIFFERENCES, columns=["item", "kind", "reference", "ours", "yearly"])
    lines = lines[lines["item"].isin(items)]
    return development.economic_value(lines, REFERENCE, years=YEARS if yearly else 1).value


def _value() -> Exercise:
    return Exercise(
        "3-6.3", "value",
        _("At which price for our pump would the customer not care which of the two it buys? Both run for `years` "
          "years; ignore interest. Store the price in `value`."),
        "value",
        lambda _client: _evc(),
        'better = (table["reference"] - table["ours"]).where(table["kind"] == "cost", table["ours"] - '
        'table["reference"])\nvalue = rival + (better * table["yearly"].map({True: years, False: 1})).sum()',
        (
            _("Start at the rival's price. Add what the customer saves or gains with us, take off what it "
              "costs more."),
            _("A yearly amount counts once for each year, `training` only once."),
            _("`value = rival + years * (… + … + …) - …`, with the differences of the four rows."),
        ),
        unit="money", tolerance=0.0005,
        mistakes=(
            Mistake("one year", lambda _client: _evc(yearly=False),
                    _("{yours} counts a single year. Yearly amounts come again each year.")),
            Mistake("without training", lambda _client: _evc(items=("energy", "repairs", "output")),
                    _("{yours} leaves out the training that our pump needs. Costs of changing count too.")),
            Mistake("without the price", lambda _client: _evc() - REFERENCE,
                    _("{yours} is what our pump is better by. Add the price of the rival's pump.")),
            Mistake("without the output", lambda _client: _evc(items=("energy", "repairs", "training")),
                    _("{yours} counts only costs. The higher output is worth something too.")),
        ),
        after=_("{yours} is the limit, not the price: at this price the customer gains nothing by changing."),
    )  # fmt: skip


@cached_per_client
def _gaps(client: Client) -> tuple[float, np.ndarray]:
    """Return the gap between the best and the last seller's share won, and those of names dealt out by lot."""
    deals = client.deals
    assert deals is not None  # noqa: S101  (needs: deals)
    decided = deals[deals["stage"].isin(["won", "lost"])].dropna(subset=["owner"])
    won, sellers = decided["stage"] == "won", decided["owner"].to_numpy()

    def gap(names: np.ndarray) -> float:
        rates = won.groupby(names).mean()
        return float(rates.max() - rates.min())

    lots = np.random.default_rng(SEED)
    return gap(sellers), np.array([gap(lots.permutation(sellers)) for _draw in range(DRAWS)])


def _by_lot() -> Exercise:
    return Exercise(
        "3-6.4", "noise",
        _("`real` is the gap between the first and the last seller, `drawn` holds the gaps of 200 draws by "
          "lot. In what share of the draws is the gap at least as large as the real one? Store it in `by_lot` "
          "(0 to 1)."),
        "by_lot",
        lambda client: float((_gaps(client)[1] >= _gaps(client)[0]).mean()),
        "by_lot = (drawn >= real).mean()",
        (
            _("Compare each drawn gap with the real one, and count how often it is as large."),
            _("`drawn >= real` is a list of yes and no; its mean is the share of yes."),
            _("`(drawn >= …).mean()`"),
        ),
        unit="share", tolerance=5e-5, needs=DEALS,
        mistakes=(
            Mistake("the mean gap", lambda client: float(_gaps(client)[1].mean()),
                    _("{yours} is the mean gap of the draws. Ask how often a gap is as large as the real one.")),
            Mistake("the real gap", lambda client: _gaps(client)[0],
                    _("{yours} is the real gap. Compare the drawn gaps with it.")),
        ),
        after=_("{yours} of the draws: from one in twenty on, such a gap needs no better seller to explain it."),
        bears=lambda share: share >= 0.05,
        otherwise=_("{yours} of the draws: chance alone rarely makes such a gap. Look for the reason."),
    )  # fmt: skip


def _the_ranking() -> Question:
    return Question(
        "3-6.q3", "noise",
        _("The director wants a bonus for the seller at the top of that list. What do you say?"),
        (
            Option(
                _("Pay it: the figures are clear."), False,
                _("The list would look much the same if names were dealt out by lot."),
            ),
            Option(
                _("Test first whether the differences are larger than chance."), True,
                _("The report does it for sellers, customers and products, and says what remains."),
            ),
            Option(
                _("Send the last one to a training course."), False,
                _("He may be first next year without it: chance deals again each year."),
            ),
            Option(
                _("Look at what can be changed: old deals, and those that nobody decides."), True,
                _("The age of a deal says more about its chance than the name of its seller."),
            ),
        ),
    )  # fmt: skip


def _what_to_ask() -> Question:
    return Question(
        "3-6.q1", "ask", _("An account buys no seals from you. Which question comes first?"),
        (
            Option(
                _("“From whom do you buy seals today, and since when?”"), True,
                _("The situation first: without it you do not know what you compete with."),
            ),
            Option(
                _("“Would you like to see our new seals?”"), False,
                _("That is an offer. It can be refused before you know what the customer needs."),
            ),
            Option(
                _("“What would it be worth to you to have seals from one supplier?”"), False,
                _("A good question, later: first the customer has to see a problem and its effect."),
            ),
            Option(
                _("“Which discount do you need to change?”"), False,
                _("It begins with the price, and teaches the buyer to ask for one."),
            ),
        ),
    )  # fmt: skip


def _whom_to_offer() -> Question:
    return Question(
        "3-6.q2", "money", _("Which of these products do you *not* offer to an account, whatever its chance?"),
        (
            Option(
                _("A product that a company of its group buys from you."), True,
                _("The group has it already: the order would only move from one address to another."),
            ),
            Option(
                _("A special part that one customer bought once."), True,
                _("A single buyer does not make a pattern. The report asks for three recent ones."),
            ),
            Option(
                _("A product whose chance is one in ten, with a high margin."), False,
                _("Chance times money decides. A small chance of much may come first."),
            ),
            Option(
                _("A product that a third of similar companies buy."), False,
                _("That is a good reason to ask. Find out first who supplies it today."),
            ),
        ),
    )  # fmt: skip
