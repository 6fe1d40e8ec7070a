"""Questions for an account from the blanks in its tables: the situation, then problem, effect and use (K14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.book import Book

#: Questions per account at most, and the order in which they are asked (Rackham, "SPIN Selling", 1988).
MOST, STAGES = 7, ("situation", "problem", "implication", "need_payoff")

#: Roles that a file of contacts should know.
DECIDER = "decider"


def questions(book: Book, customer_id: str, offers: list[str] | None = None) -> pd.DataFrame:
    """Return the questions that the blanks of an account ask.

    Parameters
    ----------
    book : Book
        The tables; a client is one.
    customer_id : str
        The account.
    offers : list of str, optional
        Products that it does not buy yet and that are likely, the likeliest first; see ``white_space``.

    Returns
    -------
    pandas.DataFrame
        At most seven rows: ``stage`` (situation, problem, implication, need_payoff), ``about`` (the column or
        table that is blank) and ``question``, in the language in use. No row where nothing is blank.

    Raises
    ------
    ValueError
        If the orders do not know the account.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.development.asking import questions
    >>> questions(kam.load("machinery"), "C001", ["EM-020"])["stage"].tolist()
    ['situation', 'problem', 'implication', 'need_payoff']
    """
    if customer_id not in book.buying_ids:
        raise ValueError(f"customer_id {customer_id!r} is not in the orders")
    rows = [*_situation(book, customer_id), *_problem(book, customer_id), *_use(offers or [])]
    table = pd.DataFrame(rows, columns=["stage", "about", "question"])
    table = table.assign(_at=table["stage"].map(STAGES.index)).sort_values("_at", kind="stable", ignore_index=True)
    return table.drop(columns="_at").head(MOST)


def _known(book: Book, customer_id: str, column: str) -> bool:
    table = book.customers
    if table is None or column not in table:
        return False
    return bool(table.loc[table["customer_id"] == customer_id, column].notna().any())


def _mine(table: pd.DataFrame | None, customer_id: str) -> pd.DataFrame:
    if table is None:
        return pd.DataFrame()
    return table[table["customer_id"] == customer_id]


def _situation(book: Book, customer_id: str) -> list[tuple[str, str, str]]:
    rows = []
    if not _known(book, customer_id, "potential"):
        rows.append(("situation", "customers.potential",
                     _("How much of such goods do you buy in a year from all suppliers?")))  # fmt: skip
    people = _mine(book.contacts, customer_id)
    if "role" not in people or DECIDER not in set(people["role"].dropna()):
        rows.append(
            ("situation", "contacts.role", _("Who decides on the next larger purchase, and who is heard?"))
        )
    if not _known(book, customer_id, "industry"):
        rows.append(("situation", "customers.industry", _("What do your own customers use your products for?")))
    return rows


def _problem(book: Book, customer_id: str) -> list[tuple[str, str, str]]:
    rows = []
    if _mine(book.survey, customer_id).empty:
        rows.append(("problem", "survey", _("What was harder with us in the last year than it should have been?")))
    seen = _mine(book.activities, customer_id)
    if "outcome" in seen and (seen["outcome"] == "open").any():
        rows.append(("problem", "activities.outcome", _("Which of our open service cases troubles you most?")))
        rows.append(("implication", "activities.outcome", _("What does it cost you a day while it is open?")))
    elif seen.empty:
        rows.append(("implication", "activities", _("What happens in your plant when such a machine is down?")))
    return rows


def _use(offers: list[str]) -> list[tuple[str, str, str]]:
    if not offers:
        return []
    product = offers[0]
    return [
        ("situation", "orders.product",
         _("From whom do you buy {product} today, and since when?", product=product)),
        ("need_payoff", "orders.product",
         _("What would it be worth to you to have {product} from one supplier?", product=product)),
    ]  # fmt: skip
