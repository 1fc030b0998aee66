"""What the Singapore Nursing Scholarship asks of an applicant: questions, documents, declaration and conditions.

Asked is only what the school's recommendation and the home selection need; see section 9 of the practice of offices.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from mobility.core.eligibility import (
    AgeBetween,
    Category,
    CategoryIn,
    EntryYearIn,
    FieldIn,
    LevelIn,
    Rules,
    StudyStatusIn,
)
from mobility.core.programs.asking import CONTACT, LANGUAGE_RESULT, choice, must_know, t
from mobility.core.programs.form import Form
from mobility.core.questions.conditions import AnswerCondition, FactCondition
from mobility.core.questions.definition import Questionnaire, Section
from mobility.core.questions.documents import DocumentKind, Paper
from mobility.core.questions.kinds import (
    DecimalNumber,
    LongText,
    MultipleChoice,
    SingleChoice,
    YesNo,
)

NURSING: Final = "0913"
"""Nursing and midwifery in ISCED-F 2013."""

FULL_MARKS: Final = Decimal(150)
"""Full marks of Chinese, mathematics and English in the national entrance examination (高考)."""


_MOTIVATION: Final = Section(
    key="motivation",
    title=t("Motivation statement", "个人陈述"),
    intro=t(
        "Write in Chinese or English, in your own words. The school and the reviewers read it.",
        "中文或英文均可，请用自己的话写。学院和评审专家会阅读。",
    ),
    questions=(
        LongText(
            key="why_nursing",
            label=t("Why do you want to be a nurse?", "您为什么选择护理？"),
            hint=t("50 to 600 words.", "50至600字。"),
            min_words=50,
            max_words=600,
        ),
        LongText(
            key="why_singapore",
            label=t(
                "Why do you want to study and work in Singapore?",
                "您为什么希望到新加坡学习和工作？",
            ),
            hint=t("50 to 600 words.", "50至600字。"),
            min_words=50,
            max_words=600,
        ),
    ),
)

_SAT_EXAM: Final = AnswerCondition(question="entrance_kind", any_of=("national", "vocational"))

_BACKGROUND: Final = Section(
    key="background",
    title=t("English and science", "英语与理科基础"),
    intro=t(
        "The funder examines mathematics, chemistry, biology and English.",
        "外方考核科目为数学、化学、生物和英语。",
    ),
    questions=(
        SingleChoice(
            key="entrance_kind",
            label=t("How were you admitted to university?", "您通过何种方式入学？"),
            choices=(
                choice("national", "National entrance examination", "普通高考"),
                choice("vocational", "Vocational entrance examination", "高职单招或对口招生考试"),
                choice("other", "Another way", "其他方式"),
            ),
        ),
        DecimalNumber(
            key="english_mark",
            label=t("English in the entrance examination", "入学考试英语成绩"),
            hint=t("Out of 150, such as 112.5", "满分150分，如112.5"),
            minimum=Decimal(0),
            maximum=FULL_MARKS,
            places=1,
            condition=_SAT_EXAM,
        ),
        DecimalNumber(
            key="maths_mark",
            label=t("Mathematics in the entrance examination", "入学考试数学成绩"),
            hint=t("Out of 150, such as 98", "满分150分，如98"),
            minimum=Decimal(0),
            maximum=FULL_MARKS,
            places=1,
            condition=_SAT_EXAM,
        ),
        MultipleChoice(
            key="science_subjects",
            label=t("Science subjects you took in upper secondary school", "高中阶段修读的理科科目"),
            choices=(
                choice("chemistry", "Chemistry", "化学"),
                choice("biology", "Biology", "生物"),
                choice("physics", "Physics", "物理"),
            ),
            is_required=False,
        ),
        YesNo(
            key="has_certificate",
            label=t("Do you have an English language certificate?", "您是否有英语语言成绩证明？"),
            hint=t(
                "Such as IELTS, TOEFL or METS. None is needed.",
                "如雅思、托福、医护英语水平考试。没有也可以申请。",
            ),
        ),
        LongText(
            key="english_use",
            label=t("Where have you used English so far?", "您在哪些场合使用过英语？"),
            is_required=False,
            max_words=300,
        ),
    ),
)

_UNDERSTANDING: Final = Section(
    key="understanding",
    title=t("What the scholarship means", "了解项目内容"),
    intro=t(
        "Please answer after reading the call. You do not sign anything here; the contract comes later.",
        "请阅读选拔通知后回答。此处不是签约，合同将在之后签署。",
    ),
    questions=(
        must_know(
            "knows_diploma",
            "Do you know that you would study three years for a diploma of a polytechnic, which is not a bachelor's "
            "degree?",
            "您是否知道在新加坡学习三年，获得的是理工学院专科文凭（Diploma），不是学士学位？",
        ),
        must_know(
            "knows_bond",
            "Do you know that you would then work six years as a nurse in Singapore, and that leaving earlier means "
            "paying money back?",
            "您是否知道毕业后须在新加坡从事护理工作六年，提前离开须按合同赔偿？",
        ),
        must_know(
            "knows_funder_decides",
            "Do you know that the funder decides who is awarded and at which polytechnic?",
            "您是否知道录取结果和就读院校由外方决定？",
        ),
        must_know(
            "knows_home_studies",
            "Do you know that you would leave your studies here under our rules on study status?",
            "您是否知道派出时须按学籍管理规定办理本校学籍手续？",
        ),
    ),
)

_FAMILY: Final = Section(
    key="family",
    title=t("Your family", "家庭知情情况"),
    questions=(
        must_know("family_knows", "Does your family know that you are applying?", "家人是否知道您申请本项目？"),
        must_know(
            "family_knows_bond",
            "Does your family know of the nine years in Singapore: three of study, six of work?",
            "家人是否知道须在新加坡学习三年、工作六年，共九年？",
        ),
        YesNo(
            key="guardian_can_come",
            label=t(
                "Could a parent or guardian be present when the contract is signed?",
                "签约时父母或监护人能否到场？",
            ),
        ),
    ),
)

QUESTIONNAIRE: Final = Questionnaire(
    key="singapore_nursing",
    version=1,
    sections=(CONTACT, _MOTIVATION, _BACKGROUND, _UNDERSTANDING, _FAMILY),
)

_CONSENT: Final = Paper(
    body=t(
        "I am a parent or guardian of {name} (student number {student_number}, born {birth_on}, {school}, {major}).\n\n"
        "I have read the call “{call}”. I know that {name} would study in Singapore for three years and is then bound "
        "to work there in health care for six, and that leaving earlier means paying money back under the contract.\n\n"
        "I agree that {name} applies.",
        "本人系{name}（学号{student_number}，出生日期{birth_on}，{school}{major}专业）的父母或监护人。\n\n"
        "本人已阅读“{call}”的选拔通知，知悉{name}入选后须在新加坡学习三年，毕业后须在当地从事医疗护理工作六年，"
        "提前离开须按合同赔偿。\n\n"
        "本人同意{name}申请该项目。",
    ),
    signers=("guardian", "student"),
)

DOCUMENTS: Final = (
    DocumentKind(
        key="transcript",
        title=t("Upper secondary transcript or entrance results", "高中成绩单或入学考试成绩"),
        hint=t("One page with your name and all marks is enough.", "一页即可，须显示姓名和各科成绩。"),
    ),
    DocumentKind(
        key="guardian_consent",
        title=t("Guardian's consent", "家长（监护人）知情同意书"),
        hint=t(
            "You are not 18 yet: print the paper below, let a parent or guardian sign it, and upload a picture of it.",
            "您未满18周岁：请打印下方的知情同意书，由父母或监护人签字后拍照上传。",
        ),
        condition=FactCondition(fact="is_minor", equals=True),
        paper=_CONSENT,
    ),
    DocumentKind(
        key="language_certificate",
        title=t("Language certificate", "语言成绩证明"),
        is_required=False,
        condition=AnswerCondition(question="has_certificate", equals=True),
        expiry=LANGUAGE_RESULT,
    ),
)

DECLARATION: Final = t(
    "I declare that everything I have stated is true and complete, that I have read the call, and that I know the "
    "service bond of six years. I know that an untrue statement ends my application.",
    "本人承诺所填内容真实、完整，已阅读选拔通知并了解六年服务期的要求；如有不实，本人自愿承担取消申请资格的后果。",
)

FORM: Final = Form(
    questionnaire=QUESTIONNAIRE,
    documents=DOCUMENTS,
    declaration=DECLARATION,
    ranking_questions=frozenset({"english_mark", "maths_mark"}),
    reviewed=frozenset({"motivation", "background", "transcript", "language_certificate"}),
)


def eligibility_rules(entry_year: int, departure_on: date) -> Rules:
    """The conditions of one edition: first-years of nursing, 专科 included, who are 17 when they leave."""
    return Rules(
        rules=(
            FieldIn(key="nursing", include=(NURSING,)),
            LevelIn(key="level", levels=(5, 6)),
            EntryYearIn(key="first_year", years=(entry_year,)),
            CategoryIn(key="category", categories=(Category.MAINLAND,)),
            StudyStatusIn(key="enrolled"),
            AgeBetween(key="age", minimum=17, on=departure_on),
        )
    )
