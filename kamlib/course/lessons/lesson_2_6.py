"""Lesson 2-6: the periodic review – who moved, why, where it leads, and a buffer against noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import history, migration
from kamlib.classify.tiers import TIERS
from kamlib.course.exercise import Exercise, Lesson, Mistake, Objective, Option, Question
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
            Objective("compare", _("compare the tiers of two dates, with those who came and those who left")),
            Objective("explain", _("name the criterion behind a promotion or a demotion")),
            Objective("predict", _("read from a migration matrix where a tier leads")),
            Objective("hold", _("choose a buffer that keeps noise from moving customers")),
        ),
        why=_(
            "Every January the sales director of a drive maker made his list anew: above the line gold, below it "
            "iron. One plant stood a little above, then a little below, then above again, because one order came "
            "in December or in January. Each time another salesperson introduced himself. “You have sent us three "
            "contacts in three years,” the buyer said. “Call again when you know who we are to you.” Nothing had "
            "changed at the plant. Only the list had."
        ),
        prerequisites=("2-4",), needs=("orders", "orders.24_months"), exhibits=("migration", "list_life"),
        exercises=(_lost(), _cause(), _fall(), _kept()), questions=(_near_the_line(), _steady()),
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


def _lost() -> Exercise:
    return Exercise(
        "2-6.1", "compare",
        _(
            "How many customers stood in platinum or gold a year before and have since fallen or left? "
            "The columns are `tier_before` and `move`; in code: `\"platinum\"`, `\"gold\"`, "
            "`\"demoted\"`, `\"left\"`. Store the number in `lost`."
        ),
        "lost",
        _worse,
        'best = table["tier_before"].isin(["platinum", "gold"])\n'
        'worse = table["move"].isin(["demoted", "left"])\nlost = (best & worse).sum()',
        (
            _("Two questions to every row: was it in the top two tiers, and did it fall or leave?"),
            _("`.isin([...])` asks a column; `&` joins two answers; `.sum()` counts the yes."),
            _('`table["tier_before"].isin(["platinum", "gold"])` is one half; `&` the same for `move`.'),
        ),
        unit="count", tolerance=1e-6, needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "only demoted", lambda client: _worse(client, "demoted"),
                _("{yours} counts only those demoted. Whoever left is lost too: add `left`."),
            ),
            Mistake(
                "only left", lambda client: _worse(client, "left"),
                _("{yours} counts only those who left. Add those who fell to a lower tier."),
            ),
            Mistake(
                "all tiers", lambda client: _worse(client, tiers=TIERS),
                _("{yours} counts falls from every tier. Keep only those that stood in platinum or gold."),
            ),
            Mistake(
                "the whole bar", lambda client: _worse(client, "demoted", tiers=TIERS),
                _("{yours} is the whole bar of the demoted. Count platinum and gold, and those who left too."),
            ),
            off_by_one_period(lambda client: _worse(client, years_ago=1)),
            Mistake(
                "all of the best", lambda client: _worse(client, *migration.MOVES),
                _("{yours} is everybody who stood in platinum or gold. How many of them fell or left?"),
            ),
        ),
        after=_("{yours} fell or left. Take out the one-off purchases of lesson 2-1, then call."),
    )  # fmt: skip


def _largest(table: pd.DataFrame, move: str, best: bool = False) -> str:
    """Name the criterion behind the largest loss (or gain) among those who made a move; empty where nobody did."""
    made = table[(table["move"] == move) & table["reason"].notna()].sort_values(
        ["change", "customer_id"], ascending=[not best, True]
    )
    return str(made["reason"].iloc[0]) if len(made) else ""


def _cause() -> Exercise:
    return Exercise(
        "2-6.2", "explain",
        _(
            "Take the *demoted* customer whose contribution fell most. What is its fall put down to? "
            "Store the word from the column `reason` in `cause`."
        ),
        "cause",
        lambda client: _largest(_review(client).table, "demoted"),
        'demoted = table[table["move"] == "demoted"].sort_values("change")\n'
        'cause = demoted["reason"].tolist()[0] if len(demoted) else ""',
        (
            _("Keep the demoted, sort them by change, look at the first row."),
            _('`table[table["move"] == "demoted"]` keeps them; `.sort_values("change")` sorts.'),
            _('`demoted.sort_values("change")["reason"]`: the first value is the answer, as text in quotes.'),
        ),
        unit="text", needs=("orders.24_months",),
        mistakes=(
            Mistake(
                "largest riser", lambda client: _largest(_review(client).table, "promoted", best=True),
                _("{yours} belongs to the customer that climbed most. Look among the demoted."),
            ),
            Mistake(
                "smallest fall", lambda client: _largest(_review(client).table, "demoted", best=True),
                _("{yours} belongs to the smallest loss. Sort so that the most negative change comes first."),
            ),
        ),
        after=_("{yours}: that is what to ask about first. The column says what moved, not why."),
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
            "A customer is in gold today. What is the chance that in a year it stands lower: iron, lead or no "
            "longer a customer (`away`)? Store it in `fall`, between 0 and 1."
        ),
        "fall",
        _below,
        'fall = matrix.chances.loc["gold", ["iron", "lead", "away"]].sum()',
        (
            _("Find the row “from gold” and walk to the right of gold."),
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
                _("{yours} is the chance of leaving gold either way. Take out those promoted to platinum."),
            ),
            Mistake(
                "column for row", lambda client: _into_gold(client),
                _("{yours} runs down the column: who comes *to* gold. Take the row from gold."),
            ),
            Mistake(
                "one step only", lambda client: _below(client, "iron"),
                _("{yours} is the step to iron alone. Add lead and `away`."),
            ),
        ),
        after=_("{yours} of gold slips in a year if nobody does anything."),
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
            "`held` says where the buffer kept a tier. How often, over all reviews? Store the number in `kept`."
        ),
        "kept",
        _held,
        'kept = history.hold(seen, buffer=0.1)["held"].sum()',
        (
            _("The column `held` is yes or no. Count the yes."),
            _("`.sum()` counts the yes of a column of yes and no."),
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
                _("{yours} belongs to a buffer of a fifth. Set `buffer=0.1`."),
            ),
            Mistake(
                "rows", lambda client: len(_seen(client).table),
                _("{yours} counts every row. Count only where `held` is yes."),
            ),
        ),
        after=_("{yours} times nobody had to be told: you are something else now."),
    )  # fmt: skip


def _near_the_line() -> Question:
    return Question(
        "2-6.q1", "hold",
        _("A gold customer ends the year a hair below the line. Your buffer is a tenth. What do you do?"),
        (
            Option(
                _("Move it to iron; rules are rules."), False,
                _("The rule has a buffer: within it, the tier stays. A hair is noise, not news."),
            ),
            Option(
                _("Leave it in gold, and look at the criterion that moved."), True,
                _("It stays, and you know early. A buffer holds the tier back, not your attention."),
            ),
            Option(
                _("Lower the line for this customer."), False,
                _("Then next to it stands a customer treated unequally. Lines are for all; exceptions are named."),
            ),
            Option(
                _("Widen the buffer until nobody moves any more."), False,
                _("Then the list is blind: real changes are held back too. Look at what the slider shows."),
            ),
        ),
    )  # fmt: skip


def _steady() -> Question:
    return Question(
        "2-6.q2", "predict",
        _("After some years the bars hardly change. What does this steady state tell you? Choose all that fit."),
        (
            Option(
                _("Where this year's habits lead, if nothing is done differently."), True,
                _("Yes: a forecast of habit. Change the chances and the bars end elsewhere."),
            ),
            Option(
                _("That customers stop moving."), False,
                _("They move on; as many enter a tier as leave it. Only the totals stand still."),
            ),
            Option(
                _("That the list has to be refilled all the time."), True,
                _("Yes: today's best are a small part of it by then. Name candidates early."),
            ),
            Option(
                _("How many customers you will have in ten years."), False,
                _("It holds shares, not numbers: every leaver is taken to be replaced by a newcomer."),
            ),
        ),
    )  # fmt: skip
