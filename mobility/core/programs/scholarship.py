"""A scholarship decided outside: the school recommends, the office selects candidates, the funder examines and awards.

The stages are those of section 2.3 of the practice of offices (新加坡护理医科奖学金项目).
"""

from __future__ import annotations

from typing import Final

from mobility.core.access.actions import Action
from mobility.core.programs import deciding, ends, opening
from mobility.core.terms import Role, Text
from mobility.core.workflow.definition import Stage, StageKind, Transition, Workflow

_STAGES: Final = (
    opening.DRAFT,
    opening.RECALLED,
    opening.school_check(days=3),
    opening.RETURNED_BY_SCHOOL,
    opening.school_list(days=3),
    Stage(
        key="qualification_check",
        kind=StageKind.DESK,
        holder=Role.COORDINATOR,
        due_in_days=3,
        title=Text(en="Qualification check", zh_Hans="资格审核"),
        next=Text(en="Then the home selection takes place.", zh_Hans="审核通过后参加校内选拔。"),
    ),
    opening.RETURNED_BY_OFFICE,
    Stage(
        key="selection",
        kind=StageKind.ASSESSMENT,
        holder=Role.REVIEWER,
        due_in_days=5,
        title=Text(en="Home selection", zh_Hans="校内选拔"),
        next=Text(en="Results come to everybody at the same time.", zh_Hans="选拔结果将统一发布。"),
    ),
    deciding.APPROVAL,
    deciding.APPROVED,
    Stage(
        key="public_notice",
        kind=StageKind.NOTICE,
        holder=Role.SYSTEM,
        title=Text(en="Candidate, public notice", zh_Hans="候选人公示"),
        next=Text(en="After the notice period the training begins.", zh_Hans="公示期结束后进入强化培训。"),
    ),
    deciding.RESERVE,
    Stage(
        key="training",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        title=Text(en="Training", zh_Hans="强化培训"),
        next=Text(en="Then the funder's examination.", zh_Hans="培训结束后参加外方考核。"),
    ),
    Stage(
        key="funder_exam",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        title=Text(en="Funder's examination", zh_Hans="外方考核"),
        next=Text(
            en="The funder decides; the office records the result here.",
            zh_Hans="由外方决定，结果由国际处登记并通知。",
        ),
    ),
    Stage(
        key="funder_reserve",
        kind=StageKind.WAITING,
        holder=Role.COORDINATOR,
        title=Text(en="Funder's alternate", zh_Hans="外方候补"),
        next=Text(en="You move up when an awarded student drops out.", zh_Hans="有入选者放弃时依次递补。"),
    ),
    Stage(
        key="contract",
        kind=StageKind.OFFER,
        holder=Role.STUDENT,
        title=Text(en="Offer to be confirmed", zh_Hans="拟派出资格待确认"),
        next=Text(
            en="Confirm before the time shown; then you and your guardian sign the contract.",
            zh_Hans="请在规定时间前确认；确认后由本人和监护人签约。",
        ),
    ),
    Stage(
        key="signing",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        title=Text(en="Contract", zh_Hans="签约"),
        next=Text(en="After signing, the formalities begin.", zh_Hans="签约后办理派出手续。"),
    ),
    Stage(
        key="formalities",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        title=Text(en="Formalities", zh_Hans="派出手续"),
        next=Text(
            en="Passport, student's pass, medical fitness, study status at home; then departure.",
            zh_Hans="办理护照、学生准证、体检结论和学籍手续后派出。",
        ),
    ),
    ends.NOT_SUBMITTED,
    ends.NOT_RECOMMENDED,
    ends.NOT_QUALIFIED,
    ends.NOT_SELECTED,
    ends.WAITLIST_ENDED,
    ends.WITHDRAWN,
    ends.WITHDRAWN_AFTER,
    ends.LAPSED,
    ends.HOST_REFUSED,
    ends.CANCELLED,
    ends.DISPATCHED,
)

_DROPS_OUT: Final = (
    opening.give_up(("draft", "recalled", "school_check", "returned_by_school", "school_list")),
    opening.give_up(("qualification_check", "returned_by_office", "selection"), "move_up_in_school"),
    opening.give_up(("approval", "approved", "reserve", "funder_exam", "funder_reserve")),
    opening.give_up(("public_notice", "training"), "move_up_reserve"),
    opening.give_up(("contract",), "close_offer", "move_up_funder_reserve"),
    opening.give_up(
        ("signing", "formalities"), "close_offer", "move_up_funder_reserve", target="withdrawn_after_confirmation"
    ),
)

