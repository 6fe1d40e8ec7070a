"""White space against the truth of the embedded client: goods of a customer's own range that it never bought."""

from __future__ import annotations

import json

import numpy as np
import pytest

import kamlib as kam
from kamlib._paths import shipped
from kamlib.manage import development


@pytest.mark.slow
def test_goods_of_the_own_range_are_found_better_than_by_popularity() -> None:
    truth = json.loads((shipped("datasets") / "machinery" / "truth.json").read_text("utf-8"))["affinities"]
    found = development.white_space(kam.load("machinery"))
    goods = found.products.astype("str").to_numpy()
    held = {str(who): row > 0 for who, row in zip(found.customers, found.held.toarray(), strict=True)}
    popular = sorted(range(len(goods)), key=lambda at: (-sum(row[at] for row in held.values()), goods[at]))
    table = found.table.sort_values(["customer_id", "probability", "product"], ascending=[True, False, True])
    ours = {str(who): mine["product"].astype("str").tolist() for who, mine in table.groupby("customer_id")}
    theirs = {who: [goods[at] for at in popular if not held[who][at]][: len(mine)] for who, mine in ours.items()}
    blanks = {who: set(truth[who]) - set(goods[np.flatnonzero(held[who])]) for who in ours}
    assert sum(map(len, blanks.values())) >= 10, "there is something to find"

    def hits(offered: dict[str, list[str]], first: int) -> int:
        return sum(len(blanks[who] & set(some[:first])) for who, some in offered.items())

    assert hits(ours, 10) >= 3 * hits(theirs, 10) > 0
    assert hits(ours, 1) > 3 * hits(theirs, 1)


def test_the_truth_names_a_range_for_every_customer() -> None:
    truth = json.loads((shipped("datasets") / "machinery" / "truth.json").read_text("utf-8"))
    ranges = truth["affinities"]
    client = kam.load("machinery")
    assert client.customers is not None
    assert set(ranges) == set(client.customers["customer_id"].astype("str"))
    daily = (
        client.orders[client.orders["order_type"] == "standard"]
        if "order_type" in client.orders
        else client.orders
    )
    bought = daily.groupby(daily["customer_id"].astype("str"))["product"].agg(lambda some: set(some.astype("str")))
    shares = [len(goods & set(ranges[who])) / len(goods) for who, goods in bought.items()]
    assert np.mean(shares) > 0.9, "what is bought every day is of the own range"
