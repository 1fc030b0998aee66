"""What is said about drafts of calls, and about files that calls are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "call_state.draft": lazy("Draft"),
    "call_state.published": lazy("Published"),
    "call_state.closed": lazy("Closed"),
    "call_state.cancelled": lazy("Cancelled"),
    "call.not_draft": lazy("This call is no draft any more: it is changed by acts of its own, with everybody told."),
    "call.deadline_passed": lazy("The deadline has passed already: choose one that is still to come."),
    "call.no_title": lazy("Write the title in both languages."),
    "call.no_notice": lazy("Write the notice in both languages."),
    "call.no_hosts": lazy("Students rank hosts in this program: add at least one."),
    "call.no_choice_limit": lazy("Say how many hosts a student may rank."),
    "call.edition_there": lazy("There is an edition %(edition)s already, or it is this one: choose another number."),
    "call.kind_unknown": lazy("This program is of a kind that calls cannot be made from."),
    "call_file.too_large": lazy("The file is larger than %(kilobytes)s KB."),
    "call_file.not_utf8": lazy("The file is not written in UTF-8: save it so."),
    "call_file.not_yaml": lazy("Line %(line)s cannot be read as YAML: look at indents, colons and quotes."),
    "call_file.reference": lazy("Line %(line)s refers to another place (*name): write it out instead."),
    "call_file.empty": lazy("The file holds no names and values, such as “key: exchange-2027”."),
    "call_file.missing": lazy("Line %(line)s, %(key)s: this is missing."),
    "call_file.unknown_key": lazy("Line %(line)s, %(key)s: there is no such key here."),
    "call_file.twice": lazy("Line %(line)s, %(key)s: this comes twice."),
    "call_file.not_text": lazy("Line %(line)s, %(key)s: this must be a text; put it into quotes."),
    "call_file.not_key": lazy("Line %(line)s, %(key)s: this is not written as it must be."),
    "call_file.not_number": lazy("Line %(line)s, %(key)s: this must be a whole number within its bounds."),
    "call_file.not_date": lazy("Line %(line)s, %(key)s: this must be a date such as 2027-03-01."),
    "call_file.not_moment": lazy("Line %(line)s, %(key)s: this must be a date and time such as 2027-03-01 23:59."),
    "call_file.not_this": lazy("Line %(line)s, %(key)s: this cannot stand here."),
    "call_file.closes_first": lazy("Line %(line)s, %(key)s: the call would close before it opens."),
    "call_file.ends_first": lazy("Line %(line)s, %(key)s: the stay would end before it begins."),
    "call_file.key_taken": lazy("Line %(line)s, %(key)s: there is a call of this key already."),
    "call_file.no_program": lazy("Line %(line)s, %(key)s: there is no such program; describe it under new_program."),
    "call_file.program_there": lazy("Line %(line)s, %(key)s: the program is there already; leave new_program out."),
    "call_file.no_partner": lazy(
        "Line %(line)s, %(key)s: there is no partner “%(partner)s”; describe it under partners."
    ),
}
