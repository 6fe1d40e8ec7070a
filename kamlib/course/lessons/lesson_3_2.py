"""Lesson 3-2: the account file – what tables know already, the dearest blank, and what leaves with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.manage import files
from kamlib.manage.single_owner import Heads, single_owner
from kamlib.manage.year import year_of
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client

#: The fields that the seller of the lesson speaks about.
TOLD = (
    "order_rhythm", "main_product", "payment_terms", "days_late", "orders_year", "last_order", "complaints",
    "last_business", "employees", "next_project",
)  # fmt: skip

#: What the lesson needs: somebody who leaves, who knows whom, and who looks after whom.
NEEDS = ("people.until", "contacts.known_by", "customers.owner")


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-2", "account-file", _("The account file and the blank that matters"), ("K9",), 35,
        objectives=(
            Objective("fill", _("fill an account file from tables before anyone is asked")),
            Objective("blank", _("order blanks by the money that their answer decides on")),
            Objective("alone", _("put a figure on what leaves with one person")),
        ),
        why=_(
            "A maker of compressors asked its sellers for account files. They typed for six weeks: addresses, "
            "order dates, payment terms, all of which the books held. Then the best seller left. The files were "
            "complete, and nobody knew whom to call at four large customers."
        ),
        prerequisites=("0-1", "1-3"), needs=("orders", *NEEDS), exhibits=("account_files", "single_owner"),
        exercises=(_in_tables(), _dearest(), _risk()), questions=(_against(), _ask_first()),
        guesses=(_guess(),),
        monday=_(
            "Take your largest account. Write down who of you could call its decision maker today. If there is "
            "one name only, arrange a visit with a second person this month."
        ),
    )  # fmt: skip


def _leaver(client: Client) -> str:
    """Return who leaves next, by the table of people."""
    assert client.people is not None  # noqa: S101  (the exercise needs people)
    going = client.people.dropna(subset=["until"]).sort_values(["until", "person"])
    return str(going["person"].iloc[0])


def _his(client: Client) -> pd.Series:
    """Return what the customers of the person who leaves bring a year, the most first."""
    assert client.customers is not None  # noqa: S101  (the exercise needs customers)
    mine = client.customers.loc[client.customers["owner"] == _leaver(client), "customer_id"]
    brings = year_of(client).contribution.clip(lower=0.0)
    return brings[brings.index.isin(mine)].sort_values(ascending=False, kind="stable")


@cached_per_client
def _file(client: Client) -> pd.DataFrame:
    """Return the file of that person's largest customer."""
    return files.account_file(client, str(_his(client).index[0]))


def _told(client: Client) -> pd.DataFrame:
    file = _file(client)
    return file[file["field"].isin(TOLD)]


def _unknown(client: Client) -> pd.Series:
    file = _file(client)
    return file.loc[file["state"] == "unknown", "money"]


def _alone(client: Client) -> pd.DataFrame:
    found: Heads = single_owner(client)
    return found.accounts[found.accounts["person"] == _leaver(client)]


def _in_tables() -> Exercise:
    return Exercise(
        "3-2.1", "fill",
        _(
            "Which share of what the seller told was in the tables already? In `mine`, `shown` holds what tables "
            "show; it is empty where they show nothing. Store the share in `share`."
        ),
        "share",
        lambda client: float(_told(client)["shown"].notna().mean()),
        'share = mine["shown"].notna().mean()',
        (
            _("Each row of `mine` is a field that he spoke about."),
            _("`.notna()` is true where there is a value; the mean of true and false is a share."),
            _("`share = mine[\"shown\"].notna().…`"),
        ),
        unit="share", tolerance=0.002, needs=NEEDS,
        mistakes=(
            Mistake(
                "the whole file", lambda client: float(_file(client)["shown"].notna().mean()),
                _("{yours} is of the whole file. Take the fields that he spoke about: `mine`."),
            ),
        ),
        after=_("{yours} of his story was in the order book and the visit records. Nobody had to type it."),
    )  # fmt: skip


