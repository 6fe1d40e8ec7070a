"""Lesson 2-6: the periodic review – who moved, why, where it leads, and a buffer against noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import history, migration
from kamlib.classify.tiers import TIERS
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.course.near_misses import off_by_one_period
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.history import History
    from kamlib.classify.migration import Migration, Review
    from kamlib.client import Client

#: The states that lie below gold.
BELOW_GOLD = ("iron", "lead", migration.AWAY)


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-6", "periodic-review", _("Promoted, demoted, and why"), ("K8",), 40,
        objectives=(
            Objective("compare", _("compare the tiers at two dates, including customers won and lost")),
            Objective("explain", _("name the criterion that caused a promotion or a demotion")),
            Objective("predict", _("read from a migration matrix where customers of a tier go")),
            Objective("hold", _("choose a buffer that keeps noise from moving customers")),
        ),
        why=_(
            "Every January the sales director of a drive maker drew up a new list: gold above the line, iron "
            "below it. One plant was slightly above, then slightly below, then above again, because one order "
            "came in December or in January. Each time, another salesperson introduced himself. “You have sent "
            "us three contacts in three years,” the buyer complained. “Call again when you know what we are to "
            "you.” Nothing had changed at the plant. Only the list had."
        ),
        prerequisites=("2-4",), needs=("orders", "orders.24_months"), exhibits=("migration", "list_life"),
        exercises=(_lost(), _cause(), _fall(), _kept()), questions=(_near_the_line(), _steady()),
        guesses=(_guess(),),
        monday=_(
            "Save today's list with its thresholds, and put the date of the next review into the calendar. "
            "Without today's list there will be nothing to compare with."
        ),
    )  # fmt: skip


@cached_per_client
def _seen(client: Client) -> History:
    return history.tier_history(client.accounts_trailing(), basis=client.basis)


@cached_per_client
def _review(client: Client) -> Review:
    return _compared(client, years_ago=0)


def _compared(client: Client, *, years_ago: int) -> Review:
    return _seen(client).compared(periods_ago=years_ago)


@cached_per_client
def _matrix(client: Client) -> Migration:
    return migration.migrate(_seen(client).table)


def _worse(client: Client, *moves: str, tiers: tuple[str, ...] = ("platinum", "gold"), years_ago: int = 0) -> int:
    table = (_compared(client, years_ago=years_ago) if years_ago else _review(client)).table
    return int((table["tier_before"].isin(tiers) & table["move"].isin(moves or ("demoted", "left"))).sum())


def _out_of_the_best(client: Client) -> int:
    """How many left the two tiers at the top."""
    table = _review(client).table
    best = ("platinum", "gold")
    return int((table["tier_before"].isin(best) & ~table["tier_after"].isin(best)).sum())


def _still_there(client: Client) -> float:
    """Share of the platinum and gold of a year ago that is platinum or gold today."""
    table = _review(client).table
    best = table[table["tier_before"].isin(("platinum", "gold"))]
    return float(best["tier_after"].isin(("platinum", "gold")).mean())


def _lost() -> Exercise:
    return Exercise(
        "2-6.1", "compare",
        _(
            "How many customers were platinum or gold a year ago and have since been demoted or lost? The "
            "columns are `tier_before` and `move`; in code: `\"platinum\"`, `\"gold\"`, `\"demoted\"`, "
            "`\"left\"`. Store "
            "the number in `lost`."
        ),
        "lost",
        _worse,
        'best = table["tier_before"].isin(["platinum", "gold"])\n'
        'worse = table["move"].isin(["demoted", "left"])\nlost = (best & worse).sum()',
        (
            _("Two questions for each row: was it in the top two tiers, and was it demoted or lost?"),
            _("`.isin([...])` checks a column; `&` joins two answers; `.sum()` counts the yes answers."),
            _('`table["tier_before"].isin(["platinum", "gold"])` is one half; `&` the same for `move`.'),
        ),
        unit="count", tolerance=1e-6, needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "still gold", lambda client: _out_of_the_best(client),
                _("{yours} leaves out those that fell from platinum to gold. Count by `move`."),
            ),
            Mistake(
                "only demoted", lambda client: _worse(client, "demoted"),
                _("{yours} counts only demoted customers. Include lost customers too: add `left`."),
            ),
            Mistake(
                "only left", lambda client: _worse(client, "left"),
                _("{yours} counts only lost customers, or only one tier. Both tiers and both moves count."),
            ),
            Mistake(
                "all who left", lambda client: _worse(client, "left", tiers=TIERS),
                _("{yours} left from any tier. Keep platinum and gold, and add the demoted."),
            ),
            Mistake(
                "all tiers", lambda client: _worse(client, tiers=TIERS),
                _("{yours} counts demotions from every tier. Keep only customers that were platinum or gold."),
            ),
            Mistake(
                "the whole bar", lambda client: _worse(client, "demoted", tiers=TIERS),
                _("{yours} is the whole bar of demoted customers. Count platinum and gold only, and include lost "
                  "customers."),
            ),
            off_by_one_period(lambda client: _worse(client, years_ago=1)),
            Mistake(
                "all of the best", lambda client: _worse(client, *migration.MOVES),
                _("{yours} is the number of all platinum or gold customers. How many of them were demoted or "
                  "lost?"),
            ),
        ),
        after=_("{yours} were demoted or lost. Exclude the one-off purchases of lesson 2-1, then call the "
                "others."),
    )  # fmt: skip


def _largest(table: pd.DataFrame, move: str) -> str:
    """Name the criterion of the largest loss among those that made a move; empty where none did."""
    made = table[(table["move"] == move) & table["reason"].notna()].sort_values(["change", "customer_id"])
    return str(made["reason"].iloc[0]) if len(made) else ""


def _cause() -> Exercise:
    return Exercise(
        "2-6.2", "explain",
        _(
            "Take the *demoted* customer with the largest drop in contribution. What is the main cause? Store "
            "the word from the column `reason` in `cause`."
        ),
        "cause",
        lambda client: _largest(_review(client).table, "demoted"),
        'demoted = table[table["move"] == "demoted"].sort_values("change")\n'
        'cause = demoted["reason"].tolist()[0] if len(demoted) else ""',
        (
            _("Keep the demoted customers, sort them by change, look at the first row."),
            _('`table[table["move"] == "demoted"]` keeps them; `.sort_values("change")` sorts.'),
            _('`demoted.sort_values("change")["reason"]`: the first value is the answer, as text in quotes.'),
        ),
        unit="text", needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "the move", lambda client: "demoted",
                _("{yours} is the move. The cause is in the column `reason`."),
            ),
            Mistake(
                "the tier", lambda client: str(
                    _review(client).table.query("move == 'demoted'").sort_values("change")["tier_after"].iloc[0]),
                _("{yours} is the tier. The cause is in the column `reason`."),
            ),
        ),
        after=_("{yours}: ask about that first. The column shows what changed, not why."),
        variants=(lambda client: _largest(_review(client).table, "demoted").upper(),),
    )  # fmt: skip


def _below(client: Client, *states: str) -> float:
    row = _matrix(client).chances.loc["gold"]
    return float(row.loc[list(states or BELOW_GOLD)].to_numpy(float).sum())


def _into_gold(client: Client) -> float:
    column = _matrix(client).chances["gold"]
    return float(column.loc[list(BELOW_GOLD)].to_numpy(float).sum())


def _fall() -> Exercise:
    return Exercise(
        "2-6.3", "predict",
        _(
            "A customer is in gold today. What is the probability that it is lower in a year: iron, lead or no "
            "longer a customer (`away`)? Store it in `fall`, between 0 and 1."
        ),
        "fall",
        _below,
        'fall = matrix.chances.loc["gold", ["iron", "lead", "away"]].sum()',
        (
            _("Find the row “from gold” and look to the right of gold."),
            _('`matrix.chances.loc["gold", "iron"]` is one field; a list of columns gives several.'),
            _('`matrix.chances.loc["gold", ["iron", …]].sum()` adds them up.'),
        ),
        unit="share", tolerance=0.002, needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "exits forgotten", lambda client: _below(client, "iron", "lead"),
                _("{yours} leaves out those who are no longer customers. Add the column `away`."),
            ),
            Mistake(
                "any move", lambda client: 1 - _below(client, "gold"),
                _("{yours} is the probability of leaving gold in either direction. Exclude those promoted to "
                  "platinum."),
            ),
            Mistake(
                "column for row", lambda client: _into_gold(client),
                _("{yours} goes down the column: customers moving *to* gold. Take the row from gold."),
            ),
            Mistake(
                "one step only", lambda client: _below(client, "iron"),
                _("{yours} is only the step to iron. Add lead and `away`."),
            ),
            Mistake(
                "stays", lambda client: _below(client, "gold"),
                _("{yours} is the chance to stay in gold. Add up `iron`, `lead` and `away`."),
            ),
        ),
        after=_("{yours} of gold customers drop within a year if no one acts."),
    )  # fmt: skip


def _held(client: Client, buffer: float = 0.1) -> int:
    return int(history.hold(_seen(client), buffer=buffer)["held"].sum())


def _gone(client: Client) -> int:
    none, some = history.weigh_buffers(_seen(client), (0.0, 0.1))["moves"]
    return int(none - some)


def _kept() -> Exercise:
    return Exercise(
        "2-6.4", "hold",
        _(
            "`history.hold(seen, buffer=0.1)` goes through all reviews with a buffer of a tenth; its column "
            "`held` shows where the buffer kept a tier. How often did it, over all reviews? Store the number in "
            "`kept`."
        ),
        "kept",
        _held,
        'kept = history.hold(seen, buffer=0.1)["held"].sum()',
        (
            _("The column `held` is yes or no. Count the yes answers."),
            _("`.sum()` counts the yes answers in a column of yes and no."),
            _('`history.hold(seen, buffer=0.1)["held"]`, then count.'),
        ),
        unit="count", tolerance=1e-6, needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "moves saved", _gone,
                _("{yours} is how many moves vanish; one hold can save a move and its way back. Count `held`."),
            ),
            Mistake(
                "another buffer", lambda client: _held(client, 0.2),
                _("{yours} applies to a buffer of a fifth. Set `buffer=0.1`."),
            ),
            Mistake(
                "rows", lambda client: len(_seen(client).table),
                _("{yours} counts every row. Count only where `held` is yes."),
            ),
        ),
        after=_("{yours} times a customer was spared a change of tier."),
    )  # fmt: skip


def _near_the_line() -> Question:
    return Question(
        "2-6.q1", "hold",
        _("A gold customer ends the year just below the line. Your buffer is a tenth. What do you do?"),
        (
            Option(
                _("Move it to iron; rules are rules."), False,
                _("The rule has a buffer: within it, the tier stays. Such a small difference is noise."),
            ),
            Option(
                _("Leave it in gold, and check which criterion changed."), True,
                _("It stays, and you know early. The buffer keeps the tier; you still watch the customer."),
            ),
            Option(
                _("Lower the line for this customer."), False,
                _("Then other customers are treated unequally. Lines apply to all; exceptions are documented."),
            ),
            Option(
                _("Widen the buffer until nobody moves any more."), False,
                _("Then the list is blind: it also suppresses real changes. Look at what the slider shows."),
            ),
        ),
    )  # fmt: skip


def _steady() -> Question:
    return Question(
        "2-6.q2", "predict",
        _("After some years the bars hardly change. What does this steady state show? Choose all that apply."),
        (
            Option(
                _("Where this year's habits lead, if nothing is done differently."), True,
                _("Yes: a forecast if habits continue. With other probabilities the bars end elsewhere."),
            ),
            Option(
                _("That customers stop moving."), False,
                _("They keep moving; as many enter a tier as leave it. Only the totals are constant."),
            ),
            Option(
                _("That the list has to be refilled all the time."), True,
                _("Yes: by then, today's best are only a small part of it. Name candidates early."),
            ),
            Option(
                _("How many customers you will have in ten years."), False,
                _("It shows shares, not numbers: each lost customer is assumed to be replaced by a new one."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-6.g1",
        _("What share of the customers that were platinum or gold a year ago is platinum or gold today?"),
        _still_there,
        "share",
        needs=("orders.24_months",),
    )
