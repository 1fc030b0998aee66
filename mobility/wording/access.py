"""The sentences for who may do what, for roles, sign-ins, passwords and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy, lazy_plural

CODES: Final[Mapping[str, LazyText]] = {
    "access.not_signed_in": lazy("Sign in to do this."),
    "access.role": lazy("Your roles do not include this."),
    "access.not_yours": lazy("This application is not among yours."),
    "access.own_case": lazy("Nobody acts as staff on an application of their own."),
    "access.own_proposal": lazy("You proposed this list, so somebody else approves it."),
    "access.no_rule": lazy("Nobody may do this (%(action)s)."),
    "role.student": lazy("Student"),
    "role.officer": lazy("School officer"),
    "role.vice_dean": lazy("Vice dean"),
    "role.reviewer": lazy("Reviewer"),
    "role.coordinator": lazy("Coordinator"),
    "role.head": lazy("Head of the office"),
    "role.checker": lazy("Checking office"),
    "role.assistant": lazy("Office assistant"),
    "role.examiner": lazy("Language examiner"),
    "role.administrator": lazy("Administrator"),
    "role.auditor": lazy("Auditor"),
    "role.system": lazy("The system"),
    "role.nobody": lazy("Without a role"),
    "sign_in.wrong": lazy("The address or number and the password do not belong together. Check both and try again."),
    "sign_in.wait": lazy_plural(
        "There were too many wrong tries. You can try again in %(minutes)s minute.",
        "There were too many wrong tries. You can try again in %(minutes)s minutes.",
        counted_by="minutes",
    ),
    "password.wrong": lazy("This is not your present password."),
    "password.short": lazy(
        "Choose a password of at least %(length)s characters. Several words in a row are easy to remember."
    ),
    "password.long": lazy("Choose a password of at most %(length)s characters."),
    "password.common": lazy("This password is among those that are tried first. Choose one that is less usual."),
    "password.personal": lazy("This password is little more than your name, number or address. Choose another one."),
    "link.invalid": lazy("This link no longer works: it has been used, has expired, or a newer one has been sent."),
    "address.impossible": lazy("Enter an e-mail address such as name@university.edu.cn."),
    "address.same": lazy("This is the address that your account has already."),
    "address.taken": lazy("Another account has this address."),
    "session.unknown": lazy("This sign-in has ended already."),
}
