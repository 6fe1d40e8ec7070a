"""Lesson 2-3: four standards for a key account, three kinds of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kamlib as kam
from kamlib._client_cache import cached_per_client
from kamlib.classify import key_accounts, kinds, misconceptions, tiers
from kamlib.course import truth
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.key_accounts import KeyAccounts
    from kamlib.client import Client


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-3", "standards-and-kinds", _("Four standards, three kinds"), ("K6",), 40,
        objectives=(
            Objective("standards", _("judge a customer by the four standards")),
            Objective("benchmark", _("take influence into account without mistaking it for profit")),
            Objective("kinds", _("identify the three kinds from what customers do")),
            Objective("right", _("measure how often this judgement is right")),
            Objective("act", _("choose what to do and what to avoid for each kind")),
        ),
        why=_(
            "Two plants bought pumps for the same amount. The first invited tenders and compared prices; the "
            "seller offered two engineers and a seminar, and lost to a cheaper bid. The second asked how to "
            "halve its power bill; the seller offered a discount, and lost to a rival who had done the "
            "calculation. Both were served with care. Each got what the other wanted."
        ),
        prerequisites=("0-1", "1-2", "2-1"), needs=("orders", "orders.discount", "customers.influence"),
        exhibits=("key_accounts", "customer_kinds"),
        exercises=(_among_largest(), _benchmarks(), _discount_gap(), _right()),
        questions=(_not_on_the_list(), _what_to_do()),
        guesses=(_guess(),),
        monday=_(
            "For three customers, write down what each values: the price, the effect in its plant, or joint "
            "work. Then look at what you offered last. Does it fit?"
        ),
    )  # fmt: skip


@cached_per_client
def _listed(client: Client) -> KeyAccounts:
    by = client.basis
    cut = tiers.assign(client.accounts, basis=by)
    seen = misconceptions.diagnose(client.orders, client.accounts, basis=by, activities=client.activities)
    return key_accounts.select_key_accounts(
        client.accounts, cut, seen, orders=client.orders, customers=client.customers
    )


def _verdicts(client: Client) -> pd.Series:
    """Return the verdicts on the twenty with the most revenue."""
    table = _listed(client).table
    largest = client.accounts.nlargest(20, "revenue")["customer_id"]
    return table[table["customer_id"].isin(largest)]["verdict"]


def _benchmark(client: Client, influence: int = 5) -> pd.DataFrame:
    table = _listed(client).table
    return table[table["influence"] >= influence]


@cached_per_client
def _discounts(client: Client) -> pd.Series:
    """Return the mean discount rate of each kind."""
    told = kinds.classify(client.orders, client.activities).table
    rates: pd.Series = told.groupby("kind")["discount_rate"].mean()
    return rates


@cached_per_client
def _held(_client: Client) -> pd.DataFrame:
    """Put told and true kinds of the embedded client side by side, whatever client is open."""
    invented = kam.load("machinery")
    told = kinds.classify(invented.orders, invented.activities).table
    return told.merge(truth.customers(), on="customer_id")


def _share_right(both: pd.DataFrame) -> float:
    return float((both["kind"] == both["true_kind"]).mean())


def _among_largest() -> Exercise:
    return Exercise(
        "2-3.1", "standards",
        _(
            "How many of the twenty in `rows` are key accounts: `verdict` equal to `\"key\"`? "
            "Store the number in `passed`."
        ),
        "passed",
        lambda client: int((_verdicts(client) == "key").sum()),
        'passed = (rows["verdict"] == "key").sum()',
        (
            _("Ask a yes-or-no question for each row and count the yes answers."),
            _("Two equal signs compare: `rows[\"verdict\"] == \"key\"`."),
            _("`passed = (rows[\"verdict\"] == …).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "whole list", lambda client: int((_listed(client).table["verdict"] == "key").sum()),
                _("{yours} counts all customers. Use only `rows`, the twenty largest."),
            ),
            Mistake(
                "taken for granted", lambda client: len(_verdicts(client)),
                _("{yours} treats every large customer as a key account. Count the verdicts."),
            ),
            Mistake(
                "as a share", lambda client: float((_verdicts(client) == "key").mean()),
                _("{yours} is a share. Count them: `.sum()` instead of `.mean()`."),
            ),
            Mistake(
                "failed", lambda client: int((_verdicts(client) != "key").sum()),
                _("{yours} are those that failed. Use `==`, which means “equal to”."),
            ),
        ),
        after=_("{yours} of the twenty largest. Size opened the door; the standards decided."),
    )  # fmt: skip


def _benchmarks() -> Exercise:
    return Exercise(
        "2-3.2", "benchmark",
        _(
            "`known` contains the benchmark customers. How many of them are *not* key accounts: `verdict` other "
            "than `\"key\"`? Store the number in `waiting`."
        ),
        "waiting",
        lambda client: int((_benchmark(client)["verdict"] != "key").sum()),
        'waiting = (known["verdict"] != "key").sum()',
        (
            _("Count the rows of `known` with a verdict other than key."),
            _("`!=` means “not equal to”."),
            _("`waiting = (known[\"verdict\"] != …).sum()`"),
        ),
        unit="count", tolerance=1e-6, needs=("customers.influence",),
        mistakes=(
            Mistake(
                "all", lambda client: len(_benchmark(client)),
                _("{yours} counts every benchmark. Leave out those whose verdict is key."),
            ),
            Mistake(
                "key", lambda client: int((_benchmark(client)["verdict"] == "key").sum()),
                _("{yours} are key accounts. Count the others: `!=` instead of `==`."),
            ),
        ),
        after=_("{yours} that other companies follow. Cultivate them; do not yet include their profit in the "
                "budget."),
    )  # fmt: skip


def _discount_gap() -> Exercise:
    return Exercise(
        "2-3.3", "kinds",
        _(
            "By how much is the average `discount_rate` of intrinsic customers higher than that of extrinsic "
            "ones? `rates` has both; `rates[\"intrinsic\"]` gives one of them. Store the difference in `gap`."
        ),
        "gap",
        lambda client: float(_discounts(client)["intrinsic"] - _discounts(client)["extrinsic"]),
        'gap = rates["intrinsic"] - rates["extrinsic"]',
        (
            _("One average less the other."),
            _("Get each from `rates` with its name in square brackets, then subtract."),
            _("`gap = rates[\"intrinsic\"] - …`"),
        ),
        unit="share", tolerance=0.0005, needs=("orders.discount",),
        mistakes=(
            Mistake(
                "one only", lambda client: float(_discounts(client)["intrinsic"]),
                _("{yours} is the rate of intrinsic customers. Subtract the rate of the other kind."),
            ),
            Mistake(
                "divided", lambda client: float(_discounts(client)["intrinsic"] / _discounts(client)["extrinsic"]),
                _("{yours} divides. The question is how much higher: subtract."),
            ),
            Mistake(
                "the other kind", lambda client: float(_discounts(client)["extrinsic"]),
                _("{yours} is the rate of extrinsic customers. Subtract it from the other."),
            ),
        ),
        after=_("{yours} of the list price: customers that compare prices get it."),
        bears=lambda gap: gap > 0,
        otherwise=_("{yours} of the list price: here it is the other kind that gets the larger discount."),
    )  # fmt: skip


def _right() -> Exercise:
    return Exercise(
        "2-3.4", "right",
        _(
            "For what share of the customers in `both` is `kind` equal to `true_kind`? “Cannot be judged” counts "
            "as not right. Store it in `right`, between 0 and 1."
        ),
        "right",
        lambda client: _share_right(_held(client)),
        'right = (both["kind"] == both["true_kind"]).mean()',
        (
            _("Compare two columns row by row. The share of yes answers is the mean."),
            _("`both[\"kind\"] == both[\"true_kind\"]` gives yes or no; `.mean()` makes a share of it."),
            _("`right = (both[\"kind\"] == …).mean()`"),
        ),
        unit="share", tolerance=0.002,
        mistakes=(
            Mistake(
                "without unknown", lambda client: _share_right(_held(client).query("kind != 'unknown'")),
                _("{yours} leaves out customers that cannot be judged. Keep all rows of `both`."),
            ),
            Mistake(
                "count", lambda client: int((_held(client)["kind"] == _held(client)["true_kind"]).sum()),
                _("{yours} counts customers. Divide by all of them, or use `.mean()`."),
            ),
        ),
        after=_("{yours}, if activities are well recorded. Poorer records give a lower rate."),
    )  # fmt: skip


def _not_on_the_list() -> Question:
    return Question(
        "2-3.q1", "standards",
        _("A heavy buyer contributes enough for the gold tier, but on harsh terms. By the third standard it is …"),
        (
            Option(
                _("a key account: it is large and comes back"), False,
                _("Repeat business counts only if it contributes what its size suggests. First improve the "
                  "terms."),
            ),
            Option(
                _("a candidate, until the terms improve"), True,
                _("It has the volume. With better terms it moves up, and you know what to ask for."),
            ),
            Option(
                _("out for good"), False,
                _("It still contributes something, and terms can change. Talk before you end the relationship."),
            ),
        ),
    )  # fmt: skip


def _what_to_do() -> Question:
    return Question(
        "2-3.q2", "act", _("Which steps fit the kind of customer?"),
        (
            Option(
                _("Intrinsic: online ordering, firm prices, fast delivery"), True,
                _("It knows the product. Make buying cheap for both sides."),
            ),
            Option(
                _("Intrinsic: an engineer for three days, free of charge"), False,
                _("It will not pay for what it did not ask for. Use the time for others."),
            ),
            Option(
                _("Extrinsic: calculate what the drive saves in its plant"), True,
                _("It buys the effect. A calculation with its own figures beats a discount."),
            ),
            Option(
                _("Strategic: offer it to the forty best customers"), False,
                _("Joint development takes management time on both sides. It works only with a few."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-3.g1",
        _("How many of the twenty largest customers by revenue pass as key accounts?"),
        lambda client: int((_verdicts(client) == "key").sum()),
        "count",
    )
