"""Whether an answer is the expected one: the comparison itself is left to ``math`` and ``pandas.testing``.

Order of columns, the index, integers for floats and numpy's own numbers make no difference; nor does the order of
rows where a table says which columns identify a row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sized
from itertools import islice
from numbers import Number
from typing import Any, SupportsFloat, cast

import numpy as np
import pandas as pd

#: Parts that an answer may have.
MOST = 2_000_000


def kind_of(expected: Any) -> str:
    """Say which kind of answer an expected value asks for: number, text, ids, series or table.

    Parameters
    ----------
    expected : object
        The right value.

    Returns
    -------
    {"number", "text", "ids", "series", "table"}
        The kind.
    """
    if isinstance(expected, pd.DataFrame):
        return "table"
    if isinstance(expected, (pd.Series, Mapping)):
        return "series"
    if isinstance(expected, (set, frozenset)):
        return "ids"
    return "text" if isinstance(expected, str) else "number"


def is_huge(answer: Any) -> bool:
    """Whether an answer has more parts than any right one, so that going through them would take all day.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    bool
        False for what has no length.
    """
    size = answer.size if isinstance(answer, (np.ndarray, pd.DataFrame)) else None
    if size is None and isinstance(answer, Sized) and not isinstance(answer, type):
        size = len(answer)
    return size is not None and size > MOST


def yes_or_no(answer: Any) -> bool:
    """Whether an answer is a column of yes and no, as a comparison gives it.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    bool
        False for an empty list.
    """
    if isinstance(answer, (pd.Series, pd.Index, np.ndarray)):
        return bool(answer.dtype.kind == "b")
    return isinstance(answer, list) and bool(answer) and all(isinstance(a, (bool, np.bool_)) for a in answer)


def as_number(answer: Any) -> float | None:
    """Return a plain number, or None: a one-element array or Series counts as its element.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    float or None
        None for what is not a number, and for True and False.
    """
    if isinstance(answer, (pd.Series, pd.Index, np.ndarray)) and answer.size == 1:
        answer = np.asarray(answer).reshape(-1)[0]
    if isinstance(answer, (bool, np.bool_)) or not isinstance(answer, (Number, np.number)):
        return None
    try:
        return float(cast("SupportsFloat", answer))
    except (TypeError, ValueError, OverflowError):
        return None


def as_text(answer: Any) -> str | None:
    """Return a text without case or surrounding blanks, or None.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    str or None
        Lower case, single blanks.
    """
    if isinstance(answer, (pd.Series, pd.Index, np.ndarray)) and answer.size == 1:
        answer = np.asarray(answer).reshape(-1)[0]
    return " ".join(str(answer).split()).casefold() if isinstance(answer, str) else None


def as_ids(answer: Any, column: str = "customer_id") -> set[str] | None:
    """Return a set of ids from a list, set, tuple, index, Series, or a frame that has the column.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.
    column : str, optional
        Where a frame has the ids.

    Returns
    -------
    set of str or None
        Ids as text; None for what holds none.
    """
    if isinstance(answer, pd.DataFrame):
        if column not in answer:
            return set(map(str, answer.index)) if answer.index.name == column else None
        answer = answer[column]
    if isinstance(answer, pd.Series) and answer.index.name == column and answer.dtype.kind in "fi":
        answer = answer.index
    if isinstance(answer, (str, bytes, Mapping)) or not isinstance(answer, (Collection, np.ndarray)):
        return None
    if isinstance(answer, np.ndarray) and answer.ndim != 1:
        return None
    return {str(item).strip() for item in islice(answer, MOST)}


def as_series(answer: Any) -> pd.Series | None:
    """Return labelled numbers from a Series, a mapping, or a frame of one numeric column and its labels.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    pandas.Series or None
        Numbers by label; None for what is not of that kind.
    """
    if isinstance(answer, Mapping):
        answer = pd.Series(dict(answer), dtype="object")
    if isinstance(answer, pd.DataFrame):
        named = answer.reset_index(drop=isinstance(answer.index, pd.RangeIndex))
        if named.shape[1] != 2:
            return None
        answer = named.set_index(named.columns[0]).iloc[:, 0]
    if not isinstance(answer, pd.Series):
        return None
    return answer.set_axis(answer.index.map(str))


def same(answer: Any, expected: Any, *, rel: float, absolute: float, keys: tuple[str, ...] = ()) -> bool:
    """Compare an answer, brought into the kind of the expected value, within a tolerance.

    Parameters
    ----------
    answer, expected : object
        Of the same kind already, see `brought`.
    rel, absolute : float
        Tolerances as ``math.isclose`` takes them.
    keys : tuple of str
        For tables: the columns that identify a row.

    Returns
    -------
    bool
        Whether nothing differs by more than the tolerance.
    """
    kind = kind_of(expected)
    if kind == "number":
        both_missing = math.isnan(answer) and math.isnan(expected)
        return both_missing or math.isclose(answer, float(expected), rel_tol=rel, abs_tol=absolute)
    if kind in ("text", "ids"):
        return bool(answer == brought(expected, expected))
    try:
        if kind == "series":
            _assert_series(answer, as_series(expected), rel, absolute)
        else:
            _assert_table(answer, expected, rel, absolute, keys)
    except (AssertionError, TypeError, ValueError):
        return False
    return True


def brought(answer: Any, expected: Any, keys: tuple[str, ...] = ()) -> Any:
    """Bring an answer into the kind of the expected value; None where it is another kind of thing.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.
    expected : object
        The right value.
    keys : tuple of str, optional
        Columns that tell the rows of a table apart.

    Returns
    -------
    object
        A number, text, set of ids, series or table.
    """
    kind = kind_of(expected)
    if kind == "table":
        return _as_table(answer, keys)
    ways: dict[str, Callable[[Any], Any]] = {
        "number": as_number,
        "text": as_text,
        "ids": as_ids,
        "series": as_series,
    }
    return ways[kind](answer)


def _as_table(answer: Any, keys: tuple[str, ...]) -> pd.DataFrame | None:
    """Return a frame whose keys are columns, also where the learner left them in the index."""
    if isinstance(answer, pd.Series) and answer.name is not None:
        answer = answer.to_frame()
    if not isinstance(answer, pd.DataFrame):
        return None
    in_index = [k for k in answer.index.names if k in keys and k not in answer.columns]
    return answer.reset_index(level=in_index) if in_index else answer


def _assert_series(answer: pd.Series, expected: pd.Series | None, rel: float, absolute: float) -> None:
    assert expected is not None  # noqa: S101  (kind_of said so)
    pd.testing.assert_series_equal(
        pd.to_numeric(answer).astype("float64").sort_index(),
        pd.to_numeric(expected).astype("float64").sort_index(),
        check_names=False, check_index_type=False, rtol=rel, atol=absolute,
    )  # fmt: skip


def _assert_table(
    answer: pd.DataFrame, expected: pd.DataFrame, rel: float, absolute: float, keys: tuple[str, ...]
) -> None:
    pd.testing.assert_frame_equal(
        _plain(answer[list(expected.columns)], keys), _plain(expected, keys),
        check_dtype=False, check_index_type=False, check_column_type=False, rtol=rel, atol=absolute,
    )  # fmt: skip


def _plain(table: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """Numbers as floats, all else as text, rows in the order of their keys."""
    numeric = {c: table[c].astype("float64") for c in table if table[c].dtype.kind in "fiu"}
    texts = {c: table[c].astype("object").map(str) for c in table if c not in numeric}
    plain = pd.DataFrame({c: numeric.get(c, texts.get(c)) for c in table})
    if keys:
        plain = plain.sort_values(list(keys), kind="stable")
    return plain.reset_index(drop=True)
