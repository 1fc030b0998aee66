"""Every address is judged: it carries an action of the policy or stands on the public list, and never both."""

from __future__ import annotations

from flask import Flask

from mobility.core.access import POLICY, Action
from mobility.web.guards import PUBLIC, action_of


def test_every_endpoint_is_guarded_or_public(whole_app: Flask) -> None:
    guarded = {one for one in whole_app.view_functions if action_of(whole_app, one) is not None}
    assert set(whole_app.view_functions) - guarded - PUBLIC == set()
    assert guarded & PUBLIC == set()


def test_the_public_list_names_nothing_that_is_gone(whole_app: Flask) -> None:
    assert set(PUBLIC) - set(whole_app.view_functions) == set()


def test_every_guard_is_an_action_with_a_rule(whole_app: Flask) -> None:
    used = {action_of(whole_app, one) for one in whole_app.view_functions} - {None}
    assert used - set(POLICY) == set()
    assert set(Action) - set(POLICY) == set()
