"""Companies of one group: by the parent of each or by the group's name; counted as one where that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze
from kamlib.words import _
from kamlib.words.phrases import nearest

#: What a customer can be counted by.
COUNTED = ("company", "group")

#: Fewer groups than this share of the companies, with everybody in one, are classes of customers, not groups.
CLASSES = 0.1

#: How many groups a message names.
NAMED = 3

#: How the row of a group is made of its companies' rows; all else is taken from the row of its head.
_ADDED, _BEST, _FIRST = ("potential",), ("influence", "reputation"), ("since",)

Frames = Mapping[str, pd.DataFrame | None]


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of a client's companies.

    Attributes
    ----------
    of : pandas.Series
        Company → its group, of those only that belong to one; a group is called by the id of its head, or by its
        name.
    names : mapping
        Group → its name.
    sums : pandas.DataFrame or None
        ``group``, ``name``, ``companies`` (with orders), ``revenue`` (currency units), largest first; None
        without groups.
    classes : int
        How many groups were taken for classes of customers instead.
    """

    of: pd.Series
    names: Mapping[str, str] = field(default_factory=dict)
    sums: pd.DataFrame | None = None
    classes: int = 0


def find(frames: Frames) -> Groups:
    """Find the groups that a client's tables know.

    Parameters
    ----------
    frames : mapping
        Table → frame; the parent of a company is in ``parent_id`` of the customers, its group in ``group``.

    Returns
    -------
    Groups
        Parents of parents are followed to the head, whether or not the head has orders.

    Raises
    ------
    KamError
        If parents go round in a circle.
    """
    orders, customers = frames["orders"], frames.get("customers")
    none = Groups(pd.Series(dtype="object"))
    if orders is None or customers is None or not {"parent_id", "group"} & set(customers):
        return none
    known = customers.drop_duplicates("customer_id").set_index("customer_id")
    names = {str(i): str(n) for i, n in known["name"].dropna().items()} if "name" in known else {}
    called = _called(known.index, names)
    heads = _heads(_parents(known, called))
    words = _words(known, orders, called, heads)
    if isinstance(words, int):
        return Groups(none.of, classes=words)
    of = _replaced(heads, words)
    members = of[(of != of.index) | of.isin(of[of != of.index])]
    if members.empty:
        return none
    names = {**{str(group): str(group) for group in members.unique()}, **names}
    return Groups(members, names, _sums(orders, members, names))


def _called(ids: pd.Index, names: Mapping[str, str]) -> dict[str, str]:
    """Return how companies may be called, with their ids: by the id, else by a name that only one has."""
    words = pd.Series({id_: squeeze(name) for id_, name in names.items()}, dtype="object")
    words = words[~words.duplicated(keep=False) & (words != "")]
    by_name = {str(word): str(id_) for id_, word in words.items()}
    by_id = {squeeze(id_): str(id_) for id_ in ids}
    return {**by_name, **by_id, **{str(id_): str(id_) for id_ in ids}}


def _company(word: object, called: Mapping[str, str]) -> str | None:
    """Return the id of the company that a word calls; None where it calls none."""
    return called.get(str(word), called.get(squeeze(word)) if squeeze(word) else None)


def _parents(known: pd.DataFrame, called: Mapping[str, str]) -> pd.Series:
    """Give each company its parent; the head of a group is its own."""
    if "parent_id" not in known:
        return pd.Series(known.index, index=known.index, dtype="object")
    told = known["parent_id"].astype("object")
    told = told.map(lambda word: _company(word, called) or str(word), na_action="ignore")
    whole = told.where(told.notna(), pd.Series(known.index, index=known.index, dtype="object"))
    beyond = sorted(set(whole) - set(whole.index))
    return pd.Series([*whole, *beyond], index=[*whole.index, *beyond], dtype="object")


def _heads(parent: pd.Series) -> pd.Series:
    """Follow parents to the head, twice as far each time."""
    head = parent
    for _step in range(int(np.ceil(np.log2(max(len(parent), 2)))) + 1):
        head = head.map(head)
    round_ = head[head.map(parent) != head]
    if len(round_):
        path = [str(round_.iloc[0])]
        while parent[path[-1]] not in path:
            path.append(str(parent[path[-1]]))
        start = path.index(str(parent[path[-1]]))
        ids = " → ".join([*path[start:], path[start]])
        raise KamError(
            _("The parent companies of customers form a circle: {ids}. Correct them in the file.", ids=ids)
        )
    return head


