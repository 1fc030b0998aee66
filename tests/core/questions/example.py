"""A questionnaire as large as life: the sign-up for a nursing scholarship, as it is stored."""

from __future__ import annotations

from typing import Any


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh_Hans": zh}


LEVELS = [
    {"key": "basic", "label": both("Basic: simple sentences", "基础：能说简单的句子")},
    {"key": "daily", "label": both("Daily life", "能应对日常生活")},
    {"key": "study", "label": both("Study: lectures and textbooks", "能听课、阅读教材")},
]

NURSING: dict[str, Any] = {
    "key": "singapore_nursing",
    "version": 1,
    "sections": [
        {
            "key": "contact",
            "title": both("How to reach you", "联系方式"),
            "intro": both("Results are sent here.", "选拔结果将发送至此。"),
            "questions": [
                {"kind": "phone", "key": "phone", "label": both("Your telephone", "本人电话"), "autocomplete": "tel"},
                {"kind": "email", "key": "email", "label": both("Second e-mail", "备用邮箱"), "is_required": False},
                {
                    "kind": "short_text",
                    "key": "contact_name",
                    "label": both("Emergency contact", "紧急联系人"),
                    "max_chars": 60,
                },
                {"kind": "phone", "key": "contact_phone", "label": both("Their telephone", "紧急联系人电话")},
                {
                    "kind": "yes_no",
                    "key": "contact_knows",
                    "label": both("Does this person know?", "紧急联系人是否知情？"),
                    "must_be": True,
                },
            ],
        },
        {
            "key": "motivation",
            "title": both("Motivation", "个人陈述"),
            "questions": [
                {
                    "kind": "long_text",
                    "key": "why_nursing",
                    "label": both("Why nursing, why Singapore?", "为什么选择护理、选择新加坡？"),
                    "min_words": 20,
                    "max_words": 800,
                    "max_chars": 5000,
                },
                {
                    "kind": "single_choice",
                    "key": "english",
                    "label": both("Your English", "英语水平自评"),
                    "choices": LEVELS,
                },
                {
                    "kind": "long_text",
                    "key": "english_plan",
                    "label": both("How will you improve it?", "打算如何提高？"),
                    "condition": {"question": "english", "equals": "basic"},
                },
                {
                    "kind": "multiple_choice",
                    "key": "subjects",
                    "label": both("Subjects taken in the entrance examination", "高考选考科目"),
                    "choices": [
                        {"key": "chemistry", "label": both("Chemistry", "化学")},
                        {"key": "biology", "label": both("Biology", "生物")},
                        {"key": "physics", "label": both("Physics", "物理")},
                    ],
                    "max_chosen": 3,
                },
            ],
        },
        {
            "key": "bond",
            "title": both("Six years of service", "六年服务期"),
            "questions": [
                {
                    "kind": "yes_no",
                    "key": "accepts_bond",
                    "label": both("Will you sign the bond of six years?", "是否愿意签署六年服务协议？"),
                    "must_be": True,
                },
                {
                    "kind": "yes_no",
                    "key": "family_agrees",
                    "label": both("Have you talked it over with a parent or guardian?", "是否已与家长（监护人）商量？"),
                    "condition": {
                        "any": [{"fact": "is_minor", "equals": True}, {"question": "english", "equals": "basic"}]
                    },
                },
            ],
        },
    ],
}

DOCUMENTS: list[dict[str, Any]] = [
    {"key": "exam_result", "title": both("Entrance examination result", "高考成绩单"), "accepts": ["pdf", "jpeg"]},
    {
        "key": "guardian_consent",
        "title": both("Guardian's consent", "家长（监护人）知情同意书"),
        "condition": {"fact": "is_minor", "equals": True},
    },
    {"key": "passport", "title": both("Passport", "护照"), "when": "later_blocking"},
    {"key": "english_certificate", "title": both("English certificate", "英语证书"), "is_required": False},
    {
        "key": "study_plan",
        "title": both("English study plan", "英语学习计划"),
        "condition": {"question": "english", "equals": "basic"},
    },
]

SOUND: dict[str, dict[str, Any]] = {
    "contact": {
        "phone": "13800138000",
        "contact_name": "王建国",
        "contact_phone": "+6591234567",
        "contact_knows": True,
    },
    "motivation": {
        "why_nursing": "我的祖母生病时，一位护士每天陪她说话，从那时起我就想从事护理工作。",
        "english": "study",
        "subjects": ["chemistry", "biology"],
    },
    "bond": {"accepts_bond": True},
}