def _dearest() -> Exercise:
    return Exercise(
        "3-2.2", "blank",
        _(
            "Among the fields of `file` whose `state` is `\"unknown\"`, how much money does the most important "
            "one decide on? Store the largest `money` of them in `dearest`."
        ),
        "dearest",
        lambda client: float(_unknown(client).max()),
        'dearest = file.loc[file["state"] == "unknown", "money"].max()',
        (
            _("Choose the rows first: `file[\"state\"] == \"unknown\"`."),
            _("`.loc[rows, \"money\"]` gives their amounts; `.max()` is the largest."),
            _("`dearest = file.loc[file[\"state\"] == …, \"money\"].max()`"),
        ),
        unit="money", tolerance=0.0005, needs=NEEDS,
        mistakes=(
            Mistake(
                "added up", lambda client: float(_unknown(client).sum()),
                _("{yours} adds the amounts up. Several blanks are about the same money: take the largest."),
            ),
            Mistake(
                "the mean", lambda client: float(_unknown(client).mean()),
                _("{yours} is the mean of the blanks. Take the largest."),
            ),
        ),
        after=_("{yours} a year depends on one answer. The headcount of the plant decides on far less."),
    )  # fmt: skip


def _risk() -> Exercise:
    return Exercise(
        "3-2.3", "alone",
        _(
            "Some customers are known only to the person who leaves. How much do they bring a year? Use "
            "`heads.accounts`; the name is in `leaver`. Store the sum of `money` in `risk`."
        ),
        "risk",
        lambda client: float(_alone(client)["money"].sum()),
        'risk = heads.accounts.loc[heads.accounts["person"] == leaver, "money"].sum()',
        (
            _("`heads.accounts` has a row for each customer that a single person knows."),
            _("Keep the rows whose `person` is `leaver`, then add up `money`."),
            _("`risk = heads.accounts.loc[heads.accounts[\"person\"] == …, \"money\"].sum()`"),
        ),
        unit="money", tolerance=0.0005, needs=NEEDS,
        mistakes=(
            Mistake(
                "everybody", lambda client: float(single_owner(client).accounts["money"].sum()),
                _("{yours} counts all persons. Only one of them leaves."),
            ),
            Mistake(
                "all of his", lambda client: float(_his(client).sum()),
                _("{yours} counts all customers in this person's care. Others know some of them too."),
            ),
            Mistake(
                "customers", lambda client: len(_alone(client)),
                _("{yours} is the number of customers. Add up the column `money`."),
            ),
        ),
        after=_("{yours} a year. Introduce a second person before this one leaves. No form asked for that."),
    )  # fmt: skip


def _against() -> Question:
    return Question(
        "3-2.q1", "fill",
        _("The file says “orders quarterly”. The order book shows an order each month. What counts?"),
        (
            Option(
                _("What the seller wrote; he knows the customer."), False,
                _("He may know why it changed. But the orders are there."),
            ),
            Option(
                _("The order book; and somebody asks the seller what has changed."), True,
                _("The figure comes from the orders, the reason from the person."),
            ),
            Option(
                _("Neither; the field is deleted."), False,
                _("Then the contradiction is gone, and with it the question."),
            ),
        ),
    )  # fmt: skip


def _ask_first() -> Question:
    return Question(
        "3-2.q2", "blank", _("A seller has an hour for the files. What do you ask for?"),
        (
            Option(
                _("All blanks of one customer, from top to bottom."), False,
                _("Most of them decide on nothing. The hour is gone before the important one."),
            ),
            Option(
                _("The blank with the most money, at each of his three largest customers."), True,
                _("Three answers, each of which can change a plan."),
            ),
            Option(
                _("Order dates and payment terms, so that they are up to date."), False,
                _("The books hold them, and they are right there."),
            ),
            Option(
                _("Who else of us could call the decision maker."), True,
                _("This is the answer that is missing when somebody leaves."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "3-2.g1",
        _("What share of what the seller tells is in the tables already?"),
        lambda client: float(_told(client)["shown"].notna().mean()),
        "share", needs=NEEDS,
    )  # fmt: skip
