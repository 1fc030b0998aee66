"""The tables, and nothing else."""

from mobility.models.applications import Application, Document, Remark, SectionAnswers, Submission
from mobility.models.institution import Clock, Institution, Unit, WorkDay
from mobility.models.people import OneTimeLink, RoleGrant, SignInFailure, User, UserSession
from mobility.models.programs import Call, CallAttachment, Definition, Partner, Program, ProgramPartner
from mobility.models.selection import Decision, Offer, Proposal, Review, SchoolList
from mobility.models.students import Student, StudentFact
from mobility.models.traces import AuditEvent, Heartbeat, Job, OutboxMessage

__all__ = [
    "Application",
    "AuditEvent",
    "Call",
    "CallAttachment",
    "Clock",
    "Decision",
    "Definition",
    "Document",
    "Heartbeat",
    "Institution",
    "Job",
    "Offer",
    "OneTimeLink",
    "OutboxMessage",
    "Partner",
    "Program",
    "ProgramPartner",
    "Proposal",
    "Remark",
    "Review",
    "RoleGrant",
    "SchoolList",
    "SectionAnswers",
    "SignInFailure",
    "Student",
    "StudentFact",
    "Submission",
    "Unit",
    "User",
    "UserSession",
    "WorkDay",
]
