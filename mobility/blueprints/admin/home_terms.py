"""The terms at home with their exams, which students' stays abroad are compared with."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import Length, Optional

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Refused, Text
from mobility.i18n import _
from mobility.queries.home_terms import home_terms, seen
from mobility.services.institutions.home_terms import LONGEST_NAME, set_home_terms
from mobility.web import redirects
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.messages import Words
from mobility.web.forms.words import lazy
from mobility.web.guards import actor, guarded

NEW_LINES = 2
"""Empty lines at the end of the table; saving gives as many again."""


class TermLine(Form):
    """One term; a line without days of teaching is left out."""

    class Meta(Form.Meta):  # type: ignore[misc]  # the library is not annotated
        def get_translations(self, _form: object) -> Words:
            return Words()

    name_zh = StringField(lazy("Name in Chinese"), [Length(max=LONGEST_NAME)])
    name_en = StringField(lazy("Name in English"), [Length(max=LONGEST_NAME)])
    starts_on = DayField(lazy("Teaching from"), [Optional()])
    ends_on = DayField(lazy("Teaching to"), [Optional()])
    exams_from = DayField(lazy("Exams from"), [Optional()])
    exams_to = DayField(lazy("Exams to"), [Optional()])

    def term(self) -> HomeTerm | None:
        """What the line says; None for an empty one."""
        if self.starts_on.data is None or self.ends_on.data is None:
            return None
        name = Text(en=(self.name_en.data or "").strip(), zh_Hans=(self.name_zh.data or "").strip())
        return HomeTerm(name, self.starts_on.data, self.ends_on.data, self.exams_from.data, self.exams_to.data)


class TermsForm(BlamingForm):
    """All terms at home."""

    terms = FieldList(FormField(TermLine), min_entries=1, max_entries=40)
    seen = HiddenField()


@desk.route("/home-terms", methods=["GET", "POST"])
@guarded(Action.SETTINGS_EDIT)
def terms() -> ResponseReturnValue:
    """The terms in one table, saved together."""
    form = TermsForm()
    if form.validate_on_submit():
        typed = [term for line in form.terms if (term := line.form.term()) is not None]
        try:
            set_home_terms(typed, actor(), seen=form.seen.data or "")
        except Refused as refused:
            form.blame(refused, {})
        else:
            flash(_("The terms are saved."), "good")
            return redirects.to("admin.terms")
    if not form.is_submitted():
        known = home_terms(actor())
        form = TermsForm(formdata=None, terms=[*(_shown(one) for one in known), *({} for _n in range(NEW_LINES))])
        form.seen.data = seen(known)
    return render_template("admin/home_terms.html", form=form), form.status


def _shown(term: HomeTerm) -> dict[str, object]:
    days = {key: getattr(term, key) for key in ("starts_on", "ends_on", "exams_from", "exams_to")}
    return {"name_zh": term.name.zh_Hans, "name_en": term.name.en, **days}
