"""Fills in and hands in made-up applications, by the same services that a student's clicks reach."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Final

from mobility.core.terms import Actor
from mobility.services.applications import documents
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit

_WHY: Final = (
    "我从小就敬佩医护人员。祖母住院期间，护士细心的照料让我懂得了护理工作的分量，从那时起我便希望成为一名护士。"
    "入学以来，我认真学习专业知识，参加学校的志愿服务，在社区为老人测量血压、讲解用药常识，更加坚定了这一选择。",
    "中学时我参加了红十字会的急救培训，第一次为同学处理伤口时，我体会到了被需要的快乐。护理既需要科学知识，也需要耐心与爱心，"
    "这正是我愿意为之努力一生的职业。我希望通过系统的学习，成为一名专业、可靠、温暖的护士。",
    "我的母亲在县医院工作，我常看到她在夜班之后仍然惦记着病人。护理工作辛苦，却能在别人最困难的时候给予帮助。"
    "我愿意接过这份责任，把书本上的知识变成对病人的照顾，用自己的努力让更多家庭安心。",
)
_SINGAPORE: Final = (
    "新加坡的护理教育重视实践，毕业后可以在当地医院继续成长。英语授课的环境也能帮助我提高语言能力。我和家人认真讨论过六年的服务期，"
    "他们支持我的决定。我相信在多元文化的环境中工作，会让我成为更好的护士，也能与更多同行交流经验。",
    "我了解到往届的学长学姐在新加坡学习和工作的经历，他们的成长让我很受鼓舞。三年的学习和六年的工作是一段完整的职业道路，"
    "我希望在严格的训练中打好基础，认真履行合同，将来无论在哪里都能做一名称职的护士。",
)


def fill_in(call_key: str, student: Actor, is_minor: bool, random: Random) -> int:
    """Begin an application and fill it in completely, documents included; return its id."""
    application_id = start(call_key, student)
    for section, answers in _answers(random).items():
        save_section(application_id, section, answers, student, revision=0)
    _upload(application_id, "transcript", student)
    if is_minor:
        _upload(application_id, "guardian_consent", student)
    return application_id


def hand_in(application_id: int, student: Actor) -> None:
    submit(application_id, student, has_declared=True)


def begin_only(call_key: str, student: Actor, random: Random) -> int:
    """Begin an application and leave it after the first section, as many do; return its id."""
    application_id = start(call_key, student)
    save_section(application_id, "contact", _answers(random)["contact"], student, revision=0)
    return application_id


def _answers(random: Random) -> dict[str, dict[str, object]]:
    phone = f"139{random.randint(0, 99_999_999):08d}"
    yes = "yes"
    return {
        "contact": {
            "phone": f"138{random.randint(0, 99_999_999):08d}",
            "emergency_name": random.choice(("父亲", "母亲", "姑姑", "舅舅")),
            "emergency_relation": "parent",
            "emergency_phone": phone,
            "emergency_knows": yes,
        },
        "motivation": {"why_nursing": random.choice(_WHY), "why_singapore": random.choice(_SINGAPORE)},
        "background": {
            "entrance_kind": "national",
            "english_mark": str(random.randint(70, 138)),
            "maths_mark": str(random.randint(60, 130)),
            "science_subjects": ["chemistry", "biology"],
            "has_certificate": "no",
            "english_use": "",
        },
        "understanding": dict.fromkeys(
            ("knows_diploma", "knows_bond", "knows_funder_decides", "knows_home_studies"), yes
        ),
        "family": dict.fromkeys(("family_knows", "family_knows_bond", "guardian_can_come"), yes),
    }


def _upload(application_id: int, kind: str, student: Actor) -> None:
    page = documents.Upload(BytesIO(_one_page()), f"{kind}.pdf")
    documents.upload(application_id, kind, page, student)


def _one_page() -> bytes:
    """A PDF of one page that says what it is."""
    text = b"BT /F1 24 Tf 72 720 Td (A document of the demo) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail
