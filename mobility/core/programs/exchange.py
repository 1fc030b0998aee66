"""An exchange semester (校际交换项目): the school recommends, places at hosts are allocated, approved and released.

Whoever is selected confirms with pledge and guardian's consent and is nominated; the host admits. The stages are those
of section 2.1 of the practice of offices.
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
    opening.school_check(days=5),
    opening.RETURNED_BY_SCHOOL,
    opening.school_list(days=5),
    Stage(
        key="qualification_check",
        kind=StageKind.DESK,
        holder=Role.COORDINATOR,
        due_in_days=5,
        title=Text(en="Qualification check", zh_Hans="资格审核"),
        next=Text(en="Then places at the hosts are allocated.", zh_Hans="审核通过后进行名额分配。"),
    ),
    opening.RETURNED_BY_OFFICE,
    Stage(
        key="selection",
        kind=StageKind.ASSESSMENT,
        holder=Role.COORDINATOR,
        due_in_days=10,
        title=Text(en="Selection and allocation of places", zh_Hans="选拔与名额分配"),
        next=Text(en="Results come to everybody at the same time.", zh_Hans="选拔结果将统一发布。"),
    ),
    deciding.APPROVAL,
    deciding.APPROVED,
    deciding.RESERVE,
    Stage(
        key="confirmation",
        kind=StageKind.OFFER,
        holder=Role.STUDENT,
        title=Text(en="Offer to be confirmed", zh_Hans="拟派出资格待确认"),
        next=Text(
            en="Upload the signed pledge and your guardian's consent, then confirm before the time shown.",
            zh_Hans="请上传签字的承诺书和家长（监护人）知情同意书，并在规定时间前确认。",
        ),
    ),
    Stage(
        key="confirmed",
        kind=StageKind.NOTICE,
        holder=Role.SYSTEM,
        title=Text(en="Confirmed, public notice", zh_Hans="已确认，公示中"),
        next=Text(en="After the notice period we nominate you to the host.", zh_Hans="公示期结束后向接收院校提名。"),
    ),
    Stage(
        key="nomination",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        due=Due.BEFORE_NOMINATION,
        due_in_days=3,
        title=Text(en="Nomination", zh_Hans="校际提名"),
        next=Text(en="Then you apply at the host by its own date.", zh_Hans="提名后请按接收院校的要求在线申请。"),
    ),
    Stage(
        key="host_decision",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        title=Text(en="Host's decision", zh_Hans="外方录取"),
        next=Text(en="The host decides; we tell you as soon as we know.", zh_Hans="由接收院校决定，结果将及时通知。"),
    ),
    Stage(
        key="formalities",
        kind=StageKind.OUTSIDE,
        holder=Role.COORDINATOR,
        due=Due.BEFORE_DEPARTURE,
        due_in_days=10,
        title=Text(en="Formalities", zh_Hans="派出手续"),
        next=Text(
            en="Passport or permit, visa, insurance, study status at home; then departure.",
            zh_Hans="办理出入境证件、签证、保险和学籍手续后派出。",
        ),
    ),
    ends.NOT_SUBMITTED,
    ends.NOT_RECOMMENDED,
    ends.NOT_QUALIFIED,
    ends.NOT_SELECTED,
    ends.WAITLIST_ENDED,
    ends.WITHDRAWN,
    ends.WITHDRAWN_AFTER,
    ends.WITHDRAWN_NOMINATED,
    ends.LAPSED,
    ends.HOST_REFUSED,
    ends.CANCELLED,
    ends.DISPATCHED,
)

_PLACE_BACK: Final = ("close_offer", "free_place", "move_up_reserve")

_SCHOOL_MOVES: Final = (
    *opening.from_draft("school_check"),
    *opening.through_school("school_check", "school_list"),
    *opening.school_hands_in("qualification_check"),
    Transition(
        action=Action.SCHOOL_REFUSE,
        sources=("school_check",),
        target="not_recommended",
        needs=("remark",),
        guards=("school_list_open",),
        notices=("school_not_recommended",),
    ),
)

_DROPS_OUT: Final = (
    opening.give_up(("draft", "recalled", "school_check", "returned_by_school", "school_list")),
    opening.give_up(("qualification_check", "returned_by_office", "selection"), "move_up_in_school"),
    opening.give_up(("approval", "approved", "reserve"), "free_place"),
    opening.give_up(("confirmation",), *_PLACE_BACK),
    opening.give_up(("confirmed",), *_PLACE_BACK, target="withdrawn_after_confirmation"),
    opening.give_up(("nomination",), *_PLACE_BACK, target="withdrawn_after_confirmation"),
    opening.give_up(("host_decision", "formalities"), "close_offer", "free_place", target="withdrawn_after_nomination"),
)

_SELECTION_MOVES: Final = (
    Transition(
        action=Action.LIST_PROPOSE,
        sources=("selection",),
        target="approval",
        needs=("decision",),
        guards=("host_named", "alternate_waits", "eligible_or_reasoned"),
        effects=("note_exception", "record_decision", "take_place"),
        is_quiet=True,
    ),
    *deciding.approved_as_a_whole("selection", "free_place"),
    deciding.released("candidate", "confirmation", "result_placed", effects=("open_offer",)),
    deciding.released("reserve", "reserve", "result_reserve"),
    deciding.released("not_selected", "not_selected", "result_not_selected"),
    Transition(
        action=Action.OBJECTION_UPHOLD,
        sources=("confirmation", "confirmed"),
        target="selection",
        needs=("remark",),
        guards=("notice_running",),
        effects=("void_decision", *_PLACE_BACK),
        notices=("objection_upheld",),
    ),
    Transition(
        action=Action.HOST_WITHDRAW,
        sources=("confirmation", "confirmed", "nomination", "host_decision", "formalities"),
        target="selection",
        effects=("void_decision", "close_offer", "free_place"),
        notices=("host_withdrawn",),
    ),
    Transition(
        action=Action.ALTERNATE_MOVE_UP,
        sources=("reserve",),
        target="confirmation",
        needs=("host_option_id",),
        effects=("take_place", "open_offer"),
        notices=("offer", "alternate_moved_up"),
    ),
    Transition(
        action=Action.WAITLIST_CLOSE,
        sources=("reserve",),
        target="waitlist_ended",
        notices=("waitlist_ended",),
    ),
)

_OFFER_MOVES: Final = (
    Transition(
        action=Action.OFFER_CONFIRM,
        sources=("confirmation",),
        target="confirmed",
        guards=("offer_open", "papers_in"),
        effects=("confirm_offer",),
        notices=("offer_confirmed",),
    ),
    *deciding.offer_not_taken("confirmation", "move_up_reserve"),
    Transition(
        action=Action.NOTICE_END,
        sources=("confirmed",),
        target="nomination",
        guards=("notice_ended",),
    ),
)

_OUTSIDE_MOVES: Final = (
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="nominated",
        sources=("nomination",),
        target="host_decision",
        needs=("happened_on",),
        notices=("nominated",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="host_admitted",
        sources=("host_decision",),
        target="formalities",
        needs=("happened_on",),
        notices=("host_admitted",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="host_refused",
        sources=("nomination", "host_decision"),
        target="host_refused",
        needs=("happened_on",),
        effects=("close_offer", "free_place"),
        notices=("host_refused",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="host_refused_back",
        sources=("nomination", "host_decision"),
        target="selection",
        needs=("happened_on",),
        effects=("void_decision", "close_offer", "free_place"),
        notices=("host_refused_back",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="formalities_cleared",
        sources=("formalities",),
        target="dispatched",
        needs=("happened_on",),
        guards=("papers_in",),
        notices=("dispatched",),
    ),
    Transition(
        action=Action.OUTCOME_RECORD,
        outcome="formalities_refused",
        sources=("formalities",),
        target="host_refused",
        needs=("happened_on", "remark"),
        effects=("close_offer", "free_place"),
        notices=("formalities_refused",),
    ),
)

WORKFLOW: Final = Workflow(
    key="exchange",
    initial="draft",
    stages=_STAGES,
    transitions=(
        *_SCHOOL_MOVES,
        *opening.office_qualifies("selection"),
        *_DROPS_OUT,
        *_SELECTION_MOVES,
        *_OFFER_MOVES,
        *_OUTSIDE_MOVES,
        opening.call_off(_STAGES),
    ),
)
