"""What is kept once is used everywhere, by its owner alone, and only while it is good."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, Call, Document, VaultFile
from mobility.queries import vault
from mobility.services.applications.making import Upload
from mobility.services.applications.orphans import sweep_orphans
from mobility.services.applications.start import start
from mobility.services.vault.keep import MOST_FILES, keep, open_file, remove, reuse
from mobility.storage import Store
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.files import pdf, photo
from tests.factories.people import actor, make_staff, make_student

TOMORROW = date(2026, 10, 13)


@pytest.fixture(autouse=True)
def at_noon(database_session: Session, tmp_path: Path) -> None:
    stop_clock_at(NOON)
    storage.use(Store.on_disk(tmp_path))


@pytest.fixture
def call() -> Call:
    return make_call()


@pytest.fixture
def me() -> Actor:
    return actor(make_student())


def _keep(who: Actor, content: bytes = b"", kind: str = "passport", expires_on: date | None = TOMORROW) -> int:
    return keep(kind, [Upload(BytesIO(content or pdf("A passport")), "护照.pdf")], expires_on, who)


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_a_kept_file_comes_back_as_it_was(me: Actor) -> None:
    vault_id = _keep(me)
    [found] = vault.files(me)
    assert (found.id, found.kind, found.file_name, found.expires_on) == (vault_id, "passport", "护照.pdf", TOMORROW)
    assert b"".join(open_file(found)) == pdf("A passport")


def test_photos_become_one_pdf(me: Actor) -> None:
    uploads = [Upload(BytesIO(photo()), "1.jpg"), Upload(BytesIO(photo("HEIF")), "2.heic")]
    keep("transcript", uploads, None, me)
    [found] = vault.files(me)
    assert (found.media_type, found.page_count) == ("application/pdf", 2)


def test_the_same_file_again_is_the_one_there_is(me: Actor, tmp_path: Path) -> None:
    assert _keep(me) == _keep(me, expires_on=TOMORROW + timedelta(days=1))
    assert [one.expires_on for one in vault.files(me)] == [TOMORROW + timedelta(days=1)]
    assert _files(tmp_path) == 1


@pytest.mark.parametrize(
    ("kind", "expires_on", "code"),
    [
        ("spell", None, "vault.kind"),
        ("passport", None, "vault.expires_on"),
        ("insurance", None, "vault.expires_on"),
        ("language_test", date(2026, 10, 11), "vault.expired"),
    ],
)
def test_what_cannot_be_kept_leaves_nothing(
    me: Actor, tmp_path: Path, kind: str, expires_on: date | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        _keep(me, kind=kind, expires_on=expires_on)
    assert refused.value.code == code
    assert _files(tmp_path) == 0


def test_a_bad_file_is_refused_as_everywhere(me: Actor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"document\.damaged"):
        _keep(me, pdf()[:-60])
    assert _files(tmp_path) == 0


def test_the_vault_has_an_end(me: Actor) -> None:
    for number in range(MOST_FILES):
        _keep(me, pdf(f"Paper {number}"), kind="other", expires_on=None)
    with pytest.raises(Refused, match=r"vault\.full"):
        _keep(me)


def test_it_is_used_in_an_application_as_a_copy(call: Call, me: Actor) -> None:
    vault_id = _keep(me, kind="transcript", expires_on=None)
    application_id = start(call.key, me)
    document_id = reuse(application_id, "transcript", vault_id, me)
    assert reuse(application_id, "transcript", vault_id, me) == document_id
    remove(vault_id, me)
    assert vault.files(me) == ()
    document = db.session.get_one(Document, document_id)
    assert (document.file_name, b"".join(storage.current().read(document.storage_key, document.sha256))) == (
        "护照.pdf",
        pdf("A passport"),
    )


def test_what_has_expired_is_not_used(call: Call, me: Actor) -> None:
    vault_id = _keep(me)
    application_id = start(call.key, me)
    stop_clock_at(NOON + timedelta(days=2))
    with pytest.raises(Refused, match=r"vault\.expired"):
        reuse(application_id, "transcript", vault_id, me)


def test_nobody_else_reads_uses_or_removes_it(call: Call, me: Actor) -> None:
    vault_id = _keep(me)
    other = actor(make_student())
    application_id = start(call.key, other)
    for strange in (other, actor(make_staff(Role.COORDINATOR)), Actor.system(me.institution_id)):
        with pytest.raises(Refused, match=r"vault\.unknown"):
            vault.file(vault_id, strange)
        with pytest.raises(Refused, match=r"vault\.unknown"):
            remove(vault_id, strange)
    with pytest.raises(Refused, match=r"vault\.unknown"):
        reuse(application_id, "transcript", vault_id, other)
    with pytest.raises(Refused, match=r"access\.role"):
        _keep(actor(make_staff(Role.COORDINATOR)))


def test_the_audit_knows_and_the_sweep_spares_it(me: Actor) -> None:
    vault_id = _keep(me)
    assert sweep_orphans(timedelta(0)) == 0
    remove(vault_id, me)
    events = select(AuditEvent.outcome).where(AuditEvent.action == Action.VAULT_USE).order_by(AuditEvent.id)
    assert db.session.scalars(events).all() == ["kept", "removed"]
    assert db.session.scalars(select(VaultFile)).all() == []
