"""What a report assumes beyond the data: rates, cuts, lines, weights and draws, stated by the client or ours."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kamlib import chosen as choosing
from kamlib import serving_policy
from kamlib.classify import kinds
from kamlib.classify import scorecard as cards
from kamlib.classify.tiers import TIERS
from kamlib.contribution import served_as_known
from kamlib.findings.customer_kinds import told_apart
from kamlib.findings.judgement import EVEN, judged
from kamlib.findings.scorecard import QUIET_DAYS, scored
from kamlib.findings.small_orders import FEW
from kamlib.reports.cells import cell
from kamlib.reports.results import Assumption
from kamlib.reports.summary import ALONE
from kamlib.value import concentration as conc
from kamlib.value import small_orders as small
from kamlib.words import _, count, label, money, n_, number, percent, percents

if TYPE_CHECKING:
    from kamlib.classify.misconceptions import EvidenceThreshold, Misconceptions
    from kamlib.client import Client
    from kamlib.findings.spec import FindingSpec

#: The lines by which each misconception is told.
_LINES_OF: Mapping[str, tuple[str, ...]] = {
    "big_ticket": ("one_order", "huge"),
    "group_purchase": ("bulk", "bulk_share", "bulk_months", "season"),
    "harsh_terms": ("large", "often", "eaten", "concession"),
}

#: Lines of evidence that is looked at only where better evidence is missing, and what then stands in.
_STANDING_IN: Mapping[str, str] = {"season": "amounts", "concession": "discount"}

#: The step of serving that a rate enters.
_STEPS: Mapping[str, str] = {
    "cost_per_order": "order_handling", "cost_per_line": "order_handling", "cost_per_unit": "order_handling",
    "channel_fees": "channel_fees", "freight_rate": "freight", "hourly_cost": "service_cost",
    "cost_per_visit": "service_cost", "capital_rate": "capital_cost",
}  # fmt: skip


def assumptions(
    client: Client, findings: Collection[FindingSpec], stated: Collection[str] = ()
) -> list[Assumption]:
    """List what a report's figures rest on that its data does not hold.

    Parameters
    ----------
    client : Client
    findings : collection of FindingSpec
        The findings in the report: what none of them used is not listed.
    stated : collection of str
        Names of the rates that the client stated.

    Returns
    -------
    list of Assumption
        ``source`` is ``"stated"``, ``"default"``, ``"unused"`` (stated, and nothing to apply it to),
        ``"left out"`` (neither data nor rate; its value is None) or ``"unclear"`` (in the data, which does not
        tell whose it is; its value is None too).
    """
    groups = dict.fromkeys(group for spec in findings for group in spec.assumptions)
    if client.basis == "profit_after_serving":
        groups = {"serving": None, **groups}
    lines = [line for group in GROUPS if group in groups for line in GROUPS[group](client, stated)]
    return [*lines, *_chosen_tables(client)]


def _source(client: Client, key: str) -> str:
    """Say whether a figure was chosen or is our own."""
    return "chosen" if key in (client.choices or {}) else "default"


def _chosen_tables(client: Client) -> Iterator[Assumption]:
    """Name the tables that come from a file of choices."""
    for table in choosing.TABLES:
        rows = (client.choices or {}).get(table)
        if rows:
            written = n_("{n} row", "{n} rows", len(rows))
            yield _made(_("Chosen: {table}", table=label(table)), len(rows), written, "chosen")


def coming_back(client: Client) -> Assumption:
    """Say what part of the money next to recommendations is taken to come back.

    Parameters
    ----------
    client : Client
        Its policy may state it.

    Returns
    -------
    Assumption
        Without a value where nobody stated it: amounts are then upper bounds.
    """
    words, rate = _("Share of a recommendation's amount that can be recovered"), None
    if client.policy is not None:
        rate = client.policy.save_rate
    if rate is None:
        return _made(words, None, _("not given: what is written with “up to” is an upper bound"))
    return _made(words, rate, percent(rate), "stated")


def _made(words: str, value: Any, written: str, source: str = "default") -> Assumption:
    return Assumption(label=words, value=cell(value), written=written, source=source)


def _rates(client: Client, stated: Collection[str]) -> Iterator[Assumption]:
    """Give every rate that entered a step, and every one that was stated in vain."""
    seen = served_as_known(client) or client.served
    told = seen.steps.set_index("step")["source"]
    policy = seen.policy
    for name in (name for name in serving_policy.names() if name in _STEPS):
        value = getattr(policy, name)
        used = told[_STEPS[name]] in ("rate", "both") and (
            client.policy is None or name in serving_policy.applicable_rates(client)
        )
        if value is None or not (used or name in stated):
            continue
        source = ("stated" if name in stated else "default") if used else "unused"
        for words, rate, whose in _each(client, name, value, source):
            written = percent(rate, 1) if name in serving_policy.SHARES else money(rate, client.currency)
            yield _made(words, rate, written, whose)


def _each(client: Client, name: str, value: Any, source: str) -> Iterator[tuple[str, float, str]]:
    """Take the fees of the channels apart: one that no order names is stated in vain."""
    if name != serving_policy.BY_CHANNEL:
        yield _rate_in_words(name), value, source
        return
    known = set(client.orders["channel"].dropna()) if "channel" in client.orders else set()
    for channel, rate in sorted(value.items()):
        words = _("Channel fee of {channel}, share of revenue", channel=channel)
        yield words, rate, source if channel in known else "unused"


def _rate_in_words(name: str) -> str:
    return {
        "cost_per_order": _("Handling cost per order"), "cost_per_line": _("Handling cost per order line"),
        "cost_per_unit": _("Handling cost per piece"),
        "freight_rate": _("Freight that is not recorded, share of revenue"),
        "hourly_cost": _("Visits and service, per hour"), "cost_per_visit": _("Visits and service without "
                                                                              "hours, each"),
        "capital_rate": _("Cost of capital for late payment, a year"),
    }[name]  # fmt: skip


def _left_out(client: Client) -> Iterator[Assumption]:
    for step in (served_as_known(client) or client.served).left_out:
        whose = "unclear" if step == "freight" and client.has("orders.freight") else "left out"
        yield _made(label(step), None, _("left out"), whose)


def _cuts(client: Client) -> Iterator[Assumption]:
    """Say where the tiers are cut: shares, and the amounts that follow are in the report's table of tiers."""
    found = judged(client).tiers
    for tier, cut in zip(TIERS, found.cuts, strict=False):
        if found.method == "thresholds":
            yield _made(_("Threshold of {tier}", tier=label(tier)), cut, money(cut, client.currency))
        elif found.method == "headcount":
            yield _made(_("{tier}: up to this cumulative share of customers", tier=label(tier)), cut, percent(cut))
        else:
            yield _made(
                _("{tier}: up to this cumulative share of contribution", tier=label(tier)), cut, percent(cut),
                _source(client, "tiers"),
            )  # fmt: skip


