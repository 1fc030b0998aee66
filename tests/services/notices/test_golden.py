"""Every letter of the catalogue, in every language, as it is read: text and HTML kept under tests/snapshots/letters."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from mobility.core.notices import CATALOG
from mobility.core.terms import LOCALES
from mobility.database import db, transaction
from mobility.models import OutboxMessage
from mobility.services.notices.deliver import drain
from mobility.services.notices.outbox import post
from tests.factories.letters import source_of
from tests.services.notices.scene import set_scene

pytestmark = pytest.mark.filterwarnings(r"ignore:\s*Can not relate snapshot")

FOLDER = Path(__file__).parents[2] / "snapshots" / "letters"


class _Letters(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, **_kwargs: Any) -> str:
        return str(FOLDER)

    @classmethod
    def get_snapshot_name(cls, *, test_location: Any, index: Any = 0) -> str:  # noqa: ARG003 - syrupy's signature
        return str(index)


class _Text(_Letters):
    file_extension = "txt"


class _Html(_Letters):
    file_extension = "html"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("notice", sorted(CATALOG))
def test_letter_reads_as_kept(notice: str, locale: str, at_noon: Session, snapshot: SnapshotAssertion) -> None:
    scene = set_scene(notice, locale)
    with transaction():
        post(
            notice,
            scene.recipient.id,
            institution_id=scene.recipient.institution_id,
            application_id=scene.application.id,
            call_id=scene.call.id,
            params=scene.params,
            dedupe_key="one",
        )
    assert drain() == 1
    row = db.session.scalars(select(OutboxMessage)).one()
    assert (row.state, row.last_error, row.locale) == ("pending", None, locale)
    mail = message_from_bytes(source_of(row), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    name = f"{notice}.{locale}"
    assert f"{mail['Subject']}\n\n{_part(mail, 'plain')}" == snapshot(name=name, extension_class=_Text)
    assert _part(mail, "html") == snapshot(name=name, extension_class=_Html)


def _part(mail: EmailMessage, kind: Literal["plain", "html"]) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
