"""Findings: numbers of the wings turned into sentences, exhibits and advice."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib._lazy import modules
from kamlib.findings.finding import Advice, Finding, Source
from kamlib.findings.registry import IDS, build, impossible, of_tables_not_brought, possible, specs
from kamlib.findings.spec import FindingSpec

if TYPE_CHECKING:
    from kamlib.client import Client

__all__ = [
    "IDS", "Advice", "Finding", "FindingSpec", "Findings", "Source",
    "build", "find", "impossible", "possible", "specs",
]  # fmt: skip

__getattr__, __dir__ = modules(__name__, __path__, __all__)


@dataclass(frozen=True)
class Findings:
    """What was found, in the order of the report, and what could not be.

    Attributes
    ----------
    found : tuple of Finding
        In the order of the report.
    missing : mapping
        Id of what could not be found → the tables or columns that it needs (``"orders.cost"``, ``"survey"``).
    """

    found: tuple[Finding, ...]
    missing: dict[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, id: str) -> Finding:
        """Return a finding by its id."""
        for finding in self.found:
            if finding.id == id:
                return finding
        raise KeyError(f"no finding {id!r}; there are {', '.join(f.id for f in self.found)}")


def find(client: Client, *, only: str | Collection[str] | None = None) -> Findings:
    """Find what a client's tables allow.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.
    only : str or collection of str, optional
        Id or ids of the findings wanted; by default all.

    Returns
    -------
    Findings
        In the order of the report, with what is missing for the others.

    Raises
    ------
    KeyError
        If an id is unknown; the message names the nearest.
    """
    from kamlib.findings.continued import as_one

    wanted, client = _known([only] if isinstance(only, str) else only), as_one(client)
    unasked = of_tables_not_brought(client)
    if only is None:
        wanted = [id_ for id_ in wanted if id_ not in unasked]
    lacking = impossible(client) | unasked
    found = tuple(build(id_)(client) for id_ in wanted if id_ not in lacking)
    return Findings(found, {id_: lacking[id_] for id_ in wanted if id_ in lacking})


def _known(only: Collection[str] | None) -> list[str]:
    """Put the wanted ids into the order of the report."""
    from difflib import get_close_matches

    for id_ in only or ():
        if id_ not in IDS:
            near = get_close_matches(id_, IDS, 1)
            raise KeyError(f"no finding {id_!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return [id_ for id_ in IDS if only is None or id_ in only]
