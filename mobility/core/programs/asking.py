"""Questions and papers that every kind of program asks for, and short ways to write the others."""

from __future__ import annotations

from typing import Final

from mobility.core.questions.definition import Section
from mobility.core.questions.documents import DocumentKind, Paper, When
from mobility.core.questions.expiry import Expiry
from mobility.core.questions.kinds import Choice, Phone, ShortText, SingleChoice, YesNo
from mobility.core.terms import Text


def t(en: str, zh: str) -> Text:
    """A text in both languages."""
    return Text(en=en, zh_Hans=zh)


def choice(key: str, en: str, zh: str) -> Choice:
    """One answer to choose."""
    return Choice(key=key, label=t(en, zh))


def must_know(key: str, en: str, zh: str) -> YesNo:
    """A question that only who answers yes may go on from."""
    return YesNo(key=key, label=t(en, zh), must_be=True)


CONTACT: Final = Section(
    key="contact",
    title=t("How to reach you", "联系方式与紧急联系人"),
    intro=t(
        "We call only when a letter would come too late.",
        "只有在消息来不及送达时，我们才会打电话。",
    ),
    questions=(
        Phone(key="phone", label=t("Your mobile number", "本人手机号码"), autocomplete="tel"),
        ShortText(
            key="emergency_name",
            label=t("Emergency contact: name", "紧急联系人姓名"),
            hint=t("Somebody we may call if something happens to you.", "如遇紧急情况，我们可以联系的人。"),
            max_chars=100,
        ),
        SingleChoice(
            key="emergency_relation",
            label=t("How are you related to this person?", "与本人关系"),
            choices=(
                choice("parent", "Parent", "父母"),
                choice("guardian", "Other guardian", "其他监护人"),
                choice("relative", "Other relative", "其他亲属"),
                choice("other", "Somebody else", "其他"),
            ),
        ),
        Phone(key="emergency_phone", label=t("Emergency contact: mobile number", "紧急联系人手机号码")),
        must_know(
            "emergency_knows",
            "Does this person know that you have named them here?",
            "对方是否知道您将其列为紧急联系人？",
        ),
    ),
)


_PLEDGE: Final = Paper(
    body=t(
        "I, {name} (student number {student_number}, {school}, {major}), have been given a place under “{call}”.\n\n"
        "I will keep the laws of my country and of the host country and the rules of both institutions, look after my "
        "own safety, tell the international office at once of anything that changes, and not extend my stay or change "
        "its purpose without approval.\n\n"
        "I will return on time, hand in what is asked of me afterwards, and bear the consequences if I do not.",
        "本人{name}（学号{student_number}，{school}{major}专业）经“{call}”获得派出资格。\n\n"
        "本人承诺：遵守我国和所在国家（地区）法律法规以及派出、接收院校的规章制度，注意自身安全；"
        "情况如有变化，及时报告国际处；未经批准，不延长停留期限，不改变派出目的。\n\n"
        "本人将按期返校并按要求提交有关材料，如有违反，自愿承担相应后果。",
    ),
)

_CONSENT: Final = Paper(
    body=t(
        "I am a parent or guardian of {name} (student number {student_number}, born {birth_on}, {school}, {major}).\n\n"
        "I have read the call “{call}” and know how long the stay is, what it costs and which risks it brings. I have "
        "spoken with {name} about safety, health and insurance abroad.\n\n"
        "I agree that {name} takes part, and support it.",
        "本人系{name}（学号{student_number}，出生日期{birth_on}，{school}{major}专业）的父母或监护人。\n\n"
        "本人已阅读“{call}”的选拔通知，了解该项目的期限、费用和可能的风险，并已就境外安全、健康和保险事宜与{name}充分沟通。\n\n"
        "本人同意并支持{name}参加该项目。",
    ),
    signers=("guardian", "student"),
)


def pledge(stage: str) -> DocumentKind:
    """The pledge paper (承诺书), signed by the student; without it the stage `stage` is not left."""
    return DocumentKind(
        key="pledge",
        title=t("Signed pledge", "承诺书"),
        hint=t("Print it, sign it, and photograph or scan all pages.", "请打印、签字，并拍照或扫描全部页面。"),
        accepts=("pdf", "jpeg", "png", "heic"),
        when=When.LATER_BLOCKING,
        blocks=stage,
        paper=_PLEDGE,
    )


def guardian_consent(stage: str) -> DocumentKind:
    """The guardian's consent (家长（监护人）知情同意书); without it the stage `stage` is not left."""
    return DocumentKind(
        key="guardian_consent",
        title=t("Guardian's consent", "家长（监护人）知情同意书"),
        hint=t("Signed by a parent or guardian, whatever your age.", "无论是否成年，均须父母或监护人签字。"),
        accepts=("pdf", "jpeg", "png", "heic"),
        when=When.LATER_BLOCKING,
        blocks=stage,
        paper=_CONSENT,
    )


def travel_document(stage: str) -> DocumentKind:
    """Passport or permit, asked for only once a place is sure; many countries ask for six months beyond the stay."""
    return DocumentKind(
        key="travel_document",
        title=t("Passport or permit", "出入境证件（护照／往来港澳通行证／往来台湾通行证）"),
        hint=t(
            "The page with your photograph, valid beyond your stay.", "请上传有照片的信息页，有效期须覆盖整个行程。"
        ),
        accepts=("pdf", "jpeg", "png", "heic"),
        when=When.LATER_BLOCKING,
        blocks=stage,
        expiry=Expiry(months=6),
    )


def insurance(stage: str) -> DocumentKind:
    """Proof of insurance for the whole stay."""
    return DocumentKind(
        key="insurance",
        title=t("Proof of insurance", "保险凭证"),
        hint=t("It covers the whole stay and names you.", "须注明本人姓名，并覆盖整个行程。"),
        when=When.LATER_BLOCKING,
        blocks=stage,
        expiry=Expiry(is_blocking=True),
    )


LANGUAGE_RESULT: Final = Expiry(until="deadline", may_be_endless=True)
"""A language result is good on the day of the deadline; many, such as CET or HSK, have no last day at all."""
