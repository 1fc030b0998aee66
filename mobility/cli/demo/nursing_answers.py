"""What made-up applicants for the nursing scholarship answer."""

from __future__ import annotations

from random import Random
from typing import Final

from mobility.cli.demo.applicants import Answers

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


def papers(*, is_minor: bool) -> tuple[str, ...]:
    """The documents that somebody has to hand in."""
    return ("transcript", "guardian_consent") if is_minor else ("transcript",)


def answers(random: Random) -> Answers:
    """Answers to every section, in the order of the questionnaire."""
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
