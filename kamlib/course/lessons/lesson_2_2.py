"""Lesson 2-2: four sentences about large customers, tested on the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import concessions, list_life
from kamlib.classify.key_accounts import MOST
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.findings.list_life import SHORTEST, bought
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.list_life import ListLife
    from kamlib.client import Client

#: The deal of the first exercise, in fractions of the price.
MARGIN, DISCOUNT = 0.20, 0.05


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-2", "four-misconceptions", _("Four sentences that cost money"), ("K5",), 35,
        objectives=(
            Objective("deal", _("calculate the extra volume needed to pay for a discount")),
            Objective("answer", _("respond to a demand for a discount with a demand of your own")),
            Objective("size", _("compare the profitability of large and small customers")),
            Objective("small", _("consider what small customers cover before you drop them")),
            Objective("life", _("trace where today's best customers come from")),
        ),
        why=_(
            "Four sentences were spoken at the budget meeting of a bearing maker. “Another five per cent, and "
            "they will stay.” “The big ones bring the volume, the small ones the profit.” “Let us drop the small "
            "ones.” “With our top twenty per cent, we need not worry.” Everyone nodded. Three years later "
            "volume was up, profit was down, and half of the best customers bought elsewhere. No one had checked "
            "the sentences against the order data. It takes half an hour."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "orders.cost"), exhibits=("concessions", "list_life"),
        exercises=(_extra(), _gap(), _gone(), _grown()), questions=(_demand(), _the_small()),
        guesses=(_guess(),),
        monday=_(
            "Before the next discount, work out the extra volume that pays for it, and write that volume into "
            "the offer as the condition."
        ),
    )  # fmt: skip


def _profit(client: Client) -> str:
    """Return the profit that is meant, also where the client is ranked by revenue."""
    return "profit" if client.basis == "revenue" else client.basis


@cached_per_client
def _sizes(client: Client) -> pd.DataFrame:
    sizes = concessions.by_size(client.accounts, basis=_profit(client))
    return sizes[sizes["customers"] > 0]


def _at_margin(client: Client, *, less: bool = True, own: bool = False) -> float:
    """Return what the small ones' margin would bring the largest: beyond today's or all, on whose revenue."""
    big, small = _sizes(client).iloc[0], _sizes(client).iloc[-1]
    margin = small["margin"] - (big["margin"] if less else 0.0)
    return float(margin * (small if own else big)["revenue"])


def _without(client: Client, column: str, *, share: bool = True) -> float:
    """Share of a column, or its amount, that is gone without the small ones."""
    small = int(_sizes(client)["customers"].iloc[-1])
    lost = concessions.customer_loss_scenario(
        client.accounts, basis=_profit(client), first="smallest", at_most=small
    )
    column_ = lost.table[column]
    gone = float(column_.iloc[0] - column_.iloc[-1])
    return gone / float(column_.iloc[0]) if share else gone


@cached_per_client
def _life(client: Client) -> ListLife:
    top = min(MOST, max(SHORTEST, round(len(client.accounts) / 5)))
    return list_life.list_life(bought(client), basis=client.basis, top=top)


def _later(client: Client) -> int:
    """How many of today's list were on no list in their first year."""
    since = _life(client).origin["since_on_list"]
    return int((since > since.min()).sum()) if len(since) else 0


