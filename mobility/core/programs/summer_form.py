"""What an outbound summer school asks of an applicant: questions, documents, declaration and conditions."""

from __future__ import annotations

from typing import Final

from mobility.core.eligibility import LevelIn, Rules, StudyStatusIn
from mobility.core.programs.asking import (
    CONTACT,
    guardian_consent,
    insurance,
    must_know,
    pledge,
    t,
    travel_document,
)
from mobility.core.programs.form import Form
from mobility.core.questions.definition import Questionnaire, Section
from mobility.core.questions.documents import DocumentKind
from mobility.core.questions.kinds import LongText

_MOTIVATION: Final = Section(
    key="motivation",
    title=t("Why you want to take part", "参加理由"),
    questions=(
        LongText(
            key="why",
            label=t("What do you hope to learn there?", "您希望在项目中学到什么？"),
            hint=t("Up to 300 words.", "不超过300字。"),
            max_words=300,
        ),
        must_know(
            "knows_fee",
            "Do you know what the program costs, and until when a fee is returned?",
            "您是否了解项目费用及退费规定？",
        ),
    ),
)

QUESTIONNAIRE: Final = Questionnaire(key="summer_school", version=1, sections=(CONTACT, _MOTIVATION))

DOCUMENTS: Final = (
    DocumentKind(
        key="transcript",
        title=t("Transcript", "成绩单"),
        hint=t("A printout of the student system is enough.", "教务系统打印版即可。"),
        is_required=False,
    ),
    pledge("papers"),
    guardian_consent("papers"),
    travel_document("papers"),
    insurance("papers"),
)

FORM: Final = Form(
    questionnaire=QUESTIONNAIRE,
    documents=DOCUMENTS,
    declaration=t(
        "I declare that everything I have stated is true and complete, and that I have read the call, its costs and "
        "its rules of return.",
        "本人承诺所填内容真实、完整，已阅读选拔通知、费用说明和退费规定；如有不实，本人自愿承担取消申请资格的后果。",
    ),
    reviewed=frozenset({"motivation", "transcript"}),
)


def eligibility_rules() -> Rules:
    """Enrolled students of every level."""
    return Rules(rules=(StudyStatusIn(key="enrolled"), LevelIn(key="level", levels=(5, 6, 7, 8))))
