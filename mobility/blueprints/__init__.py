"""The desks: each knows its own pages and no other desk; here they stand side by side, with the way between them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from mobility.blueprints import (
    admin,
    assistant,
    audit,
    auth,
    checker,
    coordinator,
    dean,
    demo,
    documents,
    examiner,
    head,
    health,
    officer,
    public,
    reviewer,
    student,
)
from mobility.i18n import lazy
from mobility.web.navigation import Item

DESKS: Final[tuple[Blueprint, ...]] = (
    public.desk,
    auth.desk,
    student.desk,
    officer.desk,
    coordinator.desk,
    reviewer.desk,
    dean.desk,
    checker.desk,
    assistant.desk,
    examiner.desk,
    head.desk,
    admin.desk,
    audit.desk,
    documents.desk,
    health.desk,
)

DEMO_DESKS: Final[tuple[Blueprint, ...]] = (demo.desk,)
"""Desks that production does not have."""

NAVIGATION: Final = (
    Item("student.home", lazy("My applications"), also=student.PAGES),
    Item("student.vault", lazy("My documents"), also=("student.keep_file", "student.vault_pages")),
    Item("student.inbox", lazy("Messages"), also=("student.letter",)),
    Item("officer.queue", lazy("School"), also=("officer.",)),
    Item("dean.queue", lazy("School's lists"), also=("dean.",)),
    Item("reviewer.queue", lazy("Reviews"), also=("reviewer.",)),
    Item("checker.queue", lazy("Checks"), also=("checker.",)),
    Item("assistant.files", lazy("Assist"), also=("assistant.",)),
    Item("examiner.queue", lazy("Language tests"), also=("examiner.",)),
    Item("head.queue", lazy("Approval"), also=("head.",)),
    Item("audit.events", lazy("Audit"), also=("audit.",)),
    Item("coordinator.home", lazy("Office"), also=("coordinator.",)),
    Item("documents.to_check", lazy("Documents to check"), also=("documents.check", "documents.pages")),
    Item("admin.people", lazy("People"), also=("admin.",)),
    Item("auth.account_requests", lazy("Account requests"), also=("auth.account_request",)),
    Item("public.catalog", lazy("Programs"), also=("public.",)),
)
