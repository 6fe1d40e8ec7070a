"""Visits as a phone app for check-ins exports them: the visited customer is in the column 拜访对象."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters.adapted import Adapted, held

SOURCE = "钉钉帮助中心，签到，管理员导出签到报表"
_COLUMNS = {
    "customer_id": ("拜访对象", "拜访客户", "客户名称", "签到客户"), "date": ("签到日期", "签到时间"),
    "employee": ("姓名", "签到人"), "outcome": ("签到备注", "备注"),
}  # fmt: skip


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table names check-ins, who made them and whom they visited."""
    seen = set(map(str, rows.columns))
    return all(seen & set(_COLUMNS[ours]) for ours in ("customer_id", "date", "employee"))


def apply(rows: pd.DataFrame) -> Adapted:
    """Take the one visited for the customer, and the one who checked in for our employee."""
    chosen = {ours: next((n for n in theirs if n in rows), theirs[0]) for ours, theirs in _COLUMNS.items()}
    return Adapted(rows, held(rows, chosen))
