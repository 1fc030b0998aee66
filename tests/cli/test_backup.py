"""A backup proves itself, and a restore into a fresh folder gives everything back: rows, documents, a sign-in."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from mobility import storage
from mobility.app import create_app
from mobility.cli import main
from mobility.cli.backup.archive import Damaged, verified
from mobility.cli.servers import Place
from mobility.cli.surroundings import surroundings
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Document
from tests import databases
from tests.browsing import Browser
from tests.client import Client
from tests.factories.calls import make_call
from tests.factories.cases import make_application
from tests.factories.people import make_staff
from tests.servers import DatabaseUrls

WORDS = b"%PDF-1.7 a transcript"
KEYS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")


@pytest.fixture
def old(fresh_database: Callable[[], DatabaseUrls], redis_url: str, monkeypatch: pytest.MonkeyPatch) -> DatabaseUrls:
    """The servers of the environment, whose database is to be backed up."""
    made = fresh_database()
    for name, url in zip(KEYS, (made.app, made.owner, redis_url), strict=True):
        monkeypatch.setenv(name, url)
    monkeypatch.setenv("MOBILITY_AUDIT_KEY", "the audit's key of this test, long enough")
    monkeypatch.setenv("MOBILITY_ENCRYPTION_KEYS", "1:the key of columns of this test long enough")
    monkeypatch.setenv("MOBILITY_SECRET_KEY", "the secret key of this test, long enough")
    monkeypatch.setenv("MOBILITY_INSTITUTION_KEY", "home")
    monkeypatch.setenv("MOBILITY_ARGON2_PROFILE", "quick")
    return made


@pytest.fixture
def filled(old: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One application with a document, and a coordinator, whose address is given."""
    monkeypatch.setenv("MOBILITY_DATA_DIR", str(tmp_path / "old"))
    app = _program(tmp_path / "old")
    with app.app_context():
        call = make_call()
        application = make_application(call, state="selection")
        person = make_staff(Role.COORDINATOR, name="王敏")
        key = storage.new_key(application.institution_id)
        stored = storage.current().put(key, BytesIO(WORDS), 1000)
        document = Document(
            institution_id=application.institution_id,
            application_id=application.id,
            kind="transcript",
            storage_key=key,
            file_name="成绩单.pdf",
            media_type="application/pdf",
            byte_count=stored.byte_count,
            sha256=stored.sha256,
            uploaded_by=person.id,
        )
        db.session.add(document)
        storage.current().put("exports/1/aa/table", BytesIO(b"a table that somebody asked for"), 1000)
        db.session.commit()
        email = person.email
    databases.disconnect(app)
    assert email
    return email


@pytest.fixture
def fresh_folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "new"
    yield folder
    Place.of_data(folder).remove()


def _program(folder: Path) -> Flask:
    with surroundings(folder) as settings:
        return create_app(settings)


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def _counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        found = {name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in names}
    engine.dispose()
    return found


def test_a_restore_into_a_fresh_folder_gives_rows_documents_and_a_sign_in(
    filled: str, old: DatabaseUrls, tmp_path: Path, fresh_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar"
    before = _counts(old.owner)
    made = _run("backup", file)
    assert made.exit_code == 0, made.output
    assert f"holds {sum(before.values())} rows and 1 documents." in made.output
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == ["backup.tar"]
    for name in (*KEYS, "MOBILITY_DATA_DIR"):
        monkeypatch.delenv(name)
    done = _run("restore", file, "--data", fresh_folder)
    assert done.exit_code == 0, done.output
    assert f"Restored {sum(before.values())} rows and 1 documents" in done.output
    with surroundings(fresh_folder) as settings:
        assert _counts(settings.migration_database_url) == before
        _read_again(create_app(settings), filled)
        _try_to_rewrite_the_audit(settings.database_url)
    assert not (fresh_folder / "documents" / "exports").exists()


def _read_again(app: Flask, email: str) -> None:
    with app.app_context():
        document = db.session.query(Document).one()
        content = b"".join(storage.current().read(document.storage_key, document.sha256))
        assert (document.file_name, content, sha256(content).digest()) == ("成绩单.pdf", WORDS, document.sha256)
        browser = Browser(Client.of(app))
        page = browser.visit("/sign-in")
        signed_in = browser.press(page, "Sign in", {"login": email, "password": "a long walk by the river"})
        assert signed_in.path == "/office"
        assert browser.visit("/office/files").status == 200
    databases.disconnect(app)


def _try_to_rewrite_the_audit(url: str) -> None:
    """The application's role has the rights it had, and no more."""
    engine = create_engine(url)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("DELETE FROM audit_event"))
    engine.dispose()


