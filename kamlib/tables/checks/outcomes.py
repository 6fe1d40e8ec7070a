"""What service cases and complaints came to, in the client's own words: solved, open, or neither."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kamlib.tables import message_parts
from kamlib.tables.problems import Names, Problem
from kamlib.tables.vocabulary import meaning
from kamlib.words import _, n_

#: Kinds of activity that are solved or stay open; a visit that is done has solved nothing.
CASES = ("service", "complaint")

#: What a case came to.
SOLVED, OPEN = "solved", "open"

#: Words that a message gives.
NAMED = 3


def read(activities: pd.DataFrame) -> pd.DataFrame:
    """Replace words for solved and open by these codes, as kinds of activities are.

    Parameters
    ----------
    activities : pandas.DataFrame
        ``outcome``, and ``kind`` where known: only rows of `CASES` and those without a kind are looked at.

    Returns
    -------
    pandas.DataFrame
        The same rows; other words stay as they are.
    """
    if "outcome" not in activities:
        return activities
    words = activities["outcome"]
    known = {word: meaning("outcome", word) for word in words.dropna().unique()}
    codes = words.map({word: code for word, code in known.items() if code})
    mine = codes.notna()
    if "kind" in activities:
        mine &= activities["kind"].isna() | activities["kind"].isin(CASES)
    return activities.assign(outcome=words.mask(mine, codes))


def check(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name the outcomes of cases that say neither solved nor open.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.

    Returns
    -------
    list of Problem
        Such cases count as neither.
    """
    diary = frames.get("activities")
    if diary is None or "kind" not in diary or "outcome" not in diary:
        return []
    said = diary["kind"].isin(CASES) & diary["outcome"].notna()
    strange = diary.loc[said & ~diary["outcome"].isin((SOLVED, OPEN)), "outcome"].astype("str")
    if strange.empty:
        return []
    often = strange.value_counts(sort=False).rename_axis("word").reset_index(name="n")
    often = often.sort_values(["n", "word"], ascending=[False, True])
    names = Names.of(often["word"].head(NAMED).tolist())
    return [Problem("outcomes-unknown", "note", "activities", len(strange), None, {"names": names})]


#: Code → (what is wrong and what was done, what to do).
WORDS = {
    "outcomes-unknown": (
        lambda p: n_(
            "{n} outcome of a service case or complaint says neither solved nor open, and counts as neither: "
            "{names}.",
            "{n} outcomes of service cases and complaints say neither solved nor open, and count as neither, for "
            "example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Write solved or open in the column outcome, so that open cases come onto the agenda."),
    ),
}  # fmt: skip
