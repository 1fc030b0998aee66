"""Tests of mobility.mail.letters: one template speaks two media and one language, and prints nothing it should not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import TemplateError, UndefinedError

from mobility.core.terms import Text
from mobility.mail.letters import render

EVIL = '<script>alert(1)</script> {{ 7 * 7 }} "x" & [a](https://evil.example)\nBcc: all@university.example'


def _values(**changes: Any) -> Mapping[str, Any]:
    given = {
        "person": SimpleNamespace(greeting="Dear Li,", closing="Kind regards,"),
        "office": SimpleNamespace(institution="HEBMU", signature="Office, HEBMU", dated="12 October", footer="Ask us."),
        "links": {"inbox": "https://a.example/letters", "application": "https://a.example/applications/1"},
        "application": SimpleNamespace(
            number="N-1",
            submitted_at=datetime(2026, 10, 12, 4, tzinfo=UTC),
            stage=Text(en="Check", zh_Hans="审核"),
            next=None,
        ),
        "call": SimpleNamespace(title=Text(en="Scholarship", zh_Hans="奖学金")),
        "params": {"receipt_number": "N-1-1"},
        "zone": "Asia/Shanghai",
    }
    return given | changes


def test_one_template_gives_subject_text_and_html_in_one_language() -> None:
    english, chinese = render("receipt", "en", _values()), render("receipt", "zh_Hans", _values())
    assert english.subject == "We have your application N-1"
    assert chinese.subject == "已收到您的申请 N-1"
    assert "Handed in: Monday 12 October 2026, 12:00 (Beijing time)" in english.text
    assert "提交时间：2026年10月12日（星期一）12:00（北京时间）" in chinese.text
    assert '<html lang="zh-Hans" dir="ltr">' in chinese.html


def test_styles_are_inlined_and_nothing_is_fetched_or_scripted() -> None:
    html = render("receipt", "en", _values()).html
    assert "<p style=" in html
    assert [bad for bad in ("<link", "<script", "<img", "url(", "@import", "onclick") if bad in html] == []


def test_what_people_wrote_is_escaped_in_html_and_not_evaluated_anywhere() -> None:
    letter = render("receipt", "en", _values(params={"receipt_number": EVIL}))
    assert "<script>alert" not in letter.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in letter.html
    assert "{{ 7 * 7 }}" in letter.text
    assert "evil.example" not in "".join(part for part in letter.html.split('"') if part.startswith("http"))


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    application = SimpleNamespace(**{**vars(_values()["application"]), "number": EVIL})
    assert "\n" not in render("receipt", "en", _values(application=application)).subject


@pytest.mark.parametrize(
    "changes",
    [
        {"params": {}},
        {"params": {"receipt_number": None}},
        {"params": {"receipt_number": datetime(2026, 10, 12, 4, tzinfo=UTC)}},
        {"links": {}},
    ],
)
def test_a_letter_with_a_hole_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises((UndefinedError, TypeError)):
        render("receipt", "en", _values(**changes))


def test_a_letter_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(TemplateError):
        render("no_such_letter", "en", _values())
