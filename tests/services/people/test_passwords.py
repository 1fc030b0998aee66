"""Passwords: any of ten characters or more, save those that everybody tries first."""

from __future__ import annotations

import pytest

from mobility.services.people import passwords, safeguards
from mobility.services.people.safeguards import Safeguards
from tests.factories.people import PASSWORD

WHO = ("王小明", "wang xiao ming", "w.xiaoming@university.example", "20247391", None)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "我们的学校在石家庄市中山路",
        "Tr0ub4dor&3x",
        "qkzmvprtwx",
        "password for the library",
        "20247391 and then some",
    ],
)
def test_a_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert passwords.judge(password, WHO) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short pw", "password.short"),
        ("x" * 5 + "yz" * 99, "password.long"),
        ("1234567890", "password.common"),
        ("0987654321", "password.common"),
        ("Qwertyuiop", "password.common"),
        ("password123", "password.common"),
        ("P@ssw0rd2026", "password.common"),
        ("woaini1314", "password.common"),
        ("woaini1314520", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("abcabcabcabc", "password.common"),
        ("5201314520", "password.common"),
        ("hebmu12345", "password.common"),
        ("wangxiaoming", "password.personal"),
        ("Wang Xiao Ming1", "password.personal"),
        ("w.xiaoming@university.example", "password.personal"),
        ("w.xiaoming!", "password.personal"),
        ("2024739120", "password.personal"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    reason = passwords.judge(password, WHO)
    assert reason is not None
    assert reason.code == code


def test_the_right_password_is_recognized_however_it_was_typed() -> None:
    kept = passwords.hash_password("Ä\u0301 fine day for it")
    assert passwords.is_right(kept, "A\u0308\u0301 fine day for it")
    assert not passwords.is_right(kept, "A fine day for it")


def test_without_a_kept_hash_no_password_is_right() -> None:
    assert not passwords.is_right(None, "nobody has this password")


def test_a_hash_says_its_cost_and_a_cheap_one_is_outdated_in_the_strong_profile() -> None:
    cheap = passwords.hash_password(PASSWORD)
    safeguards.use(Safeguards(argon2_profile="strong"))
    strong = passwords.hash_password(PASSWORD)
    assert strong.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [passwords.is_outdated(cheap), passwords.is_outdated(strong)] == [True, False]
