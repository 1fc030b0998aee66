"""The sentences for the codes of `core.questions`: what is wrong with an answer and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "questions.required": lazy("This question needs an answer."),
    "questions.not_text": lazy("Answer in words."),
    "questions.too_long": lazy("This answer has %(actual)s characters. Shorten it to at most %(max)s."),
    "questions.too_few_words": lazy("Write at least %(min)s words; so far there are %(actual)s."),
    "questions.too_many_words": lazy("Write at most %(max)s words; there are %(actual)s."),
    "questions.pattern": lazy("%(text)s"),
    "questions.not_email": lazy("Enter an e-mail address such as name@example.org."),
    "questions.not_phone": lazy("Enter a telephone number of 5 to 15 digits, such as 13800138000 or +65 6123 4567."),
    "questions.not_date": lazy("Enter a date of the calendar, such as 2026-08-31."),
    "questions.date_too_early": lazy("Enter %(earliest)s or a later day."),
    "questions.date_too_late": lazy("Enter %(latest)s or an earlier day."),
    "questions.not_integer": lazy("Enter a whole number, such as 12."),
    "questions.not_decimal": lazy("Enter a number, such as 3.5."),
    "questions.too_small": lazy("Enter %(min)s or more."),
    "questions.too_large": lazy("Enter %(max)s or less."),
    "questions.too_many_decimals": lazy("Give at most %(places)s decimals."),
    "questions.not_a_choice": lazy("Choose from the answers listed."),
    "questions.too_few_choices": lazy("Choose at least %(min)s; so far there are %(actual)s."),
    "questions.too_many_choices": lazy("Choose at most %(max)s; there are %(actual)s."),
    "questions.not_yes_no": lazy("Choose yes or no."),
    "questions.must_be_yes": lazy("Only applications with “yes” here can be submitted."),
    "questions.must_be_no": lazy("Only applications with “no” here can be submitted."),
    "questions.unknown_question": lazy("This question does not belong to the questionnaire."),
}
