"""What an exchange semester asks of an applicant: questions, documents, declaration and the call's own conditions."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from mobility.core.eligibility import (
    AverageAtLeast,
    MaxApplications,
    NoFails,
    NoPriorParticipation,
    Rules,
    StudyStatusIn,
)
from mobility.core.programs.asking import (
    CONTACT,
    LANGUAGE_RESULT,
    guardian_consent,
    insurance,
    must_know,
    pledge,
    t,
    travel_document,
)
from mobility.core.programs.form import Form
from mobility.core.questions.conditions import AnswerCondition
from mobility.core.questions.definition import Questionnaire, Section
from mobility.core.questions.documents import DocumentKind
from mobility.core.questions.kinds import LongText, YesNo

_PLAN: Final = Section(
    key="plan",
    title=t("Motivation and study plan", "个人陈述与学习计划"),
    intro=t("Write in Chinese or in the language of the host.", "可用中文或接收院校的授课语言填写。"),
    questions=(
        LongText(
            key="motivation",
            label=t("Why do you want to go, and why to these hosts?", "您为什么申请交换，为什么选择这些院校？"),
            hint=t("50 to 800 words.", "50至800字。"),
            min_words=50,
            max_words=800,
        ),
        LongText(
            key="courses",
            label=t("Which courses do you want to take there?", "您计划在接收院校修读哪些课程？"),
            hint=t(
                "Titles are enough; the learning agreement comes later.", "填写课程名称即可，课程学习计划之后再定。"
            ),
            max_words=600,
        ),
    ),
)

_BACKGROUND: Final = Section(
    key="background",
    title=t("Languages and your studies", "语言与学业情况"),
    questions=(
        YesNo(key="has_certificate", label=t("Do you have a language certificate?", "您是否有语言成绩证明？")),
        must_know(
            "knows_credits",
            "Do you know that credits are recognized only for courses agreed before you leave?",
            "您是否知道，只有出国（境）前商定的课程才能认定学分？",
        ),
        must_know(
            "knows_costs",
            "Do you know that you pay for travel, living costs and insurance yourself unless the call says otherwise?",
            "您是否知道，除选拔通知另有说明外，旅费、生活费和保险费由本人承担？",
        ),
    ),
)

QUESTIONNAIRE: Final = Questionnaire(key="exchange", version=1, sections=(CONTACT, _PLAN, _BACKGROUND))

DOCUMENTS: Final = (
    DocumentKind(
        key="transcript",
        title=t("Transcript", "成绩单"),
        hint=t(
            "With all courses up to the last semester, stamped by the university.",
            "包含截至上学期的全部课程，加盖公章。",
        ),
    ),
    DocumentKind(
        key="language_certificate",
        title=t("Language certificate", "语言成绩证明"),
        condition=AnswerCondition(question="has_certificate", equals=True),
        expiry=LANGUAGE_RESULT,
    ),
    pledge("confirmation"),
    guardian_consent("confirmation"),
    travel_document("formalities"),
    insurance("formalities"),
)

FORM: Final = Form(
    questionnaire=QUESTIONNAIRE,
    documents=DOCUMENTS,
    declaration=t(
        "I declare that everything I have stated is true and complete, that I have read the call and the hosts' "
        "conditions, and that I rank only hosts to which I would really go.",
        "本人承诺所填内容真实、完整，已阅读选拔通知及各接收院校的要求，所填志愿均为本人真实意愿；如有不实，本人自愿承担取消申请资格的后果。",
    ),
    reviewed=frozenset({"plan", "transcript", "language_certificate"}),
)


def eligibility_rules(season: str, minimum_average: Decimal = Decimal(75)) -> Rules:
    """The call's own conditions, besides those of each host: enrolled, average, no fails, once, one at a time."""
    return Rules(
        rules=(
            StudyStatusIn(key="enrolled"),
            AverageAtLeast(key="average", minimum=minimum_average),
            NoFails(key="no_fails"),
            NoPriorParticipation(key="first_exchange", program_kind="exchange", is_per_degree=True),
            MaxApplications(key="one_at_a_time", maximum=2, season=season),
        )
    )