def _lines(client: Client) -> Iterator[Assumption]:
    """Say from where on a misconception is suspected, to where it is beyond doubt."""
    seen = judged(client).misconceptions
    policy, stands_in = seen.policy, {lacking.instead for lacking in seen.not_judged if lacking.instead}
    for name, (words, write) in _lines_in_words().items():
        if not _drawn(name, seen):
            continue
        line: EvidenceThreshold = getattr(policy, name)
        low, high = sorted((line.at, line.full), key=abs)
        written = _("{low} to {high}", low=write(low), high=write(high))
        yield _made(words, line.at, written)
    if stands_in:
        yield _made(_("Misconceptions: maximum strength if only weaker evidence is available"), policy.weak,
                    number(policy.weak))  # fmt: skip
    for words, value in (
        (_("Misconceptions: minimum period of orders for judging one-offs (days)"), policy.shortest_days),
        (_("Misconceptions: minimum number of orders"), policy.fewest_orders),
        (_("Misconceptions: minimum number of customers"), policy.fewest_customers),
    ):
        yield _made(words, value, count(value))


def _drawn(name: str, seen: Misconceptions) -> bool:
    """Tell whether a line decided anything: those of what the book does not allow to say did not."""
    lacking = {silent.misconception: silent.instead for silent in seen.not_judged}
    about = next(misconception for misconception, lines in _LINES_OF.items() if name in lines)
    if name in _STANDING_IN:
        return lacking.get(about, "") == _STANDING_IN[name]
    return about not in lacking or (bool(lacking[about]) and name != "eaten")


