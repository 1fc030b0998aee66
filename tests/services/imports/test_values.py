"""Single cells as hostile registries write them: each is read, or refused by a reason that has words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mobility.core.terms import Reason, Refused
from mobility.i18n import use_locale
from mobility.services.imports import reading, values
from mobility.services.imports.kinds import KINDS, STUDENTS
from mobility.services.imports.values import Read
from mobility.wording import codes, describe_reason


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("李\ue1a3华", "import.private_use"),
        ("李\U000f0001华", "import.private_use"),
        ("李□华", "import.lost_character"),
        ("李〓华", "import.lost_character"),
        ("李\u200b华", "import.control_character"),
        ("李\ufffd华", "import.lost_character"),
        ("李?华", "import.question_mark"),
        ("李？华", "import.question_mark"),
        ("李yao华", "import.mixed_letters"),
        ("李\x07华", "import.control_character"),
        ("李" * 201, "import.too_long"),
    ],
)
def test_a_name_that_lost_a_character_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        values.name(200)(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "阿卜杜拉•买买提", "𠮷野", "O'Brien-Müller", "Анна Каренина"])
def test_a_name_is_kept_as_it_is_given(name: str) -> None:
    assert values.name(200)(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Li.Ming@stu.Example.edu.cn", "Li.Ming@stu.example.edu.cn"),
        ("ａ@example.com", "a@example.com"),
        ('"odd one"@example.com', '"odd one"@example.com'),
    ],
)
def test_an_address_is_kept_in_the_form_of_all_addresses(typed: str, kept: str) -> None:
    with pytest.raises(Refused) if '"' in typed else use_locale("en"):
        assert values.email(typed) == kept


@pytest.mark.parametrize(("typed", "code"), [("913", "0913"), ("0913", "0913"), ("11", "011"), ("0988", "0988")])
def test_the_zero_that_a_spreadsheet_drops_is_put_back(typed: str, code: str) -> None:
    assert values.field(typed) == code


_CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "?", "□", "\ue000", "2026-02-30", "20080314", "1e400", "NaN", "-0", "4.0", "=1+1", "²", "٣"]),
)


def _refusal(read: Read, typed: str) -> Reason | None:
    try:
        read(typed)
    except Refused as refused:
        return refused.reasons[0]
    return None


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_stands_in_a_cell_is_read_or_refused_with_words(kind: str, data: st.DataObject) -> None:
    for column in KINDS[kind].columns:
        reason = _refusal(column.read, data.draw(_CELLS).strip() or "x")
        with use_locale("zh_Hans"):
            assert reason is None or reason.code in codes()
            assert reason is None or "%(" not in describe_reason(Reason(reason.code, {**reason.params, "typed": ""}))


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00\x00")
@example("学号\n1\n".encode("gb18030"))
def test_no_file_does_more_than_be_refused(content: bytes) -> None:
    refused: str | None = None
    try:
        sheet = reading.read(STUDENTS, content)
    except Refused as one:
        refused = one.code
    assert refused.startswith("sheet.") if refused else sheet.lines or sheet.problems


def test_columns_are_found_by_headings_in_both_languages_and_by_what_was_chosen_last_time() -> None:
    headings = ("Student_Number", "姓名", "所在学院", "现名")
    found = reading.proposed(STUDENTS, headings, {"name": "现名"})
    assert found == {"number": "Student_Number", "unit": "所在学院", "name": "现名"}


def test_no_two_columns_of_a_kind_share_a_heading() -> None:
    for kind in KINDS.values():
        sets = [{heading.casefold() for heading in column.headings} for column in kind.columns]
        assert sum(map(len, sets)) == len(set().union(*sets))


def test_a_file_without_the_column_of_numbers_says_which_is_missing() -> None:
    sheet = reading.read(STUDENTS, "姓名,学院\n李,护理\n".encode())
    assert [(one.line, one.column, one.reason.code) for one in sheet.problems] == [
        (1, "number", "import.column_missing")
    ]
