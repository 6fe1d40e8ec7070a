"""One customer under two spellings: ids that differ in case, blanks, punctuation or legal form only."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from kamlib.tables.problems import Problem

_FORM = re.compile(
    r"(?:\b(?:gmbh( ?& ?co\.? ?kg)?|ag|kg|se|ltd|limited|"
    r"inc|incorporated|llc|plc|corp|corporation|co|company|sa|srl|bv|"
    r"s\.a\.?|s\.p\.a\.?)\b\.?|(?:股份|集团)?有限(?:责任)?公司|股份公司|公司)"
)


_PLAIN = re.compile(r"[A-Za-z]{0,8}-?[0-9]+", re.ASCII).fullmatch


def variants(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Group ids that are nearly the same.

    Parameters
    ----------
    ids : iterable of str
        Distinct ids, or names that serve as ids.

    Returns
    -------
    list of tuple of str
        Groups of two and more, each sorted; ids that differ in a digit or a letter are different ids.
    """
    texts = [str(text) for text in ids]
    bare = {text.casefold() if not text.isdecimal() else text.lstrip("0") for text in texts}
    if len(bare) == len(texts) and all(map(_PLAIN, texts)):
        return []  # the usual case: a letter or two and a number
    groups: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        # a spreadsheet takes the zeros off 0042
        groups[fold(text).lstrip("0") if text.isdecimal() else fold(text)].append(text)
    return sorted(tuple(sorted(group)) for key, group in groups.items() if key and len(group) > 1)


def check(lines: pd.DataFrame, ids: Iterable[str] | None = None) -> list[Problem]:
    """Name customers whose ids, or names, differ only in case, blanks and punctuation; they are not merged.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines that count, with ``customer_id`` and ``revenue``.
    ids : iterable of str, optional
        Their different ids, where they are known.

    Returns
    -------
    list of Problem
        One, or none where all ids are clearly different.
    """
    groups = variants(lines["customer_id"].unique() if ids is None else ids)
    if not groups:
        return []
    rows = lines["customer_id"].isin([text for group in groups for text in group[1:]])
    values = {"example": " / ".join(groups[0][:3]), "n": len(groups)}
    money = float(lines.loc[rows, "revenue"].sum())
    return [Problem("id-variants", "warning", "orders", int(rows.sum()), money, values)]


def fold(text: str) -> str:
    """Take out of an id what people write in different ways.

    Parameters
    ----------
    text : str
        An id as given in the file.

    Returns
    -------
    str
        The same for ids that differ in case, marks, blanks or legal form only.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if any(c.isdigit() for c in plain) or len(plain) < 6:
        return re.sub(r"\s+", "", plain)
    shorter = re.sub(r"[\W_]+", "", _FORM.sub(" ", plain))
    return shorter or re.sub(r"\s+", "", plain)


def same_names(names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Group ids whose names are the same except for width, case, blanks, punctuation and 有限公司 at the end.

    Parameters
    ----------
    names : mapping
        Id → name.

    Returns
    -------
    list of tuple of str
        Groups of two ids and more, each sorted.
    """
    keys = {name: _name_key(name) for name in set(names.values())}
    groups: dict[str, list[str]] = defaultdict(list)
    for id_, name in names.items():
        groups[keys[name]].append(id_)
    return sorted(tuple(sorted(group)) for key, group in groups.items() if key and len(group) > 1)


def _name_key(name: str) -> str:
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(name)).casefold())
    return re.sub(r"有限(?:责任)?公司$", "", plain) or plain
