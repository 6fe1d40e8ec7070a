"""Moves between the tiers of two years, in words: who, why and for how much."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.silence import with_marks
from kamlib.words import _, count, label, money, n_, span, written, year_to
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.classify.migration import Review
    from kamlib.client import Client
    from kamlib.periods.like_for_like import Compared


#: From this part of the decline on, what promoted and new customers bring more is said with it.
OUTWEIGHS = 0.5

#: Part of what all brought the year before from which those who fell make a title: less is chance, and crosses a
#: line that happened to be near.
TITLED = 0.02

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
    if not _titled(review):
        return moves_title(review, last)
    words = {
        "money": money(less, client.currency), "basis": lower_first(client.basis),
        "year": year_to(pd.Timestamp(last)), "demoted": count(n["demoted"]), "left": count(n["left"]),
        "more": money(more, client.currency),
    }  # fmt: skip
    if outweighed(review):
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


def outweighed(review: Review) -> bool:
    """Tell whether the title is a fall, and those who went up bring so much more that it says both amounts."""
    down, up = changed(review)
    return _titled(review) and up >= OUTWEIGHS * -down


def _titled(review: Review) -> bool:
    """Tell whether those who went down bring so much less that the title says so."""
    down, _up = changed(review)
    return round(down, 2) < 0 and -down >= TITLED * float(review.table["before"].sum())


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