def test_nothing_is_overwritten(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    assert _run("backup", file).exit_code == 0
    again = _run("backup", file)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    over = _run("restore", file)
    assert (over.exit_code, "is not empty" in over.output) == (1, True)


def test_a_database_that_is_not_empty_is_left_alone(
    filled: str, tmp_path: Path, old: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar"
    assert _run("backup", file).exit_code == 0
    before = _counts(old.owner)
    monkeypatch.setenv("MOBILITY_DATA_DIR", str(tmp_path / "other"))
    over = _run("restore", file)
    assert (over.exit_code, "The database is not empty" in over.output) == (1, True)
    assert (_counts(old.owner), (tmp_path / "other").exists()) == (before, False)


def test_other_keys_are_noticed_before_anything_is_written(
    filled: str, tmp_path: Path, empty_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar"
    assert _run("backup", file).exit_code == 0
    _turn_to(empty_database, tmp_path / "other", monkeypatch)
    monkeypatch.setenv("MOBILITY_ENCRYPTION_KEYS", "1:another key of columns and long enough too")
    refused = _run("restore", file)
    assert refused.exit_code == 1
    assert "made with other keys (MOBILITY_ENCRYPTION_KEYS, version 1)" in refused.output
    assert _counts(empty_database.owner) == {}


def _turn_to(urls: DatabaseUrls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", urls.app)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", urls.owner)
    monkeypatch.setenv("MOBILITY_DATA_DIR", str(folder))


@pytest.mark.parametrize("fault", ["a byte", "cut", "left out", "added", "outside", "a link", "no manifest"])
def test_a_file_that_is_not_as_it_was_written_is_refused_whole(
    filled: str, tmp_path: Path, empty_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    file = tmp_path / "backup.tar"
    assert _run("backup", file).exit_code == 0
    _spoil(file, fault)
    _turn_to(empty_database, tmp_path / "other", monkeypatch)
    refused = _run("restore", file)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert (_counts(empty_database.owner), (tmp_path / "other").exists()) == ({}, False)
    with pytest.raises(Damaged):
        verified(file)


def _spoil(file: Path, fault: str) -> None:
    if fault == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        return
    with tarfile.open(file) as tar:
        members = [(one, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]  # all are files
    document = next(one for one, _content in members if one.name.startswith("documents/"))
    with tarfile.open(file, "w") as tar:
        for one, content in members:
            if fault == "left out" and one is document:
                continue
            if fault == "no manifest" and one.name == "manifest.json":
                continue
            spoilt = content.replace(b"transcript", b"transcripT") if fault == "a byte" and one is document else content
            tar.addfile(one, BytesIO(spoilt))
        if fault in ("added", "outside"):
            extra = tarfile.TarInfo("documents/1/aa/extra" if fault == "added" else "documents/../../extra")
            tar.addfile(extra, BytesIO())
        if fault == "a link":
            link = tarfile.TarInfo("documents/1/aa/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(link)


def test_a_backup_of_a_newer_program_or_form_is_refused(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    assert _run("backup", file).exit_code == 0
    with tarfile.open(file) as tar:
        members = [(one, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]  # all are files
    for key, value, said in (("form", 2, "of form 2"), ("revision", "9999", "a newer version")):
        other = tmp_path / f"{key}.tar"
        with tarfile.open(other, "w") as tar:
            for one, content in members:
                given = json.dumps({**json.loads(content), key: value}).encode() if "json" in one.name else content
                one.size = len(given)
                tar.addfile(one, BytesIO(given))
        refused = _run("restore", other)
        assert (refused.exit_code, said in refused.output) == (1, True)


def test_a_document_that_is_not_where_the_database_says_is_told(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOBILITY_DATA_DIR")
    elsewhere = _run("backup", tmp_path / "none.tar", "--data", tmp_path / "elsewhere")
    assert (elsewhere.exit_code, "none of the 1 documents" in elsewhere.output) == (1, True)
    assert not (tmp_path / "none.tar").exists()
    found = _run("backup", tmp_path / "one.tar", "--data", tmp_path / "old")
    assert (found.exit_code, "and 1 documents" in found.output) == (0, True)
    app = _program(tmp_path / "old")
    with app.app_context():
        row = db.session.query(Document).one()
        lost = storage.new_key(row.institution_id)
        columns = {column.name: getattr(row, column.name) for column in Document.__table__.columns}
        columns |= {"id": None, "kind": "language_certificate", "storage_key": lost}
        db.session.add(Document(**{name: value for name, value in columns.items() if value is not None}))
        db.session.commit()
    databases.disconnect(app)
    partly = _run("backup", tmp_path / "partly.tar", "--data", tmp_path / "old")
    assert (partly.exit_code, f"first of all {lost}" in partly.output) == (1, True)
    assert len(verified(tmp_path / "partly.tar").parts) == 2
    monkeypatch.setenv("MOBILITY_S3_BUCKET", "papers")
    of_bucket = _run("backup", tmp_path / "bucket.tar", "--data", tmp_path / "old")
    assert (of_bucket.exit_code, "are in the bucket papers" in of_bucket.output) == (0, True)


def test_an_empty_database_has_nothing_to_back_up(
    old: DatabaseUrls, empty_database: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _turn_to(empty_database, tmp_path / "data", monkeypatch)
    refused = _run("backup", tmp_path / "backup.tar")
    assert (refused.exit_code, "nothing to back up" in refused.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
