"""The tables, and nothing else."""

from mobility.models import keys as _keys  # noqa: F401 - listens to rows that are written
from mobility.models.account_requests import AccountRequest
from mobility.models.allowances import Allowance
from mobility.models.applications import Application, GivingUp, RecordChange, Remark, SectionAnswers, Submission
from mobility.models.checks import Fee, OfficeCheck
from mobility.models.counts import StageCount
from mobility.models.deputies import Deputy
from mobility.models.documents import Document, VaultFile
from mobility.models.factors import RecoveryCode, SecondFactor
from mobility.models.feeds import CalendarFeed
from mobility.models.hosts import Choice, HostOption, Placement
from mobility.models.imports import ImportRun
from mobility.models.institution import Clock, Institution, Unit, WorkDay
from mobility.models.language_tests import LanguageMark, LanguageTest
from mobility.models.late import LateCode, LateEntry
from mobility.models.people import OneTimeLink, RoleGrant, SignInFailure, User, UserSession
from mobility.models.programs import Call, CallAttachment, Definition, Partner, Program, ProgramPartner
from mobility.models.selection import Decision, Offer, Proposal, Review, SchoolList
from mobility.models.students import Student, StudentFact
from mobility.models.traces import AuditEvent, AuditHead, AuditSeal, Heartbeat, Job, OutboxMessage

__all__ = [
    "AccountRequest",
    "Allowance",
    "Application",
    "AuditEvent",
    "AuditHead",
    "AuditSeal",
    "CalendarFeed",
    "Call",
    "CallAttachment",
    "Choice",
    "Clock",
    "Decision",
    "Definition",
    "Deputy",
    "Document",
    "Fee",
    "GivingUp",
    "Heartbeat",
    "HostOption",
    "ImportRun",
    "Institution",
    "Job",
    "LanguageMark",
    "LanguageTest",
    "LateCode",
    "LateEntry",
    "Offer",
    "OfficeCheck",
    "OneTimeLink",
    "OutboxMessage",
    "Partner",
    "Placement",
    "Program",
    "ProgramPartner",
    "Proposal",
    "RecordChange",
    "RecoveryCode",
    "Remark",
    "Review",
    "RoleGrant",
    "SchoolList",
    "SecondFactor",
    "SectionAnswers",
    "SignInFailure",
    "StageCount",
    "Student",
    "StudentFact",
    "Submission",
    "Unit",
    "User",
    "UserSession",
    "VaultFile",
    "WorkDay",
]
