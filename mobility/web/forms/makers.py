"""One maker per kind of question: the WTForms field that asks it. What an answer is worth, the core alone judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import EmailField, TelField

from mobility.core.questions import (
    AnyQuestion,
    Day,
    DecimalNumber,
    Email,
    Integer,
    LongText,
    MultipleChoice,
    Phone,
    ShortText,
    SingleChoice,
    YesNo,
)
from mobility.i18n import _, in_current
from mobility.web.forms.words import choices

LONGEST_RADIO_LIST: Final = 8
"""Choices that are shown all at once; above, they stand in a list that opens."""

Made = Callable[[Any], Any]
"""From a question to an unbound field."""


class _Required:
    """Has the label say that an answer is needed before the submit; nothing is refused at a save."""

    field_flags: Final = {"required": True}

    def __call__(self, _form: object, _field: object) -> None:
        return


def make(question: AnyQuestion) -> Any:
    """The field for one question, in the current language."""
    return MAKERS[question.kind](question)


def _labelled(question: AnyQuestion, **attributes: str | None) -> dict[str, Any]:
    hint = in_current(question.hint) if question.hint else ""
    shown = {name.replace("_", "-"): value for name, value in attributes.items() if value is not None}
    validators = [_Required()] if question.is_required else []
    return {"label": in_current(question.label), "description": hint, "render_kw": shown, "validators": validators}


def _line(field: type[Field], **attributes: str) -> Made:
    def maker(question: AnyQuestion) -> Any:
        autocomplete = getattr(question, "autocomplete", None)
        return field(**_labelled(question, autocomplete=autocomplete, **attributes))

    return maker


def _long_text(question: LongText) -> Any:
    words = str(question.max_words) if question.max_words else None
    return TextAreaField(**_labelled(question, rows="8", data_max_words=words))


def _single(question: SingleChoice) -> Any:
    offered = choices((choice.key, in_current(choice.label)) for choice in question.choices)
    if len(offered) <= LONGEST_RADIO_LIST:
        return RadioField(choices=offered, validate_choice=False, **_labelled(question))
    empty = choices([("", _("Choose one"))])
    return SelectField(choices=[*empty, *offered], validate_choice=False, **_labelled(question))


def _multiple(question: MultipleChoice) -> Any:
    offered = choices((choice.key, in_current(choice.label)) for choice in question.choices)
    return SelectMultipleField(choices=offered, validate_choice=False, **_labelled(question))


def _yes_no(question: YesNo) -> Any:
    offered = choices([("yes", _("Yes")), ("no", _("No"))])
    return RadioField(choices=offered, validate_choice=False, **_labelled(question))


def _kind(question: type[AnyQuestion]) -> str:
    return str(question.model_fields["kind"].default)


MAKERS: Final[Mapping[str, Made]] = MappingProxyType(
    {
        _kind(ShortText): _line(StringField),
        _kind(LongText): _long_text,
        _kind(Email): _line(EmailField),
        _kind(Phone): _line(TelField, inputmode="tel"),
        _kind(Day): _line(StringField, inputmode="numeric", placeholder="2026-10-20"),
        _kind(Integer): _line(StringField, inputmode="numeric"),
        _kind(DecimalNumber): _line(StringField, inputmode="decimal"),
        _kind(SingleChoice): _single,
        _kind(MultipleChoice): _multiple,
        _kind(YesNo): _yes_no,
    }
)
"""Every kind of question has its maker; a contract test says so."""
