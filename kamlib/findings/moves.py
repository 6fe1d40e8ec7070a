"""Moves between the tiers of two years, in words: who, why, for how much, and whom to visit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import periods
from kamlib.findings.claims import assigned_to, gone_quiet, left_to, with_cross_reference
from kamlib.findings.finding import Advice
from kamlib.findings.recoverable import Valued, all_lost, back, if_they_stay, not_lost, said_lost
from kamlib.findings.silence import with_marks
from kamlib.findings.worth import YEAR, Base
from kamlib.words import _, count, label, money, n_, span, written, year_to
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.migration import Review
    from kamlib.client import Client
    from kamlib.periods.like_for_like import Compared


#: Visits that one person can make in a month.
VISITS = 20

#: From this part of the decline on, what promoted and new customers bring more is said with it.
OUTWEIGHS = 0.5

#: Part of what all brought the year before from which those who fell make a title, and part of what it brought
#: itself from which a customer that fell is visited: less is chance, and crosses a line that happened to be near.
TITLED, FELL = 0.02, 0.1

#: A part of the decline below which one-off business is not named.
_WORD = 0.05


def moved(review: Review, client: Client) -> pd.DataFrame:
    """Return all moves in words: who, from where to where, by how much, and why.

    Customers that were demoted or lost come first, then the others; among both those that weigh most.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        For the names.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name``, ``tier_before``, ``tier_after``, ``before``, ``after``, ``change``,
        ``silence``, ``reason_moved``.
    """
    table = review.table[review.table["move"] != "stayed"]
    table = table.assign(_up=~table["move"].isin(["demoted", "left"]), _size=-table["change"].abs())
    table = table.sort_values(["_up", "_size", "customer_id"], ignore_index=True).drop(columns=["_up", "_size"])
    for column in ("tier_before", "tier_after"):
        table[column] = [label(state) for state in table[column]]
    table["reason_moved"] = [reason_in_words(row) for row in table.to_dict("records")]
    table = with_marks(client, table)
    columns = ["customer_id", "tier_before", "tier_after", "before", "after", "change", "silence", "reason_moved"]
    return client.named(pd.DataFrame(table[columns]))


def reason_in_words(row: Mapping[Any, Any]) -> str:
    """Say which criterion moved, from where to where; of those who came or left, that they did.

    Money is there without its currency, which the columns next to it name.

    Parameters
    ----------
    row : mapping
        A row of a review: ``move``, ``reason``, ``reason_before``, ``reason_after``.

    Returns
    -------
    str
        In the language in use.
    """
    if not isinstance(row["reason"], str):
        return label(f"move_{row['move']}")
    before, after = (_criterion(row["reason"], row[side]) for side in ("reason_before", "reason_after"))
    return _("{criterion}: {before} → {after}", criterion=label(row["reason"]), before=before, after=after)


def _criterion(key: str, value: float) -> str:
    """Write a criterion's value; orders, which names a table too, is a count here."""
    return count(value) if key in ("orders", "products") else written(key, value)


def moves_title(review: Review, last: str, like: Compared | None = None) -> str:
    """Say how many made each move in the year to a day (``2024-12-31``), or on the same days a year before.

    Parameters
    ----------
    review : Review
        Tiers of both dates, with who moved and why.
    last : str
        Last day of the year, in ISO form.
    like : Compared, optional
        The days that are compared; named where they are not whole years.

    Returns
    -------
    str
        In the language in use.
    """
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    words = {move: count(n[move]) for move in n} | {"year": year_to(pd.Timestamp(last))}
    if like is not None and not like.whole:
        return _(
            "Customers moved: {promoted} promoted, {demoted} demoted, {left} lost, {entered} new ({after} "
            "compared with {before})", before=span(*like.before), after=span(*like.after), **words,
        )  # fmt: skip
    if not any(n[move] for move in ("promoted", "demoted", "left", "entered")):
        return _("In {year} no customer changed tier, and none was won or lost", year=words["year"])
    return _(
        "In {year} customers moved: {promoted} promoted, {demoted} demoted, {left} lost, {entered} new",
        **words,
    )


