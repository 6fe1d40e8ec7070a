"""Account files and answers on maturity: unknown fields and statements, answers that are there twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from kamlib.tables import message_parts
from kamlib.tables.problems import Names, Problem
from kamlib.words import _, n_
from kamlib.words.file_fields import field_key

#: Names that a message gives.
NAMED = 3

#: The ids of the statements on maturity: four basics, six statements each.
STATEMENT = re.compile(r"[A-D][1-6]", re.IGNORECASE)


def check(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name entries of fields that no account file has, and answers to statements that there are not.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.

    Returns
    -------
    list of Problem
        Such rows are not used; of answers that are there twice the last counts.
    """
    return [*_fields(frames.get("files")), *_answers(frames.get("answers"))]


def _fields(entries: pd.DataFrame | None) -> list[Problem]:
    if entries is None:
        return []
    strange = entries["field"].notna() & ~entries["field"].map(lambda name: field_key(name) is not None)
    return _named("fields-unknown", "files", entries.loc[strange, "field"])


def _answers(answers: pd.DataFrame | None) -> list[Problem]:
    if answers is None:
        return []
    ids = answers["statement"].astype("str").str.strip()
    strange = ~ids.map(lambda id_: bool(STATEMENT.fullmatch(id_)))
    twice = (
        answers.assign(statement=ids.str.upper()).duplicated(["statement", "respondent"], keep="last") & ~strange
    )
    return _named("statements-unknown", "answers", ids[strange]) + _named("answers-twice", "answers", ids[twice])


def _named(code: str, table: str, names: pd.Series) -> list[Problem]:
    if names.empty:
        return []
    shown = [str(name) for name in names.drop_duplicates()[:NAMED]]
    return [Problem(code, "warning", table, len(names), None, {"names": Names.of(shown)})]


#: Code → (what is wrong and what was done, what to do).
WORDS = {
    "fields-unknown": (
        lambda p: n_(
            "{n} entry names a field that account files do not have, and is not used: {names}.",
            "{n} entries name fields that account files do not have, and are not used, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Use the names of the fields in a workbook of kam files export."),
    ),
    "statements-unknown": (
        lambda p: n_(
            "{n} answer is about a statement that there is not, and is not used: {names}.",
            "{n} answers are about statements that there are not, and are not used, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Statements are numbered A1 to D6."),
    ),
    "answers-twice": (
        lambda p: n_(
            "{n} answer was given again by the same person; the last one counts: {names}.",
            "{n} answers were given again by the same person; the last one counts, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Keep one answer for each person and statement."),
    ),
}  # fmt: skip
