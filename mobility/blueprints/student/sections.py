"""One section of the questionnaire: shown, saved as typed, and merged by hand where two windows were open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import titles_of
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.questions import AnyQuestion, Section, asked_questions, display
from mobility.core.terms import Refused
from mobility.i18n import _, current_locale, format_time
from mobility.queries import application as applications
from mobility.queries.application import OwnApplication
from mobility.queries.content import Held
from mobility.services.applications.save_section import Saved, save_section
from mobility.web import redirects
from mobility.web.carried import BROUGHT_BACK, carries
from mobility.web.forms.dynamic import PREFIX, SectionForm, in_words, mark_of, sent_answers
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now
from mobility.web.printable import tell_unprintable
from mobility.wording import describe

_PICK: Final = "pick_"
"""Before the key of a question whose answer was chosen out of two windows'."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that two windows have differently, both in words."""

    question: AnyQuestion
    typed: str
    saved: str
    is_own: bool
    """Whether it was changed in the window that came second, as far as that window tells."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A section of one's own application with its form."""

    mine: OwnApplication
    held: Held
    section: Section
    form: SectionForm

    @property
    def is_open(self) -> bool:
        return self.section.key in self.mine.editable_items(self.held)

    @property
    def revision(self) -> int:
        return self.held.revisions.get(self.section.key, 0)

    def marks_of(self, questions: Iterable[AnyQuestion]) -> str:
        """Marks of the saved answers, in the order of the questions."""
        return ",".join(mark_of(self.saved(one)) for one in questions)

    def saved(self, question: AnyQuestion) -> str:
        """The saved answer, in words."""
        stored = self.held.answers.get(self.section.key, {})
        return display(question, stored.get(question.key), current_locale())


@desk.get("/applications/<int:application_id>/sections/<key>")
@guarded(Action.APPLICATION_EDIT)
def section(application_id: int, key: str) -> ResponseReturnValue:
    """The questions of one section, filled with what was saved; only to be read where nothing can be changed."""
    return _page(_open(application_id, key))


@desk.post("/applications/<int:application_id>/sections/<key>")
@guarded(Action.APPLICATION_EDIT)
@carries
def save(application_id: int, key: str) -> ResponseReturnValue:
    """Keep what was typed, whatever it is worth; where another window saved first, show both.

    What comes back after a new sign-in is only shown, since nobody has pressed the button for it yet.
    """
    if BROUGHT_BACK in request.form:
        return _page(_open(application_id, key, is_sent=True), sent=request.form)
    raw = sent_answers(request.form)
    kept = {one: answer for one, answer in raw.items() if request.form.get(f"{_PICK}{one}") != "saved"}
    try:
        saved = save_section(application_id, key, kept, actor(), revision=request.form.get("revision", 0, type=int))
    except Refused as refused:
        if refused.code != "stale.section":
            raise
        return _merge(_open(application_id, key), raw), 409
    tell_unprintable(*kept.values())
    return _go_on(application_id, key, saved, list(raw))


@desk.post("/applications/<int:application_id>/sections/<key>/keep")
@guarded(Action.APPLICATION_EDIT)
def keep(application_id: int, key: str) -> ResponseReturnValue:
    """Keep what is being typed, and say so truthfully: when it was saved, or why it was not."""
    raw = sent_answers(request.form)
    try:
        saved = save_section(application_id, key, raw, actor(), revision=request.form.get("revision", 0, type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        if refused.code == "stale.section":
            words = _("Not saved: this section was saved in another window. Press the button to see both.")
            return {"words": words}, 409
        return {"words": _("Not saved: %(why)s", why=describe(refused.code, refused.params))}, 422
    at = format_time(saved.saved_at, home().time_zone)
    return {"revision": saved.revision, "words": _("Saved %(time)s", time=at)}


def _go_on(application_id: int, key: str, saved: Saved, asked: list[str]) -> ResponseReturnValue:
    """On to the next section, or back to the list; to the same page where something typed needs mending or is new."""
    if "later" in request.form:
        flash(_("Saved. You can go on whenever you like."), "success")
        return redirects.to("student.application", application_id=application_id)
    if saved.problems:
        opened = _open(application_id, key, is_sent=True)
        opened.form.blame(saved.problems)
        return _page(opened), 422
    if [question.key for question in _asked(saved.held, key)] != asked:
        flash(_("Saved. Your answer brought up further questions."), "signal")
        return redirects.to("student.section", application_id=application_id, key=key)
    following = _following(saved, key)
    if following is None:
        return redirects.to("student.application", application_id=application_id)
    return redirects.to("student.section", application_id=application_id, key=following)


def _following(saved: Saved, key: str) -> str | None:
    keys = [section.key for section in saved.held.form.questionnaire.sections]
    return next((later for later in keys[keys.index(key) + 1 :] if later in saved.open_items), None)


def _open(application_id: int, key: str, *, is_sent: bool = False) -> Opened:
    """Raises Refused `application.unknown` and `item.unknown`."""
    mine, held = applications.own_with_content(application_id, actor(), now())
    section = held.form.questionnaire.section(key)
    if section is None:
        raise Refused("item.unknown", item=key)
    sent = request.form if is_sent else None
    return Opened(mine, held, section, SectionForm(_asked(held, key), held.answers.get(key, {}), sent))


def _asked(held: Held, key: str) -> list[AnyQuestion]:
    """The questions of a section that are asked of this student, by the answers there are."""
    asked = asked_questions(held.form.questionnaire, held.flat_answers, held.facts)
    section = held.form.questionnaire.section(key)
    return [question for question in section.questions if question.key in asked] if section else []


def _merge(opened: Opened, typed: Mapping[str, object]) -> str:
    """Both answers to every question of the page that came second, where the two windows differ."""
    before = dict(zip(typed, request.form.get("seen_answers", "").split(","), strict=False))
    questions = [one for one in opened.section.questions if one.key in typed]
    return render_template(
        "student/merge.html",
        opened=opened,
        questions=questions,
        lines=[
            Difference(one, here, opened.saved(one), is_own=before.get(one.key) != mark_of(here))
            for one in questions
            if (here := in_words(one, typed[one.key])) != opened.saved(one)
        ],
        sent=[(name, one) for name, values in request.form.lists() if name.startswith(PREFIX) for one in values],
    )


def _page(opened: Opened, sent: Mapping[str, str] | None = None) -> str:
    """`sent` are answers that were brought back: they keep the revision and the answers that their page had seen."""
    return render_template("student/section.html", opened=opened, titles=titles_of(opened.held), sent=sent)
