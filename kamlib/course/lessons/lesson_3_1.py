"""Lesson 3-1: how mature key account management is – what a manager says next to what the tables show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.findings.judgement import judged
from kamlib.manage import maturity
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.maturity import Maturity

#: What an interviewer writes down after the manager of the lesson has spoken: statement and score.
SAID = {"A2": 5, "A6": 5, "B3": 4, "B5": 4, "C1": 5, "C3": 5, "C5": 4, "D3": 5, "D5": 4}

#: What the tables of the lesson need: without these too little can be compared.
NEEDS = ("activities.kind", "orders.cost")


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-1", "maturity", _("What a company says and what its tables show"), ("K19",), 30,
        objectives=(
            Objective("rate", _("rate a company's key account management on three failures and four basics")),
            Objective("contradict", _("find where tables contradict what people say")),
            Objective("level", _("give a level that words alone cannot raise")),
        ),
        why=_(
            "The managing director of a maker of drives told a consultant: “We know our key accounts, and we go "
            "where the money is.” Everyone in the room nodded. The visit records lay in the next office. They "
            "showed that small customers near the motorway got most visits. Nobody had lied; nobody had counted."
        ),
        prerequisites=("0-1", "2-4"), needs=("orders", *NEEDS), exhibits=("maturity", "usual_visits"),
        exercises=(_contradicted(), _level(), _visits()), questions=(_unseen(), _what_first()),
        guesses=(_guess(),),
        monday=_(
            "Ask three people alone: which customers get our time? Write the answers down. Then count last year's "
            "visits, and show them the two lists side by side."
        ),
    )  # fmt: skip


@cached_per_client
def _found(client: Client) -> Maturity:
    """Set the interview of the lesson next to the client's tables."""
    answers = pd.DataFrame({
        "statement": list(SAID), "score": list(SAID.values()), "respondent": "manager", "role": "leader",
    })  # fmt: skip
    return maturity.assess(answers, client)


def _gap(client: Client) -> pd.Series:
    table = _found(client).table
    return table["stated"] - table["proven"]


def per_tier(client: Client) -> pd.DataFrame:
    """Return the visits of the last twelve months by tier: customers, visits, and visits each."""
    diary = client.activities
    assert diary is not None  # noqa: S101  (the exercise needs activities)
    recent = diary[(diary["kind"] == "visit") & (diary["date"] > client.as_of - pd.DateOffset(years=1))]
    table = judged(client).tiers.table[["customer_id", "tier"]]
    made = table["customer_id"].map(recent.groupby("customer_id").size()).fillna(0)
    return table.assign(visits=made).groupby("tier")["visits"].agg(["size", "sum", "mean"])


def _ratio(client: Client, column: str) -> float:
    """Return platinum over lead of a column; missing where nobody is in one of the two."""
    found = per_tier(client)[column].to_dict()
    low = found.get("lead", 0.0)
    return float(found.get("platinum", np.nan) / low) if low else float("nan")


def _more(client: Client) -> float:
    """How many visits more a platinum customer got than a lead customer."""
    found = per_tier(client)["mean"].to_dict()
    return float(found["platinum"] - found["lead"])


def _higher(client: Client) -> float:
    """Return the level where the higher of statement and proof counts."""
    seen = _found(client).table.dropna(subset="proven")
    return float(seen[["stated", "proven"]].max(axis=1).mean()) / 5


def _contradicted() -> Exercise:
    return Exercise(
        "3-1.1", "contradict",
        _(
            "A cell is contradicted where `stated` lies 1.5 points or more above `proven`. How many cells of "
            "`table` are? Store the number in `wrong`."
        ),
        "wrong",
        lambda client: int((_gap(client) >= maturity.APART).sum()),
        'wrong = int((table["stated"] - table["proven"] >= 1.5).sum())',
        (
            _("Subtract one column from the other; the result is a column of gaps."),
            _("Compare the gaps with 1.5, and count what is true."),
            _("`wrong = (table[\"stated\"] - table[…] >= 1.5).sum()`"),
        ),
        unit="count", needs=NEEDS,
        mistakes=(
            Mistake(
                "any gap", lambda client: int((_gap(client) > 0).sum()),
                _("{yours} counts every small gap too. A contradiction begins at 1.5 points."),
            ),
            Mistake(
                "stated alone", lambda client: int((_found(client).table["stated"] >= maturity.APART).sum()),
                _("{yours} compares `stated` alone. Subtract `proven` first: the gap is what counts."),
            ),
            Mistake(
                "not seen", lambda client: int(_found(client).table["proven"].isna().sum()),
                _("{yours} cells cannot be seen in the tables. They contradict nothing."),
            ),
        ),
        after=_("{yours} things that the manager said are not what the tables show. Begin the report with these."),
    )  # fmt: skip


