"""Chapter 2, the kinds of customers: what kind of value each looks for, judged by what it does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import kinds as kinds_of
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.recoverable import keeps
from kamlib.findings.spec import FindingSpec
from kamlib.requirements import Needs
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.kinds import Kinds
    from kamlib.client import Client


@cached_per_client
def told_apart(client: Client) -> Kinds:
    """Tell the kind of each customer of a client.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Kinds
        Of the orders and what people did there.
    """
    return kinds_of.classify(client.sold, client.activities)


SPEC = FindingSpec(
    "customer_kinds",
    "K6",
    "care",
    "2-3-standards-and-kinds",
    needs=Needs(one_of=("activities.kind", "orders.discount")),
    assumptions=("kinds",),
)


def customer_kinds(client: Client) -> Finding:
    """Tell what kind of value the customers look for (K6).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has customers and revenue of each kind.
    """
    from kamlib.figures import kinds as figure

    seen = told_apart(client)
    sums = seen.table.merge(client.buyers[["customer_id", "revenue"]], on="customer_id")
    evidence = sums.groupby("kind").agg(customers=("customer_id", "size"), revenue=("revenue", "sum"))
    evidence = evidence.reindex([*kinds_of.KINDS, "unknown"], fill_value=0).reset_index()
    total = evidence["revenue"].sum()
    evidence["revenue_share"] = evidence["revenue"] / total if total > 0 else float("nan")
    n = dict(zip(evidence["kind"], evidence["customers"], strict=True))
    return Finding(
        SPEC, _title(n, seen), _summary(n, seen),
        evidence.assign(kind=[label(f"kind_{k}") for k in evidence["kind"]]), source_of(client),
        facts={**{str(k): int(v) for k, v in n.items()}, "observed": len(seen.observed)},
        draw=partial(figure.mix, evidence), alt=figure.mix_alt(evidence), notes=_notes(seen),
        advice=_advice(seen),
    )  # fmt: skip


def _title(n: dict[str, int], seen: Kinds) -> str:
    names, told = enumerated([lower_first(o) for o in seen.observed]), [k for k in kinds_of.KINDS if n[k]]
    if not told and not seen.observed:
        return _("The kind of customers cannot be judged: the known facts do not differ between them")
    if not told:
        return _("The kind of customers cannot be judged from {names} alone", names=names)
    if len(told) == 1:
        return _("All customers that can be judged are of one kind: {kind}", kind=lower_first(f"kind_{told[0]}"))
    words = {"a": count(n["intrinsic"]), "b": count(n["extrinsic"])}
    if "joint_a_year" in seen.not_observed:
        return _("Judged by {names} alone, customers seem to buy for different reasons: {a} for cost, {b} for "
                 "solutions", names=names, **words)  # fmt: skip
    return _("Customers buy for different reasons: {a} for cost, {b} for solutions, {c} for joint development",
             c=count(n["strategic"]), **words)  # fmt: skip


def _summary(n: dict[str, int], seen: Kinds) -> str:
    unknown = n_(
        "The kind of {n} customer cannot be judged.", "The kind of {n} customers cannot be judged.", n["unknown"]
    )
    return sentences(
        _("Judged by what customers do: {names}.", names=enumerated([lower_first(o) for o in seen.observed]))
        if seen.observed
        else "",
        unknown if n["unknown"] else "",
    )  # fmt: skip


def _notes(seen: Kinds) -> tuple[str, ...]:
    if not seen.not_observed:
        return ()
    return (
        _(
            "Not observed because data is missing: {names}.",
            names=enumerated([lower_first(o) for o in seen.not_observed]),
        ),
    )


def _advice(seen: Kinds) -> tuple[Advice, ...]:
    """Advise on those who buy on cost, with what they bring; by them together nothing may be held."""
    who = seen.table.loc[seen.table["kind"] == "intrinsic", "customer_id"]
    if not len(who) or "joint_a_year" in seen.not_observed:
        return ()
    text = n_(
        "Offer the customer that buys on cost simpler ordering and delivery instead of further discounts.",
        "Offer the {n} customers that buy on cost simpler ordering and delivery instead of further "
        "discounts.", len(who),
    )  # fmt: skip
    return (Advice(text, "role_sales_director", 90, unvalued=keeps()),)
