"""An outbound summer school (境外暑期项目): rolling admission, confirm and pay, go or no-go, papers, the filed list.

The stages are those of section 2.2 of the practice of offices. The head approves the list of the group before anybody
leaves; nobody is dispatched around that list.
"""

from __future__ import annotations

from typing import Final

from mobility.core.access.actions import Action
from mobility.core.programs import deciding, ends, opening
from mobility.core.terms import Role, Text
from mobility.core.workflow.definition import Due, Stage, StageKind, Transition, Workflow

_STAGES: Final = (
    opening.DRAFT,
    opening.RECALLED,
    Stage(
        key="school_consent",
        kind=StageKind.DESK,
        holder=Role.OFFICER,
        due=Due.ROLLING,
        due_in_days=3,
        title=Text(en="School's consent", zh_Hans="学院审核"),
        next=Text(en="Then the international office decides.", zh_Hans="学院同意后由国际处审核录取。"),
    ),
    opening.RETURNED_BY_SCHOOL,
    Stage(
        key="admission",
        kind=StageKind.ASSESSMENT,
        holder=Role.COORDINATOR,
        due_in_days=3,
        title=Text(en="Check and admission", zh_Hans="资格审核与录取"),
        next=Text(en="You get a place, or a position on the waiting list.", zh_Hans="录取结果或候补顺序将及时通知您。"),
    ),
    opening.RETURNED_BY_OFFICE,
    Stage(
        key="waiting",
        kind=StageKind.WAITING,
        holder=Role.COORDINATOR,
        title=Text(en="Waiting list", zh_Hans="候补"),
        next=Text(
            en="When a place becomes free, the next in order has one to two days to confirm.",
            zh_Hans="有名额空出时按候补顺序递补，须在一至两天内确认。",
        ),
    ),
    Stage(
        key="confirmation",
        kind=StageKind.OFFER,
        holder=Role.STUDENT,
        title=Text(en="Place to be confirmed", zh_Hans="录取待确认"),
        next=Text(en="Confirm before the time shown, then pay the fee.", zh_Hans="请在规定时间前确认，并按时缴费。"),
    ),
    Stage(
        key="payment",
        kind=StageKind.PAYMENT,
        holder=Role.STUDENT,
        title=Text(en="Fee to be paid", zh_Hans="待缴费"),
        next=Text(
            en="Pay before the time shown; the office ticks the fee when it has come in.",
            zh_Hans="请在规定时间前缴费，到账后由国际处登记。",
        ),
    ),
    Stage(
        key="group",
        kind=StageKind.GROUP,
        holder=Role.COORDINATOR,
        title=Text(en="Group being formed", zh_Hans="待成团"),
        next=Text(
            en="The office decides for the whole group whether the program takes place.",
            zh_Hans="由国际处确定是否成团，并统一通知。",
        ),
    ),
    Stage(
        key="papers",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        due=Due.BEFORE_DEPARTURE,
        due_in_days=15,
        title=Text(en="Papers before departure", zh_Hans="行前材料"),
        next=Text(
            en="Upload passport or permit, insurance, pledge and guardian's consent.",
            zh_Hans="请上传出入境证件、保险、承诺书和家长（监护人）知情同意书。",
        ),
    ),
    Stage(
        key="ready",
        kind=StageKind.DESK,
        holder=Role.COORDINATOR,
        due=Due.BEFORE_DEPARTURE,
        due_in_days=5,
        title=Text(en="Papers accepted", zh_Hans="材料审核通过"),
        next=Text(en="The list of the group is approved and filed.", zh_Hans="团组名单报审定备案。"),
    ),
    deciding.APPROVAL.model_copy(
        update={
            "key": "filing",
            "shown_as": "ready",
            "title": Text(en="Approval of the group's list", zh_Hans="团组名单审定"),
        }
    ),
    deciding.APPROVED.model_copy(update={"key": "filed", "shown_as": "ready"}),
    ends.NOT_SUBMITTED,
    ends.NOT_RECOMMENDED,
    ends.NOT_QUALIFIED,
    ends.NOT_SELECTED,
    ends.WAITLIST_ENDED,
    ends.WITHDRAWN,
    ends.WITHDRAWN_AFTER,
    ends.LAPSED,
    ends.CANCELLED,
    ends.DISPATCHED,
)

_PLACE_BACK: Final = ("close_offer", "free_place", "move_up_waiting")
_AFTER_CONFIRMATION: Final = ("payment", "group", "papers", "ready", "filing", "filed")

_SCHOOL_MOVES: Final = (
    *opening.from_draft("school_consent"),
    *opening.through_school("school_consent"),
    Transition(action=Action.SCHOOL_CHECK, sources=("school_consent",), target="admission"),
    Transition(
        action=Action.SCHOOL_REFUSE,
        sources=("school_consent",),
        target="not_recommended",
        needs=("remark",),
        notices=("school_not_recommended",),
    ),
    Transition(
        action=Action.SCHOOL_SILENCE,
        sources=("school_consent",),
        target="admission",
        guards=("silence_counts",),
    ),
)

