"""Calendar files of visits: read by two parsers, the same bytes each time, Chinese folded between characters."""

from __future__ import annotations

import datetime as dt

import icalendar
import pandas as pd
import pytest
import vobject

from kamlib.errors import KamError
from kamlib.manage import visits

PROMISES = pd.DataFrame({
    "customer_id": ["C1", "C2"], "level": ["leadership", "business"], "every_weeks": [4, 2], "hours": [3.0, 2.0],
    "person": ["王芳", "李娜"], "value": [987_654.0, 123_456.0], "together": ["李娜", ""],
})  # fmt: skip
PEOPLE = pd.DataFrame({"person": ["王芳", "李娜"], "hours_per_week": [8, 8]})
NAMES = {"C1": "北方化工装备制造集团有限责任公司第二泵阀分公司（沈阳市铁西区经济技术开发区）", "C2": "三江水泥"}


def planned(start: str = "2026-03-02", **more: object) -> visits.Plan:
    return visits.plan(PROMISES, PEOPLE, start=start, weeks=6, **more)


def events(file: bytes) -> list[tuple[str, dt.date, dt.date, int]]:
    found = icalendar.Calendar.from_ical(file).walk("VEVENT")
    return [(str(one["uid"]), one.decoded("dtstart"), one.decoded("dtend"), int(one["sequence"])) for one in found]


def test_two_parsers_read_the_visits_as_they_are_in_the_table() -> None:
    found = planned()
    file = found.calendar("李娜", names=NAMES)
    days = [day.date() for day in found.table["date"]]  # she goes to all of them: hers, and with the leader
    assert sorted(first for _uid, first, _last, _n in events(file)) == sorted(days)
    assert all(last - first == dt.timedelta(days=1) for _uid, first, last, _n in events(file))
    other = vobject.readOne(file.decode("utf-8"))
    assert sorted(one.dtstart.value for one in other.vevent_list) == sorted(days)
    summaries = {one.summary.value for one in other.vevent_list}
    assert any(NAMES["C1"] in said for said in summaries)
    leader = events(found.calendar("王芳", names=NAMES))
    assert {uid for uid, *_ in leader} < {uid for uid, *_ in events(file)}


def test_the_file_is_folded_between_characters_and_the_same_each_time() -> None:
    file = planned().calendar("李娜", names=NAMES)
    assert file == planned().calendar("李娜", names=NAMES)
    lines = file.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode("utf-8") is not None for line in lines), "no character is cut in two"
    assert any(line.startswith(b" ") for line in lines)
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"DTSTAMP:20260302T000000Z" in file
    assert b"VALUE=DATE" in file


def test_no_money_is_in_the_file() -> None:
    text = planned().calendar("李娜").decode("utf-8")
    assert not any(figure in text.replace(",", "") for figure in ("987654", "123456"))


def test_a_visit_that_moved_keeps_its_name_and_one_that_is_gone_is_cancelled() -> None:
    first = planned()
    old = first.calendar("李娜")
    week = first.table["date"].min()
    away = pd.DataFrame({"person": ["李娜"], "first": [week], "last": [week + pd.Timedelta(days=6)]})
    second = planned(absences=away, earlier=first.table)
    new = second.calendar("李娜", previous=old)
    before, after = ({uid: (day, n) for uid, day, _end, n in events(file)} for file in (old, new))
    for uid, (day, n) in after.items():
        if uid in before:
            assert n == before[uid][1] + (day != before[uid][0])
    gone = second.cancelled("李娜", old)
    taken_off = {} if gone is None else {uid: n for uid, _day, _end, n in events(gone)}
    assert set(taken_off) == set(before) - set(after)
    assert all(n == 1 for n in taken_off.values())
    assert any(day != before[uid][0] for uid, (day, _n) in after.items() if uid in before) or taken_off


def stamps(file: bytes) -> dict[str, tuple[int, dt.datetime]]:
    found = icalendar.Calendar.from_ical(file).walk("VEVENT")
    return {str(one["uid"]): (int(one["sequence"]), one.decoded("dtstamp")) for one in found}


def test_an_entry_whose_agenda_changed_counts_up_and_the_others_stay_byte_for_byte() -> None:
    found = planned()
    visit = next(one for one in found.visits if one.promise.customer_id == "C2")
    key = ("C2", "business", visit.date)
    old = found.calendar("李娜", names=NAMES, notes={key: ["目标：下一批订单", "备件，价格; 交期"]})
    assert (
        found.calendar("李娜", names=NAMES, notes={key: ["目标：下一批订单", "备件，价格; 交期"]}, previous=old)
        == old
    )
    new = found.calendar("李娜", names=NAMES, notes={key: ["目标：下一批订单"]}, previous=old)
    before, after = stamps(old), stamps(new)
    (changed,) = [uid for uid in before if before[uid] != after[uid]]
    assert (before[changed][0], after[changed][0]) == (0, 1)
    assert after[changed][1] > before[changed][1], "a program that goes by the stamp sees the change, too"
    third = found.calendar("李娜", names=NAMES, notes={key: ["目标：回款"]}, previous=new)
    assert stamps(third)[changed] == (2, after[changed][1] + dt.timedelta(seconds=1))
    renamed = found.calendar(
        "李娜", names={**NAMES, "C1": "北方化工"}, notes={key: ["目标：回款"]}, previous=third
    )
    uids = {uid for uid in stamps(third) if stamps(renamed)[uid] != stamps(third)[uid]}
    assert uids == {str(one["uid"]) for one in icalendar.Calendar.from_ical(third).walk("VEVENT")
                    if str(one["X-KAM-CUSTOMER"]) == "C1"}  # fmt: skip


def test_entries_that_a_later_plan_leaves_as_they_are_keep_sequence_and_stamp() -> None:
    first = planned()
    old = first.calendar("李娜")
    later = planned(start="2026-03-09", earlier=first.table)
    before, after = stamps(old), stamps(later.calendar("李娜", previous=old))
    days = {uid: day for uid, day, _end, _n in events(old)}
    now = {uid: day for uid, day, _end, _n in events(later.calendar("李娜", previous=old))}
    stayed = [uid for uid in after if uid in days and now[uid] == days[uid]]
    assert stayed
    assert all(after[uid] == before[uid] for uid in stayed)


def test_a_calendar_without_its_visits_cancels_them() -> None:
    old = planned().calendar("王芳")
    later = PROMISES[PROMISES["customer_id"] == "C2"]
    gone = visits.plan(later, PEOPLE, start="2026-03-02", weeks=6).cancelled("王芳", old)
    assert gone is not None
    assert b"METHOD:CANCEL" in gone
    assert gone.count(b"STATUS:CANCELLED") == len(events(old)) > 0
    assert planned().cancelled("王芳", old) is None


def test_strangers_and_other_files_are_refused() -> None:
    with pytest.raises(KamError, match="Wang is not among the people"):
        planned().calendar("Wang")
    with pytest.raises(KamError, match="does not contain a calendar"):
        planned().calendar("王芳", previous=b"name,date\r\n1,2")
