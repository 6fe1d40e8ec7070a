"""How much of the business the best customers bring, and whether 80/20 holds (K2)."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from kamlib.classify.key_accounts import MOST
from kamlib.findings import few_customers
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.notes import basis_notes, group_notes, uncounted
from kamlib.findings.numbers import ends, finite, without_infinity
from kamlib.findings.recoverable import keeps, said_lost
from kamlib.findings.spec import FindingSpec
from kamlib.value import concentration as conc
from kamlib.words import _, count, money, n_, number, percent
from kamlib.words.phrases import lower_first, sentences

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client
    from kamlib.value.concentration import Concentration

#: From this part of the customers on, those who bring most are no few that could be followed by name.
_MANY = 0.5


SPEC = FindingSpec(
    "concentration",
    "K2",
    "profit",
    "1-2-eighty-twenty",
    situation=True,
    frame=True,
    heads=False,
    assumptions=("hangs_on_one", "bootstrap"),
)


def concentration(client: Client) -> Finding:
    """Answer whether 80/20 holds, with its interval (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is what the best bring together, or, of few customers, what each brings.
    """
    from kamlib.figures import concentration as figure

    seen = conc.measure(client.buyers, basis=client.basis)
    drawn = seen.customers > 1 and not seen.refused
    return Finding(
        SPEC, _title(seen, client.currency),
        _summary(seen, client.currency),
        _evidence(seen), source_of(client), facts=_facts(seen),
        draw=partial(figure.share_curve, seen) if drawn else None,
        alt=figure.share_curve_alt(seen) if drawn else "",
        advice=_advice(client, seen),
        notes=_notes(seen, client),
    )  # fmt: skip


def _title(seen: Concentration, currency: str | None) -> str:
    basis = lower_first(seen.basis)
    if seen.refused == "empty":
        return _("There are no customers to compare")
    if few_customers.applies(seen):
        return few_customers.title(seen, currency)
    if seen.refused == "total_not_positive":
        return _("The customers' {basis} in total is not positive: shares cannot be computed", basis=basis)
    if _lossy(seen):
        held = float(conc.earnings(seen).set_index("top")["top_amount"][seen.top])
        return _(
            "The top {top} of the customers contribute {held} of {basis}; the losses of the others reduce it to "
            "{total}",
            top=percent(seen.top), held=money(held, currency), basis=basis, total=money(seen.total, currency),
        )  # fmt: skip
    words = {"top": percent(seen.top), "share": percent(seen.top_share), "basis": basis}
    if seen.verdict == "holds":
        return _("{top} of the customers bring {share} of {basis}: the 80/20 rule holds", **words)
    if seen.verdict == "above_80_20":
        return _("{top} of the customers bring {share} of {basis}: more concentrated than the 80/20 rule", **words)
    if seen.verdict == "below_80_20":
        return _("{top} of the customers bring {share} of {basis}: less concentrated than the 80/20 rule", **words)
    return _(
        "{top} of the customers bring {share} of {basis}: the 80/20 rule is neither confirmed nor rejected",
        **words,
    )


def _lossy(seen: Concentration) -> bool:
    """Tell whether the best bring more than all together, so that shares of the total would mislead."""
    return seen.refused == "total_near_zero" or seen.top_share > 1


def _evidence(seen: Concentration) -> pd.DataFrame:
    """Shares of the total; where losses eat up most of it, of what those who earn bring. None of part of one."""
    if few_customers.applies(seen):
        return few_customers.evidence(seen)
    rows = conc.earnings(seen) if _lossy(seen) else without_infinity(seen.tops)
    return rows[rows["top"] * len(seen.table) >= 1].reset_index(drop=True)


def _earners(seen: Concentration) -> int:
    """Count the customers who bring `goal` of what all who earn bring."""
    amounts = seen.table[seen.basis]
    return conc.customers_for(amounts[amounts > 0].to_numpy(dtype=float), seen.goal)


def _summary(seen: Concentration, currency: str | None) -> str:
    if few_customers.applies(seen):
        return few_customers.summary(seen, _said_enough(seen, currency))
    if _lossy(seen):
        amounts = seen.table[seen.basis]
        return _(
            "Profitable customers contribute {earned} in total, the others lose {lost}: shares of the remaining "
            "{total} are meaningless. The table shows the top customers as a share of what profitable customers "
            "contribute.",
            earned=money(amounts.clip(lower=0).sum(), currency), total=money(seen.total, currency),
            lost=money(-amounts.clip(upper=0).sum(), currency),
        )  # fmt: skip
    if seen.refused:
        return _("The total is {total}. What matters here is which customers make money and which lose it.",
                 total=money(seen.total, currency))  # fmt: skip
    return sentences(_said_enough(seen, currency), _interval_in_words(seen))


def _said_enough(seen: Concentration, currency: str | None) -> str:
    if seen.customers_for == seen.customers:
        return _(
            "It takes all {n} customers to reach {goal} of {basis} ({total} in total).", n=count(seen.customers),
            goal=percent(seen.goal), basis=lower_first(seen.basis), total=money(seen.total, currency),
        )  # fmt: skip
    return n_(
        "{n} customer of {all} accounts for at least {goal} of {basis} ({total} in total).",
        "{n} customers of {all} account for {goal} of {basis} ({total} in total).",
        seen.customers_for or 0, all=count(seen.customers), goal=percent(seen.goal), basis=lower_first(seen.basis),
        total=money(seen.total, currency),
    )  # fmt: skip


def _interval_in_words(seen: Concentration) -> str:
    if not seen.top_interval or seen.top_interval.low == seen.top_interval.high:
        return ""
    words = {"top": percent(seen.top), "low": percent(seen.top_interval.low)}
    if math.isinf(seen.top_interval.high):
        return _(
            "With another sample of similar customers, the top {top} would bring {low} or more.",
            **words,
        )
    return _(
        "With another sample of similar customers, the top {top} would bring {low} to {high}.",
        high=percent(seen.top_interval.high), **words,
    )  # fmt: skip


def _facts(seen: Concentration) -> dict[str, float | int | str | None]:
    return {
        "top": seen.top, "top_share": finite(seen.top_share), "goal": seen.goal, "customers": seen.customers,
        "customers_for": seen.customers_for, "total": seen.total, **ends(seen.top_interval),
        "gini": finite(seen.gini), "hhi": finite(seen.hhi), "tail_index": finite(seen.tail.index),
        "verdict": seen.verdict, "refused": seen.refused,
    }  # fmt: skip


def _advice(client: Client, seen: Concentration) -> tuple[Advice, ...]:
    if seen.customers == 1 and not seen.refused:
        text = _("Assign a responsible person and a plan for the year to the one customer, and win a second one.")
        return (Advice(text, "role_general_manager", 30, unvalued=keeps()),)
    if seen.refused and not _lossy(seen):
        return ()
    n = _earners(seen) if _lossy(seen) else seen.customers_for or 0
    if n > _MANY * seen.customers:
        return (_spread(client, seen, n),)
    followed = seen.table["customer_id"].head(min(n, MOST)).tolist()
    text = sentences(_track(seen, n), said_lost(client, followed))
    return (Advice(text, "role_general_manager", 30, unvalued=keeps()),)


def _track(seen: Concentration, n: int) -> str:
    """Say whom to follow by name: who bring most of it, or of what profitable customers bring."""
    words = {"basis": lower_first(seen.basis), "goal": percent(seen.goal)}
    if n > MOST and _lossy(seen):
        return _(
            "Track {basis} of the top {most} customers by name every month, and find out at once why one "
            "declines; the {n} that bring {goal} of what profitable customers contribute are too many to follow "
            "one by one.",
            most=count(MOST), n=count(n), **words,
        )  # fmt: skip
    if n > MOST:
        return _(
            "Track {basis} of the top {most} customers by name every month, and find out at once why one "
            "declines; the {n} that bring {goal} of it are too many to follow one by one.",
            most=count(MOST), n=count(n), **words,
        )  # fmt: skip
    if _lossy(seen):
        return n_(
            "Track {basis} of the customer that brings at least {goal} of what profitable customers contribute "
            "every month, and find out at once why it declines.",
            "Track {basis} of the {n} customers that bring {goal} of what profitable customers contribute by name "
            "every month, and find out at once why one declines.",
            n, **words,
        )  # fmt: skip
    return n_(
        "Track {basis} of the customer that brings at least {goal} of it every month, and find out at once why "
        "it declines.",
        "Track {basis} of the {n} customers that bring {goal} of it by name every month, and find out at "
        "once why one declines.",
        n, **words,
    )  # fmt: skip


def _spread(client: Client, seen: Concentration, n: int) -> Advice:
    """Advise where no few customers decide: following most of them by name would be no focus.

    One standard for all is for customers that are alike; a handful are planned for one by one.
    """
    if seen.customers < conc.FEWEST:
        text = _("Assign a responsible person and a plan for the year to each of the {n} customers, and win more.",
                 n=count(seen.customers))  # fmt: skip
        return Advice(text, "role_general_manager", 30, unvalued=keeps())
    words = {
        "n": count(n), "all": count(seen.customers), "goal": percent(seen.goal),
        "basis": _("what profitable customers contribute") if _lossy(seen) else lower_first(seen.basis),
    }  # fmt: skip
    text = _(
        "No small group decides here: it takes {n} of {all} customers to reach {goal} of {basis}. Serve them all "
        "to one standard, and find out what the best have in common.",
        **words,
    ) if judged(client).even else _(
        "No small group decides here: it takes {n} of {all} customers to reach {goal} of {basis}. Do not look "
        "after the key accounts alone: find out what the best have in common, and which of the others have it "
        "too.",
        **words,
    )  # fmt: skip
    return Advice(
        text, "role_sales_director", 60, unvalued=_("This concerns all customers; no amount is attached.")
    )


def _notes(seen: Concentration, client: Client) -> tuple[str, ...]:
    notes = [*uncounted(client), *group_notes(client)]
    if seen.customers < conc.FEWEST:
        return (*notes, *basis_notes(client))
    if math.isfinite(seen.hhi):
        measures = _("Gini coefficient {gini}, Herfindahl index {hhi}.", gini=number(seen.gini),
                     hhi=count(seen.hhi))  # fmt: skip
        notes.append(measures)
    if seen.top_interval:
        how = _("Interval: {confidence} bootstrap over customers, {n} resamples.",
                confidence=percent(seen.confidence), n=count(seen.replicates))  # fmt: skip
        notes.append(how)
    if seen.top_interval and seen.tail.plausible and seen.tail.index < 2:
        heavy = _(
            "A few very large customers decide the total (Pareto tail with index {index}): the uncertainty "
            "is larger than the interval.", index=number(seen.tail.index),
        )  # fmt: skip
        notes.append(heavy)
    shown = _evidence(seen)
    if "top_count" in shown and (shown["top_count"] % 1 > 0).any():
        notes.insert(0, _("A fraction of a customer counts with the same fraction of its contribution."))
    return (*notes, *basis_notes(client))
