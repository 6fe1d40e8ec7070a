"""Invented companies and people. Rare characters and made-up stems, so that no well-known firm is met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray

from kamlib.world.dice import Dice, Flags

PLACES = ("苏南", "浙东", "粤北", "鲁西", "皖中", "湘江", "川东", "辽南", "闽西", "豫北", "鄂东", "津沽")
FIRST = "澜砚屿翊朔霁棠岑沄昀皓珩峤沣湜骞铄晗蔚榆"
SECOND = "岳禾陌垚堃岚涧衡渚川樾坤磊源樟砺泽野枫原"
TRADES = {
    "water": ("水务", "Waterworks"), "chemicals": ("化工", "Chemicals"), "mining": ("矿业", "Mining"),
    "food": ("食品", "Foods"), "paper": ("纸业", "Paper"), "energy": ("能源", "Power"),
    "shipyards": ("船舶", "Shipyards"), "buildings": ("机电安装", "Building Services"), "steel": ("钢铁", "Steel"),
    "pharma": ("制药", "Pharma"),
}  # fmt: skip
STEMS = (
    "Brann", "Tolv", "Quer", "Hask", "Ulver", "Drem", "Fjold", "Carth", "Ostr",
    "Velm", "Grund", "Pask", "Wyr", "Zell",
)  # fmt: skip
ENDINGS = ("ick", "ane", "mora", "beck", "ovar", "holt", "enby", "usko", "wald", "essa", "orth", "imar")
FORMS = ("GmbH", "Ltd", "AB", "Inc.", "S.p.A.", "B.V.")

SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施"
GIVEN = (
    "立言", "思远", "雨桐", "子墨", "建业", "文澜", "晓岚", "志衡", "嘉禾",
    "若川", "明砚", "佳宁", "景行", "海岳", "静姝", "以宁",
)  # fmt: skip

CHINA = ("east-china", "south-china", "north-china", "central-china", "west-china")
ABROAD = ("europe", "north-america", "southeast-asia")


def companies(
    industry: NDArray[np.object_],
    chinese: Flags,
    seed: int,
    *,
    stream: str = "companies",
    taken: Sequence[str] = (),
) -> list[str]:
    """Name one company a customer, all different; where the names run out, they are numbered.

    Parameters
    ----------
    industry : numpy.ndarray
        Trade of each customer.
    chinese : numpy.ndarray
        Whether each has a Chinese name.
    seed : int
        Of the world.
    stream : str
        Name of the draw.
    taken : sequence of str
        Names that others have.

    Returns
    -------
    list of str
        As many as customers.
    """
    dice, n = Dice(seed, stream), len(industry)
    at = {True: _syllables(dice, n, PLACES, FIRST, SECOND), False: _syllables(dice, n, STEMS, ENDINGS, FORMS)}
    met: dict[str, int] = dict.fromkeys(taken, 1)
    names = []
    for i, (trade, native) in enumerate(zip(industry, chinese.tolist(), strict=True)):
        name = (_chinese if native else _western)(at[native][i], trade)
        met[name] = met.get(name, 0) + 1
        names.append(name if met[name] == 1 else _numbered(name, met[name], native))
    return names


def _syllables(dice: Dice, n: int, *parts: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(dice.pick(part, n) for part in parts), strict=True))


def _numbered(name: str, number: int, native: bool) -> str:
    return name.replace("有限公司", f"{number}厂") if native else f"{name} ({number})"


def _chinese(parts: tuple[str, ...], trade: str) -> str:
    return f"{''.join(parts)}{TRADES[trade][0]}有限公司"


def _western(parts: tuple[str, ...], trade: str) -> str:
    return f"{parts[0]}{parts[1]} {TRADES[trade][1]} {parts[2]}"


def people(n: int, seed: int, stream: str, *, taken: Collection[str] = ()) -> NDArray[np.object_]:
    """Name Chinese people, all different up to the number of names there are (then numbered).

    Parameters
    ----------
    n : int
        How many.
    seed : int
        Of the world.
    stream : str
        Name of the draw, so that each use gets people of its own.
    taken : collection of str
        Names that others have: nobody is given one of them.

    Returns
    -------
    numpy.ndarray
        As many names (str) as asked for.
    """
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    order = Dice(seed, stream).shuffled(len(every))
    rounds = (divmod(i, len(every)) for i in count())
    named = (every[order[at]] + (str(again + 1) if again else "") for again, at in rounds)
    return np.array([*islice((name for name in named if name not in taken), n)], dtype=object)


def crew(customers: int, seed: int) -> dict[str, list[str]]:
    """Name our people by level; nobody is named like somebody of another level.

    Parameters
    ----------
    customers : int
        Customers of the world: more of them have more sellers and technicians.
    seed : int
        Of the world.

    Returns
    -------
    dict
        Level → names.
    """
    sellers = people(max(8, customers // 20), seed, "sellers").tolist()
    technicians = people(max(6, customers // 25), seed, "technicians", taken=set(sellers)).tolist()
    leaders = people(2, seed, "leaders", taken={*sellers, *technicians}).tolist()
    return {"business": sellers, "technical": technicians, "leadership": leaders}