def fall_title(review: Review, client: Client, last: str) -> str:
    """Say how much less the customers that were demoted or lost bring in the year to a day.

    Parameters
    ----------
    review : Review
        Tiers of two whole years, with who moved and why.
    client : Client
        The client's tables.
    last : str
        Last day of the later year, in ISO form.

    Returns
    -------
    str
        In the language in use; how many made each move, where they bring no less.
    """
    n = dict(zip(review.moves["move"], review.moves["customers"], strict=True))
    down, more = changed(review)
    less = -down
    if round(less, 2) <= 0 or less < TITLED * float(review.table["before"].sum()):
        return moves_title(review, last)
    words = {
        "money": money(less, client.currency), "basis": lower_first(client.basis),
        "year": year_to(pd.Timestamp(last)), "demoted": count(n["demoted"]), "left": count(n["left"]),
        "more": money(more, client.currency),
    }  # fmt: skip
    if more >= OUTWEIGHS * less:
        return n_(
            "In {year} {n} demoted or lost customer brought {money} less {basis}, promoted or new ones {more} "
            "more",
            "In {year} {n} demoted or lost customers brought {money} less {basis}, promoted or new ones {more} "
            "more",
            int(n["demoted"] + n["left"]), **words,
        )  # fmt: skip
    return _(
        "Customers that were demoted or lost bring {money} less {basis} a year: {demoted} demoted and {left} lost "
        "in {year}", **words,
    )  # fmt: skip


def changed(review: Review) -> tuple[float, float]:
    """Return how much more those bring who went down, and those who went up."""
    change = dict(zip(review.moves["move"], review.moves["change"], strict=True))
    return float(change["demoted"] + change["left"]), float(change["promoted"] + change["entered"])


def n_stayed(review: Review) -> int:
    """Count the customers that neither moved, came nor left.

    Parameters
    ----------
    review : Review
        Tiers of both dates, with who moved and why.

    Returns
    -------
    int
        Number of customers.
    """
    return int((review.table["move"] == "stayed").sum())


def moves_money(review: Review, client: Client, *, whole: bool = True) -> str:
    """Say what those who went down and those who went up bring more or less than before.

    Parameters
    ----------
    review : Review
        Tiers of both dates, with who moved and why.
    client : Client
        The client's tables.
    whole : bool
        Whether a full year ends at each of the two dates.

    Returns
    -------
    str
        In the language in use.
    """
    down, up = changed(review)
    if not down and not up:
        return _("All {n} customers kept their tier.", n=count(n_stayed(review)))
    if not whole:
        return _(
            "{basis} changed by {down} for demoted or lost customers, by {up} for promoted or new customers.",
            basis=label(client.basis), down=money(down, client.currency), up=money(up, client.currency),
        )  # fmt: skip
    if down <= 0 <= up:
        return _(
            "Demoted or lost customers contribute {down} less {basis} a year; promoted or new customers {up} "
            "more.",
            down=money(-down + 0.0, client.currency), basis=lower_first(client.basis),
            up=money(up, client.currency),
        )  # fmt: skip
    return _(
        "The year's {basis} changed by {down} for demoted or lost customers, by {up} for promoted or new "
        "customers.",
        basis=lower_first(client.basis), down=money(down, client.currency), up=money(up, client.currency),
    )  # fmt: skip


def one_off_part(review: Review, client: Client, one_offs: Collection[str]) -> str:
    """Say how much of the decline of those who were demoted or lost is one-off business.

    Parameters
    ----------
    review : Review
        Tiers of two whole years, with who moved and why.
    client : Client
        The client's tables.
    one_offs : collection of customer ids
        Customers that depend on a single occasion.

    Returns
    -------
    str
        A sentence in the language in use; empty where it is less than a twentieth of the decline.
    """
    fell = review.table[review.table["move"].isin(["demoted", "left"])]
    own = fell[fell["customer_id"].isin(list(one_offs)) & (fell["change"] < 0)]
    less, part = -float(fell["change"].sum()), -float(own["change"].sum())
    if less <= 0 or part < _WORD * less:
        return ""
    return n_(
        "{n} one-off customer accounts for {money} of the decline: that business was not to be expected again.",
        "{n} one-off customers account for {money} of the decline: that business was not to be expected again.",
        len(own), money=money(part, client.currency),
    )  # fmt: skip


def names_of(client: Client, rows: pd.DataFrame) -> list[str]:
    """Name customers in their order.

    Parameters
    ----------
    client : Client
        The client's tables.
    rows : pandas.DataFrame
        One row per customer, with ``customer_id``.

    Returns
    -------
    list of str
        As many names as rows; the id where no name is known.
    """
    return [str(name) for name in client.named(rows[["customer_id"]])["name"]]


