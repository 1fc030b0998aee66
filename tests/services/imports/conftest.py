"""A university with a school of nursing, all of it rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Role, Text
from mobility.models import Unit
from mobility.storage import Store, use
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_staff, make_unit


@pytest.fixture(autouse=True)
def at_noon(database_session: Session, tmp_path_factory: pytest.TempPathFactory) -> None:
    use(Store.on_disk(tmp_path_factory.mktemp("store")))
    stop_clock_at(NOON)


@pytest.fixture
def nursing(at_noon: None) -> Unit:
    return make_unit(code="N", name=Text(en="School of Nursing", zh_Hans="护理学院"))


@pytest.fixture
def administrator(nursing: Unit) -> Actor:
    return actor(make_staff(Role.ADMINISTRATOR))
