"""Customers that go on under a new number: one stops, another begins, alike in rhythm, size and name or code.

What is alike may be so by chance: of two numbers out of ten thousand many differ in one figure only. Each kind of
likeness therefore counts only where it brings several times as many pairs as it would if starts fell at random; a
kind that does not as a whole still counts for those with the most order days, where chance brings next to none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np
import pandas as pd

from kamlib.tables.checks.variants import fold
from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze

#: Days after the next order that was due within which the other has to begin, and at most after the last order.
MONTH, LONGEST = 31, 92
#: Days of silence without which nobody has stopped or is new.
SILENT = 45
#: Silence has to be so many times the usual distance of orders.
TIMES = 2.0
#: Order days without which there is no rhythm.
FEWEST = 3
#: By how much rhythm and size may differ, and at most with few orders, or where likeness is sure: 1.5, 2.5 times.
ALIKE, AT_MOST = float(np.log(1.5)), float(np.log(2.5))
#: Pairs by chance, as a share of those found, from which a kind of likeness tells nothing.
CHANCE = 0.2
#: The same for a part of a kind, those with the most order days: stricter, since the part is chosen by its pairs.
CHANCE_OF_PART = 0.005
#: Kinds of likeness, the surest first.
KINDS = ("name", "near_name", "code", "next_code", "near_code")
#: Kinds that few pairs share by chance: a name, or two numbers without one between. These may differ more.
SURE = ("name", "next_code")
#: Stopped customers that are compared with all new ones at once.
_BLOCK = 1_000

_SUFFIX = re.compile(r"(?<=\d)(?:[-_./ ]?[A-Za-z]{1,3}\d?|[-_./ ]\d{1,2})$")
_WORD = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]+")


def pairs(orders: pd.DataFrame, names: pd.Series | None = None) -> pd.DataFrame:
    """Find customers that probably go on under a new number.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``date`` and ``revenue``.
    names : pandas.Series, optional
        Name by customer id.

    Returns
    -------
    pandas.DataFrame
        ``old``, ``new``, ``kind`` (one of `KINDS`), ``last`` and ``first`` (days), ``revenue`` (of both, currency
        units); each customer at most once on either side, the likest first.
    """
    empty = pd.DataFrame(columns=["old", "new", "kind", "last", "first", "revenue"])
    lived = _lives(orders)
    if not len(lived):
        return empty
    begin, end = lived["first"].min(), lived["last"].max()
    silent = np.maximum(SILENT, TIMES * lived["every"])
    stopped = lived[(end - lived["last"]) >= silent].reset_index(drop=True)
    started = lived[(lived["first"] - begin) >= silent].reset_index(drop=True)
    if not len(stopped) or not len(started):
        return empty
    likeness = _likeness(stopped["id"], started["id"], names)
    if not len(likeness):
        return empty
    old, new = (side.iloc[likeness[c]].reset_index(drop=True) for side, c in ((stopped, "s"), (started, "t")))
    fit = _fits(old, new, likeness["kind"].isin(SURE).to_numpy())
    found = likeness.assign(off=fit, days=np.minimum(old["n"], new["n"])).dropna(subset="off")
    found = found[_beyond_chance(found, likeness["kind"], _fitting(stopped, started), len(stopped) * len(started))]
    found = found.assign(rank=found["kind"].map(KINDS.index))
    found = found.sort_values(["rank", "off", "s", "t"]).drop_duplicates("s").drop_duplicates("t")
    old, new = (side.iloc[found[c]].reset_index(drop=True) for side, c in ((stopped, "s"), (started, "t")))
    return pd.DataFrame({
        "old": old["id"], "new": new["id"], "kind": found["kind"].to_numpy(),
        "last": pd.to_datetime(old["last"], unit="D"), "first": pd.to_datetime(new["first"], unit="D"),
        "revenue": (old["net"] + new["net"]).round(2),
    })  # fmt: skip


def _lives(orders: pd.DataFrame) -> pd.DataFrame:
    """Return of each customer with a rhythm: first and last order day, days between, amount a day, net revenue."""
    day = orders["date"].to_numpy("datetime64[D]").astype("int64")
    who, ids = pd.factorize(orders["customer_id"], sort=True)
    span = int(day.max() - day.min()) + 1 if len(day) else 1
    keys, place = np.unique(who * span + (day - day.min() if len(day) else day), return_inverse=True)
    revenue = orders["revenue"].to_numpy("float64", na_value=0.0)
    net = np.bincount(who, weights=revenue, minlength=len(ids))
    sums = np.bincount(place, weights=revenue, minlength=len(keys)).round(4)
    at, day, sums = (each[sums > 0] for each in (keys // span, keys % span + (day.min() if len(day) else 0), sums))
    begins = np.flatnonzero(np.diff(at, prepend=-1))
    n = np.diff(begins, append=len(at))
    often = n >= FEWEST
    if not often.any():
        return pd.DataFrame()
    first, last, total = day[begins][often], day[begins + n - 1][often], np.add.reduceat(sums, begins)[often]
    n, net = n[often], net[at[begins][often]]
    return pd.DataFrame({
        "id": pd.Series(np.asarray(ids, dtype="object")[at[begins][often]], dtype="object"),
        "first": first, "last": last, "n": n, "net": net, "every": (last - first) / (n - 1), "size": total / n,
    })  # fmt: skip


def _within(old: pd.DataFrame) -> np.ndarray:
    """Return the days within which the other has to begin: a month after the day of the next order."""
    return np.asarray(np.minimum(MONTH + old["every"].to_numpy("float64"), LONGEST))


def _fits(old: pd.DataFrame, new: pd.DataFrame, sure: np.ndarray) -> np.ndarray:
    """Say by how much pairs differ that follow each other within a month, alike in rhythm and size; else NaN.

    Those that are surely alike may differ more.
    """
    gap = new["first"].to_numpy() - old["last"].to_numpy()
    room = np.minimum(AT_MOST, ALIKE + 1.0 / np.sqrt(old["n"].to_numpy()) + 1.0 / np.sqrt(new["n"].to_numpy()))
    room = np.where(sure, AT_MOST, room)
    off = [np.abs(np.log(new[c].to_numpy("float64") / old[c].to_numpy("float64"))) for c in ("every", "size")]
    fit = (gap >= 0) & (gap <= _within(old)) & (off[0] <= room) & (off[1] <= room)
    return np.where(fit, off[0] + off[1] + gap / MONTH, np.nan)


def _fitting(stopped: pd.DataFrame, started: pd.DataFrame) -> np.ndarray:
    """Return the order days (of the one with fewer) of each pair that fits, alike in name or code or not.

    Block by block, since there may be millions.
    """
    new = started.sort_values("first", ignore_index=True)
    begins, days = new["first"].to_numpy(), new["n"].to_numpy()
    held = [np.empty(0, dtype="int64")]
    for at in range(0, len(stopped), _BLOCK):
        old = stopped.iloc[at : at + _BLOCK]
        last = old["last"].to_numpy()
        low, high = np.searchsorted(begins, last, "left"), np.searchsorted(begins, last + _within(old), "right")
        many = high - low
        s = np.repeat(np.arange(len(old)), many)
        t = np.arange(many.sum()) - np.repeat(many.cumsum() - many, many) + np.repeat(low, many)
        fits = np.isfinite(_fits(old.iloc[s], new.iloc[t], np.ones(len(s), dtype=bool)))
        held.append(np.minimum(old["n"].to_numpy()[s], days[t])[fits])
    return np.concatenate(held)


def _beyond_chance(found: pd.DataFrame, kinds: pd.Series, fitting: np.ndarray, pairs: int) -> np.ndarray:
    """Say which of the pairs found chance hardly brings: a kind as a whole, or its part with most order days."""
    unlike, others = max(pairs - len(kinds), 1), np.sort(fitting)
    days, kind_of = found["days"].to_numpy(), found["kind"].to_numpy()
    own_days = np.sort(days)
    kept = np.zeros(len(found), dtype=bool)
    for kind, alike in kinds.value_counts().items():
        own = kind_of == kind
        if alike * max(0, len(others) - len(found)) / unlike <= CHANCE * own.sum():
            kept |= own
            continue
        least = np.unique(days[own])
        n, all_found, fit = (_at_least(side, least) for side in (np.sort(days[own]), own_days, others))
        expected = alike * (np.maximum(fit - all_found, 0) + 1) / unlike  # one more: not seen yet is not never
        rare = expected <= CHANCE_OF_PART * n
        if rare.any():
            kept |= own & (days >= least[rare.argmax()])
    return kept


def _at_least(ordered: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Count the values that are as large as each of some or larger."""
    return np.asarray(len(ordered) - np.searchsorted(ordered, least, "left"))