def visit_advice(
    review: Review, client: Client, days: Compared, *, without: Collection[str] = (), claimed: bool = False
) -> tuple[Advice, ...]:  # fmt: skip
    """Advise to visit the best of those who fell or left, with the money that went.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        For the names.
    days : Compared
        The days that the review compares.
    without : collection of customer ids
        Customers that depend on a single occasion: their fall was expected, and a visit brings nothing back.
    claimed : bool
        Whether other findings of the report say what to do about those that lose money, and about those of value
        that no longer order; they are left to these.

    Returns
    -------
    tuple of Advice
        None, or one.
    """
    fallen, best, apart, quiet = _fallen(review, client, without, claimed=claimed)
    if not len(best):
        return ()
    text = _to_visit(best, leading(names_of(client, _first_to_visit(client, best))))
    left_out = n_("{n} one-off buyer among the demoted or lost customers is left out.",
                  "{n} one-off buyers among the demoted or lost customers are left out.", apart)  # fmt: skip
    who = tuple(best["customer_id"])
    whole = sentences(text, said_lost(client, who), left_out if apart else "")
    if claimed:
        whole = with_cross_reference(whole, client, "migration", fallen)
        whole = left_to(whole, quiet, "key_accounts")
    worth, why = fallen_by(client, review, who, days)
    return (Advice(whole, "role_sales_director", 30, worth, "shortfall", why, who, text),)


def to_visit(review: Review, client: Client, without: Collection[str] = ()) -> frozenset[str]:
    """Return the customers that the step of the periodic review is about, in a report with other findings.

    Parameters
    ----------
    review : Review
        From ``classify.migration.review``.
    client : Client
        The client's tables.
    without : collection of customer ids
        Customers that depend on a single occasion.

    Returns
    -------
    frozenset of str
        Customer ids.
    """
    return frozenset(map(str, _fallen(review, client, without, claimed=True)[1]["customer_id"]))


def _fallen(
    review: Review, client: Client, without: Collection[str], *, claimed: bool
) -> tuple[pd.DataFrame, pd.DataFrame, int, int]:  # fmt: skip
    """Return the best of those who fell or left: all, those to visit, and how many are one-off or gone quiet."""
    lost = review.table[review.table["move"].isin(["demoted", "left"])]
    best = lost[lost["tier_before"].isin(["platinum", "gold"]) & (lost["change"] <= -FELL * lost["before"])]
    exempt = best["customer_id"].isin(list(without))
    fallen = best[~exempt]
    best = assigned_to(client, "migration", fallen) if claimed else fallen
    quiet = best["customer_id"].isin(gone_quiet(client) if claimed else [])
    return fallen, best[~quiet], int(exempt.sum()), int(quiet.sum())


def _to_visit(best: pd.DataFrame, names: str) -> str:
    """Say whom to visit; of more than one person can visit in a month, the first, and whom to call."""
    n, row = len(best), best.iloc[0]
    if n == 1 and row["move"] == "left":
        return _("Visit {name}, a {tier} customer that was lost, and find the cause.", name=names,
                 tier=lower_first(row["tier_before"]))  # fmt: skip
    if n == 1:
        return _("Visit {name}, demoted from {before} to {after}, and find the cause.", name=names,
                 before=lower_first(row["tier_before"]), after=lower_first(row["tier_after"]))  # fmt: skip
    if n > VISITS:
        return _(
            "Visit the {places} of the {n} demoted or lost platinum and gold customers that fell most ({names}), "
            "have the others called, and find the causes.",
            places=count(VISITS), n=count(n), names=names,
        )  # fmt: skip
    return _("Visit the {n} platinum and gold customers that were demoted or lost ({names}), and find the cause.",
             n=count(n), names=names)  # fmt: skip


def _first_to_visit(client: Client, rows: pd.DataFrame) -> pd.DataFrame:
    """Put those first that can still be won back, by how much they fell; the lost ones after them."""
    left = rows["customer_id"].isin(not_lost(client, rows["customer_id"].tolist()))
    return rows.assign(_lost=~left).sort_values(["_lost", "change", "customer_id"]).drop(columns="_lost")


def fallen_by(client: Client, review: Review, who: Collection[str], days: Compared) -> Valued:
    """Say by how much less some customers bring than in the year before; of those that are lost, nothing.

    Parameters
    ----------
    client : Client
        The client's tables.
    review : Review
        Of the two years, or of the like days of both.
    who : collection of str
        Customer ids.
    days : Compared
        The days that are compared.

    Returns
    -------
    Worth or None, str
        As ``recoverable.back``.
    """
    left = not_lost(client, who)
    if who and not left:
        return all_lost()
    change = review.table.set_index("customer_id")["change"].reindex(left).clip(upper=0.0)
    part = 1.0 if days.whole else periods.years(*days.after)
    months = 2 * YEAR if days.whole else round(YEAR * part, 1)
    base = Base(days.before.first, days.after.last, months, counted_up=not days.whole)
    method = _("Recoverable amount: the decline in {basis} of these customers from the year before.",
               basis=lower_first(client.basis))  # fmt: skip
    return back(client, -float(change.sum()) / part, method, if_they_stay(client, "high"), base)
