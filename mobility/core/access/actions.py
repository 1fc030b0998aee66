"""Every act that a person or the program itself can do: the words that views, workflow and audit share."""

from enum import StrEnum


class Action(StrEnum):
    """One act. Its value is stored in the audit, so it is never renamed, only added to."""

    # Anybody who is signed in, about themselves
    ACCOUNT_USE = "account.use"
    INBOX_READ = "inbox.read"
    # A student
    STUDENT_HOME = "student.home"
    STUDENT_RECORD_EDIT = "student.record_edit"
    APPLICATION_START = "application.start"
    APPLICATION_VIEW = "application.view"
    APPLICATION_EDIT = "application.edit"
    APPLICATION_SUBMIT = "application.submit"
    APPLICATION_RESUBMIT = "application.resubmit"
    APPLICATION_RECALL = "application.recall"
    APPLICATION_GIVE_UP = "application.give_up"
    OFFER_CONFIRM = "offer.confirm"
    OFFER_DECLINE = "offer.decline"
    DOCUMENT_UPLOAD = "document.upload"
    DOCUMENT_DOWNLOAD = "document.download"
    # A school officer
    SCHOOL_QUEUE = "school.queue"
    SCHOOL_CHECK = "school.check"
    SCHOOL_RETURN = "school.return"
    SCHOOL_RANK = "school.rank"
    SCHOOL_HAND_IN = "school.hand_in"
    SCHOOL_REFUSE = "school.refuse"
    # A checking office
    CHECK_QUEUE = "check.queue"
    CHECK_ANSWER = "check.answer"
    # A reviewer
    REVIEW_QUEUE = "review.queue"
    REVIEW_SCORE = "review.score"
    REVIEW_CONFLICT = "review.conflict"
    # A coordinator
    DESK_VIEW = "desk.view"
    CASE_VIEW = "case.view"
    REMARK_ADD = "remark.add"
    DOCUMENT_CHECK = "document.check"
    FACT_CONFIRM = "fact.confirm"
    QUALIFICATION_DECIDE = "qualification.decide"
    OFFICE_RETURN = "office.return"
    REVIEWERS_ASSIGN = "reviewers.assign"
    SELECTION_INVITE = "selection.invite"
    LIST_PROPOSE = "list.propose"
    OBJECTION_UPHOLD = "objection.uphold"
    OUTCOME_RECORD = "outcome.record"
    WAITLIST_CLOSE = "waitlist.close"
    ADMISSION_DECIDE = "admission.decide"
    GROUP_DECIDE = "group.decide"
    HOST_WITHDRAW = "host.withdraw"
    CALL_CANCEL = "call.cancel"
    CALL_VIEW = "call.view"
    CALL_EXTEND = "call.extend"
    LETTERS_VIEW = "letters.view"
    # The head of the office
    APPROVAL_QUEUE = "approval.queue"
    LIST_APPROVE = "list.approve"
    LIST_RETURN = "list.return"
    OVERVIEW_VIEW = "overview.view"
    # An administrator
    PEOPLE_VIEW = "people.view"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_EDIT = "people.edit"
    ROLES_EDIT = "roles.edit"
    UNITS_VIEW = "units.view"
    SETTINGS_EDIT = "settings.edit"
    # An auditor
    AUDIT_VIEW = "audit.view"
    # The program itself
    DRAFT_EXPIRE = "draft.expire"
    RETURN_EXPIRE = "return.expire"
    LIST_RELEASE = "list.release"
    NOTICE_END = "notice.end"
    OFFER_LAPSE = "offer.lapse"
    FEE_LAPSE = "fee.lapse"
    SCHOOL_SILENCE = "school.silence"
    ALTERNATE_MOVE_UP = "alternate.move_up"
