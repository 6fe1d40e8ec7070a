"""Lesson 1-4: what a key account is, and the two extremes to avoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import list_life, rise
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import head_count
from kamlib.value import concentration
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: Seats at the dinner, and the rank beyond which a customer was small.
SEATS, SMALL = 20, 50


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "1-4", "what-a-key-account-is", _("What a key account is"), ("K3",), 35,
        objectives=(
            Objective("rank", _("rank customers by customer profit, and measure how far the ranking by sales "
                                "agrees")),
            Objective("marks", _("judge a customer by the four criteria of a key account")),
            Objective("large", _("respond to a large customer that asks for one more concession")),
            Objective("small", _("consider what a small customer may become before you drop it")),
        ),
        why=_(
            "A drive maker invited its key accounts to the anniversary dinner. The computer had produced the "
            "list: the largest by sales. Next to the general manager sat a buyer whose terms had long used up "
            "all the profit; he took the opportunity to ask for another two per cent. A customer that had "
            "ordered every month for eleven years, at a fair price and always on time with payments, was not "
            "invited. Its owner read about the dinner in the newspaper."
        ),
        prerequisites=("0-1", "1-2", "1-3"), needs=("orders", "orders.cost"),
        exhibits=("top_customers", "key_accounts"), exercises=(_both(), _wrong(), _gone(), _rose()),
        questions=(_one_more(), _small_one()),
        guesses=(_guess(),),
        monday=_(
            "Look up the last concession to your largest customer, and write down what you got in return. If it "
            "was nothing, name your price before the next request comes."
        ),
    )  # fmt: skip


def _sales(client: Client) -> pd.DataFrame:
    return concentration.largest(client.accounts, SEATS)


def _shared(client: Client, seats: int = SEATS) -> int:
    return len(concentration.overlap(client.accounts, seats, other_basis=client.basis))


def _both() -> Exercise:
    return Exercise(
        "1-4.1", "rank",
        _("How many names are on both lists? Compare their `customer_id`; store the number in `both`."),
        "both",
        _shared,
        'both = sales["customer_id"].isin(profit["customer_id"]).sum()',
        (
            _("Check for each name on one list whether it is on the other; count the yes answers."),
            _("`isin` gives yes or no for each row; `.sum()` counts the yes answers."),
            _("`both = sales[\"customer_id\"].isin(…).sum()`"),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "only on one", lambda client: len(_sales(client)) - _shared(client),
                _("{yours} are on one list only. Count those on both."),
            ),
            Mistake(
                "only what is shown", lambda client: _shared(client, 8),
                _("{yours} compares the rows shown. The lists are longer: use `sales` and `profit`."),
            ),
            Mistake(
                "as a share", lambda client: _shared(client) / len(_sales(client)),
                _("{yours} is a share of the list. Give the number of names."),
            ),
            Mistake(
                "all", lambda client: len(_sales(client)),
                _("{yours} is a whole list. Count only the names that are also on the other."),
            ),
        ),
        needs=("orders.cost",),
        after=_("{yours} on both. The other seats went to size, not to value."),
    )  # fmt: skip


def _judged(client: Client) -> pd.DataFrame:
    """Return the largest by sales as the key-account list judges them."""
    from kamlib.findings.judgement import judged

    table = judged(client).keys.table
    return table[table["customer_id"].isin(_sales(client)["customer_id"])]


def _not_key(client: Client) -> frozenset[str]:
    large = _judged(client)
    return frozenset(large.loc[large["verdict"] != "key", "customer_id"])


def _off_the_list(client: Client) -> frozenset[str]:
    best = concentration.overlap(client.accounts, SEATS, other_basis=client.basis)
    return frozenset(_sales(client)["customer_id"]) - frozenset(best["customer_id"])


def _wrong() -> Exercise:
    return Exercise(
        "1-4.2", "marks",
        _(
            'Which customers of the table `large` are *not* key accounts (`verdict` other than `"key"`)? Store '
            "their `customer_id` in `wrong`. If there are none, the empty list `[]` is right."
        ),
        "wrong",
        _not_key,
        'wrong = large[large["verdict"] != "key"]["customer_id"]',
        (
            _("Keep the rows with another verdict, then take their customer numbers."),
            _("`!=` means “is not”. A comparison in square brackets keeps the rows with yes."),
            _("`wrong = large[large[\"verdict\"] != …][\"customer_id\"]`"),
        ),
        unit="ids",
        mistakes=(
            Mistake(
                "the key ones", lambda client: frozenset(_judged(client)["customer_id"]) - _not_key(client),
                _("{yours}: the true key accounts. Reverse the sign: `!=` instead of `==`."),
            ),
            Mistake(
                "off the other list", _off_the_list,
                _("{yours}: those missing from the second list. One of them may still meet all four criteria."),
            ),
            Mistake(
                "everybody on the list", lambda client: frozenset(_judged(client)["customer_id"]),
                _("{yours}: the whole table. Keep only the rows with another verdict."),
            ),
        ),
        after=_("{yours}. Before you grant one of these another concession, ask what the last one achieved."),
        bears=lambda found: found > 0,
        otherwise=_("{yours}: here every large customer is a key account."),
    )  # fmt: skip


@cached_per_client
def _today(client: Client) -> pd.DataFrame:
    from kamlib.findings.list_life import bought

    return list_life.list_life(bought(client), basis=client.basis, top=SEATS).origin


def _of_risen(client: Client) -> float:
    """Share of what today's list brings that comes from those who first ranked beyond."""
    today, of = _today(client), client.basis
    return float(today.loc[today["rank_first"] > SMALL, of].sum() / today[of].sum())


