"""A real start: an institution with its units, and an administrator who gets in by a link that works once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from mobility.cli import main
from tests.servers import DatabaseUrls

FILE = """
key: example
name: {en: Example University, zh_Hans: 示例大学}
short_name: {en: Example, zh_Hans: 示大}
office_name: {en: International Office, zh_Hans: 国际合作与交流处}
hosts: [mobility.example.edu.cn]
units:
  - {code: N, kind: school, name: {en: School of Nursing, zh_Hans: 护理学院}}
  - {code: N-LAB, kind: laboratory, name: {en: Skills Laboratory, zh_Hans: 技能实验室}, parent: N}
"""


@pytest.fixture
def urls(fresh_database: Callable[[], DatabaseUrls], redis_url: str, monkeypatch: pytest.MonkeyPatch) -> DatabaseUrls:
    made = fresh_database()
    monkeypatch.setenv("DATABASE_URL", made.app)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", made.owner)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("MOBILITY_BASE_URL", "https://mobility.example.edu.cn")
    return made


def init(folder: Path, content: str = FILE, *, email: str = "admin@example.edu.cn") -> Result:
    path = folder / "institution.yaml"
    path.write_text(content)
    return CliRunner().invoke(main, ["init", str(path), "--admin-name", "王敏", "--admin-email", email])


def value(urls: DatabaseUrls, statement: str) -> object:
    engine = create_engine(urls.owner)
    with engine.connect() as connection:
        found = connection.scalar(text(statement))
    engine.dispose()
    return found


def test_the_institution_is_made_and_the_link_is_printed(urls: DatabaseUrls, tmp_path: Path) -> None:
    done = init(tmp_path)
    assert done.exit_code == 0, done.output
    first, second, link = done.output.splitlines()
    assert first == "Example University has been made, with 2 units."
    assert second == "王敏 sets a password here, once, within 14 days:"
    assert re.fullmatch(r"https://mobility\.example\.edu\.cn/invitation/[\w-]{43}", link)
    assert value(urls, "SELECT string_agg(code, ' ' ORDER BY id) FROM unit") == "N N-LAB"
    assert value(urls, 'SELECT name || role FROM role_grant JOIN "user" ON "user".id = user_id') == "王敏administrator"
    assert value(urls, "SELECT count(*) FROM outbox_message WHERE notice = 'invitation'") == 1


def test_a_second_start_and_an_impossible_address_change_nothing(urls: DatabaseUrls, tmp_path: Path) -> None:
    refused = init(tmp_path, email="nowhere")
    assert refused.exit_code == 1
    assert value(urls, "SELECT count(*) FROM institution") == 0
    assert init(tmp_path).exit_code == 0
    again = init(tmp_path)
    assert again.exit_code == 1
    assert again.output.startswith("Error: ")
    assert value(urls, "SELECT count(*) FROM institution") == 1


def test_a_file_that_cannot_be_used_is_refused_with_its_reasons(urls: DatabaseUrls, tmp_path: Path) -> None:
    refused = init(tmp_path, FILE.replace("key: example", "key: 示例"))
    assert refused.exit_code == 1
    assert "institution.yaml: key: String should match pattern" in refused.output
    assert value(urls, "SELECT count(*) FROM institution") == 0
