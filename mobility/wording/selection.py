"""Words for schools' lists, assignments and proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "school_list.foreign_file": lazy("%(count)s files are not checked files of your school."),
    "school_list.handed_in": lazy("This list was handed in and is read-only now."),
    "school_list.long_note": lazy("The note is too long: at most %(max)s characters."),
    "school_list.long_reason": lazy("A reason is too long: at most %(max)s characters."),
    "school_list.prepared": lazy("This list is with the vice dean and cannot be changed meanwhile."),
    "school_list.not_waiting": lazy("This list does not wait for approval any more."),
    "school_list.own_preparation": lazy("You prepared this list, so somebody else approves it."),
    "school_list.no_vice_dean": lazy(
        "Nobody can approve this list: no vice dean of your school has an account. Ask the administrator."
    ),
    "school_list.no_reason": lazy("Say what has to change, so that the list can be handed in anew."),
    "school_list.no_rank": lazy("Give every recommended student and every alternate a rank."),
    "school_list.other_outcome": lazy("The list says something else of this application."),
    "school_list.over_cap": lazy(
        "%(count)s are recommended, but your school may recommend %(cap)s. Make the others alternates."
    ),
    "school_list.over_left": lazy(
        "%(count)s are recommended, but your school may recommend %(cap)s, and %(used)s of them are handed in already. "
        "Make the others alternates."
    ),
    "school_list.rank_missing": lazy("Give every recommended student and every alternate a rank from 1."),
    "school_list.rank_taken": lazy("Rank %(rank)s is taken by somebody who is handed in already."),
    "school_list.rank_twice": lazy("Rank %(rank)s is given twice."),
    "school_list.reason_missing": lazy("Write a reason for everybody who is not recommended."),
    "school_list.unfinished": lazy(
        "The list cannot be handed in yet: %(unchecked)s not checked, %(returned)s with their students, "
        "%(unplaced)s not placed on the list."
    ),
    "school_list.unknown": lazy("This list does not exist, or is not your school's."),
    "school_list.unknown_outcome": lazy("Choose recommended, alternate or not recommended for each."),
    "selection.alternate": lazy("An alternate of the school cannot be a candidate here, only an alternate."),
    "selection.no_files": lazy("Nobody is chosen."),
    "selection.no_reviewers": lazy("Choose at least one reviewer."),
    "selection.not_scored": lazy("Nobody has scored this application yet."),
    "selection.place_missing": lazy("Say where the selection takes place."),
    "selection.time_passed": lazy("Choose a time that is still to come."),
    "reviewer.unknown": lazy("Somebody chosen is not a reviewer of this call."),
    "proposal.open": lazy("A list of this call is with the head already."),
    "proposal.over_host": lazy("%(text)s: %(count)s candidates are named, but %(places)s places are free."),
    "proposal.over_left": lazy(
        "%(count)s candidates are proposed, but of the %(places)s places %(held)s are held from earlier lists."
    ),
    "proposal.over_places": lazy("%(count)s candidates are proposed, but there are %(places)s places."),
    "proposal.position_gap": lazy("Number the %(count)s alternates from 1 without a gap."),
    "proposal.position_missing": lazy("Give every alternate a position from 1."),
    "proposal.position_twice": lazy("Position %(position)s is given twice."),
    "proposal.undecided": lazy("%(count)s applications have no decision yet."),
    "proposal.unknown_outcome": lazy("Choose candidate, alternate or not selected for each."),
    "stale.school_list": lazy("Somebody else has changed this list meanwhile. Please look at it again."),
}
