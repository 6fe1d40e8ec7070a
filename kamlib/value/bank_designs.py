"""The bank case (K1): what is assumed of the branch, and designs of its hall that plan a day's visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class BankAssumptions:
    """What is assumed of the branch and of people; every figure is there to be changed.

    Attributes
    ----------
    threshold : float
        Yuan from which the counter takes a transaction.
    counters, vip_counters, machines : int
        Counters in all, those of them kept for valuable customers first, and cash machines.
    patience, patience_urgent : float
        Mean minutes that people wait before they leave.
    notice_minutes : float
        Counter minutes it takes to turn somebody away.
    machine_minutes, helper_minutes : float
        Minutes at a machine, and extra minutes with a helper for customers that are not used to it.
    accepts_appointment : float
        Share of those with time who take an appointment.
    long_wait : float
        Minutes from which waiting is remembered.
    leaves_turned, leaves_walked, leaves_waited : float
        Chance that a customer that was turned away, walked away, or waited long moves the account elsewhere
        within the year.
    word_of_mouth : float
        Further average customers lost with each.
    served_worth : float
        Of the growth towards a customer's potential, the part that is reached each year.
    discount_rate : float
        A year.
    counter_cost, machine_cost, helper_cost : float
        Yuan a counter minute, a machine transaction, and a helper's day.

    Examples
    --------
    >>> from kamlib.value.bank_designs import BankAssumptions
    >>> BankAssumptions(leaves_turned=0.3).leaves_turned
    0.3
    """

    threshold: float = 3000.0
    counters: int = 10
    vip_counters: int = 4
    machines: int = 6
    patience: float = 35.0
    patience_urgent: float = 60.0
    notice_minutes: float = 1.5
    machine_minutes: float = 2.5
    helper_minutes: float = 1.5
    accepts_appointment: float = 0.6
    long_wait: float = 30.0
    leaves_turned: float = 0.20
    leaves_walked: float = 0.12
    leaves_waited: float = 0.03
    word_of_mouth: float = 0.1
    served_worth: float = 0.1
    discount_rate: float = 0.08
    counter_cost: float = 1.5
    machine_cost: float = 1.0
    helper_cost: float = 350.0


@dataclass(frozen=True)
class Plan:
    """How one day's visits are put through the hall.

    Attributes
    ----------
    minute, service : numpy.ndarray
        When each comes to the line, and minutes needed there.
    line : list of str
        The line each joins.
    counters : sequence of sequences of str
        The lines that each counter or machine serves.
    turned : numpy.ndarray of bool
        Who is sent away once the turn has come.
    daily_cost : float
        Yuan a day for helpers.
    """

    minute: NDArray[np.float64]
    service: NDArray[np.float64]
    line: list[str]
    counters: Sequence[Sequence[str]]
    turned: NDArray[np.bool_]
    daily_cost: float = 0.0


def single_queue(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
    """One line for all, ten counters.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row per visit of the day, with ``minute`` and ``service_minutes``.
    policy : BankAssumptions
        What is assumed of the branch.
    rng : numpy.random.Generator
        Not used; every design is called in the same way.

    Returns
    -------
    Plan
        Every visit in one line, nobody turned away.
    """
    return _plain(visits, policy)


def amount_rule(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
    """One line for all; a customer that brings less than the threshold is turned away at the counter.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row per visit of the day, with ``minute``, ``service_minutes`` and ``amount`` (yuan).
    policy : BankAssumptions
        What is assumed of the branch; here its threshold (yuan) and notice minutes.
    rng : numpy.random.Generator
        Not used; every design is called in the same way.

    Returns
    -------
    Plan
        As one line, with those below the threshold turned away.
    """
    plan = _plain(visits, policy)
    turned = (visits["amount"] < policy.threshold).to_numpy()
    service = np.where(turned, policy.notice_minutes, plan.service)
    return Plan(plan.minute, service, plan.line, plan.counters, turned)


def value_counters(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
    """Keep some counters for valuable customers first; they serve the others when none of those waits.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row per visit of the day, with ``minute``, ``service_minutes`` and ``valuable`` (bool).
    policy : BankAssumptions
        What is assumed of the branch; here how many counters serve the valuable first.
    rng : numpy.random.Generator
        Not used; every design is called in the same way.

    Returns
    -------
    Plan
        Two lines, ``valued`` and ``all``; every counter serves both, in its own order.
    """
    plan = _plain(visits, policy)
    line = np.where(visits["valuable"], "valued", "all").tolist()
    rest = policy.counters - policy.vip_counters
    return Plan(
        plan.minute, plan.service, line,
        [["valued", "all"]] * policy.vip_counters + [["all", "valued"]] * rest, plan.turned,
    )  # fmt: skip


def machines(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
    """Send what a machine can do to a machine; a helper supports customers that are not used to it.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row per visit of the day, with ``minute``, ``service_minutes``, ``machine_able`` (bool) and
        ``digital_ability`` (1 to 5).
    policy : BankAssumptions
        What is assumed of the branch; here of its machines and its helper.
    rng : numpy.random.Generator
        Draws who needs help at a machine.

    Returns
    -------
    Plan
        Two lines, ``machine`` and ``all``, with the helper's cost (yuan a day).
    """
    plan = _plain(visits, policy)
    to_machine = visits["machine_able"].to_numpy(dtype=bool)
    helped = rng.random(len(visits)) < (5 - visits["digital_ability"].to_numpy()) / 4
    there = policy.machine_minutes + np.where(helped, policy.helper_minutes, 0.0)
    return Plan(
        plan.minute, np.where(to_machine, there, plan.service), np.where(to_machine, "machine", "all").tolist(),
        [["all"]] * policy.counters + [["machine"]] * policy.machines, plan.turned, policy.helper_cost,
    )  # fmt: skip


def appointments(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
    """Offer customers that can wait a slot in the quietest half-hours of the day, without queuing.

    Parameters
    ----------
    visits : pandas.DataFrame
        One row per visit of the day, with ``minute``, ``service_minutes``, ``deferrable`` and ``urgent``
        (bool).
    policy : BankAssumptions
        What is assumed of the branch; here the share that takes an appointment.
    rng : numpy.random.Generator
        Draws who takes one, and the minute within the half-hour.

    Returns
    -------
    Plan
        Two lines, ``slot`` before ``all`` at every counter, with the new minutes of those who moved.
    """
    plan = _plain(visits, policy)
    has_time = visits["deferrable"].to_numpy(dtype=bool) & ~visits["urgent"].to_numpy(dtype=bool)
    moved = np.flatnonzero(has_time & (rng.random(len(visits)) < policy.accepts_appointment))
    minute = plan.minute.copy()
    stays = np.delete(minute, moved)
    edges = np.arange(np.floor(minute.min() / 30) * 30, minute.max() + 30, 30)
    load = np.histogram(stays, bins=edges)[0].astype(float)
    for who in moved:
        slot = int(np.argmin(load))
        load[slot] += 1
        minute[who] = edges[slot] + 30 * rng.random()
    line = plan.line.copy()
    for who in moved:
        line[who] = "slot"
    return Plan(minute, plan.service, line, [["slot", "all"]] * policy.counters, plan.turned)


def _plain(visits: pd.DataFrame, policy: BankAssumptions) -> Plan:
    n = len(visits)
    minute, service = visits["minute"].to_numpy(dtype=float), visits["service_minutes"].to_numpy(dtype=float)
    return Plan(minute, service, ["all"] * n, [["all"]] * policy.counters, np.zeros(n, dtype=bool))


Design = Callable[[pd.DataFrame, BankAssumptions, np.random.Generator], Plan]

#: The five designs of the hall, in the order of the lesson.
DESIGNS: dict[str, Design] = {
    "single_queue": single_queue,
    "amount_rule": amount_rule,
    "value_counters": value_counters,
    "machines": machines,
    "appointments": appointments,
}


def own_design(*, threshold: float = 0.0, vip_counters: int = 0, machines: int = 0) -> Design:
    """Put a design together from its parts; zero leaves a part out.

    Parameters
    ----------
    threshold : float
        Yuan below which the counter turns people away.
    vip_counters : int
        Counters kept for valuable customers first, out of those that the policy has.
    machines : int
        Cash machines, with a helper next to them; those sent there are not turned away.

    Returns
    -------
    Design
        For ``value.bank.compare``.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.value import bank
    >>> from kamlib.value.bank_designs import own_design
    >>> own = own_design(threshold=3000, vip_counters=2, machines=4)
    >>> bank.compare(*datasets.bank(), designs={"own": own}, days=1).table["design"].tolist()
    ['own']
    """

    def plan(visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator) -> Plan:
        own = replace(
            policy, threshold=threshold, vip_counters=min(vip_counters, policy.counters), machines=machines
        )
        by_value = (value_counters if own.vip_counters else single_queue)(visits, own, rng)
        by_machine = DESIGNS["machines"](visits, own, rng) if machines else by_value
        there = np.array([name == "machine" for name in by_machine.line])
        turned = (visits["amount"] < threshold).to_numpy() & ~there
        line = np.where(there, "machine", by_value.line).tolist()
        service = np.where(turned, own.notice_minutes, by_machine.service)
        return Plan(
            by_value.minute, service, line, [*by_value.counters, *[["machine"]] * machines], turned,
            own.helper_cost if machines else 0.0,
        )  # fmt: skip

    return plan
