"""Which kinds of rows the user wants counted, or left out, whatever the reader makes of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kamlib.errors import KamError
from kamlib.words import _
from kamlib.words.phrases import nearest

#: Kinds of rows that ``--keep`` and ``--drop`` name → the reason under which rows of the kind are left out.
KINDS: Mapping[str, str] = {
    "sums": "sum-rows", "deposit": "deposit-rows", "opening": "opening-rows", "internal": "internal-rows",
    "test": "test-rows", "draft": "draft-rows", "documents": "document-rows", "repeats": "repeat-rows",
    "overlap": "overlap-rows",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The user's word on kinds of rows.

    Attributes
    ----------
    keep, drop : frozenset of str
        Kinds that count, and kinds that do not.
    aside : frozenset of str
        Our columns that the user set aside by ``--map status=-``.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()


def wanted(keep: Collection[str] | None, drop: Collection[str] | None, columns: Mapping[str, str]) -> Wanted:
    """Take the user's word, and refuse a kind that does not exist or that is to be kept and dropped."""
    kept, dropped = ((names,) if isinstance(names, str) else tuple(names or ()) for names in (keep, drop))
    for option, names in (("keep", kept), ("drop", dropped)):
        for name in names:
            if name not in KINDS:
                raise KamError(
                    _("--{option} {name}: unknown kind of rows. {hint}", option=option, name=name,
                      hint=nearest(name, KINDS))
                )  # fmt: skip
    if both := sorted(set(kept) & set(dropped)):
        raise KamError(
            _("Rows of the kind {name} cannot be both kept and dropped: use --keep or --drop.", name=both[0])
        )
    aside = {ours for ours, theirs in columns.items() if theirs.strip() == "-"}
    return Wanted(frozenset(kept), frozenset(dropped), frozenset(aside))
