"""Identifiers as text: what names a customer must not change by being read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.tables.values.cells import MISSING, is_blank, positions, tidy

PLAIN = "^[0-9A-Za-z][0-9A-Za-z_/-]*$"  # such ids need no cleaning
_FINE = np.array([chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "_/-") for byte in range(256)])
FEW = 0.1  # different texts, as a share of a column's first cells, up to which each is looked at once
HEAD = 1_000  # cells that are looked at first


def clean_ids(column: pd.Series) -> pd.Series:
    """Make text of a column of identifiers.

    Leading zeros survive, ``1001.0`` becomes ``1001``, blanks around are trimmed, full-width letters and
    digits become half-width.

    Parameters
    ----------
    column : pandas.Series
        Text or numbers.

    Returns
    -------
    pandas.Series
        Text on the same index; missing (NaN, None, "", "nan", "NULL", "-", "#N/A" …) stays missing.
    """
    odd = _odd(column)
    if odd is None:
        return column.copy()
    codes, uniques = positions(column[odd])
    cleaned = pd.array([*map(_clean_id, uniques), None], dtype="str")
    if odd.all():
        return pd.Series(cleaned.take(codes), index=column.index, name=column.name)
    result = column.array.copy()
    result[odd] = cleaned.take(codes)
    return pd.Series(result, index=column.index, name=column.name)


def _odd(column: pd.Series) -> np.ndarray | None:
    """Return which cells need a closer look; None if none does (a million plain ids pass in a moment)."""
    if not isinstance(column.dtype, pd.StringDtype):
        return np.ones(len(column), dtype=bool)
    texts = pa.array(column, from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if _usual(texts):
        return None
    if len(texts) > HEAD and len(texts[:HEAD].unique()) <= FEW * HEAD:
        codes = texts.dictionary_encode()
        unclean = _unclean(codes.dictionary)
        if not unclean.any():
            return None
        places = pc.fill_null(codes.indices, len(codes.dictionary)).to_numpy(zero_copy_only=False)
        odd = np.append(unclean, False)[places]
    else:
        odd = _uncertain(texts)
    return odd if odd.any() else None


def _uncertain(texts: pa.Array) -> np.ndarray:
    """Return which texts are words for nothing, or hold more than letters, digits and dashes."""
    plain = pc.match_substring_regex(texts, PLAIN)
    nothing = pc.is_in(pc.ascii_lower(texts), value_set=pa.array(sorted(MISSING), texts.type))
    return np.asarray(pc.fill_null(pc.or_(pc.invert(plain), nothing), False).to_numpy(zero_copy_only=False))


def _unclean(texts: pa.Array) -> np.ndarray:
    """Return which of some different texts would be written otherwise, or are none."""
    found = _uncertain(texts)
    found[found] = [_clean_id(text) != text for text in texts.filter(pa.array(found)).to_pylist()]
    return found


def _usual(texts: pa.Array) -> bool:
    """Return whether all ids are letters, digits and dashes and end in a digit: the bytes tell, in no time."""
    if not len(texts) or texts.null_count:
        return False
    wide = pa.types.is_large_string(texts.type)
    _valid, starts, data = texts.buffers()
    ends = np.frombuffer(starts, np.int64 if wide else np.int32)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
    if not (np.diff(ends) > 0).all() or not _FINE[letters].all():
        return False
    last = letters[ends[1:] - ends[0] - 1]
    return bool((last <= ord("9")).all())


def _clean_id(value: object) -> str | None:
    if is_blank(value):
        return None
    if isinstance(value, float | np.floating) and float(value).is_integer() and abs(float(value)) < 1e15:
        value = int(value)
    text = tidy(value)
    if text.casefold() in MISSING:
        return None
    whole, point, rest = text.partition(".")
    return whole if point and whole.isdigit() and rest and not rest.strip("0") else text
