"""The truth of the embedded client covers every customer, and the classifiers are held against it."""

from __future__ import annotations

import kamlib as kam
from kamlib.classify import kinds
from kamlib.course import truth


def test_every_customer_has_one_true_kind(client: kam.Client) -> None:
    known = truth.customers()
    assert known["customer_id"].tolist() == sorted(client.accounts["customer_id"])
    assert set(known["true_kind"]) == set(kinds.KINDS)
    assert 0 < known["truly_key"].sum() < len(known)


def test_the_kinds_told_are_nearly_all_true(client: kam.Client) -> None:
    told = kinds.classify(client.orders, client.activities).table.merge(truth.customers(), on="customer_id")
    assert (told["kind"] == told["true_kind"]).mean() > 0.9
