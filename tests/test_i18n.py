"""Languages, dates and deadlines as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mobility.core.terms import Text
from mobility.i18n import (
    LazyText,
    _,
    catalog_of,
    current_locale,
    direction,
    format_date,
    format_datetime,
    format_deadline,
    format_number,
    format_share,
    in_current,
    language_tag,
    lazy,
    lazy_plural,
    negotiate,
    ngettext,
    relative_days,
    time_left,
    use_locale,
    zone_name,
)

AT = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


def test_deadline_says_weekday_time_zone_and_distance() -> None:
    assert format_deadline(AT, SHANGHAI, NOW) == "Monday 30 November 2026, 23:59 (Beijing time), in 8 days"
    with use_locale("zh_Hans"):
        assert format_deadline(AT, SHANGHAI, NOW) == "2026年11月30日（星期一）23:59（北京时间），还有8天"


def test_deadline_abroad_names_the_zone_as_valid_that_day() -> None:
    assert format_deadline(AT, "Europe/Paris", NOW) == (
        "Monday 30 November 2026, 16:59 (Central European Standard Time), in 8 days"
    )
    with use_locale("zh_Hans"):
        assert zone_name("Europe/Paris", datetime(2026, 7, 1, tzinfo=UTC)) == "中欧夏令时间"


@pytest.mark.parametrize(
    ("ahead", "english", "chinese"),
    [
        (timedelta(seconds=30), "in less than a minute", "还有不到1分钟"),
        (timedelta(minutes=1), "in 1 minute", "还有1分钟"),
        (timedelta(minutes=59), "in 59 minutes", "还有59分钟"),
        (timedelta(hours=1), "in 1 hour", "还有1小时"),
        (timedelta(hours=23, minutes=59), "in 23 hours", "还有23小时"),
        (timedelta(hours=24), "tomorrow", "明天"),
        (timedelta(days=2), "in 2 days", "还有2天"),
        (timedelta(seconds=-30), "just now", "刚刚"),
        (timedelta(minutes=-5), "5 minutes ago", "5分钟前"),
        (timedelta(hours=-1), "1 hour ago", "1小时前"),
        (timedelta(days=-1), "yesterday", "昨天"),
        (timedelta(days=-8), "8 days ago", "8天前"),
    ],
)
def test_distance_grows_from_minutes_to_days(ahead: timedelta, english: str, chinese: str) -> None:
    assert time_left(NOW + ahead, SHANGHAI, NOW) == english
    with use_locale("zh_Hans"):
        assert time_left(NOW + ahead, SHANGHAI, NOW) == chinese


def test_days_are_those_of_the_calendar_in_the_zone() -> None:
    late_evening = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
    assert time_left(datetime(2026, 11, 24, 0, 30, tzinfo=UTC), SHANGHAI, late_evening) == "in 2 days"
    assert time_left(datetime(2026, 11, 23, 15, 59, tzinfo=UTC), SHANGHAI, late_evening) == "tomorrow"


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [(22, "today", "今天"), (23, "tomorrow", "明天"), (30, "in 8 days", "还有8天"), (21, "yesterday", "昨天"),
     (14, "8 days ago", "8天前")],
)  # fmt: skip
def test_relative_days(day: int, english: str, chinese: str) -> None:
    assert relative_days(date(2026, 11, day), date(2026, 11, 22)) == english
    with use_locale("zh_Hans"):
        assert relative_days(date(2026, 11, day), date(2026, 11, 22)) == chinese


def test_dates_and_moments_in_three_styles() -> None:
    day = date(2026, 9, 5)
    assert [format_date(day, style) for style in ("short", "long", "full")] == [
        "5 Sep 2026",
        "5 September 2026",
        "Saturday 5 September 2026",
    ]
    assert format_datetime(AT, SHANGHAI) == "30 November 2026, 23:59"
    assert format_datetime(AT, SHANGHAI, "short") == "30 Nov 2026 23:59"
    with use_locale("zh_Hans"):
        assert [format_date(day, style) for style in ("short", "long", "full")] == [
            "2026-09-05", "2026年9月5日", "2026年9月5日（星期六）",
        ]  # fmt: skip
        assert format_datetime(AT, SHANGHAI) == "2026年11月30日 23:59"


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-TW", "zh_Hans"),
        ("en-GB,en;q=0.5", "en"),
        ("fr-FR,fr;q=0.9,zh;q=0.4,en;q=0.3", "zh_Hans"),
        ("en;q=0.1, zh;q=0.2", "zh_Hans"),
        ("zh;q=0,en", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("zh;q=nonsense", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_negotiation(header: str | None, locale: str) -> None:
    assert negotiate(header) == locale


def test_negotiation_falls_back_to_the_given_language() -> None:
    assert negotiate("fr", default="zh_Hans") == "zh_Hans"


def test_messages_change_with_the_language_and_back() -> None:
    later = lazy("Beijing time")
    assert (str(later), _("Beijing time"), current_locale()) == ("Beijing time", "Beijing time", "en")
    with use_locale("zh_Hans"):
        assert (str(later), _("Beijing time"), language_tag()) == ("北京时间", "北京时间", "zh-Hans")
    assert (str(later), language_tag(), direction()) == ("Beijing time", "en", "ltr")


def test_an_unknown_language_is_refused_and_nothing_changes() -> None:
    with pytest.raises(ValueError, match="fr"), use_locale("fr"):
        pass
    assert current_locale() == "en"


def test_an_unknown_message_is_said_as_it_is() -> None:
    with use_locale("zh_Hans"):
        assert _("No catalog has this: 100%") == "No catalog has this: 100%"


def test_counted_messages() -> None:
    counted = lazy_plural("in %(n)s day", "in %(n)s days", counted_by="days")
    assert (ngettext("in %(n)s day", "in %(n)s days", 1), counted % {"days": 1}) == ("in 1 day", "in 1 day")
    assert (ngettext("in %(num)s day", "in %(num)s days", 3), counted % {"days": 3}) == ("in 3 days", "in 3 days")
    with use_locale("zh_Hans"):
        assert counted % {"days": 3} == "还有3天"


def test_lazy_texts_compare_by_what_they_say() -> None:
    assert lazy("a", x=1) == LazyText("a", {"x": 1})
    assert lazy("a") != lazy("b")
    assert len({lazy("a"), lazy("a")}) == 1


def test_stored_texts_follow_the_language() -> None:
    text = Text(en="School", zh_Hans="学院")
    assert in_current(text) == "School"
    with use_locale("zh_Hans"):
        assert in_current(text) == "学院"


def test_numbers() -> None:
    assert (format_number(1234.5), format_number(3.6, 2), format_number(1234, 0)) == ("1,234.5", "3.60", "1,234")
    assert format_share(0.25) == "25%"


def test_a_catalog_is_read_once() -> None:
    assert catalog_of("zh_Hans") is catalog_of("zh_Hans")
