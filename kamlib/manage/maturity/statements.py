"""K19 the 24 statements of the maturity check: four basics, three failures, two statements each with its proof."""

from __future__ import annotations

import pandas as pd

from kamlib.words import _

#: The basics, each with the letter of its statements.
BASICS = {"A": "list", "B": "files", "C": "visits", "D": "policy"}

#: The failures that statements are about: numbers 1 and 2, 3 and 4, 5 and 6.
FAILURES = ("awareness", "objects", "method")

#: The lowest and the highest score.
LOWEST, HIGHEST = 1, 5


def statements() -> pd.DataFrame:
    """Return the statements with the document that shows each, in the language in use.

    Returns
    -------
    pandas.DataFrame
        ``statement`` (``"A1"`` to ``"D6"``), ``basic``, ``failure``, ``text`` and ``proof``.

    Examples
    --------
    >>> from kamlib.manage.maturity.statements import statements
    >>> statements()[["statement", "basic", "failure"]].iloc[[0, 2, 23]]
       statement   basic    failure
    0         A1    list  awareness
    2         A3    list    objects
    23        D6  policy     method
    """
    rows = [
        {
            "statement": f"{letter}{at + 1}",
            "basic": basic,
            "failure": FAILURES[at // 2],
            "text": text,
            "proof": proof,
        }
        for letter, basic in BASICS.items()
        for at, (text, proof) in enumerate(_texts(letter))
    ]
    return pd.DataFrame(rows)


def _texts(letter: str) -> list[tuple[str, str]]:
    return {"A": _list, "B": _files, "C": _visits, "D": _policy}[letter]()


def _list() -> list[tuple[str, str]]:
    return [
        (_("A member of the management is responsible for the key accounts."), _("Organisation chart or order")),
        (_("Every key account has one named person responsible."), _("List with names")),
        (_("There is a written list of the key accounts."), _("The list with its date")),
        (
            _("Customers are on the list for what they contribute, not for what they buy."),
            _("Criteria of the list"),
        ),
        (
            _("The list is reviewed at least once a year, and customers enter and leave it."),
            _("The last two lists"),
        ),
        (_("The work of the sales team follows the list."), _("Work plans of the last quarter")),
    ]


def _files() -> list[tuple[str, str]]:
    return [
        (_("Account files belong to the company, and their upkeep is part of the job."), _("Job descriptions")),
        (_("We know the people at our customers by name and role."), _("Table of contacts")),
        (_("The files of key accounts are complete."), _("File of the largest key account")),
        (_("We know what our key accounts buy from others."), _("Purchasing potential by account")),
        (_("At least two of our people know each key account."), _("Table of contacts, known by")),
        (_("What is in the files is up to date."), _("Dates of the last entries")),
    ]


def _visits() -> list[tuple[str, str]]:
    return [
        (_("The management visits key accounts itself."), _("Travel records of the management")),
        (_("Time and budget for visits to key accounts are planned."), _("Budget of the year")),
        (_("Customers that contribute more get more visits."), _("Visit records by tier")),
        (_("We decide which customers we do not visit."), _("List of customers without visits")),
        (_("We meet the decision makers of our key accounts every year."), _("Visit reports with names")),
        (_("Every visit has an aim, and its result is recorded."), _("Three visit reports")),
    ]


def _policy() -> list[tuple[str, str]]:
    return [
        (_("The sales policy is written and known to all who sell."), _("The sales policy")),
        (_("Sellers are appraised by what their key accounts contribute."), _("Rules of the bonus")),
        (_("Better terms go to customers that contribute more."), _("Terms by customer")),
        (_("We know which customers cost us money."), _("Profit by customer")),
        (_("Nothing is sold below cost without a signed decision."), _("Exceptions of the last quarter")),
        (_("Payment terms are kept, and overdue bills are followed up."), _("List of overdue bills")),
    ]
