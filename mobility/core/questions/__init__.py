"""Questionnaires as data: kinds of question, conditions, the one judge of answers, progress and display."""

from mobility.core.questions.answers import (
    Checked,
    Problem,
    asked_questions,
    check,
    flatten,
    visible_answers,
)
from mobility.core.questions.conditions import FACTS, Condition, holds
from mobility.core.questions.definition import Questionnaire, Section, dump, parse
from mobility.core.questions.display import display
from mobility.core.questions.documents import (
    DocumentKind,
    FileType,
    When,
    asked_documents,
    dump_documents,
    missing_documents,
    parse_documents,
)
from mobility.core.questions.kinds import (
    KINDS,
    AnyQuestion,
    Choice,
    Day,
    DecimalNumber,
    Email,
    Integer,
    LongText,
    MultipleChoice,
    Pattern,
    Phone,
    Question,
    ShortText,
    SingleChoice,
    YesNo,
)
from mobility.core.questions.progress import SectionProgress, SectionState, is_complete, progress
from mobility.core.questions.reading import count_words
from mobility.core.questions.shapes import Answers, Facts, Value

__all__ = [
    "FACTS",
    "KINDS",
    "Answers",
    "AnyQuestion",
    "Checked",
    "Choice",
    "Condition",
    "Day",
    "DecimalNumber",
    "DocumentKind",
    "Email",
    "Facts",
    "FileType",
    "Integer",
    "LongText",
    "MultipleChoice",
    "Pattern",
    "Phone",
    "Problem",
    "Question",
    "Questionnaire",
    "Section",
    "SectionProgress",
    "SectionState",
    "ShortText",
    "SingleChoice",
    "Value",
    "When",
    "YesNo",
    "asked_documents",
    "asked_questions",
    "check",
    "count_words",
    "display",
    "dump",
    "dump_documents",
    "flatten",
    "holds",
    "is_complete",
    "missing_documents",
    "parse",
    "parse_documents",
    "progress",
    "visible_answers",
]
