"""The hosts of the demo's exchange equal the published sheets by the written rules, and their conditions are rules."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from mobility.cli.demo import facts, hosts
from mobility.core.eligibility import FieldIn, GpaAtLeast, LanguageAnyOf, Rules, dump, field_name, parse
from mobility.regions import region_names
from tests.cli.demo.converting import convert, is_kept

EXCERPT = Path(__file__).with_name("programs_excerpt.csv")
HOSTS = {host["row"]: host for host in hosts.all_hosts()}
PARTNERS = {partner.key: partner for partner in facts.partners(hosts.FILE)}
Kind = TypeVar("Kind")
SEPTEMBER = date(2027, 9, 1)


def _excerpt() -> list[dict[str, str]]:
    with EXCERPT.open(newline="", encoding="utf-8") as sheet:
        return list(csv.DictReader(sheet))


@pytest.mark.parametrize("row", [row for row in _excerpt() if is_kept(row)], ids=lambda row: row["university-name"])
def test_a_host_is_what_the_rules_make_of_its_row(row: dict[str, str]) -> None:
    host = HOSTS[int(row["sequence"])]
    ruled = {key: host[key] for key in convert(row) if key != "country"}
    assert ruled | {"country": PARTNERS[host["partner"]].country} == convert(row)


def test_networks_without_a_country_and_hosts_in_war_zones_are_left_out() -> None:
    left_out = {int(row["sequence"]) for row in _excerpt() if not is_kept(row)}
    assert left_out == {1, 2, 62}
    assert left_out.isdisjoint(HOSTS)


def test_everything_else_of_the_sheets_is_there() -> None:
    assert set(HOSTS) == set(range(1, 89)) - {1, 2, 62}
    assert sum(host["places"] for host in HOSTS.values()) == 187 - 7 - 5 - 1
    assert len({host["key"] for host in HOSTS.values()}) == len(HOSTS)
    assert {host["partner"] for host in HOSTS.values()} == set(PARTNERS)


def test_every_host_has_a_name_and_a_place_in_both_languages() -> None:
    for partner in PARTNERS.values():
        assert partner.city is not None
        assert partner.name.en.isprintable()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in partner.name.zh_Hans), partner.key
        assert any("\u4e00" <= sign <= "\u9fff" for sign in partner.city.zh_Hans), partner.key
        assert region_names(partner.country).zh_Hans


def test_the_four_hosts_in_hong_kong_are_named_as_the_office_names_the_place() -> None:
    there = [PARTNERS[host["partner"]] for host in HOSTS.values() if PARTNERS[host["partner"]].country == "HK"]
    assert [partner.name.zh_Hans for partner in there] == [
        "香港中文大学",
        "香港恒生大学",
        "香港教育大学",
        "香港理工大学",
    ]
    assert region_names("HK").zh_Hans == "中国香港"
    assert len({partner.country for partner in PARTNERS.values()}) == 27


def test_conditions_of_every_kind_become_rules() -> None:
    rules = {row: hosts.rules_of(host, SEPTEMBER) for row, host in HOSTS.items()}
    kinds = Counter(type(rule).__name__ for one in rules.values() for rule in one.rules)
    assert kinds == {"LanguageAnyOf": 86, "GpaAtLeast": 84, "FieldIn": 24, "LevelIn": 3}
    scales = Counter(rule.scale for one in rules.values() for rule in one.rules if isinstance(rule, GpaAtLeast))
    assert scales == {"4.0": 57, "4.5": 24, "4.3": 3}
    assert all(parse(dump(one)) == one for one in rules.values())


def test_minima_of_tests_and_skills_are_alternatives() -> None:
    rule = _rule(hosts.rules_of(HOSTS[83], SEPTEMBER), LanguageAnyOf)
    skills = {"reading": Decimal(22), "listening": Decimal(22), "speaking": Decimal(22), "writing": Decimal(23)}
    assert [(option.test, option.minimum) for option in rule.options] == [("toefl_ibt", "90"), ("ielts", "6.5")]
    assert (rule.options[0].skills, rule.valid_on) == (skills, date(2027, 4, 1))


def test_excluded_medicine_and_nursing_are_fields() -> None:
    rule = _rule(hosts.rules_of(HOSTS[84], SEPTEMBER), FieldIn)
    assert [field_name(code).en for code in rule.exclude] == [
        "Medicine",
        "Nursing and midwifery",
        "Medical diagnostic and treatment technology",
    ]


@pytest.mark.parametrize(
    ("last_day", "starts_on"),
    [
        (date(2026, 12, 3), date(2027, 9, 1)),
        (date(2026, 12, 15), date(2027, 9, 1)),
        (date(2026, 12, 16), date(2028, 3, 1)),
        (date(2026, 6, 14), date(2027, 3, 1)),
    ],
)
def test_a_stay_begins_late_enough_to_be_nominated_for(last_day: date, starts_on: date) -> None:
    assert hosts.first_start(last_day) == starts_on
    dates = [hosts.moved(host.get("nominate_on"), starts_on) for host in HOSTS.values()]
    assert all(day is None or last_day < day < starts_on for day in dates)


def _rule(rules: Rules, kind: type[Kind]) -> Kind:
    return next(rule for rule in rules.rules if isinstance(rule, kind))
