"""K9 the fields of an account file: what each is, how it is known, how long it holds, who may see it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kamlib.errors import KamError
from kamlib.words import _, label
from kamlib.words.phrases import nearest

#: The groups of a file, in their order.
GROUPS = ("scale", "products", "lines", "plans", "people", "share", "market", "history")

#: Who can be shown a file. What a field does not list is not shown.
AUDIENCES = ("owner", "management", "client")

#: What is known of a field.
STATES = ("known", "stale", "unknown", "contradicted")

#: Types whose values are figures.
NUMBERS = ("number", "count", "money", "share", "days", "score")


@dataclass(frozen=True)
class Field:
    """One field of an account file.

    Attributes
    ----------
    key : str
        Its name in tables; the glossary has it as ``file_of_<key>``.
    group : str
        One of `GROUPS`.
    type : str
        ``"text"``, ``"date"`` or one of `NUMBERS`.
    by : str
        ``"computed"``, ``"asked"``, or the column of a table that holds it (``"customers.potential"``).
    audience : tuple of str
        Those of `AUDIENCES` that may see it.
    life : int
        Days after which it is stale; 0 where tables give it anew each time.
    stake : str
        What the answer is about in money: a column of ``stakes.stakes``; empty for none.
    decides : str
        What another answer would change: ``"tier"``, ``"policy"`` or ``"plan"``; empty for nothing.
    personal : bool
        Whether it is about a person.
    """

    key: str
    group: str
    type: str
    by: str
    audience: tuple[str, ...]
    life: int = 0
    stake: str = ""
    decides: str = ""
    personal: bool = False

    @property
    def label(self) -> str:
        """Its name in the language in use."""
        return label(f"file_of_{self.key}")


@cache
def fields() -> Mapping[str, Field]:
    """Return every field by its key, in the order of a file.

    Returns
    -------
    mapping
        Key → field.
    """
    given = tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))
    found = {key: Field(key, **(entry | {"audience": tuple(entry["audience"])})) for key, entry in given.items()}
    return MappingProxyType(found)


def shown_to(audience: str, *, personal: bool = False) -> tuple[Field, ...]:
    """Return the fields that somebody may see: those that list them, and no others.

    Parameters
    ----------
    audience : str
        One of `AUDIENCES`.
    personal : bool
        Whether fields about persons are wanted too.

    Returns
    -------
    tuple of Field
        In the order of a file.

    Raises
    ------
    KamError
        If there is no such audience; the line names the nearest.
    """
    if audience not in AUDIENCES:
        raise KamError(_("Unknown audience {name}. {hint}", name=audience, hint=nearest(audience, AUDIENCES)))
    return tuple(f for f in fields().values() if audience in f.audience and (personal or not f.personal))
