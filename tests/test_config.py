"""Settings are read from the environment, and an unsafe production is refused with every reason at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr, ValidationError

from mobility.cli import main
from mobility.config import Settings, check

SAFE = {
    "MOBILITY_ENVIRONMENT": "production",
    "MOBILITY_BASE_URL": "https://mobility.university.edu.cn",
    "MOBILITY_SECRET_KEY": "q8Zr4mWv1Kx7Tn0BpL5sYc9EhJ2uGd6F",
    "MOBILITY_AUDIT_KEY": "Vw3hZ9bQm2Xr7Lk0Tc5NyJ8dSf4GpA6e",
    "MOBILITY_ENCRYPTION_KEYS": "1:Kd8sQ2wXz6Rv0Bn4Mj7Ty1Hc5Fg9LpA3",
    "MOBILITY_PROXY_COUNT": "1",
    "MOBILITY_CONTACT": "+86 311 0000 0000",
    "MOBILITY_DATA_DIR": "/srv/mobility",
    "MOBILITY_SMTP_URL": "smtp://mail.university.edu.cn",
    "MOBILITY_MAIL_FROM": "Office <office@university.edu.cn>",
    "DATABASE_URL": "postgresql://mobility_app:a@db/mobility",
    "MIGRATION_DATABASE_URL": "postgresql://mobility_owner:b@db/mobility",
    "REDIS_URL": "rediss://redis:6379/0",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        for key in (f"MOBILITY_{name.upper()}", name.upper()):
            monkeypatch.delenv(key, raising=False)
    for key, value in SAFE.items():
        monkeypatch.setenv(key, value)
    return monkeypatch


def codes() -> list[str]:
    return [reason.code for reason in check(Settings())]


@pytest.mark.usefixtures("environment")
def test_a_safe_production_has_no_reason_against_it() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MOBILITY_ENVIRONMENT", "demo", ["config.not_production"]),
        ("MOBILITY_BASE_URL", "http://mobility.university.edu.cn", ["config.no_https"]),
        ("MOBILITY_BASE_URL", "https://127.0.0.1", ["config.local_address"]),
        ("MOBILITY_BASE_URL", "https://localhost:8443", ["config.local_address"]),
        ("MOBILITY_TRUSTED_HOSTS", "a.edu.cn,*", ["config.any_host"]),
        ("MOBILITY_PROXY_COUNT", "0", ["config.no_proxy"]),
        ("MOBILITY_CONTACT", "", ["config.no_contact"]),
        ("MOBILITY_DATA_DIR", "var", ["config.relative_folder"]),
        ("MOBILITY_SECRET_KEY", "q8Zr4mWv1Kx7Tn0BpL5sYc9EhJ2uGd6", ["config.short_secret_key"]),
        ("MOBILITY_SECRET_KEY", "ab" * 16, ["config.plain_secret_key"]),
        ("MOBILITY_SECRET_KEY_FALLBACKS", "short-but-mixed-1234", ["config.short_secret_key"]),
        ("MOBILITY_AUDIT_KEY", "", ["config.short_audit_key"]),
        ("MOBILITY_AUDIT_KEY", "ab" * 16, ["config.short_audit_key"]),
        ("MOBILITY_AUDIT_KEY", SAFE["MOBILITY_SECRET_KEY"], ["config.one_key_for_two"]),
        ("MOBILITY_ENCRYPTION_KEYS", "", ["config.short_encryption_key"]),
        ("MOBILITY_ENCRYPTION_KEYS", "1:" + "ab" * 16, ["config.short_encryption_key"]),
        ("MOBILITY_ARGON2_PROFILE", "quick", ["config.quick_passwords"]),
        ("MOBILITY_DEMO_PASSWORD", "x", ["config.demo_password"]),
        ("DATABASE_URL", "", ["config.no_database"]),
        ("MIGRATION_DATABASE_URL", "", ["config.no_migration_database"]),
        ("MIGRATION_DATABASE_URL", SAFE["DATABASE_URL"], ["config.one_database_role"]),
        ("REDIS_URL", "", ["config.no_redis"]),
        ("MOBILITY_SMTP_URL", "", ["config.no_smtp"]),
        ("MOBILITY_MAIL_FROM", "Office", ["config.no_sender"]),
        ("MOBILITY_MAIL_FROM", "office@demo.example", ["config.example_sender"]),
    ],
)
def test_each_unsafe_setting_is_its_own_reason(
    environment: pytest.MonkeyPatch, name: str, value: str, expected: list[str]
) -> None:
    environment.setenv(name, value)
    assert codes() == expected


def test_the_command_names_every_reason_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("MOBILITY_CONTACT", "")
    environment.delenv("REDIS_URL")
    result = CliRunner().invoke(main, ["check-config"])
    assert result.exit_code == 1
    assert [line.split()[1] for line in result.output.splitlines()] == ["MOBILITY_CONTACT", "REDIS_URL"]
    environment.setenv("MOBILITY_CONTACT", "here")
    environment.setenv("REDIS_URL", SAFE["REDIS_URL"])
    result = CliRunner().invoke(main, ["check-config"])
    assert (result.exit_code, result.output) == (0, "The settings are safe for production.\n")


def test_the_command_names_a_value_that_cannot_be_read_without_showing_it(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "mysql://root:hunter2@db/mobility")
    result = CliRunner().invoke(main, ["check-config"])
    assert result.exit_code == 1
    assert "the database must be PostgreSQL" in result.output
    assert "hunter2" not in result.output


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_connects_by_psycopg(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://app@db/mobility")
    assert settings.database_url == "postgresql+psycopg://app@db/mobility"


@pytest.mark.parametrize("url", ["mysql://db/x", "sqlite:///x.db", "postgresql+psycopg2://db/x", "db"])
def test_any_other_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="the database must be PostgreSQL"):
        Settings(database_url=url)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://x.edu/path"])
def test_an_address_is_a_scheme_and_a_host(url: str) -> None:
    with pytest.raises(ValidationError, match="the address must read"):
        Settings(base_url=url)


def test_lists_and_what_follows_from_settings() -> None:
    settings = Settings(
        base_url="https://mobility.university.edu.cn:8443/",
        trusted_hosts=("a.edu.cn", "b.edu.cn"),
        mail_from="Office <office@university.edu.cn>",
        data_dir=Path("/srv/mobility"),
    )
    assert settings.host_name == "mobility.university.edu.cn"
    assert settings.base_url == "https://mobility.university.edu.cn:8443"
    assert settings.is_https
    assert settings.mail_domain == "university.edu.cn"
    assert settings.documents_dir == Path("/srv/mobility/documents")


def test_no_secret_shows_when_the_settings_are_printed() -> None:
    settings = Settings(
        database_url="postgresql://app:hunter2@db/x",
        migration_database_url="postgresql://owner:hunter2@db/x",
        redis_url="redis://:hunter2@r/0",
        secret_key=SecretStr("hunter2"),
        smtp_url=SecretStr("smtp://u:hunter2@h"),
        demo_password=SecretStr("hunter2"),
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)
