"""Promised visits, who talks with whom, requests and rules: read, checked, and as they were on an earlier day."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.manage import policy
from kamlib.reports.anonymise import anonymise
from kamlib.tables import read
from kamlib.tables.messages import message, remedy

ORDERS = """Customer No,Order No,Date,Amount,Salesperson
K1,1,2024-03-05,100,Li Na
K2,2,2024-06-30,50,Max Weber
"""
PEOPLE = """Name,Level,Weekly hours,Last day
Li Na,business,16,2025-03-31
Max Weber,technical,24,
"""
CONTACTS = """customer_id,contact_id,role,known_by
K1,C1,buyer,Li Na
K1,C2,decider,Li Na
"""
TEXTS = {
    "promises": (
        "Customer,Level,Every weeks,Hours,Person,Yearly value\n"
        "K1,business,3,2,Li Na,1000\nK2,technical,8,3,Otto,50\n"
        "K2,business,0,3,Li Na,50\n",
        "客户编号,走访层级,走访间隔（周）,每次工时,人员,年贡献\nK1,业务层,3,2,Li Na,1000\nK2,技术层,8,3,Otto,50\n"
        "K2,业务层,0,3,Li Na,50\n",
    ),
    "network": (
        "Customer,From,To,Strength\nK1,Li Na,C1,4\nK1,C1,C2,2\nK1,C1,C9,2\n",
        "客户编号,一方,另一方,关系强度\nK1,Li Na,C1,4\nK1,C1,C2,2\nK1,C1,C9,2\n",
    ),
    "requests": (
        "Ticket ID,Customer,Received on,Assigned to,Type,First reply hours,Resolved on,Resolved by\n"
        "R1,K1,2024-03-01,Li Na,question,2.5,2024-03-03,Li Na\n"
        "R2,K1,2024-06-01,Li Na,complaint,30,2024-07-20,Max Weber\n"
        "R3,K2,2024-06-30,Max Weber,quote,50,,\nR4,K2,2024-05-02,Max Weber,quote,-1,2024-05-01,Max Weber\n",
        "工单编号,客户,受理日期,受理人,来询类型,首次回复用时（小时）,办结日期,办结人\n"
        "R1,K1,2024-03-01,Li Na,咨询,2.5,2024-03-03,Li Na\nR2,K1,2024-06-01,Li Na,投诉,30,2024-07-20,Max Weber\n"
        "R3,K2,2024-06-30,Max Weber,询价,50,,\nR4,K2,2024-05-02,Max Weber,报价,-1,2024-05-01,Max Weber\n",
    ),
    "rules": (
        "Rule,Field,At least,Below,Equals,Grants,Amount\nlarge,revenue,100,,,discount,0.03\n"
        "small,revenue,,100,,discount,0.01\nnorth,region,,,North,payment_days,60\n",
        "规则,字段,不低于,低于,等于,给予,数额\nlarge,revenue,100,,,discount,0.03\n"
        "small,revenue,,100,,discount,0.01\nnorth,region,,,North,payment_days,60\n",
    ),
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    held = {"orders": ORDERS, "people": PEOPLE, "contacts": CONTACTS} | {t: texts[0] for t, texts in TEXTS.items()}
    for name, text in held.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in held}


def loaded(files: dict[str, str], **how: object) -> kam.Client:
    others = {table: file for table, file in files.items() if table != "orders"}
    return kam.load(files["orders"], **{**others, **how})


@pytest.mark.parametrize("table", TEXTS)
def test_headers_of_both_languages_give_the_same_table(tmp_path: Path, table: str) -> None:
    frames = []
    for at, text in enumerate(TEXTS[table]):
        file = tmp_path / f"{at}.csv"
        file.write_text(text, "utf-8")
        frames.append(read(file, table).frame)
    pd.testing.assert_frame_equal(*frames)


def test_each_column_holds_what_the_file_says(files: dict[str, str]) -> None:
    client = loaded(files)
    assert client.promises is not None and client.network is not None  # noqa: PT018
    assert client.requests is not None and client.rules is not None and client.people is not None  # noqa: PT018
    assert client.promises.iloc[0].tolist() == ["K1", "business", 3.0, 2.0, "Li Na", 1000.0]
    assert client.network[["one", "other"]].to_numpy().tolist() == [["Li Na", "C1"], ["C1", "C2"], ["C1", "C9"]]
    assert client.requests["kind"].tolist() == ["question", "complaint", "quote", "quote"]
    assert client.requests["reply_hours"].tolist() == [2.5, 30.0, 50.0, -1.0]
    assert client.people["until"].tolist() == [pd.Timestamp("2025-03-31"), pd.NaT]
    assert policy.verify(client.rules).table["kind"].tolist() == ["cliff"]  # 3% from 100 on, 1% below


def test_what_does_not_fit_is_named_and_what_fits_is_not(files: dict[str, str]) -> None:
    client = loaded(files)
    said = {problem.code: problem for problem in client.problems}
    assert {code: said[code].rows for code in said if code in (
        "promises-unplannable", "promises-nobody", "ties-unknown", "replies-early",
    )} == {"promises-unplannable": 1, "promises-nobody": 1, "ties-unknown": 1, "replies-early": 1}  # fmt: skip
    for code, name in (("promises-nobody", "Otto"), ("ties-unknown", "C9"), ("replies-early", "R4")):
        assert name in message(said[code])
        assert remedy(said[code])


def test_of_two_promises_of_a_customer_and_level_the_later_one_is_planned() -> None:
    from kamlib.tables.checks.promised import unplannable

    promises = pd.DataFrame({
        "customer_id": ["A", "A", "A", "B", "C"],
        "level": ["business", "technical", "business", "business", "business"],
        "every_weeks": [3, 3, 4, 2, 1], "hours": [1, 1, 1, 0, 1], "person": ["X", "X", "X", "X", None],
    })  # fmt: skip
    assert unplannable(promises).tolist() == [True, False, False, True, True]


def test_on_an_earlier_day_later_replies_and_closings_are_not_known(files: dict[str, str]) -> None:
    requests = loaded(files, as_of="2024-06-30").requests
    assert requests is not None
    at = requests.set_index("request_id")
    assert at.loc["R2", "reply_hours"] == 30.0  # replied on 2 June
    assert pd.isna(at.loc["R2", "closed"])
    assert pd.isna(at.loc["R2", "closed_by"])
    assert pd.isna(at.loc["R3", "reply_hours"])  # replied on 2 July
    assert at.loc["R1", "closed"] == pd.Timestamp("2024-03-03")


def test_kam_check_speaks_of_them_and_finds_out_which_table_a_file_is(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "check",
        files["orders"],
        *(word for t in (*TEXTS, "people") for word in (f"--{t}", files[t])),
        "--json",
    ]
    assert main(words) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert {t: (tables[t]["rows_read"], tables[t]["rows_used"]) for t in TEXTS} == {
        "promises": (3, 3), "network": (3, 3), "requests": (4, 4), "rules": (3, 3),
    }  # fmt: skip
    for table in ("promises", "requests", "rules"):
        assert main(["check", files[table]]) == 2
        assert f"--table {table}" in capsys.readouterr().err


def test_other_names_fit_together_over_the_tables(files: dict[str, str]) -> None:
    client = loaded(files)
    other = anonymise(client)
    assert client.people is not None and client.network is not None  # noqa: PT018
    assert other.people is not None and other.promises is not None  # noqa: PT018
    assert other.network is not None and other.requests is not None and other.contacts is not None  # noqa: PT018
    text = "".join(
        getattr(other, t).to_csv() for t in ("people", "promises", "network", "requests", "rules", "contacts")
    )
    assert [name for name in ("Li Na", "Max Weber", "Otto", "R1", "C9") if name in text] == []
    called = dict(zip(client.people["person"], other.people["person"], strict=True))
    assert other.promises["person"].tolist()[::2] == [called["Li Na"]] * 2
    assert other.network["one"].iloc[0] == called["Li Na"]
    assert other.network["one"].iloc[1] == other.contacts["contact_id"].iloc[0]
    assert other.requests["closed_by"].iloc[1] == called["Max Weber"]
    assert "until" not in other.people
