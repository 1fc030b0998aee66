"""The SQL of the floor, by page, as somebody would write it who needs nothing else."""

from __future__ import annotations

from typing import Final

READS: Final[dict[str, tuple[str, ...]]] = {
    "catalogue": (
        """
        SELECT c.key, c.title ->> 'en' AS title, p.kind, p.name ->> 'en' AS program, p.summary ->> 'en' AS summary,
               c.edition, c.opens_at, c.deadline_at, c.time_zone, c.starts_on, c.place_count,
               (SELECT string_agg(h.name ->> 'en' || ' ' || h.country, ', ' ORDER BY o.position)
                  FROM program_partner o JOIN partner h ON h.id = o.partner_id WHERE o.program_id = p.id) AS hosts
          FROM call c JOIN program p ON p.id = c.program_id
         WHERE c.institution_id = %(institution)s AND c.state = 'published'
         ORDER BY c.deadline_at, c.id LIMIT 20
        """,
    ),
    "call_page": (
        """
        SELECT c.key, c.title ->> 'en' AS title, p.name ->> 'en' AS program, c.opens_at, c.deadline_at, c.time_zone,
               c.place_count, c.notice ->> 'en' AS notice, c.conditions ->> 'en' AS conditions,
               c.costs ->> 'en' AS costs, c.funding ->> 'en' AS funding, c.contact ->> 'en' AS contact,
               c.bond ->> 'en' AS bond, c.timetable, d.body AS rules
          FROM call c JOIN program p ON p.id = c.program_id JOIN definition d ON d.id = c.eligibility_id
         WHERE c.institution_id = %(institution)s AND c.id = %(id)s
        """,
        """
        SELECT h.name ->> 'en' AS name, h.country, h.city ->> 'en' AS city, h.website, o.term, o.place_count,
               o.taken_count, o.languages, o.nominate_by, o.eligibility_id
          FROM host_option o JOIN partner h ON h.id = o.partner_id
         WHERE o.call_id = %(id)s ORDER BY o.position
        """,
        """
        SELECT s.category, s.level, s.entry_year, s.field, s.birth_on, s.study_status, a.id, a.state
          FROM student s LEFT JOIN application a ON a.student_id = s.id AND a.call_id = %(id)s
         WHERE s.id = %(student)s
        """,
    ),
    "student_home": (
        """
        SELECT a.id, a.number, a.state, a.submission_count, a.due_at, a.returned_until, c.title ->> 'en' AS title,
               c.deadline_at, c.time_zone
          FROM application a JOIN call c ON c.id = a.call_id WHERE a.student_id = %(student)s ORDER BY a.id DESC
        """,
        """
        SELECT c.key, c.title ->> 'en' AS title, c.deadline_at FROM call c
         WHERE c.institution_id = %(institution)s AND c.state = 'published' AND c.deadline_at > mobility_now()
           AND NOT EXISTS (SELECT FROM application a WHERE a.call_id = c.id AND a.student_id = %(student)s)
         ORDER BY c.deadline_at LIMIT 40
        """,
    ),
    "task_list": (
        """
        SELECT a.id, a.state, a.version, c.title ->> 'en' AS title, c.deadline_at, c.time_zone
          FROM application a JOIN call c ON c.id = a.call_id WHERE a.id = %(id)s AND a.student_id = %(student)s
        """,
        "SELECT section_key, is_confirmed, saved_at FROM section_answers WHERE application_id = %(id)s ORDER BY id",
        "SELECT kind, file_name, byte_count, state FROM document WHERE application_id = %(id)s AND replaced_at IS NULL",
    ),
    "coordinator_home": (
        """
        SELECT a.number, s.name, c.title ->> 'en' AS title, a.state, a.state_since, a.due_at
          FROM application a JOIN student s ON s.id = a.student_id JOIN call c ON c.id = a.call_id
         WHERE a.institution_id = %(institution)s AND a.submission_count > 0
               AND a.state IN ('school_check', 'school_list', 'qualification_check', 'selection')
         ORDER BY a.state_since, a.id LIMIT 5
        """,
        """
        SELECT c.id, c.title ->> 'en' AS title, c.deadline_at, a.state, count(*) AS files,
               min(a.state_since) AS oldest, count(*) FILTER (WHERE a.due_at < mobility_now()) AS overdue
          FROM (SELECT id, title, deadline_at FROM call WHERE institution_id = %(institution)s
                 ORDER BY deadline_at DESC, id DESC LIMIT 10) AS c JOIN application a ON a.call_id = c.id
         GROUP BY c.id, c.title, c.deadline_at, a.state ORDER BY c.deadline_at DESC, c.id DESC
        """,
    ),
    "coordinator_list": (
        """
        SELECT a.number, s.name, s.number AS student, u.name ->> 'en' AS unit, c.title ->> 'en' AS title, a.state,
               a.state_since, a.due_at, a.school_outcome, a.school_rank
          FROM application a JOIN student s ON s.id = a.student_id JOIN unit u ON u.id = a.unit_id
               JOIN call c ON c.id = a.call_id
         WHERE a.institution_id = %(institution)s AND a.submission_count > 0
         ORDER BY a.state_since, a.id LIMIT 50
        """,
    ),
    "application_page": (
        """
        SELECT a.number, a.state, a.state_since, a.due_at, a.submitted_at, a.school_outcome, a.school_rank, s.name,
               s.number AS student, s.latin_family_name, s.latin_given_name, s.major, s.class_name, s.birth_on,
               s.category, s.level, s.entry_year, w.email, w.phone, u.name ->> 'en' AS unit, c.title ->> 'en' AS title
          FROM application a JOIN student s ON s.id = a.student_id JOIN "user" w ON w.id = s.user_id
               JOIN unit u ON u.id = a.unit_id JOIN call c ON c.id = a.call_id
         WHERE a.institution_id = %(institution)s AND a.id = %(id)s
        """,
        'SELECT section_key, "values", saved_at FROM section_answers WHERE application_id = %(id)s ORDER BY id',
        "SELECT kind, file_name, byte_count, state FROM document WHERE application_id = %(id)s AND replaced_at IS NULL",
        """
        SELECT e.happened_at, e.action, e.outcome, e.from_state, e.to_state, w.name
          FROM audit_event e LEFT JOIN "user" w ON w.id = e.actor_id WHERE e.application_id = %(id)s ORDER BY e.id
        """,
        "SELECT notice, subject, state, sent_at FROM outbox_message WHERE application_id = %(id)s ORDER BY id",
    ),
}
"""What is read for each page, beside who is there."""

