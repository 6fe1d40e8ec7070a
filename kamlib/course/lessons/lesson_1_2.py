"""Lesson 1-2: whether a fifth of the customers brings four fifths of the business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import head_count
from kamlib.value import concentration
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "1-2", "eighty-twenty", _("Does the 80/20 rule hold here?"), ("K2",), 30,
        objectives=(
            Objective("rank", _("rank customers by contribution, not by order volume")),
            Objective("share", _("calculate the share of the top fifth of your customers")),
            Objective("judge", _("use an interval to judge whether the 80/20 rule holds")),
            Objective("use", _("choose an approach for customers that are not at the top")),
        ),
        why=_(
            "“Everybody knows: a fifth of the customers brings four fifths of the profit.” With this sentence "
            "the sales manager of a pump maker removed most customers from the visiting plan. No one had looked "
            "at the order data. A year later profit was down, and two of the customers removed had become large "
            "accounts of a competitor. The rule was not wrong. It had just never been tested *there*."
        ),
        prerequisites=("0-1",), needs=("orders", "orders.cost"), exhibits=("concentration",),
        exercises=(_share(), _few(), _verdict()), questions=(_what_it_is(), _the_others()),
        guesses=(_guess(),),
        monday=_(
            "Rank your own customers by contribution. Write one of the four stances next to each of the first "
            "twenty, and discuss the first on which your boss disagrees."
        ),
    )  # fmt: skip


def _ranked(client: Client) -> pd.DataFrame:
    return client.accounts.sort_values(client.basis, ascending=False)


def _measured(client: Client) -> concentration.Concentration:
    return concentration.measure(client.accounts, basis=client.basis)


def _enough(client: Client) -> int:
    """Fewest customers who bring four fifths, as the learner counts them, however small the total."""
    worth = client.accounts[client.basis].sort_values(ascending=False).to_numpy(dtype=float)
    return concentration.customers_for(worth, 0.8)


def _brought(client: Client, part: pd.DataFrame, by: str | None = None) -> float:
    """Share of all money, in the client's basis or another, that these customers bring."""
    by = by or client.basis
    return float(part[by].sum() / client.accounts[by].sum())


def _fifth(client: Client) -> int:
    return round(len(client.accounts) / 5)


def _share() -> Exercise:
    return Exercise(
        "1-2.1", "share",
        _(
            "Take the top fifth of `ranked`. What share of the total do these customers bring? Store it in "
            "`share`, as a number between 0 and 1."
        ),
        "share",
        lambda client: _brought(client, _ranked(client).head(_fifth(client))),
        "fifth = ranked.head(round(len(ranked) / 5))\nshare = fifth[basis].sum() / ranked[basis].sum()",
        (
            _("Their amount divided by the total."),
            _("`ranked.head(n)` gives the best n; `[basis].sum()` adds up their contribution."),
            _("`fifth = ranked.head(round(len(ranked) / 5))`, then divide its sum by the sum of `ranked`."),
        ),
        unit="share", tolerance=0.002,
        mistakes=(
            head_count(lambda client: _fifth(client) / len(client.accounts)),
            Mistake(
                "worst fifth", lambda client: _brought(client, _ranked(client).tail(_fifth(client))),
                _("{yours} is the last fifth. Take the first rows: `head`, not `tail`."),
            ),
            Mistake(
                "revenue", lambda client: _brought(client, _ranked(client).head(_fifth(client)), "revenue"),
                _("{yours} is a share of revenue. Add up the column that `basis` names."),
            ),
            Mistake(
                "largest by revenue", lambda client: _brought(
                    client, client.accounts.nlargest(_fifth(client), "revenue")),
                _("{yours} is the share of the largest by revenue. Rank by the measure in `basis`."),
            ),
            Mistake(
                "by belief", lambda client: 0.8,
                _("{yours} is the rule itself. Measure it: amount of the fifth by the total."),
            ),
            Mistake(
                "unsorted", lambda client: _brought(client, client.accounts.head(_fifth(client))),
                _("{yours} comes from the unsorted list. Use `ranked`, best customer first."),
            ),
            Mistake(
                "twenty", lambda client: _brought(client, _ranked(client).head(20)),
                _("{yours} is the share of twenty customers. Take a fifth of all rows."),
            ),
            Mistake(
                "over revenue", lambda client: float(
                    _ranked(client).head(_fifth(client))[client.basis].sum() / client.accounts["revenue"].sum()
                ),
                _("{yours} divides by revenue. Divide by the total of the same column."),
            ),
        ),
        after=_("{yours} depends on one customer in five. Is that about four fifths?"),
        bears=lambda share: 0 < share <= 1,
        otherwise=_("{yours}: more than all there is, since the other customers together lose money."),
        variants=(lambda client: _brought(client, _ranked(client).head(_fifth(client))),),
    )  # fmt: skip