def _key_rule(client: Client) -> Iterator[Assumption]:
    """Say what the key-account list asks for, and how long it is."""
    listed = judged(client).keys
    policy = listed.policy
    for words, value in (
        (_("Key accounts: maximum average interval between orders (months)"), policy.every_months),
        (_("Key accounts: maximum interval between orders, as a multiple of the usual one"), policy.usual),
        (_("Key accounts: minimum days of business, and maximum days without an order"), round(listed.loyal_days)),
        (_("Key accounts: minimum period of orders for judging loyalty (days)"), policy.shortest_days),
        (_("Key accounts: minimum number of customers"), policy.fewest_customers),
        (_("Key accounts: maximum number on the list"), listed.at_most),
    ):
        yield _made(words, value, count(value))
    if "growth" in listed.table and listed.table["growth"].notna().any():
        yield _made(_("Key accounts: share of the previous year's revenue up to which a customer has all but "
                      "stopped buying"), policy.faded, percent(policy.faded))  # fmt: skip
    yield _made(_("Key accounts: Gini coefficient below which customers count as similar"), EVEN, number(EVEN))


def _key_hopes(client: Client) -> Iterator[Assumption]:
    """Say what makes a candidate, as far as the tables know it."""
    policy, known = judged(client).keys.policy, judged(client).keys.table
    if "growth" in known and known["growth"].notna().any():
        yield _made(_("Candidates: minimum growth of revenue, as a multiple of the year before"), policy.growth,
                    number(policy.growth, 1))  # fmt: skip
        yield _made(_("Candidates: share of the gold line that a growing customer must reach each year"),
                    policy.in_reach, percent(policy.in_reach))  # fmt: skip
    if "potential" in known and known["potential"].notna().any():
        yield _made(_("Candidates: share of wallet below which a customer has potential"),
                    policy.small_share, percent(policy.small_share))  # fmt: skip
    if "influence" in known and known["influence"].notna().any():
        yield _made(
            _("Candidates: influence score of a benchmark customer"), policy.influence, count(policy.influence)
        )


def _small_orders() -> Iterator[Assumption]:
    """Say where the minimum order is put, and who counts as the best."""
    part, best = (_default(small.evaluate_minimum_order, name) for name in ("part", "best"))
    yield _made(_("Minimum order: share of orders below it"), part, percent(part))
    yield _made(_("Minimum order: share of customers that count as the best"), best, percent(best))
    yield _made(_("Minimum order: minimum number of orders"), FEW, count(FEW))


def _kinds(client: Client) -> Iterator[Assumption]:
    """Say from where on the kind of a customer is known."""
    seen, clear = told_apart(client), _default(kinds.classify, "clear_from")
    yield _made(_("Kinds of customers: minimum distance between the two scores (0 to 1)"), clear,
                number(clear, 1))  # fmt: skip
    if "joint_a_year" not in seen.not_observed:
        yield _made(_("Kinds of customers: joint projects a year of a strategic customer"), seen.joint_from,
                    number(seen.joint_from, 1))  # fmt: skip


