"""Chapter 1, what customers are worth: 80/20, its trend, the whale curve, the largest, cost to serve."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.value import concentration as conc
from kamlib.words import _, count, money, n_, percent
from kamlib.words.phrases import inside

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.concentration import Concentration


def concentration(client: Client) -> Finding:
    """Answer whether 80/20 holds, with its interval (K2)."""
    from kamlib.figures import concentration as figure

    seen = conc.measure(client.accounts, of=client.basis)
    return Finding(
        "concentration", "K2", "value", _concentration_title(seen), _concentration_summary(seen, client.currency),
        _concentration_evidence(seen), source_of(client),
        facts={
            "top": seen.top, "top_share": seen.top_share, "customers_for": seen.customers_for, "goal": seen.goal,
            "low": seen.top_interval.low if seen.top_interval else None,
            "high": seen.top_interval.high if seen.top_interval else None,
            "gini": seen.gini, "hhi": seen.hhi, "tail_index": seen.tail.index, "verdict": seen.verdict,
            "refused": seen.refused,
        },
        draw=partial(figure.share_curve, seen), alt=figure.share_curve_alt(seen),
        advice=_concentration_advice(seen), notes=_concentration_notes(seen, client),
        lesson="1-2-eighty-twenty",
    )  # fmt: skip


def _concentration_title(seen: Concentration) -> str:
    basis = inside(seen.of)
    if seen.refused:
        return _("The customers' {basis} in total is not positive: there is nothing to share out", basis=basis)
    words = {"top": percent(seen.top), "share": percent(seen.top_share), "basis": basis}
    return {
        "holds": _("{top} of the customers bring {share} of {basis}: the 80/20 rule holds", **words),
        "more": _("{top} of the customers bring {share} of {basis}: more than the 80/20 rule says", **words),
        "less": _("{top} of the customers bring only {share} of {basis}: 80/20 does not hold", **words),
        "unsaid": _("{top} of the customers bring {share} of {basis}; 80/20 cannot be judged on so few", **words),
    }[seen.verdict]


def _concentration_summary(seen: Concentration, currency: str | None) -> str:
    basis = inside(seen.of)
    if seen.refused:
        return _("In total {total} were made. The whale curve shows who earns and who loses.",
                 total=money(seen.total, currency))  # fmt: skip
    first = n_(
        "{n} customer of {all} is enough for {goal} of {basis} ({total}).",
        "{n} customers of {all} are enough for {goal} of {basis} ({total}).",
        seen.customers_for, all=count(seen.customers), goal=percent(seen.goal), basis=basis,
        total=money(seen.total, currency),
    )  # fmt: skip
    if not seen.top_interval:
        return first
    second = _(
        "With another draw of customers of the same kind, the best {top} would bring between {low} and {high}.",
        top=percent(seen.top), low=percent(seen.top_interval.low), high=percent(seen.top_interval.high),
    )  # fmt: skip
    return _("{first} {second}", first=first, second=second)


def _concentration_evidence(seen: Concentration) -> pd.DataFrame:
    return seen.tops


def _concentration_advice(seen: Concentration) -> tuple[Advice, ...]:
    if seen.refused:
        return ()
    held = float(seen.table[seen.of].iloc[: seen.customers_for].sum())
    text = n_(
        "Name the {n} customer that brings {goal} of {basis} and give it a named owner.",
        "Name the {n} customers that bring {goal} of {basis} and give each a named owner.",
        seen.customers_for, goal=percent(seen.goal), basis=inside(seen.of),
    )  # fmt: skip
    return (Advice(text, "role_general_manager", 30, held),)


def _concentration_notes(seen: Concentration, client: Client) -> tuple[str, ...]:
    return (
        _("Interval: {confidence}, bootstrap over customers, {n} resamples.",
          confidence=percent(seen.confidence), n=count(seen.replicates)),
    )  # fmt: skip