def _likeness(old: pd.Series, new: pd.Series, names: pd.Series | None) -> pd.DataFrame:
    """Return all pairs, whenever they lived, whose names or codes are alike: places ``s``, ``t``, and ``kind``."""
    called = [_names(ids, names) for ids in (old, new)]
    parts = [
        _joined("name", *(_keys(side, lambda name: [fold(name)]) for side in called)),
        _joined("near_name", *(_keys(side, _near_name) for side in called)),
    ]
    if any(side.isna().any() for side in called):
        parts += [
            _joined("code", *(_keys(side, _codes) for side in (old, new))),
            _joined("next_code", *(_keys(side, _next_code) for side in (old, new))),
            _joined("near_code", *(_keys(side, _near_code) for side in (old, new))),
        ]
    table = pd.concat(parts, ignore_index=True)
    table = table[old.to_numpy()[table["s"]] != new.to_numpy()[table["t"]]]
    # two names that are not alike are two customers, whatever their codes
    of_code = table["kind"].isin(["code", "next_code", "near_code"]).to_numpy()
    named = called[0].notna().to_numpy()[table["s"]] & called[1].notna().to_numpy()[table["t"]]
    table = table[~(of_code & named)]
    return pd.DataFrame(table.drop_duplicates(["s", "t"]).reset_index(drop=True))


