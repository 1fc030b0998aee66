"""Words for outcomes recorded from outside, by hand or from a file, and for a deadline that is moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "outcome.choose": lazy("Choose an outcome"),
    "outcome.some_stand_against": lazy(
        "Nothing was recorded: some of those chosen stand against it, as said beside them."
    ),
    "outcome.no_host": lazy("No host"),
    "outcome.training_finished": lazy("Training finished"),
    "outcome.training_left": lazy("Left the training"),
    "outcome.exam_awarded": lazy("Awarded by the funder"),
    "outcome.exam_reserve": lazy("On the funder's waiting list"),
    "outcome.exam_not_selected": lazy("Not selected by the funder"),
    "outcome.contract_signed": lazy("Contract signed"),
    "outcome.contract_declined": lazy("Contract declined"),
    "outcome.formalities_cleared": lazy("Formalities done, dispatched"),
    "outcome.formalities_refused": lazy("Formalities refused"),
    "letter_state.pending": lazy("waiting to be sent"),
    "letter_state.sent": lazy("sent"),
    "letter_state.inbox_only": lazy("in the inbox only, no address"),
    "letter_state.bounced": lazy("refused by the mail server"),
    "letter_state.dead": lazy("could not be sent"),
    "letter_state.expired": lazy("no longer sent, its time is over"),
    "letter_state.unwanted": lazy("no longer sent, not needed"),
    "proposal_state.proposed": lazy("with the head of the office"),
    "proposal_state.approved": lazy("approved, to be released"),
    "proposal_state.returned": lazy("returned"),
    "proposal_state.released": lazy("released"),
    "letter.unknown": lazy("There is no such letter."),
    "call.already_closed": lazy("The deadline has passed; a call that has closed is not extended."),
    "call.not_later": lazy("The new deadline must be later than the present one and still to come."),
    "outcome.confirm_by_not_noon": lazy("An offer ends at 12:00 on a working day."),
    "outcome.confirm_by_passed": lazy("The time to confirm by must be still to come."),
    "outcome.date_ahead": lazy("The date lies ahead. Record what has happened already."),
    "outcome.host_unknown": lazy("This host does not belong to the program."),
    "sheet.column_missing": lazy("The first line lacks these columns: %(columns)s."),
    "sheet.date_impossible": lazy("“%(typed)s” is no date. Write it as 2026-11-30."),
    "sheet.empty": lazy("The file has no lines."),
    "sheet.flawed": lazy("Nothing was recorded: %(count)s lines have to be mended first."),
    "sheet.host_missing": lazy("Name the host."),
    "sheet.other_stage": lazy("This application is in the stage “%(text)s”."),
    "sheet.outcome_unknown": lazy("“%(outcome)s” is no outcome of this program."),
    "sheet.position_impossible": lazy("“%(typed)s” is no position on a waiting list."),
    "sheet.remark_missing": lazy("Write a remark: this outcome needs one."),
    "sheet.student_twice": lazy("This student number stands in the file more than once."),
    "sheet.student_unknown": lazy("Nobody with this student number takes part in the call."),
    "sheet.too_large": lazy("The file is larger than %(megabytes)s MB."),
    "sheet.too_long": lazy("The file has more than %(lines)s lines."),
    "sheet.unreadable": lazy("This file cannot be read. Save it as XLSX or CSV and try again."),
}
