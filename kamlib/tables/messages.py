"""Problem codes to words: what is wrong and what was done, and what to do if that is not what was meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamlib.tables.lines import cutoff
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part
from kamlib.tables.wording import WORDS, kinds, requests
from kamlib.words import _, count, speaking_of
from kamlib.words.phrases import enumerated


def message(problem: Problem) -> str:
    """Say what is wrong and what was done with it, in the language in use.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    return _said(problem, 0)


def remedy(problem: Problem) -> str:
    """Say what to do if that is not what was meant; empty where there is nothing to do.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    return _said(problem, 1)


def request(problem: Problem) -> str:
    """Say what the client is asked to send or to tell: without options of commands, for reports.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    with speaking_of(problem.values.get("documents", "orders")):
        return requests.request(problem, remedy(problem))


def reasons(left_out: Mapping[str, Part]) -> str:
    """Say in a few words why rows were left out: ``void 12, without a customer 3``.

    Parameters
    ----------
    left_out : mapping
        Reason → its rows and their money.

    Returns
    -------
    str
        In the language in use; empty where nothing was left out.
    """
    return enumerated([f"{reason(code)} {count(part.rows)}" for code, part in left_out.items()])


def reason(code: str) -> str:
    """Return the short name of a reason for leaving rows out.

    Parameters
    ----------
    code : str
        Id of a reason, such as ``void-lines``.

    Returns
    -------
    str
        In the language in use.
    """
    names: dict[str, Callable[[], str]] = {
        "total-rows": lambda: _("totals"), "void-lines": lambda: _("void or not won"),
        "no-sales": lambda: _("offers and payments"), **kinds.REASONS,
        "other-currency": lambda: _("another currency"), "no-customer": lambda: _("without a customer"),
        "group-rows": lambda: _("group headings"),
        "no-date": lambda: _("without a date"), "filler-dates": lambda: _("placeholder date"),
        "unreadable-dates": lambda: _("unreadable date"),
        "infinite-amounts": lambda: _("infinite amount"), "unreadable-amounts": lambda: _("unreadable amount"),
        "no-amount": lambda: _("without an amount"), "duplicates-dropped": lambda: _("repeated lines"),
        cutoff.CODE: lambda: _("after the cut-off date"),
    }  # fmt: skip
    return names[code]() if code in names else _("required value missing")


def _said(problem: Problem, part: int) -> str:
    if problem.code not in WORDS:
        return problem.code if part == 0 else ""
    with speaking_of(problem.values.get("documents", "orders")):
        return WORDS[problem.code][part](problem)
