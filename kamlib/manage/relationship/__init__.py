"""The network of contacts: who of us knows whom at a customer, and whose leaving would divide it (K12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.errors import KamError
from kamlib.manage import met
from kamlib.manage.relationship import graph
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.book import Book

#: Attitude (1 to 5) up to which a contact is against us, and from which one is for us.
AGAINST, FOR = 2, 4


@dataclass(frozen=True, eq=False)
class Network:
    """Our people and those of one customer, and who talks with whom.

    Attributes
    ----------
    people : pandas.DataFrame
        One row per person, ours first, each side by name: ``person``, ``side`` (``"ours"``, ``"theirs"``),
        ``role``, ``influence`` and ``attitude`` (missing for ours and where not known), ``steps`` (how many ties
        from the nearest of ours; 0 for ours, missing where nobody of ours reaches the person), ``loses`` (how many
        of theirs nobody of ours reaches once this person is gone, himself not counted) and ``listen`` (how many of
        theirs talk with this person).
    ties : pandas.DataFrame
        One row per pair by name: ``one``, ``other`` and ``strength`` (1 to 5; missing where not known).
    gone : tuple of str
        Persons taken out; see `without`.
    """

    people: pd.DataFrame
    ties: pd.DataFrame
    gone: tuple[str, ...] = ()

    @property
    def not_reached(self) -> tuple[str, ...]:
        """Those of theirs whom nobody of ours reaches."""
        return tuple(self.people.loc[self.people["steps"].isna(), "person"])


def network(book: Book, customer_id: str) -> Network:
    """Return the people of a customer and of ours who are in touch, and who must not leave.

    Parameters
    ----------
    book : Book
        Contacts; a table ``network`` of who talks with whom counts before ``contacts.known_by``, which is what our
        people say.
    customer_id : str
        The customer.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If there is neither a network nor a contact with somebody who knows it.
    KamError
        If the contacts have no ``contact_id``.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.relationship import network
    >>> network(kam.load("machinery"), "C021").people[["person", "side", "steps", "loses"]].tail(2)
      person    side  steps  loses
    4   P056  theirs    2.0      0
    5   P057  theirs    2.0      0
    """
    _refuse_nameless(book)
    ties = _ties(book, customer_id)
    theirs = _theirs(book, customer_id)
    known = set(theirs["person"])
    ours = sorted({name for pair in ties[["one", "other"]].to_numpy() for name in pair} - known)
    mine = pd.DataFrame({"person": ours, "side": "ours", "role": ""}, columns=[*theirs.columns])
    people = pd.concat([mine.astype({"influence": "float64", "attitude": "float64"}), theirs], ignore_index=True)
    return _placed(people, ties)


def of_pairs(pairs: pd.DataFrame, ours: Iterable[str]) -> Network:
    """Return a network from pairs of names.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Two columns of names.
    ours : iterable of str
        Which of them are ours; all others are theirs.

    Returns
    -------
    Network

    Examples
    --------
    >>> kite = pd.DataFrame({"a": ["Li", "P1", "P1"], "b": ["P1", "P2", "P3"]})
    >>> of_pairs(kite, ["Li"]).people[["person", "steps", "loses"]]
      person  steps  loses
    0     Li    0.0      3
    1     P1    1.0      2
    2     P2    2.0      0
    3     P3    2.0      0
    """
    ties = _once(pairs.iloc[:, :2].set_axis(["one", "other"], axis=1).assign(strength=float("nan")))
    mine = sorted(set(map(str, ours)))
    theirs = sorted({str(name) for pair in ties[["one", "other"]].to_numpy() for name in pair} - set(mine))
    people = pd.DataFrame({
        "person": [*mine, *theirs], "side": ["ours"] * len(mine) + ["theirs"] * len(theirs), "role": "",
        "influence": float("nan"), "attitude": float("nan"),
    })  # fmt: skip
    return _placed(people, ties)


def without(found: Network, person: str) -> Network:
    """Return the network as it is once a person has left.

    Parameters
    ----------
    found : Network
        From `network`.
    person : str
        One of ours or of theirs.

    Returns
    -------
    Network
        ``not_reached`` names those of theirs whom nobody of ours reaches any more.

    Raises
    ------
    ValueError
        If nobody of this name is in the network.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage.relationship import of_pairs, without
    >>> pairs = pd.DataFrame({"a": ["Li", "P1"], "b": ["P1", "P2"]})
    >>> without(of_pairs(pairs, ours=["Li"]), "P1").not_reached
    ('P2',)
    """
    if person not in set(found.people["person"]):
        raise ValueError(f"{person}: nobody of this name is in the network")
    people = found.people[found.people["person"] != person]
    ties = found.ties[(found.ties["one"] != person) & (found.ties["other"] != person)]
    left = _placed(people[["person", "side", "role", "influence", "attitude"]], ties)
    return replace(left, gone=(*found.gone, person))


def _refuse_nameless(book: Book) -> None:
    """Refuse contacts that nothing distinguishes: a network has a place for each."""
    if book.contacts is not None and "contact_id" not in book.contacts:
        raise KamError(_("Contacts lack the column {column}: nothing distinguishes them.", column="contact_id"))


def _ties(book: Book, customer_id: str) -> pd.DataFrame:
    """Return who talks with whom at a customer, by the network where there is one, else by who knows whom."""
    table = book.network
    if table is not None and len(table):
        mine = table[table["customer_id"] == customer_id]
        strength = mine["strength"].astype("float64") if "strength" in mine else float("nan")
        return _once(mine[["one", "other"]].assign(strength=strength))
    pairs = contact_network(book, customer_id)
    return _once(pairs.set_axis(["one", "other"], axis=1).assign(strength=float("nan")))


def _once(ties: pd.DataFrame) -> pd.DataFrame:
    """Return each pair once, in the order of the names, with its highest strength."""
    pairs = ties.dropna(subset=["one", "other"]).astype({"one": "str", "other": "str"})
    pairs = pairs[pairs["one"] != pairs["other"]]
    first = pairs[["one", "other"]].min(axis=1) if len(pairs) else pairs["one"]
    second = pairs[["one", "other"]].max(axis=1) if len(pairs) else pairs["other"]
    pairs = pairs.assign(one=first, other=second)
    return pairs.groupby(["one", "other"], sort=True)["strength"].max().reset_index()


def _theirs(book: Book, customer_id: str) -> pd.DataFrame:
    """Return the contacts of a customer by name."""
    people = met.contacts(book)
    people = people[people["customer_id"].astype("str") == str(customer_id)]
    nothing = pd.Series(float("nan"), index=people.index)
    return pd.DataFrame({
        "person": people["contact_id"].astype("str"), "side": "theirs",
        "role": people["role"].astype("str").where(people["role"].notna(), "") if "role" in people else "",
        "influence": people["influence"].astype("float64") if "influence" in people else nothing,
        "attitude": people["attitude"].astype("float64") if "attitude" in people else nothing,
    }).drop_duplicates("person").sort_values("person", ignore_index=True)  # fmt: skip


def _placed(people: pd.DataFrame, ties: pd.DataFrame) -> Network:
    """Work out how far each person is from us, and who is lost without each."""
    joined: dict[str, list[str]] = {person: [] for person in people["person"]}
    joined |= graph.joined(graph.pairs(ties[["one", "other"]]))
    theirs = set(people.loc[people["side"] == "theirs", "person"])
    ours = [person for person in joined if person not in theirs]
    steps = graph.steps(joined, ours, None)
    reached = theirs & set(steps)
    loses = {
        p: len(reached - {p} - set(graph.steps(joined, [one for one in ours if one != p], p))) for p in joined
    }
    table = people.assign(
        steps=[float(steps[p]) if p in steps else float("nan") for p in people["person"]],
        loses=[loses[p] for p in people["person"]],
        listen=[len(theirs & set(joined[p])) for p in people["person"]],
    )
    return Network(table.reset_index(drop=True), ties.reset_index(drop=True))


def contact_network(book: Book, customer_id: str) -> pd.DataFrame:
    """Return who of us knows which contact of a customer.

    Parameters
    ----------
    book : Book
        Contacts with ``known_by``: names of ours, as ``met.split`` divides them. A client is a book.
    customer_id : str
        The customer.

    Returns
    -------
    pandas.DataFrame
        ``ours`` and ``theirs`` (contact id), one row per pair, in the order of the names.

    Raises
    ------
    ValueError
        If the contacts do not say who knows them; a KamError if they have no ``contact_id``.
    """
    if book.contacts is None or "known_by" not in book.contacts:
        raise ValueError("contacts.known_by: nothing says which of us knows whom")
    _refuse_nameless(book)
    people = met.contacts(book)
    mine = people[people["customer_id"] == customer_id]
    pairs = pd.DataFrame({"ours": mine["known_by"], "theirs": mine["contact_id"].astype("str")}).explode("ours")
    pairs = pairs.dropna(subset=["ours"]).astype({"ours": "str"}).drop_duplicates()
    return pairs.sort_values(["ours", "theirs"], ignore_index=True)


def measure(pairs: pd.DataFrame) -> pd.DataFrame:
    """Measure the place of each person in a network.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Two columns of names; each row joins two persons. Repeated rows and rows of one person alone count once and
        not at all.

    Returns
    -------
    pandas.DataFrame
        One row per person by name: ``person``, ``degree`` (share of the others it is joined to), ``betweenness``
        (share of the shortest ways between two others that lead through it) and ``holds_together`` (whether the
        others fall apart without it).

    Notes
    -----
    Freeman, "Centrality in social networks: conceptual clarification", Social Networks (1978); betweenness after
    Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology (2001).

    Examples
    --------
    >>> measure(pd.DataFrame({"a": ["Ike", "Ike"], "b": ["Heather", "Jane"]}))
        person  degree  betweenness  holds_together
    0  Heather     0.5          0.0           False
    1      Ike     1.0          1.0            True
    2     Jane     0.5          0.0           False
    """
    joined = graph.joined(graph.pairs(pairs))
    n = len(joined)
    others, ways = max(n - 1, 1), max((n - 1) * (n - 2), 1)
    through = dict.fromkeys(joined, 0.0)
    for person in joined:
        for other, part in graph.through(joined, person).items():
            through[other] += part
    whole = graph.pieces(joined, None)
    return pd.DataFrame({
        "person": list(joined), "degree": [len(near) / others for near in joined.values()],
        "betweenness": [through[person] / ways for person in joined],
        "holds_together": [graph.pieces(joined, person) > whole for person in joined],
    })  # fmt: skip


@cached_per_client
def gateways(book: Book) -> pd.DataFrame:
    """Name the customers whom our people reach through one contact only, though they know others.

    Parameters
    ----------
    book : Book
        A book with a network of who talks with whom, and contacts.

    Returns
    -------
    pandas.DataFrame
        One row per customer by id: ``customer_id``, ``person`` (the contact), ``loses`` (others whom nobody of
        ours reaches without it) and ``claimed`` (contacts that somebody of ours says to know). No rows without a
        network.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.relationship import gateways
    >>> len(gateways(kam.load("machinery")))
    14
    """
    rows = []
    people = met.contacts(book)
    claimed = (people["known_by"].map(len) > 0).groupby(people["customer_id"].astype("str").to_numpy()).sum()
    for who, (contact, behind) in sorted(_by_one_contact(book).items()):
        if behind >= 2:
            rows.append((who, contact, behind, int(claimed.get(who, 0))))
    return pd.DataFrame(rows, columns=["customer_id", "person", "loses", "claimed"])


def _by_one_contact(book: Book) -> dict[str, tuple[str, int]]:
    """Return, by customer, the one contact who talks with somebody of ours, and how many others it leads to."""
    ties, people = book.network, met.contacts(book)
    if ties is None or "contact_id" not in people:
        return {}
    theirs: dict[str, set[str]] = defaultdict(set)
    for who, name in graph.pairs(people[["customer_id", "contact_id"]]):
        theirs[who].add(name)
    told = ties.dropna(subset=["customer_id", "one", "other"])
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    whose = told["customer_id"].astype("str").tolist()
    for who, pair in zip(whose, graph.pairs(told[["one", "other"]]), strict=True):
        pairs[who].append(pair)
    found = {}
    for who, some in pairs.items():
        joined, known = graph.joined(some), theirs[who]
        near = [person for person in joined if person in known and not known.issuperset(joined[person])]
        if len(near) == 1:
            found[who] = near[0], len(known & set(graph.steps(joined, near, None))) - 1
    return found
