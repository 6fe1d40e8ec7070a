"""Amounts in the smallest unit of a currency that has no hundredths: yen are not divided, dinars by a thousand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import currencies
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.problems import Names, Problem

#: Decimals by ISO 4217 of the currencies that have not two. What is in use to show amounts (CLDR, as babel has it)
#: differs from it: dinars of Iraq are shown without decimals, but their smallest unit is a thousandth.
DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
                     "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip
#: Words for the smallest unit of any currency; a cent or 分 is a hundredth where the currency has any.
_SMALLEST = re.compile(r"minor|kleinste|最小", re.IGNORECASE)
_HUNDREDTH = 0.01


def settle(converted: Converted, found: Match, wanted: str | None) -> Converted:
    """Bring amounts in smallest units, read as hundredths, to units of their currency by its decimals.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    wanted : str, optional
        The currency that counts, where there are several.

    Returns
    -------
    Converted
        As it was for currencies of hundredths, and where no currency is known. "Cents" of a currency without any
        are whole units where they cannot be hundredths (45.50 yen), else hundredths with a warning.
    """
    told = [problem for problem in converted.problems if _is_hundredths(problem)]
    codes = _codes(converted, found, wanted) if told else None
    if codes is None or not codes.isin(DECIMALS).any():
        return converted
    frame, problems = converted.frame.copy(deep=False), list(converted.problems)
    code = currencies.known(wanted) if wanted else str(codes.mode().iloc[0])
    for note in told:
        columns = _columns(note, found)
        smallest = _is_smallest(note)
        if not smallest and not (frame[columns].notna().any(axis=1) & _undivided(codes)).any():
            continue
        if smallest or _cannot_be_hundredths(frame[columns], codes):
            for ours in columns:
                frame[ours] = (frame[ours] / _HUNDREDTH).round(6).to_numpy() / _divisors(codes, smallest=smallest)
            said: dict[str, Any] = {"columns": _named(note), "code": code, "divisor": 10 ** DECIMALS.get(code, 2)}
            problems[problems.index(note)] = Problem("minor-units", "note", found.table, note.rows, None, said)
        else:
            told_apart = {"columns": _named(note), "code": str(codes[_undivided(codes)].mode().iloc[0])}
            problems.append(Problem("hundredths-of-none", "warning", found.table, note.rows, None, told_apart))
    return replace(converted, frame=frame, problems=tuple(problems))


def _undivided(codes: pd.Series) -> pd.Series:
    return codes.map(DECIMALS).eq(0)


def _divisors(codes: pd.Series, *, smallest: bool) -> np.ndarray:
    """Return what amounts are divided by: cents of a currency that is divided are hundredths."""
    decimals = codes.map(DECIMALS).fillna(2.0)
    divisors: np.ndarray = 10.0 ** (decimals if smallest else decimals.where(decimals == 0, 2.0)).to_numpy(
        "float64"
    )
    return divisors


def _cannot_be_hundredths(amounts: pd.DataFrame, codes: pd.Series) -> bool:
    """Whether amounts of a currency that is not divided, taken as hundredths, have decimals: there are none."""
    mine = amounts[_undivided(codes)].round(6)
    return bool((mine.notna() & (mine != mine.round(0))).to_numpy().any())


def _is_hundredths(problem: Problem) -> bool:
    about = problem.values  # noqa: PD011 (no frame)
    return problem.code in ("multiplied", "unit-from-title") and about.get("multiple") == _HUNDREDTH


def _is_smallest(problem: Problem) -> bool:
    about = problem.values  # noqa: PD011 (no frame)
    return bool(_SMALLEST.search(str(about.get("unit") or about.get("column"))))


def _named(note: Problem) -> Names:
    """Return the headers of the columns that a note is about."""
    about = note.values  # noqa: PD011 (no frame)
    names = about.get("columns")
    return names if isinstance(names, Names) else Names.of([about["column"]])


def _columns(note: Problem, found: Match) -> list[str]:
    """Return our columns of amounts that a note names by their headers."""
    parts = _named(note).parts
    return [ours for ours in found.chosen if found.header(ours) in parts]


def _codes(converted: Converted, found: Match, wanted: str | None) -> pd.Series | None:
    """Return the currency of each row; of rows without one, the most frequent, the header's, or the user's."""
    codes = currencies.codes_of(converted, found)
    usual = str(codes.mode().iloc[0]) if codes is not None and codes.notna().any() else None
    one = usual or converted.header_currency or (currencies.known(wanted) if wanted else None)
    if one is None:
        return None
    return pd.Series(one, index=converted.frame.index) if codes is None else codes.fillna(one)
