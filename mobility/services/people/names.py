"""Names as offices need them: keys to sort and find by, and a suggestion for the Latin name that nobody must take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pypinyin import Style, lazy_pinyin

from mobility.spelling import fold

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# fmt: off
_COMPOUND: Final = frozenset(
    {
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
        "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
        "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "令狐", "呼延", "单于", "拓跋",
        "百里", "东郭", "西门", "南门", "纳兰",
    }
)
# fmt: on
_SURNAMES: Final[Mapping[str, str]] = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "曾": "zeng",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "盖": "ge",
    "翟": "zhai",
    "乐": "yue",
    "覃": "qin",
    "缪": "miao",
    "黑": "he",
    "员": "yun",
    "种": "chong",
    "祭": "zhai",
    "隗": "wei",
    "郇": "xun",
    "牟": "mu",
    "薄": "bo",
    "卜": "bu",
}
"""Family names that a dictionary of common words reads otherwise than the people who bear them."""


@dataclass(frozen=True, slots=True)
class LatinName:
    """A name in Latin letters as a travel document writes it: capitals, no tone marks. The family part may be empty."""

    family: str
    given: str


def sort_key(name: str) -> str:
    """What a name is sorted by: pinyin syllables in lower case for a Chinese name, else the name itself, lower case."""
    if not _HAN.search(name):
        return " ".join(name.casefold().split())[:300]
    return " ".join(_family(name) + _given(name)).replace("ü", "v")[:300]


def search_key(name: str, key: str) -> str:
    """What a person is found by: the folded name, the sort key without its spaces, and its initials."""
    initials = "".join(syllable[0] for syllable in key.split())
    return " ".join((fold(name), fold(key), initials))[:600]


def suggest_latin(name: str) -> LatinName | None:
    """How a passport office would probably write a Chinese name; None for any other name.

    Only ever shown beside the field: older documents differ, and some people's names are no pinyin at all.
    """
    if not _HAN.match(name) or "·" in name:
        return None
    return LatinName(_in_passport("".join(_family(name))), _in_passport("".join(_given(name))))


def _family(name: str) -> list[str]:
    if name[:2] in _COMPOUND:
        return _read(name[:2])
    return [_SURNAMES[name[0]]] if name[0] in _SURNAMES else _read(name[:1])


def _given(name: str) -> list[str]:
    return _read(name[2:] if name[:2] in _COMPOUND else name[1:])


def _read(text: str) -> list[str]:
    syllables = lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)
    return [plain for syllable in syllables if (plain := "".join(c for c in syllable.casefold() if c.isalnum()))]


def _in_passport(syllables: str) -> str:
    """The rule of passports: lü and nü become LYU and NYU, lüe and nüe LUE and NUE."""
    return syllables.replace("üe", "ue").replace("ü", "yu").upper()
