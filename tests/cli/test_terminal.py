"""The table at the end of a start says where everything is, at both universities of the demo."""

from __future__ import annotations

from pathlib import Path

from mobility.cli.demo import facts
from mobility.cli.demo.build import ACCOUNTS
from mobility.cli.servers.folder import DataFolder
from mobility.cli.up import terminal


def test_the_table_names_both_universities_and_every_account(tmp_path: Path) -> None:
    lines = terminal.table("http://127.0.0.1:8000", DataFolder(tmp_path), "a-pass-word")
    text = "\n".join(lines)
    assert "  Address   http://127.0.0.1:8000\n" in text
    assert "  Second    http://cumtb.localhost:8000\n" in text
    assert "  Letters   http://cumtb.localhost:8000/inbox\n" in text
    for domain in ("demo.example", "cumtb.demo.example"):
        assert [f"{name}@{domain}" in text for name in ACCOUNTS] == [True] * len(ACCOUNTS)
    assert text.count("a-pass-word") == 1


def test_without_a_demo_there_is_no_account(tmp_path: Path) -> None:
    lines = terminal.table("http://127.0.0.1:8000", DataFolder(tmp_path), None)
    assert [line.split()[0] for line in lines[1:-1]] == ["Address", "Data", "Logs", "End"]


def test_the_table_says_what_the_world_is_built_from() -> None:
    first, second = facts.UNIVERSITIES
    assert (ACCOUNTS, first) == (terminal.ACCOUNTS, terminal.DEMO_INSTITUTION)
    assert (facts.domain(first), facts.domain(second)) == (terminal.DEMO_DOMAIN, terminal.SECOND_DOMAIN)
    assert facts.institution(second).hosts == (terminal.SECOND_HOST,)
    for key in facts.UNIVERSITIES:
        assert set(ACCOUNTS) - {"student"} <= {one["local"] for one in facts.read(key)["staff"]}
