"""Fields of study by code: a complete tree in both languages."""

import pytest

from mobility.core.eligibility import FIELDS, field_name


def test_the_classification_is_complete_upward() -> None:
    assert [len([code for code in FIELDS if len(code) == length]) for length in (2, 3, 4)] == [11, 29, 80]
    assert all(code[:-1] in FIELDS for code in FIELDS if len(code) > 2)
    assert list(FIELDS) == sorted(FIELDS)
    assert all(name.en and name.zh_Hans for name in FIELDS.values())


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("0913", "Nursing and midwifery", "护理与助产"),
        ("0988", "Health and welfare", "卫生与福利"),
        ("0919", "Health", "卫生"),
        ("09", "Health and welfare", "卫生与福利"),
        ("99", "99", "99"),
        ("", "", ""),
    ],
)
def test_names(code: str, english: str, chinese: str) -> None:
    assert (field_name(code).en, field_name(code).zh_Hans) == (english, chinese)
