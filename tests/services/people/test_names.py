"""Names: how they are sorted, found and suggested in Latin letters."""

from __future__ import annotations

import pytest

from mobility.services.people.names import LatinName, search_key, sort_key, suggest_latin
from mobility.spelling import fold


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("张三", "ZHANG", "SAN"),
        ("单雄信", "SHAN", "XIONGXIN"),
        ("仇英", "QIU", "YING"),
        ("解缙", "XIE", "JIN"),
        ("曾国藩", "ZENG", "GUOFAN"),
        ("查良镛", "ZHA", "LIANGYONG"),
        ("朴智星", "PIAO", "ZHIXING"),
        ("欧阳修", "OUYANG", "XIU"),
        ("万俟卨", "MOQI", "XIE"),
        ("吕绿", "LYU", "LYU"),
        ("略女", "LUE", "NYU"),
    ],
)
def test_a_latin_name_is_suggested_by_the_rules_of_passports(name: str, family: str, given: str) -> None:
    assert suggest_latin(name) == LatinName(family, given)


@pytest.mark.parametrize("name", ["买买提·艾力", "John O'Neil", "Nguyễn Thị Hà"])
def test_no_latin_name_is_suggested_where_pinyin_would_be_wrong(name: str) -> None:
    assert suggest_latin(name) is None


def test_names_sort_by_pinyin_with_the_family_name_read_as_one() -> None:
    names = ["张三", "曾巧", "Anna Berg", "欧阳修", "单田芳", "买买提·艾力"]
    assert sorted(names, key=sort_key) == ["Anna Berg", "买买提·艾力", "欧阳修", "单田芳", "曾巧", "张三"]


@pytest.mark.parametrize("dot", "·•‧・∙⋅．. ")
def test_a_name_is_found_whichever_dot_was_typed(dot: str) -> None:
    assert fold(f"买买提{dot}艾力") == "买买提艾力"


def test_a_person_is_found_by_name_pinyin_and_initials() -> None:
    assert search_key("张伟·Ａ", "zhang wei a") == "张伟a zhangweia zwa"
    assert fold(" É. Ñuñez ") == "enunez"