def _words(
    known: pd.DataFrame, orders: pd.DataFrame, called: Mapping[str, str], heads: pd.Series
) -> pd.Series | int:
    """Return for each head what its group is called; the number of classes where no company is without one."""
    if "group" not in known or known["group"].isna().all():
        return pd.Series(dtype="object")
    said = known["group"].dropna().astype("str")
    key = said.map(squeeze)
    first = said.groupby(key).agg(lambda texts: sorted(texts)[0])
    buying = pd.Index(orders["customer_id"].unique())
    everyone = said.index.isin(buying).sum() == len(buying)
    if everyone and len(first) < CLASSES * len(buying):
        return len(first)
    companies = {str(word): _company(text, called) for word, text in first.items()}
    groups = key.map(
        {
            str(word): str(heads.get(company or "", text))
            for (word, company), text in zip(companies.items(), first, strict=True)
        }
    )
    own = groups[groups.index.isin(heads[heads == heads.index].index)]
    # a head without a group's name takes that of its companies, the most frequent first
    rest = groups[~heads.reindex(groups.index).isin(own.index)]
    by_head = pd.DataFrame({"head": heads.reindex(rest.index), "group": rest}).value_counts().reset_index()
    by_head = by_head.sort_values(["head", "count", "group"], ascending=[True, False, True])
    named = by_head.drop_duplicates("head").set_index("head")["group"]
    return pd.Series([*own, *named], index=[*own.index, *named.index], dtype="object")


def _sums(orders: pd.DataFrame, members: pd.Series, names: Mapping[str, str]) -> pd.DataFrame:
    bought = orders.groupby("customer_id", observed=True)["revenue"].sum()
    bought = bought[bought.index.isin(members.index)]
    group = bought.index.to_series().map(members)
    table = bought.groupby(group).agg(["size", "sum"]).rename_axis("group").reset_index()
    table = table.rename(columns={"size": "companies", "sum": "revenue"})
    table.insert(1, "name", table["group"].map(names))
    return table.sort_values(["revenue", "group"], ascending=[False, True], ignore_index=True)


def counted(frames: Frames, known: Groups, by: str) -> dict[str, pd.DataFrame | None]:
    """Count as requested: by company as the tables are, by group with one customer for each group.

    Parameters
    ----------
    frames : mapping
        Table → frame.
    known : Groups
        From `find`.
    by : {"company", "group"}
        What a customer is.

    Returns
    -------
    dict
        The same tables; by group with the group in place of each of its companies.

    Raises
    ------
    KamError
        If there is no such way to count.
    """
    if by not in COUNTED:
        raise KamError(_("--count-by {by}: customers are counted by company or by group. {hint}", by=by,
                         hint=nearest(by, COUNTED)))  # fmt: skip
    if by == "company" or known.of.empty:
        return dict(frames)
    done = {table: _mapped(frame, known.of) for table, frame in frames.items()}
    customers = frames["customers"]
    assert customers is not None  # noqa: S101  (groups are known from it)
    done["customers"] = _one_row_each(customers, known)
    return done


def _mapped(frame: pd.DataFrame | None, of: pd.Series) -> pd.DataFrame | None:
    if frame is None or "customer_id" not in frame:
        return frame
    ids = frame["customer_id"]
    return frame.assign(customer_id=_replaced(ids, of).astype("str"))


def _replaced(values: pd.Series, by: pd.Series) -> pd.Series:
    """Look values up; what is not found stays as it is."""
    plain = values.astype("object")
    new = plain.map(by.to_dict())
    return pd.Series(plain.where(new.isna(), new))


def _one_row_each(customers: pd.DataFrame, known: Groups) -> pd.DataFrame:
    """Make one row of those of a group: the head's own, with what its companies have together."""
    table = customers.drop_duplicates("customer_id")
    group = _replaced(table["customer_id"], known.of).astype("str")
    is_head = table["customer_id"] == group
    table = table.assign(customer_id=group).loc[(~is_head).sort_values(kind="stable").index]
    by = table.groupby("customer_id", sort=True)
    whole = by.first()
    for columns, how in ((_ADDED, "sum"), (_BEST, "max"), (_FIRST, "min")):
        for column in (c for c in columns if c in table):
            whole[column] = by[column].agg(how, min_count=1) if how == "sum" else by[column].agg(how)
    if "name" in whole or known.names:
        named = whole.index.to_series().map(dict(known.names)).astype("object")
        whole["name"] = named.where(named.notna(), whole["name"]) if "name" in whole else named
    return whole.drop(columns=["parent_id", "group"], errors="ignore").reset_index()


def check(known: Groups, by: str) -> list[Problem]:
    """Name the largest groups, and say which way was counted.

    Parameters
    ----------
    known : Groups
        From `find`.
    by : {"company", "group"}
        What a customer is.

    Returns
    -------
    list of Problem
        One; none where no group is known.
    """
    if known.classes:
        return [Problem("no-groups", "note", "customers", 0, None, {"n": known.classes})]
    if known.sums is None or not len(known.sums):
        return []
    sums = known.sums
    values: dict[str, object] = {
        "n": len(sums),
        "grouped": by == "group",
        "companies": int(sums["companies"].sum()),
    }
    for at, row in enumerate(sums.head(NAMED).to_dict("records"), 1):
        values |= {f"name_{at}": row["name"], f"companies_{at}": row["companies"], f"sum_{at}": row["revenue"]}
    money = float(sums["revenue"].sum())
    return [Problem("groups", "note", "customers", int(sums["companies"].sum()), money, values)]
