"""What our people noted in the account files: much is fresh, some is old, some is against what orders show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice
from kamlib.world.staff import Roles

FILES = ("customer_id", "field", "value", "date", "person")

#: Field → what is written, in Chinese and in English, of native customers and others.
TEXTS = {
    "development_plan": (
        ("二期厂房明年开工", "三年内产能翻番", "今年不扩产"),
        ("a second plant starts next year", "twice the output in three years", "no growth planned"),
    ),
    "next_project": (
        ("泵站改造", "新生产线招标", "节能改造"),
        ("rebuilding of a pumping station", "tender for a new line", "saving of energy"),
    ),
    "decision_process": (
        ("技术部选型，采购部定价，总经理签字", "采购委员会表决", "厂长一人决定"),
        ("engineers choose and the director signs", "a committee votes",
         "the plant manager decides alone"),
    ),
    "competitors": (
        ("岭沣泵业", "翊涧传动", "两家进口品牌"), ("Norvane Pumps", "Tessmark Drives", "two importers"),
    ),
    "needs": (
        ("希望备件当天发货", "要求免费培训", "希望季度对账"),
        ("spare parts on the same day", "training without charge", "one statement a quarter"),
    ),
    "production_lines": (
        ("两条", "三条，一条停用", "一条自动线"), ("two", "three of which one is idle", "one automatic line"),
    ),
}  # fmt: skip

#: Field → least and most of the figures that are written.
FIGURES = {"employees": (40, 1800), "plants": (1, 4)}

#: Days after which each of these fields is out of date, as account files have it.
LIFE = {
    "development_plan": 365, "next_project": 180, "decision_process": 365, "competitors": 365, "needs": 365,
    "production_lines": 730, "employees": 730, "plants": 730,
}  # fmt: skip

#: Notes per customer on average, and of the seller who leaves: what is known stays in one head.
MANY, FEW = 3.6, 0.8

#: Part of the customers of which somebody noted a rhythm or terms of payment, and of these the part that is wrong.
CHECKED, WRONG = 0.35, 0.4

#: How many times as many days a wrong note names.
TIMES = 3

#: Days back from the last day in which notes were made.
BACK = 1000


def notes(
    who: pd.DataFrame, book: pd.DataFrame, parts: Roles, p: Parameters
) -> tuple[pd.DataFrame, dict[str, list[list[str]]]]:
    """Write the notes of the sellers on customers that are still here.

    Parameters
    ----------
    who, book : pandas.DataFrame
        The cast and its order lines.
    parts : Roles
        The seller who leaves notes least.
    p : Parameters

    Returns
    -------
    tuple
        ``FILES``, by day; and the truth about them: ``stale`` and ``contradicted``, pairs of customer and field.
    """
    dice = Dice(p.seed, "notes")
    here = who[who["stop"] == p.days]
    notes: list[pd.DataFrame] = [_asked(here, parts, dice, p), *_checked(here, book, dice, p)]
    stated = pd.concat(notes, ignore_index=True)
    stated = stated.sort_values(["day", "customer_id", "field"], kind="stable", ignore_index=True)
    last = stated.drop_duplicates(["customer_id", "field"], keep="last")
    old = last[(p.days - 1 - last["day"]) > last["field"].map(LIFE).fillna(np.inf)]
    truth = {"stale": _pairs(old), "contradicted": _pairs(last[last["wrong"]])}
    dates = (p.first + pd.to_timedelta(stated["day"], unit="D")).astype("datetime64[s]")
    return stated.assign(date=dates)[list(FILES)], truth


def _pairs(rows: pd.DataFrame) -> list[list[str]]:
    return sorted([str(id_), str(field)] for id_, field in zip(rows["customer_id"], rows["field"], strict=True))


def _asked(here: pd.DataFrame, parts: Roles, dice: Dice, p: Parameters) -> pd.DataFrame:
    """Return notes of what only people know."""
    few = (here["owner"] == parts.leaving).to_numpy()
    count = np.floor(np.where(few, FEW, MANY) + dice.uniform(-0.8, 1.2, len(here))).astype("int64")
    at = np.repeat(np.arange(len(here)), np.maximum(count, 0))
    n, menu = len(at), [*TEXTS, *FIGURES]
    field = dice.whole(0, len(menu) - 1, n)
    text, figure = dice.whole(0, 2, n), dice.uniform(0, 1, n)
    native = here["native"].to_numpy()[at]
    values = [
        _value(menu[f], bool(zh), int(t), float(u))
        for f, zh, t, u in zip(field, native, text, figure, strict=True)
    ]
    return _rows(here, at, np.array(menu, dtype=object)[field], values, _days(n, dice, p), np.zeros(n, dtype=bool))


def _value(field: str, native: bool, which: int, part: float) -> str:
    if field in TEXTS:
        return TEXTS[field][0 if native else 1][which]
    low, high = FIGURES[field]
    return str(round(low + (high - low) * part))


def _checked(here: pd.DataFrame, book: pd.DataFrame, dice: Dice, p: Parameters) -> list[pd.DataFrame]:
    """Return notes of what the orders show as well, rhythm and terms of payment; some of them are wrong."""
    made = []
    truths = (("order_rhythm", _rhythm(here, book, p)), ("payment_terms", _terms(here, book, p)))
    for field, true in truths:
        at = np.flatnonzero(dice.chance(CHECKED, len(here)) & (true > 0))
        wrong = dice.chance(WRONG, len(at))
        said = np.rint(np.where(wrong, TIMES * true[at], true[at])).astype("int64")
        made.append(_rows(here, at, np.full(len(at), field, dtype=object), [str(one) for one in said],
                          _days(len(at), dice, p, back=300), wrong))  # fmt: skip
    return made


def _rhythm(here: pd.DataFrame, book: pd.DataFrame, p: Parameters) -> np.ndarray:
    """Mean days between the order days of the last two years; 0 where there are fewer than six."""
    late = book[(book["date"] > p.last - pd.DateOffset(months=24)) & (book["revenue"] > 0)]
    days = (
        late[["customer_id", "date"]].drop_duplicates().groupby("customer_id")["date"].agg(["min", "max", "size"])
    )
    gap = (days["max"] - days["min"]).dt.days / (days["size"] - 1).where(days["size"] >= 6)
    return np.asarray(gap.reindex(here["customer_id"]).fillna(0).to_numpy())


def _terms(here: pd.DataFrame, book: pd.DataFrame, p: Parameters) -> np.ndarray:
    """Days to pay, of those that bought in the last year."""
    late = set(book.loc[(book["date"] > p.last - pd.DateOffset(months=12)) & (book["revenue"] > 0), "customer_id"])
    return np.asarray(np.where(here["customer_id"].isin(late), here["terms"], 0).astype("float64"))


def _days(n: int, dice: Dice, p: Parameters, back: int = BACK) -> np.ndarray:
    """Days on which notes were made, the later the more."""
    return np.asarray(p.days - 1 - np.floor(min(back, p.days - 1) * dice.uniform(0, 1, n) ** 2).astype("int64"))


def _rows(
    here: pd.DataFrame, at: np.ndarray, field: np.ndarray, value: list[str], day: np.ndarray, wrong: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame({
        "customer_id": here["customer_id"].to_numpy()[at], "field": field, "value": value, "day": day,
        "person": here["owner"].to_numpy()[at], "wrong": wrong,
    })  # fmt: skip
