"""What made-up applicants for the nursing scholarship answer."""

from __future__ import annotations

from random import Random
from typing import Final

from mobility.cli.demo.applicants import Answers

_YES: Final = "yes"
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


_EXCHANGE: Final = (
    "我希望通过交换学习了解国外高校在智能采矿和安全工程方面的研究方法，开阔学术视野，提高跨文化交流能力。接收院校的课程设置与我的专业方向契合，"
    "实验条件先进。回国后我将把所学用于毕业设计，并与同学分享交换经历，为今后继续深造打下基础。",
    "本人学习成绩良好，英语能够满足听课和讨论的需要。大二参加创新训练项目后，我对可持续能源产生了浓厚兴趣，接收院校在这一领域有很强的师资。"
    "我计划修读相关专业课程，参加课题组的研讨，按时完成学分认定，顺利返校继续学业。",
    "我一直希望有机会在不同的教育环境中学习。接收院校重视小班讨论和项目实践，能够弥补我在工程实践方面的不足。我会认真遵守两校规定，"
    "珍惜这次机会，努力学习，也愿意向外国同学介绍中国的文化和学校的发展。",
)
_COURSES: Final = (
    "矿山安全工程、可再生能源导论、项目管理",
    "岩石力学、数值模拟、学术英语写作",
    "数据分析、供应链管理、国际商务",
)
_SUMMER: Final = (
    "希望了解国外的医学教育和社区卫生服务，锻炼英语听说能力，并为今后申请研究生积累经验。",
    "我对公共卫生感兴趣，希望在课堂与参观中了解爱尔兰的家庭医生制度，开阔视野。",
)


def nursing_papers(*, is_minor: bool) -> tuple[str, ...]:
    """The documents that somebody has to hand in for the nursing scholarship."""
    return ("transcript", "guardian_consent") if is_minor else ("transcript",)


def nursing(random: Random) -> Answers:
    """Answers to every section of the nursing scholarship, in the order of the questionnaire."""
    return {
        "contact": _contact(random),
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
            ("knows_diploma", "knows_bond", "knows_funder_decides", "knows_home_studies"), _YES
        ),
        "family": dict.fromkeys(("family_knows", "family_knows_bond", "guardian_can_come"), _YES),
    }


def summer(random: Random) -> Answers:
    """Answers to every section of the summer school."""
    return {"contact": _contact(random), "motivation": {"why": random.choice(_SUMMER), "knows_fee": _YES}}


def exchange(random: Random) -> Answers:
    """Answers to every section of the exchange, for somebody with a language certificate."""
    return {
        "contact": _contact(random),
        "plan": {"motivation": random.choice(_EXCHANGE), "courses": random.choice(_COURSES)},
        "background": {"has_certificate": _YES, "knows_credits": _YES, "knows_costs": _YES},
    }


def _contact(random: Random) -> dict[str, object]:
    return {
        "phone": f"138{random.randint(0, 99_999_999):08d}",
        "emergency_name": random.choice(("父亲", "母亲", "姑姑", "舅舅")),
        "emergency_relation": "parent",
        "emergency_phone": f"139{random.randint(0, 99_999_999):08d}",
        "emergency_knows": _YES,
    }
