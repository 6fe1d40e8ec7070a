"""K9 single-owner risk: what leaves with a person, in money, and who else could be introduced in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage import met
from kamlib.manage.owners import has_left, owner_of, sellers
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: Tables that show who knows a customer, the best first.
SEEN = ("contacts", "activities", "owner")

#: Days without an entry in the diary, before its end, after which a person counts as gone.
GONE = 180

#: Part of the interval for the rate of leaving.
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Heads:
    """What is known to one person alone.

    Attributes
    ----------
    seen : str
        Which table shows who knows whom, one of `SEEN`; empty where none does. By ``"owner"`` a customer is known
        to the person responsible, and to those whom its order lines of the last year name.
    accounts : pandas.DataFrame
        One row per customer that a single person knows, most money first: ``customer_id``, ``person``, ``money``
        (contribution of the last twelve months, currency units a year, not below zero), ``contacts``,
        ``decision_makers``, ``unmet`` (decision makers not met in the last 365 days), ``second`` (who else of ours
        was there most often, and still is with us; empty for nobody), ``gone`` (whether the person no longer
        appears in the diary, or has left by the table of people) and ``until`` (last working day of a person who
        has given notice).
    people : pandas.DataFrame
        One row per person, most money first: ``person``, ``customers`` (that nobody else knows), ``money``,
        ``share`` (of the contribution of all), ``contacts`` (known to nobody else, at any customer), ``unmet`` and
        ``gone``.
    leaving : tuple of float
        Rate at which our people have left (a year): expected, low and high; missing where the diary has no names.
    leavers : int
        How many of those in the diary have left: what the rate rests on.
    """

    seen: str
    accounts: pd.DataFrame
    people: pd.DataFrame
    leaving: tuple[float, float, float]
    leavers: int

    @property
    def money(self) -> float:
        """What customers bring a year whom one person alone knows (currency units)."""
        return float(self.accounts["money"].sum())


@cached_per_client
def single_owner(book: Book) -> Heads:
    """Say what is known to one person alone, and what the customers concerned bring.

    Parameters
    ----------
    book : Book
        The client's tables: ``contacts.known_by``, else ``activities.employee``, else an owner.

    Returns
    -------
    Heads
        Empty tables where no table names anybody.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.single_owner import single_owner
    >>> found = single_owner(kam.load("machinery"))
    >>> found.seen, len(found.accounts)
    ('contacts', 11)
    """
    seen, everybody = _known(book)
    (quiet, leaving), left = _leavers(book), has_left(book)
    known = {who: people - left or people for who, people in everybody.items()}
    gone = quiet | left
    one = {who: next(iter(people)) for who, people in known.items() if len(people) == 1}
    accounts = _accounts(book, one, gone)
    return Heads(seen, accounts, _people(book, accounts, known, gone), leaving, len(quiet))


def _known(book: Book) -> tuple[str, dict[str, frozenset[str]]]:
    """Return which table shows who knows a customer, and who knows each."""
    if book.has("contacts.known_by"):
        people = met.contacts(book)
        found: dict[str, frozenset[str]] = {}
        for who, some in zip(people["customer_id"].astype("str"), people["known_by"], strict=True):
            found[who] = found.get(who, frozenset()) | frozenset(some)
        return "contacts", {who: some for who, some in found.items() if some}
    owners = owner_of(book)
    by = met.visitors(book)[0]
    if by:
        both = {*by, *owners}
        return "activities", {
            who: by.get(who, frozenset()) | frozenset({owners[who]} if who in owners else ()) for who in both
        }
    sold = sellers(book, met.since(book))
    return ("owner" if owners else ""), {
        who: sold.get(who, frozenset()) | {person} for who, person in owners.items()
    }


def _accounts(book: Book, one: dict[str, str], gone: frozenset[str]) -> pd.DataFrame:
    """Return the customers that a single person knows, with what they bring and who could be introduced."""
    brings = year_of(book).contribution.clip(lower=0.0) if one else pd.Series(dtype="float64")
    ids = [who for who in brings.index if who in one]
    counts = _counts(book)
    table = pd.DataFrame({
        "customer_id": pd.Series(ids, dtype="str"), "person": pd.Series([one[who] for who in ids], dtype="str"),
        "money": brings.reindex(ids).round(2).to_numpy(dtype="float64"),
        **{name: counts[name].reindex(ids).fillna(0).astype("int64").to_numpy() for name in counts},
        "second": pd.Series(_seconds(book, one, ids, gone), dtype="str"),
    })  # fmt: skip
    table = table.assign(gone=table["person"].isin(gone), until=table["person"].map(_notices(book)))
    table["until"] = pd.to_datetime(table["until"])
    return table.sort_values(["money", "customer_id"], ascending=[False, True], ignore_index=True)


def _counts(book: Book) -> pd.DataFrame:
    """Count contacts, decision makers and decision makers that nobody met, by customer."""
    if not book.has("contacts.contact_id"):
        return pd.DataFrame(columns=["contacts", "decision_makers", "unmet"], dtype="float64")
    people = met.contacts(book)
    by = people["customer_id"].to_numpy()
    unmet = people["decides"] & ~people["met"] & book.has("activities.date")
    parts = {"contacts": people["contact_id"].notna(), "decision_makers": people["decides"], "unmet": unmet}
    return pd.DataFrame({name: rows.astype("int64").groupby(by).sum() for name, rows in parts.items()})


def _seconds(book: Book, one: dict[str, str], ids: list[str], gone: frozenset[str]) -> list[str]:
    """Name for each customer who else of ours was there most often in the last year; of equal numbers by name."""
    diary = met.diary(book)
    if "employee" not in diary:
        return [""] * len(ids)
    recent = diary[(diary["date"] > met.since(book)) & diary["employee"].notna()]
    pairs = recent[["customer_id", "employee"]].astype("str")
    times = pairs.groupby(["customer_id", "employee"]).size().reset_index(name="times")
    best: dict[str, tuple[int, str]] = {}
    for who, person, n in times.itertuples(index=False, name=None):
        better = (-int(n), str(person))
        if (
            who in one
            and person != one[who]
            and person.strip() not in gone
            and (who not in best or better < best[who])
        ):
            best[who] = better
    return [best[who][1] if who in best else "" for who in ids]


def _people(
    book: Book, accounts: pd.DataFrame, known: dict[str, frozenset[str]], gone: frozenset[str]
) -> pd.DataFrame:
    """Add up what leaves with each person."""
    whole = float(year_of(book).contribution.clip(lower=0.0).sum()) if known else 0.0
    names = sorted({person for some in known.values() for person in some})
    by = accounts.groupby("person")
    table = pd.DataFrame({"person": pd.Series(names, dtype="str")})
    table["customers"] = by.size().reindex(names).fillna(0).astype("int64").to_numpy()
    table["money"] = by["money"].sum().reindex(names).fillna(0.0).round(2).to_numpy()
    table["share"] = table["money"] / whole if whole > 0 else np.nan
    alone = pd.Series(0, index=names)
    if book.has("contacts.known_by"):
        single = [some[0] for some in met.contacts(book)["known_by"] if len(some) == 1]
        alone = pd.Series(single, dtype="str").value_counts().reindex(names).fillna(0)
    table["contacts"] = alone.astype("int64").to_numpy()
    table["unmet"] = by["unmet"].sum().reindex(names).fillna(0).astype("int64").to_numpy()
    table = table.assign(gone=table["person"].isin(gone))
    return table.sort_values(["money", "person"], ascending=[False, True], ignore_index=True)


def _notices(book: Book) -> dict[str, pd.Timestamp]:
    """Return the last working day of those who have given notice and are still here."""
    if book.people is None or "until" not in book.people:
        return {}
    rows = book.people.dropna(subset=["person", "until"])
    rows = rows[pd.to_datetime(rows["until"]) >= book.as_of.normalize()]
    return {str(one).strip(): pd.Timestamp(day) for one, day in zip(rows["person"], rows["until"], strict=True)}


def _leavers(book: Book) -> tuple[frozenset[str], tuple[float, float, float]]:
    """Return who of those in the diary has left, and the yearly rate of leaving with its interval."""
    nobody = (float("nan"), float("nan"), float("nan"))
    diary = met.diary(book)
    if "employee" not in diary or not diary["employee"].notna().any():
        return frozenset(), nobody
    days = diary[diary["employee"].notna()].groupby(diary["employee"].astype("str").str.strip())["date"]
    span = days.agg(["min", "max"])
    end = diary["date"].max()
    left = (span["max"] < end - pd.Timedelta(days=GONE)) | span.index.isin(list(has_left(book)))
    years = float((span["max"].where(left, end) - span["min"]).dt.days.sum() / 365.25)
    if years <= 0:
        return frozenset(map(str, span.index[left])), nobody
    from scipy.special import gammaincinv

    events = int(left.sum()) + 0.5  # Jeffreys: nobody gone so far does not mean that nobody will go
    low, high = (float(gammaincinv(events, q) / years) for q in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return frozenset(map(str, span.index[left])), (events / years, low, high)