def _extra() -> Exercise:
    return Exercise(
        "2-2.1", "deal",
        _(
            "Today each yuan of sales earns 0.20. With 0.05 off the price, it earns that much less. What share "
            "of today's volume must be sold in addition to keep the gross profit the same? Store it in `extra` "
            "(0.1 means a tenth more)."
        ),
        "extra",
        lambda client: concessions.extra_volume(DISCOUNT, MARGIN),
        "before = 0.20\nafter = before - 0.05\nextra = before / after - 1",
        (
            _("Each unit now earns less. How many units at the new margin give the old profit?"),
            _("Divide the old margin per unit by the new one; the part above 1 is extra."),
            _("`after = 0.20 - 0.05`, then divide 0.20 by `after` and subtract 1."),
        ),
        unit="share", tolerance=0.002,
        mistakes=(
            Mistake(
                "as much as the discount", lambda client: DISCOUNT,
                _("{yours} is the discount itself. Ask how many units at the new margin give the old profit."),
            ),
            Mistake(
                "same sales", lambda client: DISCOUNT / (1 - DISCOUNT),
                _("{yours} keeps the *sales* the same. Keep the profit the same: use 0.20, not the price."),
            ),
            Mistake(
                "old margin", lambda client: DISCOUNT / MARGIN,
                _("{yours} divides by the old margin. The extra units earn the new, lower one."),
            ),
            Mistake(
                "all volume", lambda client: MARGIN / (MARGIN - DISCOUNT),
                _("{yours} is the total that must be sold. Subtract 1 to get only the extra."),
            ),
            Mistake(
                "turned round", lambda client: (MARGIN - DISCOUNT) / MARGIN,
                _("{yours} is the part of the margin that is left. Divide the other way round, then subtract 1."),
            ),
        ),
        after=_("{yours} of today's volume in addition, for five per cent. Does this buyer need that many pumps?"),
        variants=(lambda client: round(DISCOUNT / (MARGIN - DISCOUNT), 3),),
    )  # fmt: skip


def _gap() -> Exercise:
    return Exercise(
        "2-2.2", "size",
        _(
            "Suppose the largest customers (first row of `sizes`) had the margin of the smallest (last row) on "
            "their own revenue. How much more profit would we make than today? Store it in `gap`, in full. The "
            "columns are `margin` and `revenue`."
        ),
        "gap",
        _at_margin,
        'big, last = sizes.iloc[0], sizes.iloc[-1]\ngap = (last["margin"] - big["margin"]) * big["revenue"]',
        (
            _("How far apart are the margins, and on how much revenue?"),
            _("`sizes.iloc[0]` is the first row, `sizes.iloc[-1]` the last; `[\"margin\"]` picks a value."),
            _("`big, last = sizes.iloc[0], sizes.iloc[-1]`, then the difference of margins times a revenue."),
        ),
        unit="money", tolerance=0.0005, needs=("orders.cost",),
        mistakes=(
            Mistake(
                "margin only", lambda client: _at_margin(client) / _sizes(client)["revenue"].iloc[0],
                _("{yours} is the difference of the margins. Multiply it by the revenue of the largest."),
            ),
            Mistake(
                "nothing taken off", lambda client: _at_margin(client, less=False),
                _("{yours} would be their whole profit. Subtract today's profit."),
            ),
            Mistake(
                "other revenue", lambda client: _at_margin(client, own=True),
                _("{yours} uses the revenue of the small customers. The better margin applies to the largest."),
            ),
        ),
        after=_("{yours}: that is how much depends on terms. Tie each discount to volume, payment or less "
                "service."),
        bears=lambda gap: gap > 0,
        otherwise=_("{yours}: below 0 the largest have the better margin, and the sentence is wrong here."),
    )  # fmt: skip


def _gone() -> Exercise:
    return Exercise(
        "2-2.3", "small",
        _(
            "What share of `fixed_cost_left_over` is lost without the small customers? Compare the last row of "
            "`without` with the first. Store it in `gone` (0 to 1)."
        ),
        "gone",
        lambda client: _without(client, "fixed_cost_left_over"),
        'left = without["fixed_cost_left_over"]\ngone = 1 - left.iloc[-1] / left.iloc[0]',
        (
            _("The loss is the total less the part that remains."),
            _("Divide the last value of the column by the first: that share remains. Subtract it from 1."),
            _("`left = without[\"fixed_cost_left_over\"]`, then use `left.iloc[-1]` and `left.iloc[0]`."),
        ),
        unit="share", needs=("orders.cost",),
        mistakes=(
            Mistake(
                "in money", lambda client: _without(client, "fixed_cost_left_over", share=False),
                _("{yours} is an amount. Divide it by the first value of the column."),
            ),
            Mistake(
                "before fixed cost", lambda client: _without(client, "profit_left"),
                _("{yours} is before fixed cost. Use the column `fixed_cost_left_over`."),
            ),
            Mistake(
                "revenue", lambda client: _without(client, "revenue_left"),
                _("{yours} is a share of revenue. Use the column `fixed_cost_left_over`."),
            ),
            Mistake(
                "by the last", lambda client: 1 - 1 / (1 - _without(client, "fixed_cost_left_over")),
                _("{yours} divides by the last value. Divide by the first."),
            ),
        ),
        after=_("{yours} of what the owner keeps, because the fixed cost remains. Below 0, these customers cost "
                "money."),
    )  # fmt: skip


