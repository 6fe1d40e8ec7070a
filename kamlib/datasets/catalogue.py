"""Data sets by name: the embedded client and the real sets of ``datasets/real.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from kamlib._paths import shipped
from kamlib.datasets import recipes, store
from kamlib.datasets.dataset import Dataset
from kamlib.datasets.recipes import LeftOut
from kamlib.errors import KamError
from kamlib.tables.schema import schema
from kamlib.words import _
from kamlib.words.phrases import nearest

EMBEDDED = "machinery"

#: The client for keeping: large, hence made from its seed when it is asked for.
MADE = "machinery-keep"
OWN = (EMBEDDED, MADE)

#: Types of columns that are held as text.
TEXTS = ("id", "text", "flag")


@dataclass(frozen=True, eq=False)
class Tables:
    """A data set opened: canonical tables by name, and what the client starts with.

    Attributes
    ----------
    tables : dict
        ``orders``, ``customers``, … as far as the set has them.
    name : str
        The company or the set, for people.
    currency : str or None
    rows_read : int
        Rows of the order lines as they lie in the files.
    left_out : tuple of LeftOut
        What the recipe left out, with its money.
    """

    tables: dict[str, pd.DataFrame]
    name: str
    currency: str | None
    rows_read: int
    left_out: tuple[LeftOut, ...] = ()


@cache
def _all() -> dict[str, Dataset]:
    entries = tomllib.loads((shipped("datasets") / "real.toml").read_text("utf-8"))
    own = {
        name: Dataset(
            name, "orders", "CNY", real=False, source="kamlib.world", citation="Key Account Lab", licence="MIT",
            folder=name,
        )
        for name in OWN
    }  # fmt: skip
    return own | {name: _entry(name, entry) for name, entry in entries.items()}


def _entry(name: str, entry: dict[str, Any]) -> Dataset:
    return Dataset(
        name=name,
        use=entry["use"],
        currency=entry.get("currency"),
        real=entry["real"],
        source=entry["source"],
        citation=entry["citation"],
        licence=entry["licence"],
        folder=entry["folder"],
        alternatives=tuple(tuple(file["name"] for file in group) for group in entry["alternatives"]),
        downloads=tuple(entry["get"]),
        recipe=entry["recipe"],
        read=entry["read"],
        check=entry["check"],
    )


def names() -> list[str]:
    """Return the names of all data sets, the embedded client first.

    Returns
    -------
    list of str
        As `describe` takes them.
    """
    return list(_all())


def describe(name: str) -> Dataset:
    """Return what is known of a data set.

    Parameters
    ----------
    name : str
        Name of a set, or of its folder.

    Returns
    -------
    Dataset
        Source, licence, files and what it is recognised by.

    Raises
    ------
    KamError
        If there is none of that name; the message names the nearest.
    """
    for data_set in _all().values():
        if name in (data_set.name, data_set.folder):
            return data_set
    raise KamError(_("Unknown data set {name}. {hint}", name=name, hint=nearest(name, names())))


def is_known(name: str) -> bool:
    """Return whether a data set goes by that name (or by that of its folder).

    Parameters
    ----------
    name : str
        Name of a set, or of its folder.

    Returns
    -------
    bool
        False for the path of a file, unless it is called the same.
    """
    return any(name in (data_set.name, data_set.folder) for data_set in _all().values())


def tables(name: str, *, folder: str | Path | None = None, seed: int | None = None) -> Tables:
    """Open an order book by name.

    Parameters
    ----------
    name : str
        One of ``names()``.
    folder : str or Path, optional
        Where its files are, if not in ``KAMLIB_DATA`` or the cache.
    seed : int, optional
        Of the embedded client: another company, drawn under the same laws.

    Returns
    -------
    Tables

    Raises
    ------
    KamError
        If the set is unknown, not here, not an order book, or not the published one.
    """
    data_set = describe(name)
    if seed is not None:
        return _twin(data_set, seed)
    if data_set.name == EMBEDDED:
        return _embedded(data_set)
    if data_set.name == MADE:
        return _from_seed(data_set)
    if data_set.use != "orders":
        raise KamError(
            _(
                "{title} has one row per customer and no order dates: it cannot be used as order data. "
                "datasets.accounts(\"{name}\") gives the amount per customer.",
                title=data_set.title, name=data_set.name,
            )
        )  # fmt: skip
    made = _made(data_set, folder)
    _verify(data_set, made.tables["orders"], made.read)
    return Tables(made.tables, data_set.title, data_set.currency, made.read, made.left_out)


def accounts(name: str, *, folder: str | Path | None = None) -> pd.DataFrame:
    """Give one row per customer with ``customer_id`` and ``revenue``, from any data set.

    Parameters
    ----------
    name : str
        One of ``names()``. Order books are summed; of a set with one row per customer that row is given, with
        what else it holds.
    folder : str or Path, optional
        Where its files are, if not in ``KAMLIB_DATA`` or the cache.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``customer_id``.

    Raises
    ------
    KamError
        As `tables`.
    """
    data_set = describe(name)
    if data_set.use == "orders":
        from kamlib.facts.accounts import accounts as summed

        return summed(tables(name, folder=folder).tables["orders"])
    made = _made(data_set, folder)
    _verify(data_set, made.tables["accounts"], made.read)
    return made.tables["accounts"].sort_values("customer_id", ignore_index=True)


def is_here(data_set: Dataset, folder: str | Path | None = None) -> bool:
    """Return whether the files of a data set are here.

    Parameters
    ----------
    data_set : Dataset
        From `describe`.
    folder : str, Path, optional
        Folder with the files of all sets; None for the usual places.

    Returns
    -------
    bool
        True for the synthetic clients anyway.
    """
    return data_set.name in OWN or store.find(data_set, folder) is not None


def _embedded(data_set: Dataset) -> Tables:
    """Read the embedded client; its files are our own, so that their form is known."""
    folder = shipped("datasets") / EMBEDDED
    found = {file.stem: _read_own(file, file.stem) for file in sorted(folder.glob("*.csv"))}
    return Tables(found, data_set.title, data_set.currency, len(found["orders"]))


def _twin(data_set: Dataset, seed: int) -> Tables:
    """Draw another client under the laws of the embedded one; read as its files are, so that types agree.

    Raises
    ------
    KamError
        If the data set is not the embedded client, or the seed is not a whole number from 0.
    """
    from kamlib.world import make
    from kamlib.world.files import csv_bytes

    if data_set.name != EMBEDDED:
        raise KamError(_("{name} cannot be drawn anew: seed is for {own} only.", name=data_set.name, own=EMBEDDED))
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise KamError(_("seed={seed}: use a whole number from 0.", seed=str(seed)))
    found = {name: _read_own(BytesIO(csv_bytes(table)), name) for name, table in make(seed=seed).tables.items()}
    return Tables(found, f"{data_set.title} {seed}", data_set.currency, len(found["orders"]))


def _from_seed(data_set: Dataset) -> Tables:
    """Give the client for keeping; what a user changes in its frames stays with that user."""
    found = {name: frame.copy(deep=False) for name, frame in _keep().items()}
    return Tables(found, data_set.title, data_set.currency, len(found["orders"]))


@cache
def _keep() -> dict[str, pd.DataFrame]:
    """Make the client for keeping once; its columns are typed as those of a file."""
    from kamlib.world.keep import make_keep

    made = make_keep().tables
    held = {
        name: dict.fromkeys(_of_type(name, *TEXTS), "str")
        | dict.fromkeys(_of_type(name, "date"), "datetime64[us]")
        for name in sorted(made)
    }
    return {name: made[name].astype({c: held[name][c] for c in made[name] if c in held[name]}) for name in held}


def _of_type(table: str, *types: str) -> list[str]:
    """Return the columns of a table that have one of some types."""
    return [name for name, column in schema()[table].items() if column.type in types]


def _read_own(file: Path | BytesIO, table: str) -> pd.DataFrame:
    texts = dict.fromkeys(_of_type(table, *TEXTS), "str")
    frame = pd.read_csv(file, dtype=texts, keep_default_na=False, na_values=[""])
    days = (name for name in _of_type(table, "date") if name in frame)
    return frame.assign(**{name: pd.to_datetime(frame[name], format="%Y-%m-%d") for name in days})


def _made(data_set: Dataset, folder: str | Path | None) -> recipes.Made:
    files = store.find(data_set, folder)
    if files is None:
        raise KamError(store.where_to_get(data_set))
    made: recipes.Made = getattr(recipes, data_set.recipe)(store.opener(files))
    return made


def _verify(data_set: Dataset, frame: pd.DataFrame, read: int) -> None:
    """Compare rows, period and total with the published set, so that no cut copy passes for the whole."""
    found = content(frame) | {"read": read}
    wanted = {"read": data_set.read, **data_set.check}
    differs = [key for key, value in wanted.items() if str(found[key]) != str(value)]
    if differs:
        raise KamError(
            _(
                "The files of {name} are not the published set: {what} is {found} instead of {wanted}. "
                "Get it from {source}.",
                name=data_set.name, what=_facts()[differs[0]], found=found[differs[0]], wanted=wanted[differs[0]],
                source=data_set.source,
            )
        )  # fmt: skip


def _facts() -> dict[str, str]:
    """Name the facts of `content` for people."""
    return {
        "read": _("the number of rows read"), "rows": _("the number of rows used"),
        "customers": _("the number of customers"), "first": _("the first day"), "last": _("the last day"),
        "total": _("total revenue"),
    }  # fmt: skip


def content(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what a set is recognised by: rows, customers, first and last day, total revenue to the cent.

    Parameters
    ----------
    frame : pandas.DataFrame
        Order lines, or one row per customer: ``customer_id``, ``revenue`` (currency units), ``date`` where
        there is one.

    Returns
    -------
    dict
        ``rows``, ``customers``, ``first`` and ``last`` (days, where known) and ``total`` (text).
    """
    facts: dict[str, Any] = {"rows": len(frame), "customers": int(frame["customer_id"].nunique())}
    if "date" in frame:
        facts |= {"first": f"{frame['date'].min():%Y-%m-%d}", "last": f"{frame['date'].max():%Y-%m-%d}"}
    return facts | {"total": f"{frame['revenue'].sum():.2f}"}
