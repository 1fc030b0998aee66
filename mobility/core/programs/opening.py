"""How every program begins, as stages and moves to compose: from the draft by the school's desk to the office's."""

from __future__ import annotations

from typing import Final

from mobility.core.access.actions import Action
from mobility.core.terms import Role, Text
from mobility.core.workflow.definition import Stage, StageKind, Transition

DRAFT: Final = Stage(
    key="draft",
    kind=StageKind.DRAFT,
    holder=Role.STUDENT,
    title=Text(en="Draft", zh_Hans="草稿"),
    next=Text(
        en="Submit before the deadline; then your school checks your application.",
        zh_Hans="请在报名截止时间前提交；提交后由学院审核。",
    ),
)

RECALLED: Final = Stage(
    key="recalled",
    kind=StageKind.DRAFT,
    holder=Role.STUDENT,
    title=Text(en="Recalled to edit", zh_Hans="撤回修改"),
    next=Text(
        en="You take part again only after you submit once more before the deadline.",
        zh_Hans="请在报名截止时间前重新提交，否则不参加选拔。",
    ),
)

RETURNED_BY_SCHOOL: Final = Stage(
    key="returned_by_school",
    kind=StageKind.RETURNED,
    holder=Role.STUDENT,
    title=Text(en="Returned by your school", zh_Hans="学院退回修改"),
    next=Text(
        en="Mend what is marked and hand it back; it returns to your school.",
        zh_Hans="请按要求修改后重新提交，材料将回到学院。",
    ),
)

RETURNED_BY_OFFICE: Final = Stage(
    key="returned_by_office",
    kind=StageKind.RETURNED,
    holder=Role.STUDENT,
    title=Text(en="Returned by the international office", zh_Hans="国际处退回修改"),
    next=Text(
        en="Mend what is marked and hand it back; it returns to the international office.",
        zh_Hans="请按要求修改后重新提交，材料将回到国际处。",
    ),
)


def school_check(days: int) -> Stage:
    """The school's desk before its list; `days` are working days after the deadline."""
    return Stage(
        key="school_check",
        kind=StageKind.DESK,
        holder=Role.OFFICER,
        due_in_days=days,
        title=Text(en="School check", zh_Hans="学院审核"),
        next=Text(en="Then your school ranks its candidates.", zh_Hans="审核后由学院进行推荐排序。"),
    )


def school_list(days: int) -> Stage:
    """The school's list, handed in as one act."""
    return Stage(
        key="school_list",
        kind=StageKind.LIST,
        holder=Role.OFFICER,
        due_in_days=days,
        title=Text(en="School's list", zh_Hans="学院推荐"),
        next=Text(
            en="When your school hands in its list, you learn whether you are recommended.",
            zh_Hans="学院报送推荐汇总表后，您会收到推荐结果。",
        ),
    )


def from_draft(first: str) -> tuple[Transition, ...]:
    """Submit to the stage `first`, recall from it, the end of a draft whose deadline passes, and the late way back."""
    return (
        Transition(
            action=Action.APPLICATION_SUBMIT,
            sources=("draft", "recalled"),
            target=first,
            guards=("call_published", "deadline_open", "declared", "eligible", "complete"),
            effects=("issue_number", "freeze_snapshot"),
            notices=("receipt",),
        ),
        Transition(
            action=Action.APPLICATION_RECALL,
            sources=(first,),
            target="recalled",
            guards=("deadline_open", "school_list_open"),
            notices=("recalled",),
        ),
        Transition(
            action=Action.DRAFT_EXPIRE,
            sources=("draft", "recalled"),
            target="not_submitted",
            guards=("entry_closed",),
            notices=("not_submitted",),
        ),
        *(
            Transition(
                action=Action.LATE_ENTER,
                outcome=target,
                sources=("not_submitted",),
                target=target,
                guards=("call_published", "deadline_open"),
                effects=("clear_return",),
            )
            for target in ("draft", "recalled")
        ),
    )


