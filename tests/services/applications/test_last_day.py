"""A document that expires says when, is measured by the stay, and holds up only what its kind says it does."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import update

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Application, Document
from mobility.queries import content, document_checks, judging, vault
from mobility.queries.document_checks import CheckFilter
from mobility.queries.home import home
from mobility.services.applications.documents import upload
from mobility.services.applications.last_day import correct
from mobility.services.applications.making import Upload
from mobility.services.documents.check import Said, check_document
from mobility.services.vault.keep import keep, keep_uploaded, reuse
from tests.factories.cases import make_offer
from tests.factories.desks import staff_of
from tests.factories.exchange import begin_exchange
from tests.factories.filled import OTHER_PDF, PDF
from tests.factories.hosts import make_exchange, make_option, make_placement

SHORT, ENOUGH, PASSPORT = date(2027, 6, 1), date(2027, 6, 30), date(2027, 7, 31)


@pytest.fixture
def mine(me: Actor) -> int:
    """A file in the formalities of a stay until 30 June 2027; longer ones were wished for and are held."""
    call = make_exchange()
    offered, other = (
        make_option(call, place_count=1, starts_on=date(2027, 2, 20), ends_on=ends_on)
        for ends_on in (ENOUGH, date(2027, 12, 31))
    )
    application_id = begin_exchange(call, me, other)
    assert content.hold(application_id).dates.ends_on == date(2027, 12, 31)
    application = db.session.get_one(Application, application_id)
    make_placement(application, other)
    assert content.hold(application_id).dates.ends_on == date(2027, 12, 31)
    make_offer(application, host_option_id=offered.id, state="confirmed", answered_at=now())
    change = update(Application).values(state="formalities", submission_count=1, number="X-1")
    db.session.execute(change)
    db.session.commit()
    return application_id


def _put(application_id: int, kind: str, who: Actor, last_on: date | None, paper: bytes = PDF) -> int:
    return upload(application_id, kind, [Upload(BytesIO(paper), "paper.pdf")], who, expires_on=last_on)


def _missing(application_id: int) -> list[tuple[str, object]]:
    judged = judging.judge(application_id, "formalities")
    return [(reason.code, reason.params["kind"]) for reason in judged.missing_papers]


def _codes(application_id: int) -> dict[str, str]:
    return {key: reason.code for key, reason in content.hold(application_id).expiries.items()}


def test_one_kind_holds_up_and_one_only_warns(mine: int, me: Actor) -> None:
    for last_on, code in ((None, "document.last_day_missing"), (date(2026, 1, 1), "document.last_day_over")):
        with pytest.raises(Refused) as refused:
            _put(mine, "insurance", me, last_on)
        assert refused.value.code == code
    insurance = _put(mine, "insurance", me, SHORT)
    _put(mine, "travel_document", me, PASSPORT)
    assert _missing(mine) == [("papers.too_early", "insurance")]
    assert _codes(mine) == {"insurance": "expiry.before_end", "travel_document": "expiry.after_end"}
    assert [thing.kind for thing in home(me, now()).things] == ["papers"]
    sheet = document_checks.sheet(insurance, staff_of(mine, Role.COORDINATOR), CheckFilter())
    assert sheet is not None
    assert (sheet.expires_on, sheet.too_early and sheet.too_early.code) == (SHORT, "expiry.before_end")
    before = content.hold(mine).fingerprint
    correct(mine, "insurance", ENOUGH, me)
    held = content.hold(mine)
    assert (_missing(mine), held.fingerprint == before, held.documents["insurance"].version) == ([], False, 2)
    assert [thing.kind for thing in home(me, now()).things] == []
    frozen = {one["kind"]: one.get("expires_on") for one in judging.freeze(mine)["documents"]}
    assert frozen == {"transcript": None, "insurance": "2027-06-30", "travel_document": "2027-07-31"}


def test_an_accepted_one_that_is_too_early_after_all_can_be_replaced(mine: int, me: Actor) -> None:
    insurance = _put(mine, "insurance", me, ENOUGH)
    check_document(insurance, Said("accept", 1), staff_of(mine, Role.COORDINATOR))
    with pytest.raises(Refused, match=r"application\.not_editable"):
        _put(mine, "insurance", me, ENOUGH, OTHER_PDF)
    db.session.execute(update(Document).where(Document.id == insurance).values(expires_on=SHORT))
    db.session.commit()
    with pytest.raises(Refused, match=r"document\.none"):
        correct(mine, "insurance", ENOUGH, me)
    _put(mine, "insurance", me, ENOUGH, OTHER_PDF)
    assert "insurance" not in _codes(mine)


def test_its_day_comes_from_the_vault_and_goes_there(mine: int, me: Actor) -> None:
    kept = keep("passport", [Upload(BytesIO(PDF), "passport.pdf")], PASSPORT, me)
    reuse(mine, "travel_document", kept, me)
    assert content.hold(mine).documents["travel_document"].expires_on == PASSPORT
    undated = keep("other", [Upload(BytesIO(OTHER_PDF), "paper.pdf")], None, me)
    with pytest.raises(Refused, match=r"vault\.no_last_day"):
        reuse(mine, "insurance", undated, me)
    _put(mine, "insurance", me, ENOUGH, OTHER_PDF)
    assert keep_uploaded(mine, "insurance", me) == undated
    assert [(one.kind, one.expires_on) for one in vault.files(me)] == [("insurance", ENOUGH), ("passport", PASSPORT)]
    with pytest.raises(Refused, match=r"vault\.unknown"):
        keep_uploaded(mine, "pledge", me)
