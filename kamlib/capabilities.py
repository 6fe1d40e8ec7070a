"""What can be computed from which tables and columns: read by ``kam check`` and by the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kamlib.client import Client


@dataclass(frozen=True)
class Capability:
    """A finding by its id (also a key of the glossary), the row of the domain, and what it cannot do without."""

    id: str
    row: str
    needs: tuple[str, ...] = ()


CAPABILITIES = (
    Capability("concentration", "K2"),
    Capability("concentration_trend", "K2"),
    Capability("whale", "K2", ("orders.cost",)),
    Capability("cost_to_serve", "K2", ("orders.cost",)),
    Capability("misconceptions", "K4"),
    Capability("tiers", "K7"),
)


def can(client: Client) -> list[str]:
    """Return the ids of what this client's tables allow."""
    return [c.id for c in CAPABILITIES if not _missing(c, client)]


def cannot(client: Client) -> dict[str, tuple[str, ...]]:
    """Return the ids of what they do not allow, each with the missing tables or columns."""
    lacking = {c.id: _missing(c, client) for c in CAPABILITIES}
    return {id_: missing for id_, missing in lacking.items() if missing}


def _missing(capability: Capability, client: Client) -> tuple[str, ...]:
    return tuple(need for need in capability.needs if not client.has(need))
