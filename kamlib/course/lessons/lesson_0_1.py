"""Lesson 0-1: run a cell, change a value, read a table, open your own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "0-1", "start-here", _("Start here"), (), 25,
        objectives=(
            Objective("run", _("run a cell and change a value in it")),
            Objective("read", _("read a table: pick a column, sort it, add it up")),
            Objective("tables", _("name the tables that a client can bring")),
            Objective("own", _("open your own order file and see which analyses it allows")),
        ),
        why=_(
            "A key-account manager at a maker of pumps and drives had four years of orders in a spreadsheet. "
            "Each question from her boss (which customers buy less? which cost us money?) took her an afternoon "
            "of copying and sorting. Today she runs a page like this one and gets the answer. All she had to "
            "learn is on the next few screens."
        ),
        exercises=(_customers(), _largest(), _lost()), questions=(_tables(), _missing()), exhibits=("yearly",),
        guesses=(_guess(),),
        monday=_(
            "Export last year's orders from your system: customer, order number, date, amount. With these four "
            "columns you can run every lesson on your own company."
        ),
    )  # fmt: skip


def _customers() -> Exercise:
    return Exercise(
        "0-1.1", "run",
        _(
            "How many customers does this company have? Count the rows of `accounts` with `len(…)`, as above, "
            "and store the number in `customers`: write it instead of the three dots."
        ),
        "customers",
        lambda client: int(client.orders["customer_id"].nunique()),
        "customers = len(client.accounts)",
        (
            _("One row of `accounts` is one customer. Count the rows."),
            _("`len(…)` counts the rows of the table between its brackets."),
            _("`customers = len(…)`, with the name of the table in the brackets."),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "order lines", lambda client: len(client.orders),
                _("{yours} counts order lines. Count the rows of `accounts`: one per customer."),
            ),
            Mistake(
                "columns", lambda client: client.accounts.shape[1],
                _("{yours} counts columns. `len(accounts)` counts rows."),
            ),
            Mistake(
                "orders", lambda client: int(client.orders["order_id"].nunique()),
                _("{yours} counts orders. Count the rows of `accounts`: one per customer."),
            ),
        ),
        after=_("{yours} customers. You have just written Python."),
    )  # fmt: skip


def _largest() -> Exercise:
    return Exercise(
        "0-1.2", "read",
        _("How much revenue does the largest customer bring? Store it in `largest`, in full, not in thousands."),
        "largest",
        lambda client: float(client.accounts["revenue"].max()),
        'largest = client.accounts["revenue"].max()',
        (
            _("The largest number in the column `revenue`."),
            _("A column adds up with `.sum()`, and gives its largest value with `.max()`."),
            _("`largest = accounts[\"revenue\"].…`"),
        ),
        unit="money", tolerance=0.0005,
        mistakes=(
            Mistake(
                "total", lambda client: float(client.accounts["revenue"].sum()),
                _("{yours} is the total of all customers. Use `.max()` for the largest."),
            ),
            Mistake(
                "one order", lambda client: float(client.accounts["largest_order"].max()),
                _("{yours} is one order. Take the column `revenue`, the sum of all orders."),
            ),
            Mistake(
                "one line", lambda client: float(client.orders["revenue"].max()),
                _("{yours} is one order line. Take the column `revenue` of `accounts`."),
            ),
            Mistake(
                "average", lambda client: float(client.accounts["revenue"].mean()),
                _("{yours} is the average customer. Use `.max()` for the largest."),
            ),
            Mistake(
                "smallest", lambda client: float(client.accounts["revenue"].min()),
                _("{yours} is the smallest customer. Use `.max()` for the largest."),
            ),
            Mistake(
                "gross profit", lambda client: float(client.accounts["profit"].max()),
                _("{yours} is gross profit. Take the column `revenue`."),
            ),
        ),
        after=_("{yours} from one customer. Is it also the most profitable? Lesson 1-3 answers this."),
        variants=(lambda client: client.accounts.sort_values("revenue")["revenue"].iloc[-1],),
    )  # fmt: skip


def _lost() -> Exercise:
    return Exercise(
        "0-1.3", "read",
        _(
            "How many customers have not ordered for more than 365 days? Store the number in `quiet`."
        ),
        "quiet",
        lambda client: _quiet(client, 365),
        'quiet = (client.accounts["recency_days"] > 365).sum()',
        (
            _("A comparison gives yes or no for each row; adding up counts the yes answers."),
            _("Compare the column `recency_days` with 365, put brackets around it, add `.sum()`."),
            _("`quiet = (accounts[\"recency_days\"] > …).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "active", lambda client: len(client.accounts) - _quiet(client, 365),
                _("{yours} still order. Reverse the sign: `>` means “more than”."),
            ),
            Mistake(
                "as a share", lambda client: _quiet(client, 365) / len(client.accounts),
                _("{yours} is a share. Count them: `.sum()` instead of `.mean()`."),
            ),
            Mistake(
                "half a year", lambda client: _quiet(client, 180),
                _("{yours} applies to 180 days. Change the value to 365."),
            ),
        ),
        after=_("{yours} went quiet. Someone should ask why."),
    )  # fmt: skip


def _quiet(client: Client, days: int) -> int:
    return int((client.accounts["recency_days"] > days).sum())


def _tables() -> Question:
    return Question(
        "0-1.q1", "tables", _("A client can send only one table. Which one must it be?"),
        (
            Option(
                _("The customer list with addresses"), False,
                _("It shows who they are, not what they contribute. The orders also show who buys."),
            ),
            Option(
                _("The orders"), True,
                _("Customer, order, date, revenue: with these four columns most of the course works."),
            ),
            Option(
                _("The satisfaction survey"), False,
                _("Useful later. Without orders you do not know how important each answer is."),
            ),
        ),
    )  # fmt: skip


def _missing() -> Question:
    return Question(
        "0-1.q2", "own", _("Your order file has no costs. What happens?"),
        (
            Option(
                _("Nothing works."), False,
                _("Most things work: shares, rankings and trends then use revenue, and this is stated."),
            ),
            Option(
                _("Rankings are by revenue, and every exhibit says “revenue”."), True,
                _("Nothing is guessed. With costs you would see gross profit, which is better."),
            ),
            Option(
                _("Analyses that need costs are listed as left out."), True,
                _("The report lists them with the missing column, so that you know what to ask for."),
            ),
            Option(
                _("A typical margin is filled in."), False,
                _("Never: an invented margin would hide loss-making customers."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "0-1.g1",
        _("How many of the customers of `client` have not ordered for more than a year?"),
        lambda client: _quiet(client, 365),
        "count",
    )