def _grown() -> Exercise:
    return Exercise(
        "2-2.4", "life",
        _(
            "How many of today's best were *not* among the best in their first year? In `life.origin` these have "
            "a `rank_first` above `top`. Store the number in `grown`."
        ),
        "grown",
        lambda client: int((_life(client).origin["rank_first"] > _life(client).top).sum()),
        'grown = (life.origin["rank_first"] > top).sum()',
        (
            _("Check for each row: did it start below the list? Count the yes answers."),
            _("Compare the column `rank_first` of `life.origin` with `top`, and add up."),
            _("`grown = (life.origin[\"rank_first\"] > …).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "the others", lambda client: int((_life(client).origin["rank_first"] <= _life(client).top).sum()),
                _("{yours} were among the best from the start. Reverse the sign: `>` means “more than”."),
            ),
            Mistake(
                "all", lambda client: len(_life(client).origin),
                _("{yours} is the whole list. Count only rows with `rank_first` above `top`."),
            ),
            Mistake(
                "twenty", lambda client: int((_life(client).origin["rank_first"] > 20).sum()),
                _("{yours} counts from rank 20. Compare with `top`: its value is the length of this list."),
            ),
            Mistake(
                "since", _later,
                _("{yours} counts by `since_on_list`. Some only dropped off and returned; compare `rank_first`."),
            ),
        ),
        after=_("{yours} of today's best started below the line. Lesson 1-4 counts how many never rose."),
    )  # fmt: skip


def _demand() -> Question:
    return Question(
        "2-2.q1", "answer", _("“Five per cent, or we buy from your rival.” Your gross margin is 20 per cent. "
                              "What do you answer?"),
        (
            Option(
                _("Agree. Volume will make up for it."), False,
                _("You have calculated how much volume that takes. Unless it is in the contract, no one owes it "
                  "to you."),
            ),
            Option(
                _("“Yes, from the volume at which it pays, and for payment within thirty days.”"), True,
                _("A concession for a concession: now the discount depends on what pays for it."),
            ),
            Option(
                _("“What is worth more to you than the price: stock on site, a fixed date, training?”"), True,
                _("Often it costs you less than the discount, and the rival cannot simply match it."),
            ),
            Option(
                _("Agree, and quietly raise the price again next year."), False,
                _("A price cut becomes the starting point of the next negotiation. It is rarely recovered."),
            ),
        ),
    )  # fmt: skip


def _the_small() -> Question:
    return Question(
        "2-2.q2", "small", _("Small customers take up too much of the sales team's time. What now?"),
        (
            Option(
                _("Serve them more cheaply: web shop, telephone, fixed delivery days."), True,
                _("The cost to serve falls, and they continue to cover fixed costs."),
            ),
            Option(
                _("Drop them all and spend the time on the largest."), False,
                _("The fixed cost stays, dependence grows, and the next key accounts go with them."),
            ),
            Option(
                _("Find those with potential, and develop them."), True,
                _("Some of today's best started there. Lesson 3-6 shows what to offer them."),
            ),
            Option(
                _("Change nothing: they bring the profit."), False,
                _("On average, perhaps. Some may cost more to serve than they contribute: check each one."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-2.g1",
        _(
            "How much more must the buyer order to keep your gross profit the same? Give a share of today's "
            "volume: 0.1 means a tenth more."
        ),
        lambda client: concessions.extra_volume(DISCOUNT, MARGIN),
        "share",
    )
