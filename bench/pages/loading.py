"""Fills the database: calls and hosts, files of other students, and the students whose pages are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from bench.pages.copying import Connection, Copier, next_id, settle
from bench.pages.world import Patterns
from mobility.cli.demo.names import make
from mobility.spelling import search_key, sort_key

CALLS = 30
HOSTS = 60
NAMES = 2_000
STATES = (
    "school_check",
    "school_list",
    "qualification_check",
    "selection",
    "approved",
    "not_selected",
    "training",
    "dispatched",
)

_OF_UNIT = """replace(jsonb_set(snapshot, '{unit_id}', '"@unit@"')::text, '"@unit@"', '@unit@')"""
"""What was handed in, as of the copy's own unit: else every file would look as if its student had changed schools."""


@dataclass(frozen=True)
class Measured:
    """A student whose pages are asked for: the secret of the sign-in, and the number of the draft."""

    secret: str
    application_id: int


def load_calls(connection: Connection, patterns: Patterns) -> list[int]:
    """Thirty more calls, one of them with sixty hosts; return their numbers, that one first."""
    first = next_id(connection, "call")
    marks = {
        "id": "'@id@'",
        "key": "'@key@'",
        "search_key": "search_key || ' @key@'",
        "number_prefix": "'@key@'",
        "program_id": "'@program@'",
    }
    program = next_id(connection, "program")
    Copier(connection, "program", f"id = {patterns.program_id}", {"id": "'@id@'", "key": "'@key@'"}).bring(
        [{"@key@": "sixty-hosts"}]
    )
    calls = Copier(connection, "call", f"id = {patterns.call_id}", marks)
    calls.bring({"@key@": f"call-{n}", "@program@": patterns.program_id if n else program} for n in range(CALLS))
    _load_hosts(connection, patterns, program, first)
    return list(range(first, first + CALLS))


def _load_hosts(connection: Connection, patterns: Patterns, program: int, call: int) -> None:
    first = next_id(connection, "partner")
    marks = {"id": "'@id@'", "key": "'@key@'"}
    Copier(connection, "partner", f"id = {patterns.partner_id}", marks).bring(
        {"@key@": f"host-{n}"} for n in range(HOSTS)
    )
    connection.execute(
        "INSERT INTO program_partner (program_id, partner_id, position)"
        " SELECT %s, %s + n, n FROM generate_series(0, %s) AS n",
        (program, first, HOSTS - 1),
    )
    connection.execute(  # each host asks two things besides what the call asks
        "INSERT INTO definition (institution_id, kind, key, version, body) SELECT institution_id, kind, 'host', 1,"
        " jsonb_set(body, '{rules}', jsonb_build_array(body -> 'rules' -> 0, body -> 'rules' -> 1))"
        " FROM definition WHERE id = (SELECT eligibility_id FROM call WHERE id = %s)",
        (call,),
    )
    connection.execute(
        "INSERT INTO host_option (institution_id, call_id, partner_id, key, position, term, place_count, languages,"
        " eligibility_id, version) SELECT call.institution_id, call.id, %s + n, 'host-' || n, n, 'autumn', 2, '{en}',"
        " (SELECT max(id) FROM definition), 1 FROM call, generate_series(0, %s) AS n WHERE call.id = %s",
        (first, HOSTS - 1, call),
    )


