"""The ways an application can end, shared by all kinds of program, in words that a student can bear."""

from __future__ import annotations

from typing import Final

from mobility.core.terms import Text
from mobility.core.workflow.definition import Stage, StageKind


def _end(key: str, en: str, zh: str, is_good: bool = False) -> Stage:
    return Stage(key=key, kind=StageKind.END, title=Text(en=en, zh_Hans=zh), is_good_end=is_good)


NOT_SUBMITTED: Final = _end("not_submitted", "Not submitted", "未提交")
NOT_RECOMMENDED: Final = _end("not_recommended", "Not recommended by the school", "不予推荐")
NOT_QUALIFIED: Final = _end("not_qualified", "Conditions not met", "资格不符")
NOT_SELECTED: Final = _end("not_selected", "Not selected", "未入选")
WAITLIST_ENDED: Final = _end("waitlist_ended", "Waiting list ended", "候补结束")
WITHDRAWN: Final = _end("withdrawn", "Given up", "已放弃申请")
WITHDRAWN_AFTER: Final = _end("withdrawn_after_confirmation", "Given up after confirmation", "已放弃资格")
WITHDRAWN_NOMINATED: Final = _end("withdrawn_after_nomination", "Given up after nomination", "已放弃资格（提名后）")
LAPSED: Final = _end("lapsed", "Not confirmed in time", "逾期未确认")
HOST_REFUSED: Final = _end("host_refused", "Not admitted by the host", "外方未录取")
CANCELLED: Final = _end("cancelled", "Program cancelled", "项目取消")
DISPATCHED: Final = _end("dispatched", "Dispatched", "已派出", is_good=True)

COMPETED: Final = (NOT_SELECTED, WAITLIST_ENDED, HOST_REFUSED, DISPATCHED)
"""The ends of those who competed to the end: what their school recommended them with is used up."""

ALL: Final = tuple(end for end in list(globals().values()) if isinstance(end, Stage))
"""Every end there is."""