_LOCK: Final = "SELECT id FROM application WHERE id = %(id)s AND student_id = %(student)s FOR UPDATE"

SAVE: Final = (
    _LOCK,
    """
    INSERT INTO section_answers (institution_id, application_id, section_key, "values")
    SELECT institution_id, id, 'contact', %(values)s FROM application WHERE id = %(id)s
        ON CONFLICT (application_id, section_key)
        DO UPDATE SET "values" = excluded."values", revision = section_answers.revision + 1, saved_at = mobility_now()
    """,
)

SUBMIT: Final = (
    _LOCK,
    """
    UPDATE application SET state = 'school_check', state_since = mobility_now(), submitted_at = mobility_now(),
           submission_count = 1, version = version + 1, number = 'F-' || id
     WHERE id = %(id)s AND state = 'draft'
    """,
    """
    INSERT INTO submission (institution_id, application_id, sequence, receipt_number, content)
    SELECT a.institution_id, a.id, 1, 'F-' || a.id || '-1', jsonb_build_object('answers',
           (SELECT jsonb_object_agg(section_key, "values") FROM section_answers WHERE application_id = a.id))
      FROM application a WHERE a.id = %(id)s
    """,
    """
    INSERT INTO outbox_message (institution_id, notice, user_id, application_id, call_id, dedupe_key, message_id)
    SELECT a.institution_id, 'submission_receipt', s.user_id, a.id, a.call_id, 'floor-' || a.id, '<floor-' || a.id
      FROM application a JOIN student s ON s.id = a.student_id WHERE a.id = %(id)s
    """,
    """
    INSERT INTO audit_event (institution_id, actor_id, actor_role, action, object_kind, object_id, application_id,
                             from_state, to_state)
    SELECT a.institution_id, s.user_id, 'student', 'application.submit', 'application', a.id, a.id, 'draft', a.state
      FROM application a JOIN student s ON s.id = a.student_id WHERE a.id = %(id)s
    """,
)
