"""One file imported by two at once, in threads that really commit: everybody is made once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from mobility import database
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Student
from mobility.services.imports import bring
from tests.databases import disconnect
from tests.factories.people import actor, make_staff, make_unit
from tests.servers import DatabaseUrls
from tests.services.imports.tables import line, table


def test_two_imports_of_one_file_make_everybody_once(fresh_database: Callable[[], DatabaseUrls]) -> None:
    app = Flask("crowd")
    database.init(app, fresh_database().app)
    with app.app_context():
        make_unit(code="N")
        administrator = actor(make_staff(Role.ADMINISTRATOR))
    sheet = bring.read("students", table(*(line(number, unit="N") for number in range(200))), administrator)
    ready = Barrier(2)

    def one(_number: int) -> tuple[int, int]:
        with app.app_context():
            ready.wait()
            report = bring.bring("students", sheet, administrator)
            return report.counts["new"], report.counts["same"]

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(one, range(2))) == [(0, 200), (200, 0)]
    with app.app_context():
        assert db.session.scalar(select(func.count(Student.id))) == 200
    disconnect(app)
