"""The maturity check: what people answer next to what the tables prove, contradictions first (K19)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.routines import diary_ended
from kamlib.findings.spec import FindingSpec
from kamlib.manage import maturity as wing
from kamlib.manage.maturity.proofs import FEWEST, visits_of_fifths
from kamlib.manage.year import year_of
from kamlib.words import _, count, label, n_, number, percent
from kamlib.words.phrases import clauses, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("maturity", "K19", "care", "3-1-maturity", frame=True, on_request="answers")


def maturity(client: Client) -> Finding:
    """Set what people answer next to what the tables prove, and name the next three steps (K19).

    Parameters
    ----------
    client : Client
        The client's tables, with answers.

    Returns
    -------
    Finding
        Its evidence has a row for each of the twelve cells, those contradicted first.
    """
    from kamlib.figures import maturity as figure

    found = wing.assess(client.answers, client)
    table = found.table
    answered, seen = int(table["stated"].notna().sum()), int(table["proven"].notna().sum())
    both = table["stated"].notna() & table["proven"].notna()
    wrong = len(found.contradictions)
    return Finding(
        SPEC, _title(wrong, int(both.sum())), _summary(client, found, int(both.sum())), _evidence(client, found),
        source_of(client),
        facts={"contradicted": wrong, "compared": int(both.sum()), "answered": answered, "seen": seen,
               "level": round(found.level, 2) if found.level == found.level else None,
               "respondents": found.people},
        draw=partial(figure.maturity_map, table), alt=figure.maturity_map_alt(table),
        advice=tuple(_step(client, found, failure, basic) for failure, basic in found.steps),
        notes=(*_notes(found, found.people), *diary_ended(client)),
    )  # fmt: skip


def _title(wrong: int, both: int) -> str:
    if not both:
        return _("No answer on maturity can be compared with the tables")
    if not wrong:
        return n_("The tables bear out the one answer that can be checked",
                  "The tables bear out all {n} areas that can be checked", both)  # fmt: skip
    return n_(
        "{n} of {all} areas that can be checked is not as the answers say",
        "{n} of {all} areas that can be checked are not as the answers say", wrong, all=count(both),
    )  # fmt: skip


def _summary(client: Client, found: wing.Maturity, compared: int) -> str:
    wrong = found.contradictions.to_dict("records")
    against = [
        _("{basis}, {failure}: answers {stated}, tables {proven}: {why}", basis=label(f"basic_{row['basic']}"),
          failure=label(f"failure_{row['failure']}"), stated=number(row["stated"], 1),
          proven=number(row["proven"], 1), why=shown(client, row))
        for row in wrong[: wing.STEPS]
    ]  # fmt: skip
    first = _("Widest apart: {parts}.", parts=clauses(against)) if against else ""
    rows = found.spread[found.spread["gap"].abs() >= wing.SPREAD]
    apart = [
        _("{basis}: leaders {leader}, sellers {seller}", basis=label(f"basic_{row['basic']}"),
          leader=number(row["leader"], 1), seller=number(row["seller"], 1))
        for row in rows.to_dict("records")
    ]  # fmt: skip
    ranks = _("Leaders and sellers disagree on {parts}.", parts=clauses(apart)) if apart else ""
    whole = n_("{n} person answered.", "{n} people answered.", found.people)
    return sentences(whole, first or _why_not(client, compared), ranks)


def _why_not(client: Client, compared: int) -> str:
    """Say why nothing is compared; empty where something is."""
    if compared:
        return ""
    if int((year_of(client).table["revenue"] > 0).sum()) < FEWEST:
        return _("A comparison takes at least {n} customers that bought in the last 12 months.", n=count(FEWEST))
    return _("No table shows what these answers are about; contacts, visits, discounts or costs would show some.")


def shown(client: Client, row: Any) -> str:
    """Say in one clause what the tables prove of a cell.

    Parameters
    ----------
    client : Client
        The client's tables.
    row : mapping
        A row of ``Maturity.table``.

    Returns
    -------
    str
        Empty where they prove nothing.
    """
    figure = row["figure"]
    share = {"share": percent(figure)} if figure == figure else {"share": ""}
    if row["measure"] == "follow":
        best, last = visits_of_fifths(client)
        return _("the best fifth of the customers got {best} visits each in the last year, the last fifth {last}",
                 best=number(best, 1), last=number(last, 1))  # fmt: skip
    return {
        "responsible": _("{share} of the best fifth have a person responsible", **share),
        "effort": _("visits, calls and projects follow the contribution with a rank correlation of {rank}",
                    rank=number(figure, 2)),
        "contacts": _("of {share} of the best fifth a contact is known", **share),
        "complete": _("files of the best fifth are {share} complete by money", **share),
        "heads": _("{share} of the contribution is known to more than one person", **share),
        "leaders": _("{share} of the best fifth got a visit by the management in the last year", **share),
        "deciders": _("{share} of the decision makers of the best fifth were met in the last year", **share),
        "terms": _("{share} of the discounts go to customers that contribute", **share),
        "cost": _("{share} of the revenue was sold at or above cost", **share),
    }.get(str(row["measure"]), "")  # fmt: skip


def _evidence(client: Client, found: wing.Maturity) -> pd.DataFrame:
    order = [*found.contradictions.index, *found.table.index[~found.table["contradicted"]]]
    rows = found.table.loc[order].to_dict("records")
    return pd.DataFrame([
        {
            "basic": label(f"basic_{row['basic']}"), "failure": label(f"failure_{row['failure']}"),
            "stated": row["stated"], "proven": row["proven"], "maturity_level": row["level"],
            "maturity_shown": shown(client, row) or _("cannot be seen"),
        }
        for row in rows
    ])  # fmt: skip


def _step(client: Client, found: wing.Maturity, failure: str, basic: str) -> Advice:
    row = found.table[(found.table["failure"] == failure) & (found.table["basic"] == basic)].iloc[0]
    text = {
        ("awareness", "list"): _("Name one person responsible for each key account."),
        ("awareness", "files"): _("Enter the contacts of every key account."),
        ("awareness", "visits"): _("Plan two visits a year by the management to each key account."),
        ("objects", "files"): _("Complete the files of the best fifth of the customers first."),
        ("objects", "visits"): _("Set a number of visits for each tier, and shift visits to good customers."),
        ("objects", "policy"): _("Tie discounts to contribution, and end those of customers that cost money."),
        ("method", "list"): _("Review the list each quarter, and plan the team's work by it."),
        ("method", "files"): _("Introduce a second person at each key account that one person alone knows."),
        ("method", "visits"): _("Meet each decision maker of the key accounts once a year."),
        ("method", "policy"): _("Sell nothing below cost without a signed decision."),
    }.get((failure, basic), _("Write down what applies, and who is responsible."))  # fmt: skip
    why = _("Today: {what}.", what=shown(client, row.to_dict()))
    unvalued = _("A step of organisation: its money is in the findings on the same customers.")
    return Advice(sentences(text, why), "role_sales_director", 30, unvalued=unvalued)


def _notes(found: wing.Maturity, people: int) -> tuple[str, ...]:
    notes = [
        _("Answers and proofs are levels from 1 to 5; the level of a cell is the lower of the two. A cell without "
          "proof in the tables has no level: it cannot be seen. The best fifth by contribution represents key "
          "accounts."),
    ]  # fmt: skip
    if people == 1:
        notes.append(_("With a single respondent it cannot be seen whether leaders and sellers agree."))
    if found.unused:
        notes.append(n_("{n} answer was not used: no such statement, no score from 1 to 5, or given again.",
                        "{n} answers were not used: no such statement, no score from 1 to 5, or given again.",
                        found.unused))  # fmt: skip
    return tuple(notes)
