"""Lesson 2-1: who looks like a key account and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import misconceptions
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.misconceptions import Misconceptions
    from kamlib.client import Client

#: Customers on a list by gut.
LONG = 20


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-1", "misconceptions", _("Customers that only look like key accounts"), ("K4",), 35,
        objectives=(
            Objective("ticket", _("spot big tickets and group purchases in order data")),
            Objective("harsh", _("find heavy buyers whose terms use up the profit")),
            Objective("stake", _("estimate by how much a plan based on the wrong list would be too high")),
            Objective("evidence", _("use a flag as evidence, not as a verdict")),
            Objective("serve", _("choose how to serve each of the three types")),
        ),
        why=_(
            "A crane maker sold its largest crane to a bridge builder. The framed order hung in the entrance "
            "hall; the buyer became key account number one, with a dinner every quarter. It never ordered again: "
            "the bridge was built. In the same years, a small service firm bought hooks, ropes and brakes every "
            "other week at a fair price. No one knew its name. One day it switched to another supplier, and the "
            "parts business shrank by a fifth."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "orders.cost"), exhibits=("misconceptions",),
        exercises=(_single(), _losing(), _missed(), _both()), questions=(_how_to_serve(), _what_a_flag_is()),
        guesses=(_guess(),),
        monday=_(
            "Take the ten largest orders of last year. Next to each, write what the customer ordered afterwards. "
            "Where there is nothing, take it out of next year's plan."
        ),
    )  # fmt: skip


@cached_per_client
def _seen(client: Client) -> Misconceptions:
    return misconceptions.diagnose(
        client.orders, client.accounts, basis=client.basis, activities=client.activities, sums=client.order_sums
    )


def _gut(client: Client) -> pd.DataFrame:
    return client.accounts.nlargest(LONG, "largest_order")


def _volume(client: Client) -> pd.DataFrame:
    return client.accounts.nlargest(LONG, "revenue")


def _in_one_order(rows: pd.DataFrame) -> int:
    return int((rows["largest_order_share"] > 0.5).sum())


def _stake(rows: pd.DataFrame) -> float:
    return float(rows.drop_duplicates("customer_id")["at_stake"].sum())


def _on(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the flagged customers that are among these."""
    table = _seen(client).table
    return table[table["customer_id"].isin(rows["customer_id"])]


def _single() -> Exercise:
    return Exercise(
        "2-1.1", "ticket",
        _(
            "Go through your list `gut`. How many of its customers have more than half (0.5) of their revenue in "
            "one single order? The column is `largest_order_share`. Store the number in `single`."
        ),
        "single",
        lambda client: _in_one_order(_gut(client)),
        'single = (gut["largest_order_share"] > 0.5).sum()',
        (
            _("Ask a yes-or-no question for each row, and count the yes answers."),
            _("Compare the column `largest_order_share` of `gut` with 0.5, and add up."),
            _("`single = (gut[\"largest_order_share\"] > …).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "in percent", lambda client: int((_gut(client)["largest_order_share"] > 50).sum()),
                _("{yours} of them are above 50. The column holds shares: half is 0.5, not 50."),
            ),
            Mistake(
                "whole book", lambda client: _in_one_order(client.accounts),
                _("{yours} counts all customers. Use only the rows of `gut`."),
            ),
            Mistake(
                "the others", lambda client: len(_gut(client)) - _in_one_order(_gut(client)),
                _("{yours} are the others, with spread-out orders. Reverse the sign: `>` means “more than”."),
            ),
            Mistake(
                "other list", lambda client: _in_one_order(_volume(client)),
                _("{yours} comes from the list by revenue. Use `gut`, the list by the largest order."),
            ),
        ),
        after=_("{yours} on the list depend on a single order. Which of them will order again?"),
    )  # fmt: skip


def _losing() -> Exercise:
    return Exercise(
        "2-1.2", "harsh",
        _(
            "Take your colleague's list `volume`. Which of these customers have negative gross profit (`profit` "
            "below 0)? Store their ids, the column `customer_id`, in `losing`."
        ),
        "losing",
        lambda client: frozenset(_losers(_volume(client))["customer_id"]),
        'losing = volume[volume["profit"] < 0]["customer_id"]',
        (
            _("Keep the rows with a loss, then take one column of them."),
            _("A condition in square brackets keeps rows: `volume[volume[\"profit\"] < …]`."),
            _("`losing = volume[volume[\"profit\"] < …][\"customer_id\"]`, with the number in place of the dots."),
        ),
        unit="ids", needs=("orders.cost",),
        mistakes=(
            Mistake(
                "earning", lambda client: frozenset(_volume(client)["customer_id"])
                - frozenset(_losers(_volume(client))["customer_id"]),
                _("{yours}, but these are profitable. A loss is a profit below 0."),
            ),
            Mistake(
                "whole list", lambda client: frozenset(_volume(client)["customer_id"]),
                _("{yours}, the whole list. Keep only the rows whose profit is below 0."),
            ),
        ),
        after=_("{yours}: large and loyal, and overall they cost us money."),
        bears=lambda found: found > 0,
        otherwise=_("{yours}: here all of the largest earn on their goods."),
    )  # fmt: skip


