"""Countries and regions are named as the office names them and stand in the order of each language."""

from __future__ import annotations

import pytest

from mobility.i18n import use_locale
from mobility.regions import in_order, region_name, region_names


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [("HK", "Hong Kong, China", "中国香港"), ("MO", "Macao, China", "中国澳门"), ("TW", "Taiwan, China", "中国台湾"),
     ("sg", "Singapore", "新加坡"), ("FR", "France", "法国")],
)  # fmt: skip
def test_names_follow_the_office(code: str, english: str, chinese: str) -> None:
    assert region_name(code) == english
    with use_locale("zh_Hans"):
        assert region_name(code) == chinese
    assert (region_names(code).en, region_names(code).zh_Hans) == (english, chinese)


@pytest.mark.parametrize("code", ["QX", "", "001", "Narnia"])
def test_a_code_that_nobody_has_is_no_region(code: str) -> None:
    with pytest.raises(LookupError):
        region_name(code)


def test_lists_are_ordered_by_pinyin_in_chinese_and_by_the_alphabet_in_english() -> None:
    codes = ["SG", "TW", "JP", "DE", "IE", "HK", "MO"]
    assert in_order(codes) == ["DE", "HK", "IE", "JP", "MO", "SG", "TW"]
    with use_locale("zh_Hans"):  # aierlan, deguo, riben, xinjiapo, zhongguo aomen, … taiwan, … xianggang
        assert in_order(codes) == ["IE", "DE", "JP", "SG", "MO", "TW", "HK"]