def _lines_in_words() -> dict[str, tuple[str, Callable[[float], str]]]:
    return {
        "one_order": (_("Big ticket: share of all purchases in one order"), percent),
        "huge": (
            _("Big ticket: robust standard deviations by which the largest order exceeds the usual one"),
            number,
        ),
        "bulk": (
            _("Group purchase: robust standard deviations by which a quantity exceeds the usual one"),
            number,
        ),
        "bulk_share": (_("Group purchase: share of all purchases in bulk orders"), percent),
        "bulk_months": (_("Group purchase: months a year with bulk orders"), _fewer),
        "season": (
            _("Group purchase, by amounts alone: how closely bulk orders fall on the same days each year"),
            percent,
        ),
        "large": (_("Harsh terms: share of customers with less revenue"), percent),
        "often": (_("Harsh terms: share of customers with fewer orders"), percent),
        "eaten": (_("Harsh terms: shortfall against the contribution expected from purchases"), percent),
        "concession": (_("Harsh terms, without costs: robust standard deviations of the discount rate"), number),
    }


def _fewer(months: float) -> str:
    """Write a line that is kept with a minus sign, since fewer is stronger."""
    return count(-months)


def _weights(client: Client) -> Iterator[Assumption]:
    """Give the weights that the scorecard was made with; criteria without data by name."""
    card = scored(client)
    written = dict(zip(card.weights, percents(list(card.weights.values())), strict=True))
    for name in cards.WEIGHTS:
        words = _("Scorecard: weight of {criterion}", criterion=label(name))
        if name == "profit_level":
            words = _("Scorecard: weight of {criterion} (gross profit)", criterion=label(name))
        if name in card.weights:
            yield _made(words, card.weights[name], written[name], _source(client, "weights"))
        else:
            yield _made(words, None, _("left out"), "left out")


def _default(function: Callable[..., object], name: str) -> float:
    """Return what a wing takes where nothing is stated."""
    return float(inspect.signature(function).parameters[name].default)


def _enough(client: Client) -> bool:
    """Tell whether there are so many customers that the best fifth and the best one are set against all."""
    return len(client.buyers) >= conc.FEWEST


def _draws(function: Callable[..., object], what: str, name: str) -> Iterator[Assumption]:
    """Say how often chance was drawn, and from which seed."""
    draws, seed = (int(_default(function, parameter)) for parameter in (name, "seed"))
    yield _made(_("{what}: random draws", what=what), draws, count(draws))
    yield _made(_("{what}: seed of the draws", what=what), seed, str(seed))


def _hangs_on_one() -> Iterator[Assumption]:
    yield _made(
        _("Summary: share of the best customer from which the business counts as dependent on it"),
        ALONE,
        percent(ALONE),
    )


def _scorecard() -> Iterator[Assumption]:
    """Say when a scored customer is silent, and how often other weights were drawn."""
    yield _made(
        _("Scorecard: days without an order after which a customer has gone quiet"), QUIET_DAYS, count(QUIET_DAYS)
    )
    yield from _draws(cards.weight_sensitivity, _("Scorecard under other weights"), "draws")


#: Groups of assumptions by the name that a finding's spec calls them by, in the order of the appendix.
GROUPS: Mapping[str, Callable[[Client, Collection[str]], Iterable[Assumption]]] = {
    "serving": lambda client, stated: [*_rates(client, stated), *_left_out(client)],
    "minimum_order": lambda _client, _stated: _small_orders(),
    "tiers": lambda client, _stated: _cuts(client),
    "misconceptions": lambda client, _stated: _lines(client),
    "key_accounts": lambda client, _stated: [*_key_rule(client), *_key_hopes(client)],
    "kinds": lambda client, _stated: _kinds(client),
    "hangs_on_one": lambda client, _stated: _hangs_on_one() if _enough(client) else (),
    "bootstrap": lambda client, _stated: (
        _draws(conc.measure, _("Bootstrap intervals"), "replicates") if _enough(client) else ()
    ),
    "weights": lambda client, _stated: _weights(client),
    "scorecard": lambda _client, _stated: _scorecard(),
}
