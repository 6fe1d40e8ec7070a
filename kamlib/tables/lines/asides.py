"""Rows set aside because they are not sales, or repeat the money of others, and those that nearly were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines import documents_of_deals, no_sale, order_sums, overlaps, repeats
from kamlib.tables.lines.states import States
from kamlib.tables.lines.wanted import KINDS, Wanted
from kamlib.tables.values.ids import clean_ids


@dataclass(frozen=True)
class Kind:
    """Rows of one kind of `wanted.KINDS`, the headers and words that tell them, and whether they count."""

    rows: np.ndarray
    columns: tuple[str, ...]
    counts: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asides:
    """What is set aside.

    Attributes
    ----------
    kinds : mapping
        Kind of rows → its rows.
    out : mapping
        Reason → rows that are left out for it.
    counted : mapping
        Kind → its rows that count, because the user or the file has it so.
    totals : numpy.ndarray of bool
        Which rows are sums of others, without those that have a kind of their own.
    columns_read : tuple of str
        Their columns that said so, or are flags that say no.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    out: Mapping[str, np.ndarray] = field(default_factory=dict)
    counted: Mapping[str, np.ndarray] = field(default_factory=dict)
    totals: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    columns_read: tuple[str, ...] = ()

    @property
    def rows(self) -> np.ndarray:
        """Which rows do not count, sums among them."""
        rows: np.ndarray = np.logical_or.reduce([self.totals, *self.out.values()])
        return rows

    def told(self, reason: str) -> Kind:
        """Return what tells the rows of a reason."""
        return self.kinds[next(kind for kind, name in KINDS.items() if name == reason)]


@dataclass(frozen=True)
class Known:
    """What is known of the rows: states, the user's word, which are sums, their revenue, and which are alike."""

    states: States
    wanted: Wanted
    totals: np.ndarray
    amounts: pd.Series
    alike: np.ndarray


def find(found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known) -> Asides:
    """Find the rows that say they are not sales, and those whose money is on other rows."""
    said = no_sale.find(found, rows, frame, known.states.texts, known.wanted)
    kinds = {concept: Kind(each.rows, each.columns) for concept, each in said.items()}
    whole = frame["customer_id"].notna().to_numpy() & frame["date"].notna().to_numpy()
    own = [kind.rows & whole for kind in kinds.values()]
    totals = known.totals & ~np.logical_or.reduce([np.zeros(len(rows), dtype=bool), *own])
    told = [name for each in said.values() for name in each.columns]
    asides = Asides(kinds, totals=totals, columns_read=(*map(str, no_sale.flags(found, rows)), *told))
    asides = settle(asides, known.wanted, known.states.out | totals)
    return _repeating(found, rows, frame, known, asides)


def _repeating(found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known, asides: Asides) -> Asides:
    """Add the rows that repeat the money of others; each kind is looked for among the rows that are left."""
    kinds = dict(asides.kinds)
    for look in (_overlap, _sums, _documents, _repeats):
        gone = known.states.out | asides.rows
        if (more := look(found, rows, frame, known, gone)) is not None:
            kinds = {**kinds, look.__name__.removeprefix("_"): more}
            asides = settle(replace(asides, kinds=kinds), known.wanted, known.states.out | asides.totals)
    return asides


def _overlap(found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known, gone: np.ndarray) -> Kind | None:
    orders = frame["order_id"] if "order_id" in found.chosen else None
    own = [choice.source_column for choice in found.chosen.values()]
    again = overlaps.find(rows[[name for name in rows if name not in own]], frame, orders, known.alike, gone)
    return None if again is None else Kind(again, ())


def _sums(found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known, gone: np.ndarray) -> Kind | None:
    products = [found.source_column(ours) for ours in ("product", "product_name") if ours in found.chosen]
    kinds = [name for name, kind in no_sale.kind_columns(found, rows, known.wanted).items() if kind == "document"]
    kinds += [found.source_column("order_type")] if "order_type" in found.chosen else []
    named = order_sums.Named([name for name in products if name in rows], kinds)
    sums = order_sums.find(frame, known.amounts, gone, rows, named)
    return None if sums is None else Kind(sums.rows, (), not sums.proven)


def _documents(
    found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known, gone: np.ndarray
) -> Kind | None:
    kinds = no_sale.kind_columns(found, rows, known.wanted)
    columns = {name: clean_ids(rows[name]) for name, kind in kinds.items() if kind == "document"}
    if "order_type" in frame:
        columns = {found.source_column("order_type"): frame["order_type"], **columns}
    for name, types in columns.items():
        chain = documents_of_deals.find(types, frame, known.amounts, gone)
        if chain is not None:
            return Kind(chain.rows, (" ".join(str(name).split()),), not chain.proven, chain.names)
    return None


def _repeats(found: Match, rows: pd.DataFrame, frame: pd.DataFrame, known: Known, gone: np.ndarray) -> Kind | None:
    twins = repeats.find(found, rows, frame, known.amounts, known.alike, gone)
    return None if twins is None else Kind(twins.rows, twins.columns, not twins.proven)


def with_read(found: Match, asides: Asides) -> dict[str, str]:
    """Return their columns and ours, with those that named rows that are not sales."""
    return found.columns | {name: "status" for name in asides.columns_read if name not in found.columns}


def settle(asides: Asides, wanted: Wanted, gone: np.ndarray) -> Asides:
    """Let the user's word decide which kinds count; a kind that would leave nothing counts as well."""
    out, counted = {}, {}
    left = ~gone
    for name, kind in asides.kinds.items():
        stays = name in wanted.keep or (kind.counts and name not in wanted.drop)
        mine = kind.rows & left
        if not mine.any():
            continue
        if stays or (name not in wanted.drop and not (left & ~mine).any()):
            counted[name] = mine
        else:
            out[KINDS[name]] = mine
            left = left & ~mine
    return Asides(asides.kinds, out, counted, asides.totals, asides.columns_read)