_ADMISSION_MOVES: Final = (
    Transition(
        action=Action.ADMISSION_DECIDE,
        outcome="placed",
        sources=("admission", "waiting"),
        target="confirmation",
        needs=("host_option_id",),
        guards=("eligible_or_reasoned",),
        effects=("note_exception", "take_place", "open_offer"),
        notices=("offer",),
    ),
    Transition(
        action=Action.ADMISSION_DECIDE,
        outcome="waiting",
        sources=("admission",),
        target="waiting",
        guards=("eligible_or_reasoned",),
        effects=("note_exception", "set_waiting"),
        notices=("waitlisted",),
    ),
    Transition(
        action=Action.ADMISSION_DECIDE,
        outcome="not_selected",
        sources=("admission",),
        target="not_selected",
        notices=("result_not_selected",),
    ),
    Transition(
        action=Action.ADMISSION_DECIDE,
        outcome="not_qualified",
        sources=("admission",),
        target="not_qualified",
        needs=("remark",),
        notices=("not_qualified",),
    ),
    *opening.office_returns("admission"),
    Transition(
        action=Action.APPLICATION_RESUBMIT,
        sources=("returned_by_office",),
        target="admission",
        guards=("return_open", "declared", "complete"),
        effects=("freeze_snapshot", "clear_return"),
        notices=("receipt",),
    ),
    Transition(
        action=Action.ALTERNATE_MOVE_UP,
        sources=("waiting",),
        target="confirmation",
        needs=("host_option_id",),
        effects=("take_place", "open_offer"),
        notices=("offer", "alternate_moved_up"),
    ),
    Transition(
        action=Action.WAITLIST_CLOSE,
        sources=("waiting",),
        target="waitlist_ended",
        notices=("waitlist_ended",),
    ),
)

_DROPS_OUT: Final = (
    opening.give_up(
        ("draft", "recalled", "school_consent", "returned_by_school", "admission", "returned_by_office", "waiting")
    ),
    opening.give_up(("confirmation",), *_PLACE_BACK),
    opening.give_up(_AFTER_CONFIRMATION, *_PLACE_BACK, "refund_fee", target="withdrawn_after_confirmation"),
)

_OFFER_MOVES: Final = (
    Transition(
        action=Action.OFFER_CONFIRM,
        sources=("confirmation",),
        target="payment",
        guards=("offer_open", "papers_in", "fee_asked"),
        effects=("confirm_offer", "ask_fee"),
        notices=("fee_asked",),
    ),
    Transition(
        action=Action.OFFER_CONFIRM,
        outcome="without_fee",
        sources=("confirmation",),
        target="group",
        guards=("offer_open", "papers_in", "no_fee"),
        effects=("confirm_offer",),
        notices=("offer_confirmed",),
    ),
    *deciding.offer_not_taken("confirmation", "move_up_waiting"),
    Transition(
        action=Action.FEE_LAPSE,
        sources=("payment",),
        target="lapsed",
        guards=("fee_overdue",),
        effects=("lapse_offer", "free_place", "move_up_waiting"),
        notices=("fee_lapsed",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="fee_paid",
        sources=("payment",),
        target="group",
        needs=("happened_on",),
        effects=("record_fee",),
        notices=("fee_received",),
    ),
)

_GROUP_MOVES: Final = (
    Transition(action=Action.GROUP_DECIDE, outcome="go", sources=("group",), target="papers", notices=("group_goes",)),
    Transition(
        action=Action.GROUP_DECIDE,
        outcome="no_go",
        sources=tuple(stage.key for stage in _STAGES if not stage.is_end),
        target="cancelled",
        effects=("close_offer", "free_place", "refund_fee"),
        notices=("group_cancelled",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="papers_accepted",
        sources=("papers",),
        target="ready",
        needs=("happened_on",),
        guards=("papers_in",),
    ),
    Transition(
        action=Action.HOST_WITHDRAW,
        sources=("confirmation", "payment", "group", "papers", "ready"),
        target="admission",
        effects=("close_offer", "free_place", "refund_fee"),
        notices=("host_withdrawn",),
    ),
    Transition(
        action=Action.LIST_PROPOSE,
        sources=("ready",),
        target="filing",
        needs=("decision",),
        guards=("eligible_or_reasoned",),
        effects=("note_exception", "record_decision"),
        is_quiet=True,
    ),
    *deciding.approved_as_a_whole("ready", approval="filing", approved="filed"),
    deciding.released("candidate", "dispatched", "dispatched", source="filed"),
)

WORKFLOW: Final = Workflow(
    key="summer_school",
    initial="draft",
    stages=_STAGES,
    transitions=(
        *_SCHOOL_MOVES,
        *_ADMISSION_MOVES,
        *_DROPS_OUT,
        *_OFFER_MOVES,
        *_GROUP_MOVES,
        opening.call_off(_STAGES),
    ),
)
