"""Which findings there are: a finding is one module with ``SPEC`` and a builder of its id, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from kamlib.book import TABLES
from kamlib.findings.finding import spoken_of
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import missing

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.finding import Finding

#: In the order of the report, chapter by chapter. Each is made by the function of its name in the module of its
#: name, imported when asked for.
IDS = (
    # where the profit comes from
    "renumbered",
    "yearly",
    "bridge",
    "concentration",
    "concentration_trend",
    "whale",
    "top_customers",
    # who the key accounts are
    "misconceptions",
    "tiers",
    "stances",
    "key_accounts",
    "image_accounts",
    "scorecard",
    # what they cost us, and why
    "cost_to_serve",
    "burden",
    "concessions",
    "terms_by_size",
    "policy",
    "small_orders",
    # who may leave, and what keeping them is worth
    "leaving",
    "leaving_events",
    "lifetime",
    "retention_plan",
    "list_life",
    "migration",
    # how we look after them
    "satisfaction",
    "routines",
    "customer_kinds",
    "service_levels",
    "usual_visits",
    "visit_plan",
    "five_times",
    "single_owner",
    "account_files",
    "relationship",
    "golden_rules",
    "maturity",
    # how they are developed
    "white_space",
    "new_customers",
    "pipeline",
)


@cache
def specs() -> Mapping[str, FindingSpec]:
    """Return what is known of each finding, by id, in the order of the report.

    Returns
    -------
    mapping
        Id → its spec.
    """
    return MappingProxyType({id_: import_module(f"kamlib.findings.{id_}").SPEC for id_ in IDS})


def spec_of(id: str) -> FindingSpec:
    """Return what is known of a finding of any report, the review of two dates included.

    Parameters
    ----------
    id : str
        Id of a finding.

    Returns
    -------
    FindingSpec
        Its spec.
    """
    if id in specs():
        return specs()[id]
    found: FindingSpec = next(
        spec for spec, _make in import_module("kamlib.findings.review").BUILDERS if spec.id == id
    )
    return found


def build(id: str) -> Callable[[Client], Finding]:
    """Return the function that makes a finding, by its id.

    Parameters
    ----------
    id : str
        One of ``IDS``.

    Returns
    -------
    callable
        Takes a client, gives the finding.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings import build
    >>> build("golden_rules")(kam.load("machinery")).behind["rule_behaviours"].shape
    (24, 5)
    """
    made: Callable[[Client], Finding] = getattr(import_module(f"kamlib.findings.{id}"), id)

    def spoken(client: Client) -> Finding:
        return spoken_of(client, lambda: made(client))

    return spoken


def possible(client: Client) -> list[str]:
    """Return the ids of the findings that a client's tables allow, and that a report has without being asked.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.

    Returns
    -------
    list of str
        In the order of the report.
    """
    lacking = impossible(client)
    return [
        id_
        for id_, spec in specs().items()
        if id_ not in lacking and not (spec.on_request and getattr(client, spec.on_request) is None)
    ]


def impossible(client: Client, *, time: bool = True) -> dict[str, tuple[str, ...]]:
    """Return the ids of the findings that a client's tables do not allow, with what is missing.

    Parameters
    ----------
    client : Client
        From ``kamlib.load``.
    time : bool
        Whether the orders have to span the time that a finding needs.

    Returns
    -------
    dict
        Id → the missing tables and columns, in the order of the report.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib import findings
    >>> findings.impossible(kam.load("machinery"))
    {}
    """
    key = (impossible, time)
    if key not in client.kept:
        asked = {id_: spec for id_, spec in specs().items() if not _of_a_table_not_brought(client, spec)}
        lacking = {id_: missing(client, spec.needs, time=time) for id_, spec in asked.items()}
        client.kept[key] = {id_: parts for id_, parts in lacking.items() if parts}
    return dict(client.kept[key])


def of_tables_not_brought(client: Client) -> dict[str, tuple[str, ...]]:
    """Return the findings about a table that is not here, and need not be, with what is missing for them."""
    return {
        id_: missing(client, spec.needs) for id_, spec in specs().items() if _of_a_table_not_brought(client, spec)
    }


def _of_a_table_not_brought(client: Client, spec: FindingSpec) -> bool:
    """Whether a finding is about a table that nobody is expected to have, such as deals, and that is not here."""
    return spec.on_request in TABLES and getattr(client, spec.on_request) is None