def _level() -> Exercise:
    return Exercise(
        "3-1.2", "level",
        _(
            "The level of a cell is the lower of `stated` and `proven`; where nobody spoke, it is `proven`. What "
            "nothing proves has no level. What share of the 5 points is reached on average? Store it in `level`."
        ),
        "level",
        lambda client: float(_found(client).level) / 5,
        'seen = table[table["proven"].notna()]\nlevel = seen[["stated", "proven"]].min(axis=1).mean() / 5',
        (
            _("Keep the rows in which `proven` is known: `.notna()`."),
            _("`.min(axis=1)` takes the lower of two columns, row by row, and passes over what is missing."),
            _("`level = seen[[\"stated\", \"proven\"]].min(axis=…).mean() / 5`"),
        ),
        unit="share", tolerance=0.002, needs=NEEDS,
        mistakes=(
            Mistake(
                "points", lambda client: float(_found(client).level),
                _("{yours} is in points. Divide by 5 for the share."),
            ),
            Mistake(
                "what they say", lambda client: float(_found(client).table["stated"].mean()) / 5,
                _("{yours} is the mean of the statements. Words alone raise no level."),
            ),
            Mistake(
                "what is seen", lambda client: float(_found(client).table["proven"].mean()) / 5,
                _("{yours} is the mean of what the tables prove. Where people state less, the lower figure "
                  "counts."),
            ),
            Mistake(
                "nothing is nil", lambda client: float(_found(client).table["level"].fillna(0).mean()) / 5,
                _("{yours} counts cells without proof as 0. They cannot be seen: leave them out."),
            ),
            Mistake(
                "the higher", _higher,
                _("{yours} takes the higher of the two. The lower one counts: `.min(axis=1)`."),
            ),
        ),
        after=_("{yours} of the points. The manager's own mean was higher: the difference is next year's work."),
        bears=lambda level: level < sum(SAID.values()) / len(SAID) / 5, otherwise=_("{yours} of the points."),
    )  # fmt: skip


def _visits() -> Exercise:
    return Exercise(
        "3-1.3", "contradict",
        _(
            "“Customers that contribute more get more visits.” How many visits did a platinum customer get for "
            "each visit to a lead customer? Use `per_tier`, and store it in `times`."
        ),
        "times",
        lambda client: _ratio(client, "mean"),
        'times = per_tier.loc["platinum", "mean"] / per_tier.loc["lead", "mean"]',
        (
            _("A tier with many customers gets many visits. Compare visits for each customer."),
            _("The column `mean` holds visits for each customer; `.loc[row, column]` picks one number."),
            _("`times = per_tier.loc[\"platinum\", \"mean\"] / per_tier.loc[…]`"),
        ),
        unit="ratio", tolerance=0.002, needs=NEEDS,
        mistakes=(
            Mistake(
                "all visits", lambda client: _ratio(client, "sum"),
                _("{yours} compares all visits of the tiers. Compare visits for each customer."),
            ),
            Mistake(
                "customers", lambda client: _ratio(client, "size"),
                _("{yours} compares how many customers there are. Take the column `mean`."),
            ),
            Mistake(
                "difference", _more,
                _("{yours} is how many visits more. Divide one by the other."),
            ),
        ),
        after=_("{yours} visits for one. A platinum customer brings many times what a lead customer costs."),
    )  # fmt: skip


def _unseen() -> Question:
    return Question(
        "3-1.q1", "level", _("“The sales policy is known to all who sell.” No table shows it. What do you write?"),
        (
            Option(
                _("Level 5; the manager was sure."), False,
                _("Then a good talker has the best company. A level needs a proof."),
            ),
            Option(
                _("Level 1; what is not proven does not exist."), False,
                _("You do not know. A low level here would hide the real ones."),
            ),
            Option(
                _("“Cannot be seen”, and ask for the document."), True,
                _("The policy with its date settles it in a day."),
            ),
        ),
    )  # fmt: skip


def _what_first() -> Question:
    return Question(
        "3-1.q2", "rate",
        _("You report to the management. Four areas contradict what it said. How do you begin?"),
        (
            Option(
                _("With the average level, so that nobody is hurt."), False,
                _("An average hides what has to change. It comes last."),
            ),
            Option(
                _("With the widest contradiction: your sentence, then the two figures."), True,
                _("Sentence and figures side by side leave no room for opinions."),
            ),
            Option(
                _("With the names of those who were wrong."), False,
                _("Then the next interview brings only safe answers. Ask for causes, not culprits."),
            ),
            Option(
                _("With three steps, each with a person and a date."), False,
                _("Steps come next. Without the contradiction nobody sees why they are needed."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "3-1.g1",
        _("The manager spoke about nine areas. How many of them do the tables contradict?"),
        lambda client: int((_gap(client) >= maturity.APART).sum()),
        "count", needs=NEEDS,
    )  # fmt: skip
