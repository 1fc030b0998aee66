"""The language test of a call: its name and scale, what it counts for, until when marks come, and closing it."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date, to_instant
from mobility.core.terms import Refused, Text
from mobility.i18n import _
from mobility.queries import calls, language_tests
from mobility.queries.language_marks import mark_text
from mobility.queries.language_tests import CallTest
from mobility.services.language_tests import set_up as setting
from mobility.services.language_tests.set_up import LanguageTestTerms
from mobility.web import redirects
from mobility.web.forms.fields import DayField
from mobility.web.forms.numbers import NumberField, WholeNumberField
from mobility.web.forms.seen import SeenForm
from mobility.web.forms.words import lazy
from mobility.web.guards import actor, guarded

END_OF_DAY: Final = time(23, 59)
_FIELDS: Final = {
    "language_test.no_name": "name_en",
    "language_test.long_name": "name_en",
    "language_test.highest": "highest",
    "language_test.below_mark": "highest",
    "language_test.share": "share",
    "calendar": "due_on",
}
"""Which field a refusal is about."""


class LanguageTestForm(SeenForm):
    """Name, scale, share of the score, last day."""

    name_en = StringField(lazy("Name of the test, in English"), [InputRequired(lazy("Give the test a name."))])
    name_zh = StringField(lazy("Name of the test, in Chinese"), [InputRequired(lazy("Give the test a name."))])
    highest = NumberField(
        lazy("Highest mark"),
        [InputRequired(lazy("Enter a number."))],
        description=lazy("Marks go from 0 to this, such as 100, or 710 as in the CET."),
    )
    share = WholeNumberField(
        lazy("Share of the score, in per cent"),
        [InputRequired(lazy("Enter a whole number."))],
        description=lazy(
            "The rest is the mean of the reviewers' scores. With 0 the mark is shown and counts for nothing; with 100 "
            "it alone is the score. Whoever was absent has 0 points in it."
        ),
    )
    due_on = DayField(lazy("Enter marks by"), [Optional()])

    @classmethod
    def of(cls, test: CallTest | None, zone: str) -> LanguageTestForm:
        """The form with what is set, or with what is usual."""
        if test is None:
            return cls(formdata=None, seen="", highest=Decimal(100), share=0)
        return cls(
            formdata=None,
            seen=str(test.version),
            name_en=test.name.en,
            name_zh=test.name.zh_Hans,
            highest=Decimal(mark_text(test.highest)),
            share=test.share,
            due_on=local_date(test.due_at, zone) if test.due_at else None,
        )

    def terms(self, zone: str) -> LanguageTestTerms:
        name = Text(en=(self.name_en.data or "").strip(), zh_Hans=(self.name_zh.data or "").strip())
        due_at: datetime | None = to_instant(self.due_on.data, END_OF_DAY, zone) if self.due_on.data else None
        return LanguageTestTerms(name, self.highest.data, self.share.data, due_at)


@desk.get("/calls/<int:call_id>/language-test")
@guarded(Action.LANGUAGE_TEST_EDIT)
def language_test(call_id: int) -> str:
    """What is set, how far the marks are, and who enters them."""
    return _page(call_id)


@desk.post("/calls/<int:call_id>/language-test")
@guarded(Action.LANGUAGE_TEST_EDIT)
def set_language_test(call_id: int) -> ResponseReturnValue:
    """Give the call a test, or change it."""
    call, form = calls.call(call_id, actor()), LanguageTestForm()
    if form.validate_on_submit():
        try:
            terms = form.terms(call.time_zone)
            setting.set_up(call_id, terms, actor(), version=form.version if form.seen.data else None)
        except Refused as refused:
            form.blame(refused, _FIELDS)
        else:
            flash(_("The language test is kept."), "good")
            return redirects.to("coordinator.language_test", call_id=call_id)
    return _page(call_id, form), form.status


@desk.post("/calls/<int:call_id>/language-test/state")
@guarded(Action.LANGUAGE_TEST_EDIT)
def turn_language_test(call_id: int) -> ResponseReturnValue:
    """Close the test for its examiners, or open it again."""
    if request.form.get("act") == "reopen":
        setting.reopen(call_id, actor())
        flash(_("Marks can be entered and changed again."), "good")
    else:
        setting.close(call_id, actor())
        flash(_("The test is closed. Nobody can enter or change a mark."), "good")
    return redirects.to("coordinator.language_test", call_id=call_id)


def _page(call_id: int, form: LanguageTestForm | None = None) -> str:
    call, test = calls.call(call_id, actor()), language_tests.of_call(call_id, actor())
    if form is not None:
        form.show_again(str(test.version) if test else "")
    return render_template(
        "coordinator/language_test.html",
        call=call,
        test=test,
        examiners=language_tests.examiners(call_id, actor()),
        form=form or LanguageTestForm.of(test, call.time_zone),
    )
