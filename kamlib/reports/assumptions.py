"""What a report rests on beside the data: rates, cuts, lines, weights and draws, stated by the client or ours."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kamlib import rates
from kamlib.classify import scorecard as cards
from kamlib.classify.tiers import TIERS
from kamlib.findings.judgement import judged
from kamlib.findings.scorecard import scored
from kamlib.reports.results import Assumption, cell
from kamlib.value import concentration as conc
from kamlib.words import _, count, label, money, number, percent, percents

if TYPE_CHECKING:
    from kamlib.classify.misconceptions import Line
    from kamlib.client import Client

#: The step of serving that a rate enters.
_STEPS: Mapping[str, str] = {
    "cost_per_order": "order_handling", "cost_per_line": "order_handling", "cost_per_unit": "order_handling",
    "channel_fees": "channel_fees", "freight_rate": "freight", "hourly_cost": "service_cost",
    "cost_per_visit": "service_cost", "capital_rate": "capital_cost",
}  # fmt: skip


def assumptions(client: Client, findings: Collection[str], stated: Collection[str] = ()) -> list[Assumption]:
    """List what a report's figures rest on that its data does not hold.

    Parameters
    ----------
    client : Client
    findings : collection of str
        Ids of the findings in the report: what none of them used is not listed.
    stated : collection of str
        Names of the rates that the client stated.

    Returns
    -------
    list of Assumption
        ``source`` is ``"stated"``, ``"default"``, ``"unused"`` (stated, and nothing to apply it to) or
        ``"left out"`` (neither data nor rate; its value is None).
    """
    made: list[Assumption] = []
    if "cost_to_serve" in findings or client.basis == "profit_after_serving":
        made += [*_rates(client, stated), *_left_out(client)]
    if "tiers" in findings:
        made += _cuts(client)
    if "misconceptions" in findings:
        made += _lines(client)
    if "key_accounts" in findings:
        made += _key_rule(client)
    if "concentration" in findings:
        made += _draws(conc.measure, _("Bootstrap intervals"), "replicates")
    if {"scorecard", "review_scorecard"} & set(findings):
        made += _weights(client)
    if "scorecard" in findings:
        made += _draws(cards.shake, _("Scorecard under other weights"), "draws")
    return made


def _made(words: str, value: Any, written: str, source: str = "default") -> Assumption:
    return Assumption(label=words, value=cell(value), written=written, source=source)


def _rates(client: Client, stated: Collection[str]) -> Iterator[Assumption]:
    """Give every rate that entered a step, and every one that was stated in vain."""
    told = client.served.steps.set_index("step")["source"]
    policy = client.served.policy
    for name in rates.names():
        value = getattr(policy, name)
        used = told[_STEPS[name]] in ("rate", "both") and (client.policy is None or name in rates.reaches(client))
        if value is None or not (used or name in stated):
            continue
        source = ("stated" if name in stated else "default") if used else "unused"
        for words, rate, whose in _each(client, name, value, source):
            written = percent(rate, 1) if name in rates.SHARES else money(rate, client.currency)
            yield _made(words, rate, written, whose)


def _each(client: Client, name: str, value: Any, source: str) -> Iterator[tuple[str, float, str]]:
    """Take the fees of the channels apart: one that no order names is stated in vain."""
    if name != rates.BY_CHANNEL:
        yield _rate_in_words(name), value, source
        return
    known = set(client.orders["channel"].dropna()) if "channel" in client.orders else set()
    for channel, rate in sorted(value.items()):
        words = _("Channel fee of {channel}, share of revenue", channel=channel)
        yield words, rate, source if channel in known else "unused"


def _rate_in_words(name: str) -> str:
    return {
        "cost_per_order": _("Handling of an order"), "cost_per_line": _("Handling of an order line"),
        "cost_per_unit": _("Handling of a piece"),
        "freight_rate": _("Freight that is not recorded, share of revenue"),
        "hourly_cost": _("An hour of visit or service"), "cost_per_visit": _("A visit or service without hours"),
        "capital_rate": _("Price of money paid late, a year"),
    }[name]  # fmt: skip


def _left_out(client: Client) -> Iterator[Assumption]:
    for step in client.served.left_out:
        yield _made(label(step), None, _("left out"), "left out")


def _cuts(client: Client) -> Iterator[Assumption]:
    """Say where the tiers are cut: shares, and the amounts that follow are in the report's table of tiers."""
    found = judged(client).tiers
    for tier, cut in zip(TIERS, found.cuts, strict=False):
        if found.method == "thresholds":
            yield _made(_("{tier} starts at", tier=label(tier)), cut, money(cut, client.currency))
        elif found.method == "headcount":
            yield _made(_("{tier}: up to this share of the customers", tier=label(tier)), cut, percent(cut))
        else:
            yield _made(_("{tier}: up to this share of what is earned", tier=label(tier)), cut, percent(cut))