def through_school(desk: str, *also: str) -> tuple[Transition, ...]:
    """What a school may give back from its `desk` (and the stages `also`), and how it comes back."""
    return (
        Transition(
            action=Action.SCHOOL_RETURN,
            sources=(desk, *also),
            target="returned_by_school",
            needs=("remark", "until"),
            guards=("school_list_open", "date_ahead"),
            effects=("set_return",),
            notices=("returned",),
        ),
        Transition(
            action=Action.APPLICATION_RESUBMIT,
            sources=("returned_by_school",),
            target=desk,
            guards=("return_open", "declared", "complete"),
            effects=("freeze_snapshot", "clear_return"),
            notices=("receipt",),
        ),
        Transition(
            action=Action.RETURN_EXPIRE,
            sources=("returned_by_school",),
            target="not_submitted",
            guards=("return_passed",),
            notices=("return_expired",),
        ),
    )


def school_hands_in(target: str) -> tuple[Transition, ...]:
    """The school checks each file and hands in its whole list; the recommended and alternates go on to `target`."""
    guards = ("deadline_passed", "school_list_open")
    return (
        Transition(
            action=Action.SCHOOL_CHECK, sources=("school_check",), target="school_list", guards=("school_list_open",)
        ),
        *(
            Transition(
                action=Action.SCHOOL_HAND_IN,
                outcome=outcome,
                sources=("school_list",),
                target=target,
                guards=(*guards, f"listed_{outcome}"),
                effects=("ask_offices",),
                notices=(f"school_{outcome}",),
            )
            for outcome in ("recommended", "alternate")
        ),
        Transition(
            action=Action.SCHOOL_HAND_IN,
            outcome="not_recommended",
            sources=("school_list",),
            target="not_recommended",
            guards=(*guards, "listed_not_recommended"),
            notices=("school_not_recommended",),
        ),
    )


def office_returns(desk: str, *effects_at_expiry: str) -> tuple[Transition, ...]:
    """What the office may give back from its `desk`, and what becomes of it when the date passes."""
    return (
        Transition(
            action=Action.OFFICE_RETURN,
            sources=(desk,),
            target="returned_by_office",
            needs=("remark", "until"),
            guards=("date_ahead",),
            effects=("set_return",),
            notices=("returned",),
        ),
        Transition(
            action=Action.RETURN_EXPIRE,
            sources=("returned_by_office",),
            target="not_qualified",
            guards=("return_passed",),
            effects=effects_at_expiry,
            notices=("return_expired",),
        ),
    )


def office_qualifies(target: str) -> tuple[Transition, ...]:
    """The office's check of files that came by a school's list: on to `target`, to an end, or back to the student.

    A change of a fact on which the school's ranking rests opens that ranking again.
    """
    return (
        Transition(
            action=Action.QUALIFICATION_DECIDE,
            outcome="qualified",
            sources=("qualification_check",),
            target=target,
            guards=("offices_answered", "eligible_or_reasoned"),
            effects=("note_exception",),
        ),
        Transition(
            action=Action.QUALIFICATION_DECIDE,
            outcome="not_qualified",
            sources=("qualification_check",),
            target="not_qualified",
            needs=("remark",),
            effects=("move_up_in_school",),
            notices=("not_qualified",),
        ),
        *office_returns("qualification_check", "move_up_in_school"),
        Transition(
            action=Action.APPLICATION_RESUBMIT,
            sources=("returned_by_office",),
            target="qualification_check",
            guards=("return_open", "declared", "complete", "ranking_fact_same"),
            effects=("freeze_snapshot", "clear_return"),
            notices=("receipt",),
        ),
        Transition(
            action=Action.APPLICATION_RESUBMIT,
            outcome="ranking_changed",
            sources=("returned_by_office",),
            target="school_check",
            guards=("return_open", "declared", "complete", "ranking_fact_changed"),
            effects=("freeze_snapshot", "clear_return", "reopen_school_list"),
            notices=("receipt",),
        ),
    )


def give_up(sources: tuple[str, ...], *effects: str, target: str = "withdrawn") -> Transition:
    """The student gives up, which is possible everywhere; `effects` say what becomes of a place."""
    return Transition(
        action=Action.APPLICATION_GIVE_UP, sources=sources, target=target, effects=effects, notices=("withdrawn",)
    )


def call_off(stages: tuple[Stage, ...]) -> Transition:
    """The whole call is cancelled: every file that has not ended ends, and what it holds is free."""
    return Transition(
        action=Action.CALL_CANCEL,
        sources=tuple(stage.key for stage in stages if not stage.is_end),
        target="cancelled",
        guards=("call_cancelled",),
        effects=("close_offer", "free_place", "refund_fee"),
        notices=("call_cancelled",),
    )