def _few() -> Exercise:
    return Exercise(
        "1-2.2", "rank",
        _(
            "Now the other way round. How few customers are enough for four fifths (0.8) of the total? Store the "
            "number in `few`."
        ),
        "few",
        _enough,
        "running = ranked[basis].cumsum() / ranked[basis].sum()\nfew = (running < 0.8).sum() + 1",
        (
            _("Go down the ranking and add up until you reach 0.8."),
            _("`cumsum()` adds up row by row. Count the rows that are still below 0.8, then one more."),
            _("`running = ranked[basis].cumsum() / ranked[basis].sum()`, then count `running < 0.8`."),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "as a share", lambda client: _enough(client) / len(client.accounts),
                _("{yours} is a share of the customers. Give their number."),
            ),
            Mistake(
                "by revenue", lambda client: concentration.customers_for(
                    client.accounts["revenue"].sort_values(ascending=False).to_numpy(dtype=float), 0.8),
                _("{yours} is counted by revenue. Rank and add up by `basis`."),
            ),
            Mistake(
                "a fifth", _fifth,
                _("{yours} is a fifth of the list: this assumes the rule. Count along `running` instead."),
            ),
            Mistake(
                "beyond", lambda client: len(client.accounts) - _enough(client) + 1,
                _("{yours} counts from four fifths on. Count up to them: `<`."),
            ),
        ),
        after=_("{yours} customers bring four fifths. Who visits them?"),
    )  # fmt: skip


def _inside_but_wide(client: Client) -> str | None:
    """Return the verdict on an interval that holds 0.8 and half the scale with it; None where it is narrow."""
    tops = _measured(client).tops
    row = tops[tops["top"] == 0.2].iloc[0]
    wide = row["share_high"] - row["share_low"] > 0.3
    return "holds" if wide and row["share_low"] <= 0.8 <= row["share_high"] else None


def _verdict() -> Exercise:
    return Exercise(
        "1-2.3", "judge",
        _(
            "Does the 80/20 rule hold here? Take the row for 20 % above. First look at the width: wider than "
            "0.3, or fewer than ten customers: `\"inconclusive\"`. Otherwise `\"holds\"` if 0.8 lies inside the "
            "interval, `\"above_80_20\"` if the interval lies above it, `\"below_80_20\"` if below."
        ),
        "verdict",
        lambda client: _measured(client).verdict,
        "verdict = result.verdict",
        (
            _("One number can be chance. Look at the whole interval."),
            _("Compare both ends of the interval, low and high, with 0.8."),
            _("`row = result.tops[result.tops[\"top\"] == 0.2]` holds `share_low` and `share_high`."),
        ),
        unit="text",
        mistakes=(
            Mistake(
                "point", lambda client: "above_80_20" if _measured(client).top_share > 0.8 else "below_80_20",
                _("{yours} relies on one number. Is 0.8 inside the interval, above it or below it?"),
            ),
            Mistake(
                "too wide", _inside_but_wide,
                _("{yours}? 0.8 is inside, but look at how wide the interval is."),
            ),
            Mistake(
                "taken for granted", lambda client: "holds",
                _("{yours} is what everyone assumes. Compare 0.8 with both ends of the interval."),
            ),
        ),
        after=_("{yours}, and the interval shows why: an answer you can defend in front of a client."),
    )  # fmt: skip


def _what_it_is() -> Question:
    return Question(
        "1-2.q1", "judge", _("A client says: “80/20 is a law of business.” What do you answer?"),
        (
            Option(
                _("Yes, it holds in every company."), False,
                _("It does not: the six companies above differ widely. Test it on each."),
            ),
            Option(
                _("It is often about right; we test it on your orders."), True,
                _("A regularity, not a law. The interval shows how sure you can be."),
            ),
            Option(
                _("It is a myth; forget it."), False,
                _("In some of the six companies it holds well. Test it instead of rejecting it."),
            ),
        ),
    )  # fmt: skip


def _the_others() -> Question:
    return Question(
        "1-2.q2", "use", _("Which customers can be outside the top fifth?"),
        (
            Option(
                _("Customers that could become key accounts"), True,
                _("Develop them (培育): today's small customers are tomorrow's large ones."),
            ),
            Option(
                _("Customers on which you lose money"), True,
                _("First improve the terms; end the relationship (淘汰) only if that fails."),
            ),
            Option(
                _("Customers that buy a little, regularly, at a fair margin"), True,
                _("They cover fixed costs and spread your risk. Keep them, at low cost."),
            ),
            Option(
                _("Only customers to be dropped"), False,
                _("Dropping all of them gives up growth and cover for fixed costs. Check before you cut."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "1-2.g1",
        _("What share of the total does the top fifth of the customers bring to this company? 0.3 means 30 %."),
        lambda client: _brought(client, _ranked(client).head(_fifth(client))),
        "share",
    )
