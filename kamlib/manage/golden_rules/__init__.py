"""Twelve golden rules of service: measured, rated by oneself and by colleagues, and kept week after week (K13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.manage import noise
from kamlib.manage.files.fields import AUDIENCES
from kamlib.manage.golden_rules import replies
from kamlib.manage.golden_rules.behaviours import BEHAVIOURS, RULES, lacking, observed
from kamlib.manage.golden_rules.control import weekly

if TYPE_CHECKING:
    from kamlib.book import Book

#: Standard deviation that scores in whole numbers have, though all gaps be equal.
_ROUNDED = 0.3

#: Chance below which a difference counts as real.
REAL = 0.05


@dataclass(frozen=True, eq=False)
class GoldenRules:
    """The twelve rules in a team.

    Attributes
    ----------
    rules : pandas.DataFrame
        One row per rule: ``rule``, ``measured`` (mean share of its behaviours that tables show), ``own`` and
        ``others`` (mean rating from 1 to 5 that people give themselves, and that colleagues give them), ``gap``
        (own less others, over persons with both), ``gap_low``, ``gap_high`` (95 % interval) and ``rated`` (persons
        with both).
    behaviours : pandas.DataFrame
        One row per behaviour, two a rule: ``behaviour``, ``rule``, ``cases``, ``share``, ``people``, ``p_people``
        (chance of such differences between persons if all were alike), ``p_weeks`` (the same between the weeks of
        each person), ``differs`` and ``unsteady`` (whether they are larger than chance, by Holm over all
        behaviours) and ``missing`` (tables and columns that would show it; ``"rating"`` where none does).
    people : pandas.DataFrame
        One row per behaviour and person by name: ``behaviour``, ``person``, ``cases``, ``share``, ``pooled``,
        ``weeks``, ``within``, ``dispersion`` (see ``control.weekly``). No rows for a client.
    ratings : pandas.DataFrame
        One row per person and rule: ``person``, ``rule``, ``own``, ``others``, ``raters``. No rows for a client.
    replies : Replies or None
        Reply times; None without requests, and for a client.
    refused : int
        Ratings left out: no such rule, no score from 1 to 5, nobody named, or given again by the same colleague.
    """

    rules: pd.DataFrame
    behaviours: pd.DataFrame
    people: pd.DataFrame
    ratings: pd.DataFrame
    replies: replies.Replies | None
    refused: int


@dataclass(frozen=True, eq=False)
class _Seen:
    """The cases of a behaviour, tested for differences between persons, and between the weeks of each."""

    cases: pd.DataFrame
    between: noise.Difference | None
    weekly: pd.DataFrame


def assess(book: Book, ratings: pd.DataFrame | None = None, *, audience: str = "management") -> GoldenRules:
    """Measure the twelve rules of service where tables show them, next to how people rate each other.

    Parameters
    ----------
    book : Book
        The client's tables: requests, activities, files, promises, deals, survey, contacts, as far as there are.
    ratings : pandas.DataFrame, optional
        ``person`` (rated), ``respondent``, ``rule`` (1 to 12) and ``score`` (1 to 5); who rates himself is both.
        By default the book's own.
    audience : {"management", "owner", "client"}
        A client (the customer of the company) sees nothing of single persons.

    Returns
    -------
    GoldenRules

    Raises
    ------
    ValueError
        If the audience is unknown.

    Notes
    -----
    Persons are in the order of their names, never of their figures. A share of a person is drawn to that of all as
    far as chance explains the distance (see ``noise.between``).

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import golden_rules
    >>> found = golden_rules.assess(kam.load("machinery"))
    >>> len(found.rules), len(found.behaviours)
    (12, 24)
    """
    if audience not in AUDIENCES:
        raise ValueError(f"audience {audience!r} is not one of {', '.join(AUDIENCES)}")
    seen = {
        id_: _Seen(cases, noise.between(cases["person"], cases["yes"]), weekly(cases))
        for id_, cases in observed(book).items()
    }
    people = [_of_people(id_, one) for id_, one in seen.items()]
    behaviours = _behaviours(book, seen)
    given = ratings if ratings is not None else book.ratings
    rated, refused = _ratings(given)
    shown = audience != "client"
    table = pd.concat(people, ignore_index=True) if people else pd.DataFrame(columns=_PEOPLE)
    return GoldenRules(
        _rules(behaviours, rated), behaviours, table if shown else table.iloc[:0],
        rated if shown else rated.iloc[:0], replies.of_book(book) if shown else None, refused,
    )  # fmt: skip


_PEOPLE = ["behaviour", "person", "cases", "share", "pooled", "weeks", "within", "dispersion"]


def _of_people(id_: str, seen: _Seen) -> pd.DataFrame:
    """Return the share of each person by name, pooled, with how steady it is."""
    who, names = pd.factorize(seen.cases["person"], sort=True)
    size, share = np.bincount(who), float(seen.cases["yes"].mean())
    steady = seen.weekly.reindex(names)
    return pd.DataFrame({
        "behaviour": id_, "person": names, "cases": size,
        "share": np.bincount(who, seen.cases["yes"].to_numpy("float64")) / size,
        "pooled": share if seen.between is None else seen.between.table["pooled"].to_numpy(),
        **{name: steady[name].to_numpy() for name in ("weeks", "within", "dispersion")},
    })  # fmt: skip


def _behaviours(book: Book, seen: dict[str, _Seen]) -> pd.DataFrame:
    """Return the two behaviours of each rule with what the tables show of them."""
    rows = []
    for one in BEHAVIOURS:
        found = seen.get(one.id)
        missing = ", ".join(lacking(book, one)) if one.needs else "rating"
        row: dict[str, object] = {
            "behaviour": one.id,
            "rule": one.rule,
            "missing": missing,
            "cases": 0,
            "people": 0,
        }
        if found is not None:
            cases, tested = found.cases, found.between
            row |= {
                "cases": len(cases), "share": float(cases["yes"].mean()), "people": cases["person"].nunique(),
                "p_people": tested.p_value if tested is not None else np.nan, "p_weeks": _weeks(found.weekly),
            }  # fmt: skip
        rows.append(row)
    table = pd.DataFrame(rows).reindex(
        columns=["behaviour", "rule", "cases", "share", "people", "p_people", "p_weeks", "missing"]
    )
    for p, name in (("p_people", "differs"), ("p_weeks", "unsteady")):
        known = table[p].astype("float64").notna()
        real = pd.Series(noise.holm(table.loc[known, p].astype("float64").tolist()), table.index[known]) < REAL
        table[name] = real.reindex(table.index).fillna(False).astype("bool")
    return table


def _weeks(steady: pd.DataFrame) -> float:
    """Return the chance of such differences between the weeks of each person, of all persons together."""
    from scipy.special import chdtrc

    told = steady["dispersion"].notna().to_numpy()
    if not told.any():
        return float("nan")
    degrees = steady["weeks"].to_numpy()[told] - 1
    square = steady["dispersion"].to_numpy()[told] * degrees
    return float(chdtrc(float(degrees.sum()), float(square.sum())))


def _ratings(given: pd.DataFrame | None) -> tuple[pd.DataFrame, int]:
    """Return what people give themselves and get from colleagues, and how many ratings do not count."""
    columns = ["person", "rule", "own", "others", "raters"]
    if given is None:
        return pd.DataFrame(columns=columns), 0
    table = pd.DataFrame({name: given[name] for name in ("person", "respondent", "rule", "score")})
    table = table.assign(**{name: table[name].astype("str").str.strip().where(table[name].notna(), "")
                            for name in ("person", "respondent")})  # fmt: skip
    table = table.assign(
        rule=pd.to_numeric(table["rule"], errors="coerce"), score=pd.to_numeric(table["score"], errors="coerce")
    )
    good = (
        table["rule"].isin(RULES)
        & table["score"].isin(range(1, 6))
        & (table[["person", "respondent"]] != "").all(axis=1)
    )
    some = table[good].drop_duplicates(["person", "respondent", "rule"], keep="last")
    own = some["person"] == some["respondent"]
    keys = ["person", "rule"]
    mine = some[own].set_index(keys)["score"].rename("own")
    theirs = some[~own].groupby(keys)["score"].agg(["mean", "size"]).set_axis(["others", "raters"], axis=1)
    found = pd.concat([mine, theirs], axis=1).rename_axis(keys).reset_index()
    found = found.assign(rule=found["rule"].astype("int64"), raters=found["raters"].fillna(0).astype("int64"))
    return found.sort_values(keys, ignore_index=True)[columns], int(len(given) - len(some))


def _rules(behaviours: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rule: what is measured, and what people give themselves and each other."""
    from scipy.special import stdtrit

    rows = []
    for rule in RULES:
        mine = rated[rated["rule"] == rule]
        both = mine.dropna(subset=["own", "others"])
        gap = (both["own"] - both["others"]).astype("float64")
        n = len(gap)
        reach = (
            float(stdtrit(n - 1, 0.975)) * max(float(gap.std(ddof=1)), _ROUNDED) / np.sqrt(n) if n > 1 else np.nan
        )
        middle = float(gap.mean()) if n else np.nan
        rows.append({
            "rule": rule, "measured": behaviours.loc[behaviours["rule"] == rule, "share"].astype("float64").mean(),
            "own": mine["own"].astype("float64").mean(), "others": mine["others"].astype("float64").mean(),
            "gap": middle, "gap_low": middle - reach, "gap_high": middle + reach, "rated": n,
        })  # fmt: skip
    return pd.DataFrame(rows)