def load_files(connection: Connection, patterns: Patterns, calls: list[int], numbers: range) -> None:
    """Files of other students, half of them in one call, all that belongs to each included."""
    names = _names()
    user, student, application = (next_id(connection, table) for table in ("user", "student", "application"))
    since = datetime.now(UTC) - timedelta(days=9)

    def values(place: int) -> Mapping[str, object]:
        number = numbers[place]
        name, found_by, sorted_by = names[number % NAMES]
        call = patterns.call_id if number % 2 else [*calls, patterns.other_call_id][number // 2 % (CALLS + 1)]
        return {
            "@user@": user + place,
            "@student@": student + place,
            "@application@": application + place,
            "@call@": call,
            "@unit@": patterns.unit_ids[1 + number % 9],
            "@number@": f"{number:07}",
            "@name@": name,
            "@found@": found_by,
            "@sorted@": sorted_by,
            "@state@": STATES[number // 2 % len(STATES)],
            "@since@": (since + timedelta(seconds=number * 7)).isoformat(),
        }

    _bring(connection, patterns.handed_in, range(len(numbers)), values)
    settle(connection)


def load_measured(connection: Connection, patterns: Patterns, count: int, round_: str) -> list[Measured]:
    """Students with a complete draft and a sign-in of their own."""
    names = _names()
    user, student, application = (next_id(connection, table) for table in ("user", "student", "application"))

    def values(place: int) -> Mapping[str, object]:
        name, found_by, sorted_by = names[place % NAMES]
        return {
            "@user@": user + place,
            "@student@": student + place,
            "@application@": application + place,
            "@call@": patterns.call_id,
            "@unit@": patterns.unit_ids[1 + place % 2],
            "@number@": f"{round_}-{place:05}",
            "@name@": name,
            "@found@": found_by,
            "@sorted@": sorted_by,
            "@state@": "draft",
            "@since@": datetime.now(UTC).isoformat(),
        }

    _bring(connection, patterns.draft, range(count), values)
    made = [Measured(f"secret-{round_}-{place}", application + place) for place in range(count)]
    for place, one in enumerate(made):
        sign_in(connection, patterns.institution_id, user + place, one.secret)
    return made


def sign_in(connection: Connection, institution_id: int, user_id: int, secret: str) -> None:
    """A sign-in of its own for a person, by the secret that the cookie will hold."""
    connection.execute(
        "INSERT INTO user_session (institution_id, user_id, secret_hash, agent) VALUES (%s, %s, %s, 'bench')",
        (institution_id, user_id, sha256(secret.encode()).digest()),
    )


def _names() -> list[tuple[str, str, str]]:
    random = Random(7)
    natives = [make(random).native for _ in range(NAMES)]
    return [(native, search_key(native), sort_key(native)) for native in natives]


def _bring(connection: Connection, file: int, places: range, values: object) -> None:
    """Everything that belongs to the file, table by table."""
    of_file, own = f"application_id = {file}", {"id": "'@id@'", "application_id": "'@application@'"}
    student = f"(SELECT student_id FROM application WHERE id = {file})"
    tables = {
        "user": (
            f"id = (SELECT user_id FROM student WHERE id = {student})",
            {
                "id": "'@user@'", "email": "'s@number@@bench.example'", "name": "'@name@'", "sort_key": "'@sorted@'",
                "search_key": "'@found@'", "password_hash": "NULL",
            },
        ),
        "student": (
            f"id = {student}",
            {
                "id": "'@student@'", "user_id": "'@user@'", "number": "'b@number@'", "name": "'@name@'",
                "sort_key": "'@sorted@'", "unit_id": "'@unit@'",
            },
        ),
        "student_fact": (f"student_id = {student}", {"id": "'@id@'", "student_id": "'@student@'"}),
        "application": (
            f"id = {file}",
            {
                "id": "'@application@'", "student_id": "'@student@'", "call_id": "'@call@'", "unit_id": "'@unit@'",
                "number": "CASE WHEN number IS NOT NULL THEN 'B-@number@' END", "state": "'@state@'",
                "state_since": "'@since@'", "snapshot": _OF_UNIT,
            },
        ),
        "section_answers": (of_file, own),
        "document": (of_file, {**own, "storage_key": "'bench/@number@/@id@'", "uploaded_by": "'@user@'"}),
        "submission": (of_file, {**own, "receipt_number": "'B-@number@-1'"}),
        "audit_event": (of_file, {**own, "actor_id": "'@user@'", "object_id": "'@application@'"}),
        "outbox_message": (
            of_file,
            {
                **own, "user_id": "'@user@'", "call_id": "'@call@'", "source": "NULL", "dedupe_key": "'@number@-@id@'",
                "message_id": "'<@number@-@id@@bench.example>'", "address": "'s@number@@bench.example'",
            },
        ),
    }  # fmt: skip
    for table, (where, marks) in tables.items():
        if table in ("student_fact", "submission", "outbox_message") and not _has(connection, table, where):
            continue
        Copier(connection, table, where, marks).bring(values(place) for place in places)  # type: ignore[operator]  # a function of the place


def _has(connection: Connection, table: str, where: str) -> bool:
    row = connection.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE {where})").fetchone()  # type: ignore[arg-type]  # our own text as SQL
    return bool(row and row[0])
