"""Delivers the outbox: claims what is due, puts it into words, carries it outside any transaction, marks it."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from mobility import observability
from mobility.database import transaction
from mobility.mail.answers import Answer, Outcome
from mobility.mail.messages import bare_address
from mobility.mail.smtp import Carrier
from mobility.services.notices import claims, sender
from mobility.services.notices.claims import MOST_FAILURES, Claim
from mobility.services.notices.compose import Ready, put_into_words

BATCH: Final = 25
PAUSE: Final = 1 / 4
"""How long, in parts of a lease, letters rest when the mail server cannot be reached; that is no failure of theirs."""

BACKOFF_MINUTES: Final = (1, 5, 15, 30, 60, 120, 240)
"""How long a letter rests after each failure of its own."""

_log = observability.logger("mobility.letters")


def drain(limit: int = BATCH) -> int:
    """Deal with up to `limit` letters that are due and answer how many were; 0 means that nothing is due.

    Takes no letter that another drain holds, so any number may run at once. May be killed anywhere: what was not
    marked is taken again after its lease, and at most the letter that was under way goes out as a copy, with the
    same Message-ID. Never call it inside a transaction.
    """
    began = monotonic()
    held = claims.take(limit)
    if not held:
        return 0
    ready = put_into_words(held)
    if sender.current().smtp_url:
        _carry(ready, began + sender.current().lease_seconds * 2 / 3)
    else:
        _leave([letter.claim for letter in ready])
    return len(held)


def file_as_sent(limit: int = BATCH) -> int:
    """Put into words what is due and keep it as sent, without sending it: for the letters of a demo's past."""
    filed = 0
    while held := claims.take(limit):
        ready = put_into_words(held)
        with transaction():
            claims.end([letter.claim for letter in ready], "sent")
        filed += len(held)
    return filed


def _carry(letters: Sequence[Ready], latest: float) -> None:
    """Send until all are gone, the server is out of reach, or it is so late that the lease might end meanwhile."""
    by = sender.current()
    with Carrier(by.smtp_url, name=by.domain) as carrier:
        for place, letter in enumerate(letters):
            if monotonic() > latest:
                _leave([one.claim for one in letters[place:]])
                return
            answer = carrier.send(letter.source, bare_address(by.address), letter.address)
            if answer.outcome is Outcome.UNREACHABLE:
                _log.warning("letters.unreachable", answer=str(answer), waiting=len(letters) - place)
                _leave([one.claim for one in letters[place:]], by.lease_seconds * PAUSE, str(answer))
                return
            _mark(letter.claim, answer)


def _mark(claim: Claim, answer: Answer) -> None:
    """Write down at once what became of one letter, so that a kill can only ever copy the one under way."""
    failures = claim.failure_count + 1
    with transaction():
        match answer.outcome:
            case Outcome.ACCEPTED:
                claims.end([claim], "sent")
            case Outcome.NEVER:
                claims.end([claim], "bounced", str(answer))
            case _ if failures >= MOST_FAILURES:
                _log.error("letter.dead", letter_id=claim.id, answer=str(answer))
                claims.end([claim], "dead", str(answer))
            case _:
                claims.put_off(claim, _rest(failures, claim.id), str(answer))


def _rest(failures: int, letter_id: int) -> float:
    """Seconds until the next attempt, a little different for each letter, so that they do not come back as a crowd."""
    return BACKOFF_MINUTES[min(failures, len(BACKOFF_MINUTES)) - 1] * 60.0 + letter_id % 30


def _leave(held: Sequence[Claim], seconds: float = 0, error: str | None = None) -> None:
    with transaction():
        claims.give_back(held, seconds, error)