def _lines(client: Client) -> Iterator[Assumption]:
    """Say from where on a misconception is suspected, to where it is beyond doubt."""
    policy = judged(client).misconceptions.policy
    for name, (words, write) in _lines_in_words().items():
        line: Line = getattr(policy, name)
        written = _("{low} to {high}", low=write(line.at), high=write(line.full))
        yield _made(words, line.at, written)
    for words, value in (
        (_("Misconceptions: days that the orders have to span before one-offs are judged"), policy.shortest_days),
        (_("Misconceptions: orders that it takes at least"), policy.fewest_orders),
        (_("Misconceptions: customers that it takes at least"), policy.fewest_customers),
    ):
        yield _made(words, value, count(value))


def _key_rule(client: Client) -> Iterator[Assumption]:
    """Say what the key-account list asks for."""
    keys = judged(client).keys
    for words, value in (
        (_("Key accounts: months between orders, on average, at the most"), keys.policy.every_months),
        (_("Key accounts: times the usual distance between orders at the most"), keys.policy.usual),
        (_("Key accounts: days of buying before, and of silence at the most"), round(keys.loyal_days)),
    ):
        yield _made(words, value, count(value))


def _lines_in_words() -> dict[str, tuple[str, Callable[[float], str]]]:
    return {
        "one_order": (_("Big ticket: share of all purchases in one order"), percent),
        "huge": (_("Big ticket: robust deviations of the largest order above the usual one"), number),
        "bulk": (_("Group purchase: robust deviations of a quantity above the usual one"), number),
        "bulk_share": (_("Group purchase: share of all purchases in bulk orders"), percent),
        "large": (_("Harsh terms: share of the customers with less revenue"), percent),
        "often": (_("Harsh terms: share of the customers with fewer orders"), percent),
        "eaten": (_("Harsh terms: part missing of the contribution that the purchases suggest"), percent),
        "concession": (_("Harsh terms, without costs: robust deviations of the discount rate"), number),
    }


def _weights(client: Client) -> Iterator[Assumption]:
    """Give the weights that the scorecard was made with; criteria without data by name."""
    card = scored(client)
    written = dict(zip(card.weights, percents(list(card.weights.values())), strict=True))
    for name in cards.WEIGHTS:
        words = _("Scorecard: weight of {criterion}", criterion=label(name))
        if name == "profit_level":
            words = _("Scorecard: weight of {criterion} (profit on goods)", criterion=label(name))
        if name in card.weights:
            yield _made(words, card.weights[name], written[name])
        else:
            yield _made(words, None, _("left out"), "left out")


def _draws(function: Callable[..., object], what: str, name: str) -> Iterator[Assumption]:
    """Say how often chance was drawn, and from which seed."""
    known = inspect.signature(function).parameters
    draws, seed = int(known[name].default), int(known["seed"].default)
    yield _made(_("{what}: random draws", what=what), draws, count(draws))
    yield _made(_("{what}: seed of the draws", what=what), seed, str(seed))