def _risen(client: Client) -> int:
    return int((_today(client)["rank_first"] > SMALL).sum())


def _gone() -> Exercise:
    return Exercise(
        "1-4.3", "small",
        _(
            "Suppose the company had dropped every customer that ranked below 50 in its first year. What share "
            "of the contribution of `today` would be gone? Store it in `gone` (0 to 1)."
        ),
        "gone",
        _of_risen,
        'risen = today[today["rank_first"] > 50]\ngone = risen[client.basis].sum() / today[client.basis].sum()',
        (
            _("Contribution of customers that started below rank 50, divided by the contribution of the whole "
              "list."),
            _("Keep the rows with `rank_first` above 50; add up the column `client.basis`."),
            _("`risen = today[today[\"rank_first\"] > 50]`, then divide two sums."),
        ),
        unit="share",
        mistakes=(
            head_count(lambda client: _risen(client) / len(_today(client))),
            Mistake("number", _risen, _("{yours} counts names. Divide their contribution by the total "
                                        "contribution.")),
        ),
        after=_("{yours} of today's best business started small. Which of the small ones? Read on."),
        bears=lambda gone: gone > 0,
        otherwise=_("{yours}: none of today's best started small."),
    )  # fmt: skip


@cached_per_client
def _small(client: Client) -> pd.DataFrame:
    """Return the customers that started small and have had at least a year to rise."""
    from kamlib.findings.list_life import bought

    starts = rise.starts(bought(client), basis=client.basis, top=SEATS)
    return starts[starts["rank_first"] > SMALL]


def _base_rate(client: Client) -> float:
    return float(_small(client)["on_list"].mean())


def _rose() -> Exercise:
    return Exercise(
        "1-4.4", "small",
        _(
            "Now count the others too. What share of all customers in `small` rose to today's list? The column "
            "`on_list` says yes or no. Store it in `rose` (0 to 1)."
        ),
        "rose",
        _base_rate,
        'rose = small["on_list"].mean()',
        (
            _("Those that rose, divided by all that started small."),
            _("`.mean()` of a column of yes and no is the share of yes."),
            _("`rose = small[…].mean()`"),
        ),
        unit="share",
        mistakes=(
            Mistake(
                "number", lambda client: int(_small(client)["on_list"].sum()),
                _("{yours} counts those that rose. Divide by all rows of `small`, or take `.mean()`."),
            ),
            Mistake(
                "of the list", lambda client: float(_small(client)["on_list"].sum() / SEATS),
                _("{yours} is a share of today's list. Divide by all that started small."),
            ),
            Mistake(
                "in money", _of_risen,
                _("{yours} is the answer of the exercise before: winners only. Count all rows of `small`."),
            ),
            Mistake(
                "of all customers", lambda client: _risen(client) / len(client.accounts),
                _("{yours} divides by all customers. Divide by the rows of `small`."),
            ),
        ),
        after=_("{yours} of the small ones rose. Keep looking, but do not serve all of them as future stars."),
        bears=lambda rose: rose > 0,
        otherwise=_("{yours}: in these years no small customer rose so far."),
    )  # fmt: skip


def _one_more() -> Question:
    return Question(
        "1-4.q1", "large",
        _("Your largest customer leaves hardly any profit. Now it wants two more months to pay, “or we leave”."),
        (
            Option(
                _("Agree. It is the largest customer."), False,
                _("That is how an account becomes a burden: one concession after another, none of them "
                  "calculated."),
            ),
            Option(
                _("Work out what it costs, and agree only in return for something of equal value."), True,
                _("A firm order volume, a better price, fewer urgent visits. The principle: no concession "
                  "without a return."),
            ),
            Option(
                _("Refuse, and let the customer go at once."), False,
                _("Too early. First try to improve the terms; the customer may stay."),
            ),
            Option(
                _("Agree, and recover it through higher prices for small customers."), False,
                _("Then loyal customers pay for demanding ones, and they notice."),
            ),
        ),
    )  # fmt: skip


def _small_one() -> Question:
    return Question(
        "1-4.q2", "small",
        _("A small customer contributes little and takes time. What do you check before you drop it?"),
        (
            Option(
                _("Its total spending in our category with all suppliers"), True,
                _("That is its potential. Small with us does not mean small."),
            ),
            Option(
                _("Whether its orders grow from year to year"), True,
                _("That is how customers on today's list started."),
            ),
            Option(
                _("Whether phone, web shop or dealer could serve it more cheaply"), True,
                _("Often it is not the customer that is expensive, but the way it is served."),
            ),
            Option(
                _("Nothing: last year's revenue says everything"), False,
                _("It shows where the customer is, not where it is going."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "1-4.g1",
        _("Of all customers that ranked below 50 in their first year: what share is among the best twenty today?"),
        _base_rate,
        "share",
    )