def _names(ids: pd.Series, names: pd.Series | None) -> pd.Series:
    """Return the names of customers; missing where it is the id once more."""
    if names is None:
        return pd.Series(None, index=ids.index, dtype="object")
    called = ids.map(names).astype("object")
    return called.where(called.notna() & (called != ids), None)


def _keys(texts: pd.Series, of: Callable[[str], Iterable[str]]) -> pd.DataFrame:
    """Return each text's keys, one per row, with its place."""
    known = texts.notna().tolist()
    held = [
        [key for key in dict.fromkeys(of(str(text))) if key] if told else []
        for text, told in zip(texts, known, strict=True)
    ]
    lengths = [len(keys) for keys in held]
    return pd.DataFrame({
        "place": np.repeat(np.arange(len(held)), lengths), "key": [key for keys in held for key in keys],
    })  # fmt: skip


def _joined(kind: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Join both sides on their keys; a key that very many share is not likeness."""
    usual = max(5, int(np.sqrt(max(len(old), len(new), 1))))
    old, new = (side[side["key"].map(side["key"].value_counts()) <= usual] for side in (old, new))
    both = old.merge(new, on="key", suffixes=("_s", "_t"))[["place_s", "place_t"]].drop_duplicates()
    return pd.DataFrame({"s": both["place_s"].astype("int64"), "t": both["place_t"].astype("int64"), "kind": kind})


def _near_name(name: str) -> Iterator[str]:
    """Yield what names have in common that differ in an addition or in one letter: figures have to be the same."""
    plain = fold(name)
    figures = "".join(re.findall(r"\d+", plain))
    words = _WORD.findall(name.casefold())
    if words and words[0][0] >= "\u3400":
        yield f"{words[0][:4]} {figures}" if len(words[0]) >= 4 else ""
    elif len(words) >= 2:
        yield f"{words[0]} {words[1]} {figures}"
    if len(plain) >= 6:
        yield from (
            f"-{plain[:at]}{plain[at + 1 :]} {figures}" for at, letter in enumerate(plain) if not letter.isdigit()
        )


def _codes(code: str) -> Iterator[str]:
    """Yield a code without what was added after its number, and its number where that is long enough."""
    yield squeeze(_SUFFIX.sub("", code.strip()))
    figures = "".join(re.findall(r"\d+", code))
    if len(figures) >= 3 and not code.strip().isdigit():
        yield f"#{figures.lstrip('0')}"


def _near_code(code: str) -> Iterator[str]:
    """Yield what codes have in common that differ in one character."""
    plain = squeeze(code)
    if len(plain) >= 4:
        yield from (f"-{at} {plain[:at]}{plain[at + 1 :]}" for at in range(len(plain)))
        yield f"+{plain}"
        yield from (f"+{plain[:at]}{plain[at + 1 :]}" for at in range(len(plain)))


def _next_code(code: str) -> Iterator[str]:
    """Yield what codes have in common that are neighbours by number."""
    plain = squeeze(code)
    number = re.search(r"(\d{2,15})$", plain)
    if number:
        head, value = plain[: number.start()], int(number.group())
        yield from (f"={head}{between}" for between in (2 * value - 1, 2 * value + 1))


def check(orders: pd.DataFrame, customers: pd.DataFrame | None, apart: Collection[str] = ()) -> list[Problem]:
    """Name customers that probably go on under a new number; they are not merged.

    Parameters
    ----------
    orders : pandas.DataFrame
        The lines that count.
    customers : pandas.DataFrame or None
        What is known of customers.
    apart : collection of str
        Ids of customers of their own, as somebody has confirmed.

    Returns
    -------
    list of Problem
        One, or none where there is no such pair.
    """
    names = None
    if customers is not None and "name" in customers:
        names = customers.drop_duplicates("customer_id").set_index("customer_id")["name"].dropna()
    found = pairs(orders, names)
    found = found[~found["old"].isin(list(apart))]
    if not len(found):
        return []
    found = found.sort_values(["revenue", "old"], ascending=[False, True])
    values = {"n": len(found), "old": tuple(map(str, found["old"])), "new": tuple(map(str, found["new"]))}
    return [Problem("renumbered", "warning", "customers", len(found), float(found["revenue"].sum()), values)]