def _losers(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["profit"] < 0] if "profit" in rows else rows.head(0)


def _missed() -> Exercise:
    return Exercise(
        "2-1.3", "stake",
        _(
            "Your colleague plans next year's business with every customer on `volume`. By how much would that "
            "plan be too high? Add up `at_stake` of the flagged customers on that list, each customer once, in "
            "full. Store it in `missed`."
        ),
        "missed",
        lambda client: _stake(_on(client, _volume(client))),
        'wrong = once[once["customer_id"].isin(volume["customer_id"])]\nmissed = wrong["at_stake"].sum()',
        (
            _("Two steps: keep the flagged who are on the list, then add up."),
            _("`.isin(…)` checks for each row whether its value is among others: here the ids of `volume`."),
            _("`wrong = once[once[\"customer_id\"].isin(volume[\"customer_id\"])]`, then the sum of one column."),
        ),
        unit="money", tolerance=0.0005,
        mistakes=(
            Mistake(
                "all flagged", lambda client: _stake(_seen(client).table),
                _("{yours} covers all flagged customers. Keep those with an id on `volume`."),
            ),
            Mistake(
                "other list", lambda client: _stake(_on(client, _gut(client))),
                _("{yours} comes from `gut`, the list by largest order. Use `volume`."),
            ),
            Mistake(
                "revenue", lambda client: float(
                    _on(client, _volume(client)).drop_duplicates("customer_id")["revenue"].sum()
                ),
                _("{yours} is their revenue. The plan is too high by the amount in `at_stake`."),
            ),
        ),
        after=_("{yours} that would never arrive. Better to know before the budget round."),
    )  # fmt: skip


def _both() -> Exercise:
    return Exercise(
        "2-1.4", "evidence",
        _(
            "By gross profit, which flagged customers are key accounts anyway? The column `also_key` of `early` "
            "says yes or no. Store their ids in `both`. If there are none, the answer is `[]`."
        ),
        "both",
        lambda client: frozenset(_early(client).query("also_key")["customer_id"]),
        'both = early[early["also_key"]]["customer_id"]',
        (
            _("Keep the rows with a yes in `also_key`."),
            _("A column of yes and no can be used in the square brackets directly, without a comparison."),
            _("`both = early[early[\"…\"]][\"customer_id\"]`"),
        ),
        unit="ids", needs=("orders.cost",),
        mistakes=(
            Mistake(
                "all flagged", lambda client: frozenset(_early(client)["customer_id"]),
                _("{yours}, all the flagged. Keep the rows where `also_key` is yes."),
            ),
            Mistake(
                "the others", lambda client: frozenset(_early(client).query("~also_key")["customer_id"]),
                _("{yours}, but these are flagged only. Keep the rows where `also_key` is yes."),
            ),
            Mistake(
                "on the list", lambda client: frozenset(_on(client, _volume(client))["customer_id"]),
                _("{yours}: flagged, and on `volume`. Keep the rows of `early` where `also_key` is yes."),
            ),
        ),
        after=_("Check the evidence before you remove a name or keep it."),
    )  # fmt: skip


@cached_per_client
def _early(client: Client) -> pd.DataFrame:
    """Diagnose by gross profit, before cost to serve."""
    return misconceptions.diagnose(client.orders, client.accounts, basis="profit", sums=client.order_sums).table


def _how_to_serve() -> Question:
    return Question(
        "2-1.q1", "serve", _("What is the right way to serve these customers?"),
        (
            Option(
                _("The one-off crane buyer: serve the project well, and leave it out of next year's plan"), True,
                _("Good service sells the next crane. A permanent key-account budget does not."),
            ),
            Option(
                _("The group purchase: a key-account discount, so that it becomes loyal"), False,
                _("It follows the occasion, not the discount. You would give away margin for nothing."),
            ),
            Option(
                _("The heavy buyer on harsh terms (鸡肋客户): put discount, service and payment on the table"),
                True,
                _("The volume is already there. The terms have to improve, or you can let the volume go."),
            ),
            Option(
                _("The heavy buyer on harsh terms: drop it at once"), False,
                _("First improve the terms. The customer covers fixed costs, and with better terms it can become "
                  "a key account."),
            ),
        ),
    )  # fmt: skip


def _what_a_flag_is() -> Question:
    return Question(
        "2-1.q2", "evidence",
        _(
            "A steel works bought one huge drive and, every month, spare parts at a good margin. It is flagged. "
            "What now?"
        ),
        (
            Option(
                _("Remove it: the computer says big ticket."), False,
                _("A flag is evidence, not a verdict. Check what remains without the very large order."),
            ),
            Option(
                _("Exclude the very large order and look at the rest."), True,
                _("That is the test: if the rest reaches the gold line, it is a key account."),
            ),
            Option(
                _("Ignore the flag: large is large."), False,
                _("Then your plan depends on a drive that is bought once in ten years."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-1.g1",
        _("How many of these twenty have negative gross profit?"),
        lambda client: len(_losers(_volume(client))),
        "count",
        needs=("orders.cost",),
    )