_SELECTION_MOVES: Final = (
    Transition(
        action=Action.LIST_PROPOSE,
        sources=("selection",),
        target="approval",
        needs=("decision",),
        guards=("assessed", "alternate_waits", "eligible_or_reasoned"),
        effects=("note_exception", "record_decision"),
        is_quiet=True,
    ),
    *deciding.approved_as_a_whole("selection"),
    deciding.released("candidate", "public_notice", "result_candidate"),
    deciding.released("reserve", "reserve", "result_reserve"),
    deciding.released("not_selected", "not_selected", "result_not_selected"),
    Transition(
        action=Action.OBJECTION_UPHOLD,
        sources=("public_notice",),
        target="selection",
        needs=("remark",),
        guards=("notice_running",),
        effects=("void_decision", "move_up_reserve"),
        notices=("objection_upheld",),
    ),
    Transition(
        action=Action.NOTICE_END,
        sources=("public_notice",),
        target="training",
        guards=("notice_ended",),
        notices=("notice_ended",),
    ),
    Transition(
        action=Action.ALTERNATE_MOVE_UP,
        sources=("reserve",),
        target="training",
        notices=("moved_up", "alternate_moved_up"),
    ),
    Transition(
        action=Action.WAITLIST_CLOSE,
        sources=("reserve", "funder_reserve"),
        target="waitlist_ended",
        notices=("waitlist_ended",),
    ),
)

_OFFER_MOVES: Final = (
    Transition(
        action=Action.OFFER_CONFIRM,
        sources=("contract",),
        target="signing",
        guards=("offer_open",),
        effects=("confirm_offer",),
        notices=("offer_confirmed",),
    ),
    Transition(
        action=Action.OFFER_DECLINE,
        sources=("contract",),
        target="withdrawn",
        guards=("offer_open",),
        effects=("close_offer", "move_up_funder_reserve"),
        notices=("declined",),
    ),
    Transition(
        action=Action.OFFER_LAPSE,
        sources=("contract",),
        target="lapsed",
        guards=("offer_due",),
        effects=("lapse_offer", "move_up_funder_reserve"),
        notices=("lapsed",),
    ),
    Transition(
        action=Action.ALTERNATE_MOVE_UP,
        sources=("funder_reserve",),
        target="contract",
        needs=("host_partner_id", "confirm_by"),
        effects=("open_offer",),
        notices=("offer", "alternate_moved_up"),
    ),
)

_OUTSIDE_MOVES: Final = (
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="training_finished",
        sources=("training",),
        target="funder_exam",
        needs=("happened_on",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="training_left",
        sources=("training",),
        target="withdrawn",
        needs=("happened_on", "remark"),
        effects=("move_up_reserve",),
        notices=("training_left",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="exam_awarded",
        sources=("funder_exam",),
        target="contract",
        needs=("happened_on", "host_partner_id", "confirm_by"),
        effects=("open_offer",),
        notices=("offer",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="exam_reserve",
        sources=("funder_exam",),
        target="funder_reserve",
        needs=("happened_on",),
        effects=("set_waiting",),
        notices=("exam_reserve",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="exam_not_selected",
        sources=("funder_exam",),
        target="host_refused",
        needs=("happened_on",),
        notices=("exam_not_selected",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="contract_signed",
        sources=("contract", "signing"),
        target="formalities",
        needs=("happened_on",),
        effects=("confirm_offer",),
        notices=("contract_signed",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="contract_declined",
        sources=("contract", "signing"),
        target="withdrawn_after_confirmation",
        needs=("happened_on", "remark"),
        effects=("close_offer", "move_up_funder_reserve"),
        notices=("declined",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="formalities_cleared",
        sources=("formalities",),
        target="dispatched",
        needs=("happened_on",),
        notices=("dispatched",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="formalities_refused",
        sources=("formalities",),
        target="host_refused",
        needs=("happened_on", "remark"),
        effects=("close_offer", "move_up_funder_reserve"),
        notices=("formalities_refused",),
    ),
)

WORKFLOW: Final = Workflow(
    key="scholarship_outside",
    initial="draft",
    stages=_STAGES,
    transitions=(
        *opening.from_draft("school_check"),
        *opening.through_school("school_check", "school_list"),
        *opening.school_hands_in("qualification_check"),
        *opening.office_qualifies("selection"),
        *_DROPS_OUT,
        *_SELECTION_MOVES,
        *_OUTSIDE_MOVES,
        *_OFFER_MOVES,
        opening.call_off(_STAGES),
    ),
)
