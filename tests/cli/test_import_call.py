"""`mobility import-call`: a draft from a file, or every fault of it and nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from mobility.cli import main
from tests.cli.test_init import init
from tests.servers import DatabaseUrls
from tests.services.calls.example import CALL


@pytest.fixture
def urls(
    fresh_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DatabaseUrls:
    made = fresh_database()
    for name, url in {"DATABASE_URL": made.app, "MIGRATION_DATABASE_URL": made.owner, "REDIS_URL": redis_url}.items():
        monkeypatch.setenv(name, url)
    monkeypatch.setenv("MOBILITY_DATA_DIR", str(tmp_path / "var"))
    assert init(tmp_path).exit_code == 0
    return made


def calls(urls: DatabaseUrls) -> list[tuple[str, str]]:
    engine = create_engine(urls.owner)
    with engine.connect() as connection:
        found = [(row.key, row.state) for row in connection.execute(text("SELECT key, state FROM call"))]
    engine.dispose()
    return found


def test_a_file_is_checked_then_imported_then_there(urls: DatabaseUrls, tmp_path: Path) -> None:
    path = tmp_path / "call.yaml"
    path.write_text(CALL)
    checked = CliRunner().invoke(main, ["import-call", str(path), "--check"])
    assert (checked.exit_code, calls(urls)) == (0, []), checked.output
    done = CliRunner().invoke(main, ["import-call", str(path)])
    assert (done.exit_code, calls(urls)) == (0, [("exchange-2027", "draft")]), done.output
    again = CliRunner().invoke(main, ["import-call", str(path)])
    assert (again.exit_code, len(again.output.splitlines())) == (1, 2)
    assert "Line 6, key: there is a call of this key already." in again.output


def test_every_fault_is_printed_and_an_unknown_institution_is_told(urls: DatabaseUrls, tmp_path: Path) -> None:
    path = tmp_path / "call.yaml"
    path.write_text(CALL.replace("edition: 2027\n", "").replace("months: 5", "months: five"))
    refused = CliRunner().invoke(main, ["import-call", str(path)])
    assert refused.output == (
        "Error: Line 1, edition: this is missing.\n"
        "Line 21, hosts.1.months: this must be a whole number within its bounds.\n"
    )
    unknown = CliRunner().invoke(main, ["import-call", str(path), "--institution", "nowhere"])
    assert (unknown.exit_code, "by --institution: example" in unknown.output) == (1, True)
    assert calls(urls) == []
