"""The words of applying late by a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "late_code.unknown": lazy("There is no such code for this call. Check it for slips of the finger."),
    "late_code.own": lazy("You made this code yourself. Somebody else of the office has to let you in."),
    "late_code.over": lazy("The time of this code is over: it was good until %(until)s."),
    "late_code.revoked": lazy("This code has been revoked. Ask the international office."),
    "late_code.used_up": lazy("This code has been used as often as it may. Ask the international office."),
    "late_code.not_needed": lazy("You do not need a code: your application to this call is past being handed in."),
    "late_code.not_ahead": lazy("Choose a time that lies ahead."),
    "late_code.far_ahead": lazy("Choose a time within %(days)s days."),
    "late_code.not_after": lazy("Until %(deadline_at)s everybody may apply; choose a later time."),
    "late_code.no_note": lazy("Say why students may apply late."),
    "late_code.long": lazy("Say it in up to %(most)s characters."),
    "late_code.uses": lazy("A code can be used 1 to %(most)s times."),
    "late_code.one_student": lazy("A code for one student can be used once."),
    "late_code.no_student": lazy("There is no student with this number."),
    "timeline.late.enter:draft": lazy("You were let in late by a code."),
    "timeline.late.enter:recalled": lazy("You were let in late by a code, to submit again."),
    "audit.late.enter": lazy("Let in late by a code"),
    "audit.late.enter.used": lazy("Let in late by a code, in spite of the deadline"),
    "audit.late.enter.draft": lazy("Let in late by a code"),
    "audit.late.enter.recalled": lazy("Let in late by a code"),
    "audit.late_code.manage": lazy("Late codes"),
    "audit.late_code.manage.made": lazy("Late code made"),
    "audit.late_code.manage.revoked": lazy("Late code revoked"),
    "audit.object.late_code": lazy("Late code"),
    "notice.late_invitation": lazy("Invitation to apply late"),
}
