"""The sentences for the codes of `core.places`: why a wish was met or not, what is wrong in a file or a proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

_OUTCOMES: Final[Mapping[str, LazyText]] = {
    "places.placed": lazy("You have a place here."),
    "places.placed_elsewhere": lazy(
        "None of your wishes could be met. You were willing to be placed elsewhere, and this place was still vacant."
    ),
    "places.settled": lazy("This place was settled in an earlier round and does not move."),
    "places.settled_elsewhere": lazy("You hold a place from an earlier round, so this wish was not looked at."),
    "places.placed_higher": lazy("Not needed: you have a place at a wish that you ranked higher."),
    "places.not_eligible": lazy("You do not meet a condition of this option: %(rule)s"),
    "places.not_ranked": lazy("You are not on the ranking of %(ranking)s, so you cannot be placed here."),
    "places.no_score": lazy("You have no score, so you cannot be placed here."),
    "places.school_cap": lazy(
        "The nominations of %(school)s, %(places)s in all, went to students of that school who are ahead of you."
    ),
    "places.none_left": lazy(
        "You were willing to be placed elsewhere, but no option that can take you had a place left."
    ),
}

_FULL: Final[Mapping[str, LazyText]] = {
    "places.full": lazy(
        "Every place here went to others: the last student admitted has a score of %(last)s, you have %(own)s."
    ),
    "places.full_tie": lazy(
        "Every place here went to others. You and the last student admitted were equal, "
        "and the tie-break “%(tie_break)s” decided."
    ),
    "places.full_lottery": lazy(
        "Every place here went to others. You and the last student admitted were equal, and the lottery decided."
    ),
    "places.full_rank": lazy(
        "Every place here went to others: the last student admitted is number %(last)s of the ranking, "
        "you are number %(own)s."
    ),
    "places.full_draw": lazy(
        "Every place here went to others: the last student admitted drew number %(last)s, you drew number %(own)s."
    ),
    "places.full_returning": lazy(
        "Every place here went to students who have not been abroad before; they come first in the draw."
    ),
    "places.full_first_time": lazy(
        "Every place here went to others: students who take part for the first time come before you."
    ),
    "places.full_settled": lazy("Every place here was settled in an earlier round."),
    "places.full_none": lazy("There is no place here in this round."),
    "places.full_reserved": lazy("The places left here are kept for other schools."),
}

_CAP: Final[Mapping[str, LazyText]] = {
    "places.cap": lazy(
        "Every place that the options of %(group)s share went to others: the last student admitted has "
        "a score of %(last)s, you have %(own)s."
    ),
    "places.cap_tie": lazy(
        "Every place that the options of %(group)s share went to others. You and the last student admitted "
        "were equal, and the tie-break “%(tie_break)s” decided."
    ),
    "places.cap_lottery": lazy(
        "Every place that the options of %(group)s share went to others. You and the last student admitted "
        "were equal, and the lottery decided."
    ),
    "places.cap_rank": lazy(
        "Every place that the options of %(group)s share went to others: the last student admitted is "
        "number %(last)s of the ranking, you are number %(own)s."
    ),
    "places.cap_draw": lazy(
        "Every place that the options of %(group)s share went to others: the last student admitted drew "
        "number %(last)s, you drew number %(own)s."
    ),
    "places.cap_returning": lazy(
        "Every place that the options of %(group)s share went to students who have not been abroad before; "
        "they come first in the draw."
    ),
    "places.cap_first_time": lazy(
        "Every place that the options of %(group)s share went to others: students who take part for the first time "
        "come before you."
    ),
    "places.cap_settled": lazy("Every place that the options of %(group)s share was settled in an earlier round."),
    "places.cap_none": lazy("The options of %(group)s share no place in this round."),
}

_FILE: Final[Mapping[str, LazyText]] = {
    "places.cannot_read": lazy("The file %(path)s cannot be read: %(why)s."),
    "places.cannot_write": lazy("The file %(path)s cannot be written: %(why)s."),
    "places.not_json": lazy("The file is not JSON: see line %(line)s, column %(column)s."),
    "places.not_utf8": lazy("The file is not text in UTF-8."),
    "places.too_deep": lazy("The file nests too deeply or holds a number of thousands of digits."),
    "places.not_finite": lazy("“%(key)s” is %(value)s: places cannot be given by that."),
    "places.key_twice": lazy("The key “%(key)s” stands twice in one place: keep one of the two."),
    "places.key_missing": lazy("“%(key)s” is missing."),
    "places.key_unknown": lazy("“%(key)s” is not a key: “%(near)s” was probably meant."),
    "places.not_an_object": lazy("“%(key)s” must be an object with names and values."),
    "places.not_a_list": lazy("“%(key)s” must be a list."),
    "places.not_a_text_or_list": lazy("“%(key)s” must be a text, or a list of texts."),
    "places.not_a_text": lazy("“%(key)s” must be a text that is not empty."),
    "places.not_a_count": lazy("“%(key)s” must be a whole number."),
    "places.not_a_number": lazy("“%(key)s” must be a number."),
    "places.not_a_flag": lazy("“%(key)s” must be true or false."),
    "places.negative": lazy("“%(key)s” is %(value)s: it cannot be less than 0."),
}

_INSTANCE: Final[Mapping[str, LazyText]] = {
    "places.unknown_option": lazy("“%(key)s” names the option “%(option)s”, which does not exist."),
    "places.unknown_group": lazy("“%(key)s” names the group “%(group)s”, which does not exist."),
    "places.unknown_student": lazy("“%(key)s” names the student “%(student)s”, who is not among the students."),
    "places.wish_twice": lazy("“%(key)s” wishes for the option “%(option)s” twice."),
    "places.ranked_twice": lazy("“%(key)s” ranks the student “%(student)s” twice."),
    "places.named_twice": lazy("“%(key)s” uses the name “%(name)s” a second time."),
    "places.caps_cycle": lazy("“%(key)s” lies inside itself (%(circle)s): a cap cannot."),
    "places.caps_cross": lazy(
        "“%(key)s”: the groups “%(first)s” and “%(second)s” share an option while neither holds all of the other; "
        "caps that cross are not allowed."
    ),
    "places.caps_too_deep": lazy("“%(key)s” lies inside more than %(most)s caps: that is too many."),
    "places.schools_missing": lazy("“%(key)s” is missing: caps and reserved places of schools need to know them."),
    "places.settled_over_capacity": lazy("“%(key)s” is less than the %(settled)s places settled before."),
    "places.settled_over_school_cap": lazy("“%(key)s” is less than the %(settled)s nominations settled before."),
    "places.reserved_over_capacity": lazy(
        "“%(key)s”: %(held)s places are to be kept for schools, more than there are left."
    ),
    "places.scores_missing": lazy("“%(key)s” is missing: a serial dictatorship goes by scores."),
    "places.no_priority": lazy(
        "“%(key)s” is missing: the option has no ranking, no group of it has one, and there are no scores."
    ),
    "places.group_needs_ranking": lazy(
        "“%(key)s” can run out of places and needs a ranking of its own, because “%(ranked)s” inside it has one."
    ),
    "places.rankings_disagree": lazy(
        "“%(key)s” and “%(above)s” rank the students “%(one)s” and “%(other)s” differently; "
        "under a cap that can run out they must agree."
    ),
    "places.school_caps_cross": lazy(
        "“%(key)s” cannot be kept in deferred acceptance, because caps of schools cross the caps of hosts: "
        "choose serial or lottery."
    ),
    "places.reserves_cross": lazy(
        "“%(key)s” cannot be kept in deferred acceptance, because places kept for schools cross the caps of hosts: "
        "choose serial or lottery."
    ),
}

_PROOF: Final[Mapping[str, LazyText]] = {
    "places.proof_shape": lazy("Not proved: “%(key)s” of the result is missing or of the wrong kind."),
    "places.proof_student": lazy("Not proved: the student “%(student)s” is in the instance or in the result alone."),
    "places.proof_option": lazy("Not proved: “%(student)s” is placed at “%(option)s”, which does not exist."),
    "places.proof_settled": lazy("Not proved: “%(student)s” was settled at “%(option)s” and has been moved."),
    "places.proof_elsewhere": lazy("Not proved: “%(student)s” cannot be among those placed elsewhere."),
    "places.proof_not_wished": lazy("Not proved: “%(student)s” is placed at “%(option)s” and never wished for it."),
    "places.proof_unacceptable": lazy("Not proved: “%(student)s” is placed at “%(option)s”, which cannot take them."),
    "places.proof_over_capacity": lazy(
        "Not proved: “%(key)s” holds %(count)s students, more than its capacity of %(places)s."
    ),
    "places.proof_over_school_cap": lazy(
        "Not proved: the school “%(school)s” nominates %(count)s students, more than its cap of %(places)s."
    ),
    "places.proof_reserve": lazy("Not proved: “%(key)s” has given away places that are kept for schools."),
    "places.proof_envy": lazy("Not proved: “%(student)s” was passed over at “%(option)s” for somebody further back."),
    "places.proof_waste": lazy("Not proved: “%(student)s” wants a place at “%(option)s” that was left empty."),
    "places.proof_statement": lazy("Not proved: what the result says under “%(key)s” is not so."),
    "places.proof_explanation": lazy("Not proved: the explanation for “%(student)s” is not so."),
}

CODES: Final[Mapping[str, LazyText]] = {**_OUTCOMES, **_FULL, **_CAP, **_FILE, **_INSTANCE, **_PROOF}
