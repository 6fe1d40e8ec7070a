from __future__ import annotations

import kamlib as kam
from kamlib.findings import key_accounts
from kamlib.findings.judgement import judged
from kamlib.reports import keylist
from kamlib.words import speaking


def test_the_list_names_the_number_of_each_and_warns_of_those_demoted():
    client = kam.load("machinery")
    with speaking("en"):
        listed = keylist.key_account_table(client)
        reasons = dict(zip(listed.column("customer_id"), listed.column("key_reason"), strict=True))
    fallen = set(key_accounts.demoted(client)) & set(judged(client).keys.listed()["customer_id"])
    assert fallen
    assert {who for who, reason in reasons.items() if "demoted in the last year" in str(reason)} == fallen
