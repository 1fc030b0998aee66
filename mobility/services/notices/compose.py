"""Puts claimed letters into words, once, in the recipient's language, and keeps the bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from mobility import observability
from mobility.database import db, now, transaction
from mobility.mail.letters import Letter, render
from mobility.mail.messages import Envelope, UnusableAddress, bare_address, compose
from mobility.models import OutboxMessage
from mobility.queries.outbox import Circumstances, circumstances
from mobility.secrecy import seal_bytes, unseal_bytes
from mobility.services.notices import claims, sender
from mobility.services.notices.claims import Claim
from mobility.services.notices.params import SECRET, SECRET_NOTICES, shown, source_place, token_place
from mobility.services.notices.values import EXTRAS, values_of
from mobility.services.notices.wanted import is_wanted

MASK: Final = "…"
"""What stands in the stored text in place of a one-time link's secret."""

_log = observability.logger("mobility.letters")


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter to be carried away: its claim, the bare address and the bytes."""

    claim: Claim
    address: str
    source: bytes


@dataclass(slots=True)
class _Sorted:
    """Where each claimed letter goes: ended in a state for a reason, rendered now, to be sent."""

    ended: list[tuple[Claim, str, str | None]]
    rendered: list[tuple[Claim, Mapping[str, Any]]]
    ready: list[Ready]


def put_into_words(held: Sequence[Claim]) -> list[Ready]:
    """Render, in one transaction, the letters that are still wanted and store them; answer those that can be sent.

    The others are ended: `expired`, `unwanted`, `inbox_only` without an address, `bounced` with an unusable one, and
    `dead` where rendering fails, which never stops the rest.
    """
    with transaction():
        rows = {row.id: row for row in db.session.execute(_rows(held))}
        cases = circumstances(list(rows))
        moment = now()
        found = _Sorted([], [], [])
        for claim in held:
            _sort_safely(found, claim, rows[claim.id], cases[claim.id], moment)
        claims.write([claim for claim, _row in found.rendered], [row for _claim, row in found.rendered])
        for state, error in {(state, error) for _claim, state, error in found.ended}:
            claims.end([claim for claim, *why in found.ended if why == [state, error]], state, error)
    return found.ready


def _rows(held: Sequence[Claim]) -> Any:
    names = (
        "id",
        "notice",
        "params",
        "address",
        "message_id",
        "expires_at",
        "rendered_at",
        "source",
        "dedupe_key",
        "user_id",
    )
    columns = [getattr(OutboxMessage, name) for name in names]
    return select(*columns).where(OutboxMessage.id.in_([claim.id for claim in held]))


def _sort_safely(found: _Sorted, claim: Claim, row: Any, case: Circumstances, moment: datetime) -> None:
    """Whatever a template or a value of one letter does wrong ends that letter, loudly, and no other."""
    try:
        with db.session.begin_nested() if row.notice in EXTRAS else nullcontext():
            _sort(found, claim, row, case, moment)
    except Exception as error:  # noqa: BLE001 - a template can raise anything; it is logged and the letter is dead
        _log.error("letter.dead", letter_id=claim.id, notice=row.notice, exc_info=error)
        found.ended.append((claim, "dead", f"render {type(error).__name__}"))


def _sort(found: _Sorted, claim: Claim, row: Any, case: Circumstances, moment: datetime) -> None:
    if row.expires_at is not None and row.expires_at <= moment:
        found.ended.append((claim, "expired", None))
    elif not is_wanted(row.notice, row.params, case):
        found.ended.append((claim, "unwanted", None))
    elif row.rendered_at is not None:
        source = bytes(row.source)
        if row.notice in SECRET_NOTICES:
            source = unseal_bytes(source, source_place(row.id))
        found.ready.append(Ready(claim, bare_address(row.address), source))
    else:
        _put_into_words(found, claim, row, case, moment)


def _put_into_words(found: _Sorted, claim: Claim, row: Any, case: Circumstances, moment: datetime) -> None:
    values = values_of(row.notice, _params(row), case, moment, row.expires_at)
    if values is None:
        found.ended.append((claim, "unwanted", None))
        return
    letter = render(row.notice, case.recipient.locale, values)
    source = _address(found, claim, row, case, letter, moment)
    found.rendered.append((claim, _stored(row, case, letter, source, moment)))


def _params(row: Any) -> Mapping[str, Any]:
    return shown(row.params, token_place(row.dedupe_key, row.user_id))


def _address(
    found: _Sorted, claim: Claim, row: Any, case: Circumstances, letter: Letter, moment: datetime
) -> bytes | None:
    """Make the bytes for the letter's address; without a usable one the letter stays in the inbox."""
    if row.address is None:
        found.ended.append((claim, "inbox_only", None))
        return None
    by = sender.current()
    try:
        envelope = Envelope(
            sender=by.address,
            address=row.address,
            reply_to=by.reply_to or case.writer.email or "",
            domain=by.domain,
            message_id=row.message_id,
            locale=case.recipient.locale,
            dated_at=moment,
        )
        source = compose(letter, envelope)
    except UnusableAddress:
        found.ended.append((claim, "bounced", "address"))
        return None
    found.ready.append(Ready(claim, bare_address(row.address), source))
    return source


def _stored(row: Any, case: Circumstances, letter: Letter, source: bytes | None, moment: datetime) -> Mapping[str, Any]:
    secret = _params(row).get(SECRET)
    if source is not None and row.notice in SECRET_NOTICES:
        source = seal_bytes(source, source_place(row.id))
    return {
        "locale": case.recipient.locale,
        "subject": letter.subject[:300],
        "body": letter.text.replace(secret, MASK) if secret else letter.text,
        "source": source,
        "params": {name: value for name, value in row.params.items() if name != SECRET},
        "rendered_at": moment,
        "failure_count": 0,
    }
