"""The table that a newcomer reads: the address, every demo account, one password in the form that scripts look for."""

from __future__ import annotations

import re
from pathlib import Path

from mobility.cli.demo import ACCOUNTS
from mobility.cli.servers.folder import DataFolder
from mobility.cli.up.terminal import table


def test_the_demo_names_its_accounts_and_one_password(tmp_path: Path) -> None:
    text = "\n".join(table("http://127.0.0.1:8001", DataFolder(tmp_path / "var"), "abcd-efgh"))
    assert re.findall(r"^ +password: (\S+)$", text, re.MULTILINE) == ["abcd-efgh"]
    assert tuple(re.findall(r"(\w+)@demo\.example", text)) == ACCOUNTS
    assert tuple(re.findall(r"(\w+)@cumtb\.demo\.example", text)) == ACCOUNTS
    assert re.findall(r"(?:Address|Second) +(\S+)", text) == ["http://127.0.0.1:8001", "http://cumtb.localhost:8001"]


def test_without_the_demo_nothing_is_said_of_accounts(tmp_path: Path) -> None:
    text = "\n".join(table("http://127.0.0.1:8001", DataFolder(tmp_path / "var"), None))
    assert re.findall(r"^  (\w+)", text, re.MULTILINE) == ["Address", "Data", "Logs", "End"]
