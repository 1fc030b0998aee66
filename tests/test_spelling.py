"""What a thing is found by: Chinese, pinyin, initials and Latin, whatever the width, case and accents."""

from __future__ import annotations

import pytest

from mobility.spelling import fold_words, pinyin, search_key, sort_key


@pytest.mark.parametrize(
    ("names", "typed"),
    [
        (["南洋理工学院"], ["南洋", "理工学院", "nanyang", "ligong", "nylgxy"]),
        (["重庆医科大学"], ["chongqing", "cqykdx"]),
        (["University of Hong Kong"], ["hong", "university", "uohk", "uhk"]),
        (["Université de Liège"], ["liege", "universite", "ul"]),
        (["绿洲学院"], ["lvzhou", "luzhou", "lzxy"]),
        (["ＮＹＰ　Campus"], ["nyp", "campus"]),
        (["Nanyang Polytechnic", "南洋理工学院"], ["nanyang", "polytechnic", "np", "nylgxy"]),
    ],
)
def test_every_way_of_typing_is_in_the_key(names: list[str], typed: list[str]) -> None:
    key = search_key(*names)
    assert [one for one in typed if one not in key] == []


def test_nothing_is_in_the_key_twice() -> None:
    assert search_key("Singapore", "Singapore", "新加坡") == "singapore 新加坡 xinjiapo xjp"


def test_texts_are_ordered_by_their_pinyin() -> None:
    names = ["Zürich 大学", "新加坡", "阿德莱德", "第21届", "巴黎"]
    assert sorted(names, key=sort_key) == ["阿德莱德", "巴黎", "第21届", "新加坡", "Zürich 大学"]


def test_syllables_and_words() -> None:
    assert pinyin("新加坡（第21届）") == ["xin", "jia", "po", "(", "di", "21", "jie", ")"]
    assert fold_words("  Hong\u3000KONG ") == "hong kong"
