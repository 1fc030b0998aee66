"""Every setting of the program in one record, read from the environment, and the judge of a production's settings."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mobility.core.terms import Reason

Environment = Literal["development", "production", "test", "demo"]

DRIVER: Final = "postgresql+psycopg"
SECRET_KEY_LENGTH: Final = 32
"""Characters; `python -c "import secrets; print(secrets.token_urlsafe(48))"` gives 64."""


class Settings(BaseSettings):
    """What the program is told from outside, once, at its start.

    `DATABASE_URL`, `MIGRATION_DATABASE_URL` and `REDIS_URL` are read without a prefix, everything else as
    `MOBILITY_<NAME>`. Raises pydantic.ValidationError for a value that cannot be read; whether the values are safe
    together is `check`'s to say.
    """

    model_config = SettingsConfigDict(env_prefix="MOBILITY_", frozen=True, extra="ignore", populate_by_name=True)

    environment: Environment = Field("development", description="production, demo, development or test")
    base_url: str = Field("http://127.0.0.1:8000", description="address of the site as its users type it")
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="host names besides the one of base_url, separated by commas; empty in demo: any"
    )
    institution_key: str = Field("", description="institution for host names that belong to none; empty: the only one")

    database_url: str = Field(
        "",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        repr=False,
        description="PostgreSQL 15 or newer, as the application's role",
    )
    migration_database_url: str = Field(
        "",
        validation_alias=AliasChoices("MIGRATION_DATABASE_URL", "migration_database_url"),
        repr=False,
        description="the same database, as the role that owns the tables",
    )
    database_pool_size: int = Field(10, ge=1, le=100, description="connections that one process keeps")
    redis_url: str = Field(
        "",
        validation_alias=AliasChoices("REDIS_URL", "redis_url"),
        repr=False,
        description="Redis 7 or newer, or Valkey: rings the worker, counts attempts; holds nothing that could be lost",
    )
    data_dir: Path = Field(Path("var"), description="folder of documents, of logs and of the embedded servers")

    secret_key: SecretStr = Field(SecretStr(""), description="signs cookies and forms; at least 32 characters")
    secret_key_fallbacks: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="earlier secret keys that are still accepted, separated by commas"
    )
    audit_key: SecretStr = Field(
        SecretStr(""), description="keys the chain over the audit; at least 32 characters, never changed"
    )
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="keys of sensitive columns, as version:key with 32 characters or more, separated by commas"
    )
    second_factor: Literal["offered", "required"] = Field(
        "offered", description="whether staff may or must prove themselves by an app or a passkey besides the password"
    )
    fresh_minutes: int = Field(15, ge=1, le=120, description="minutes for which such a proof opens what asks for it")
    student_idle_minutes: int = Field(60, ge=5, le=1440, description="minutes without a page that end a sign-in")
    student_session_hours: int = Field(12, ge=1, le=168, description="hours after which a sign-in ends in any case")
    staff_idle_minutes: int = Field(30, ge=5, le=1440, description="the same for staff: minutes without a page")
    staff_session_hours: int = Field(8, ge=1, le=168, description="the same for staff: hours in any case")
    sign_in_attempts: int = Field(5, ge=1, le=20, description="failures per account before it has to wait")
    sign_in_address_attempts: int = Field(
        100, ge=20, le=100_000, description="failures per network address within that time; a campus shares one"
    )
    sign_in_window_minutes: int = Field(15, ge=1, le=60, description="longest wait of such an account, in minutes")
    argon2_profile: Literal["strong", "quick"] = Field(
        "strong", description="cost of a password check; quick is for tests"
    )
    proxy_count: int = Field(0, ge=0, le=5, description="reverse proxies in front, whose X-Forwarded headers count")
    upload_megabytes: int = Field(10, ge=1, le=100, description="largest document that is taken, in megabytes")

    clamd_url: str = Field(
        "", description="virus scanner, tcp://host:3310 or unix:///path/clamd.ctl; empty: documents are not scanned"
    )
    s3_bucket: str = Field("", description="bucket for documents, or bucket/folder; empty: the data folder")
    s3_endpoint: str = Field("", description="address of the S3 server, such as https://s3.university.edu.cn")
    s3_region: str = Field("us-east-1", description="region of the bucket")
    s3_access_key: str = Field("", repr=False, description="access key of the bucket")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="secret key of the bucket")

    smtp_url: SecretStr = Field(
        SecretStr(""), description="smtp://, smtp+starttls:// or smtps://user:password@host:port; empty: letters wait"
    )
    mail_from: str = Field("", description="sender of every letter, such as Mobility <mobility@university.edu.cn>")
    mail_reply_to: str = Field("", description="where answers go; empty: to the sender")

    contact: str = Field("", description="address or telephone of the office, in the footer of every page")
    icp_number: str = Field("", description="ICP filing number in the footer, such as 冀ICP备…号")
    public_security_number: str = Field("", description="public security filing number in the footer")

    demo_password: SecretStr = Field(SecretStr(""), description="password of the demo accounts; demo only")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least weight of a logged line")
    web_host: str = Field("127.0.0.1", description="address that the web server listens on")
    web_port: int = Field(8000, ge=0, le=65535, description="port that the web server listens on")
    web_workers: int = Field(2, ge=1, le=64, description="processes of the web server")
    web_threads: int = Field(8, ge=1, le=64, description="threads of each of them")
    letter_lease_seconds: int = Field(
        120, ge=2, le=600, description="seconds after which letters that a killed worker held are taken again"
    )
    task_processes: int = Field(2, ge=1, le=64, description="processes of the worker")

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _pin_driver(cls, value: str) -> str:
        """Accept any spelling of a PostgreSQL address, always connect by psycopg 3, refuse every other database."""
        scheme, separator, rest = value.partition("://")
        if not value:
            return value
        if not separator or scheme not in {"postgres", "postgresql", DRIVER}:
            raise ValueError("the database must be PostgreSQL: postgresql://role:password@host/database")
        return f"{DRIVER}://{rest}"

    @field_validator("clamd_url")
    @classmethod
    def _of_a_scanner(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not ((parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and parts.path)):
            raise ValueError("the scanner must read tcp://host:port or unix:///path/to/socket")
        return value

    @field_validator("trusted_hosts", "secret_key_fallbacks", "encryption_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("encryption_keys")
    @classmethod
    def _numbered(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        versions = [key.get_secret_value().partition(":")[0] for key in keys]
        if not all(one.isascii() and one.isdigit() and 0 < int(one) < 2**16 for one in versions):
            raise ValueError("each key must read version:key, such as 1:…, with versions from 1 to 65535")
        if len({int(one) for one in versions}) < len(versions):
            raise ValueError("two keys have the same version")
        return keys

    @field_validator("base_url")
    @classmethod
    def _without_path(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("the address must read http(s)://host[:port], without a path")
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def keys_by_version(self) -> dict[int, SecretStr]:
        """The keys of sensitive columns; the highest version seals."""
        parts = (key.get_secret_value().partition(":") for key in self.encryption_keys)
        return {int(version): SecretStr(key) for version, _colon, key in parts}

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_demo(self) -> bool:
        return self.environment == "demo"

    @property
    def is_https(self) -> bool:
        """Whether users come by https: cookies are then marked secure and browsers told to stay."""
        return self.base_url.startswith("https://")

    @property
    def host_name(self) -> str:
        """The host name of `base_url`, without its port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def mail_domain(self) -> str:
        """The domain that Message-IDs end in: the sender's, else the site's."""
        return self.mail_from.rpartition("@")[2].strip(" >") or self.host_name

    @property
    def documents_dir(self) -> Path:
        return self.data_dir / "documents"

    @property
    def audit_heads(self) -> Path:
        """The file that the heads of the audit's chains are written to, one line each."""
        return self.data_dir / "audit" / "heads.jsonl"

    @property
    def letters_dir(self) -> Path:
        """Where the demo's inbox keeps the letters that came in, one .eml file each."""
        return self.data_dir / "letters"


def check(settings: Settings) -> tuple[Reason, ...]:
    """Every reason at once why these settings must not serve real people; empty when there is none."""
    return (*_address(settings), *_secrets(settings), *_databases(settings), *_mail(settings))


def _address(settings: Settings) -> Iterator[Reason]:
    if not settings.is_production:
        yield Reason("config.not_production", {"environment": settings.environment})
    if not settings.is_https:
        yield Reason("config.no_https", {"url": settings.base_url})
    if _is_local(settings.host_name):
        yield Reason("config.local_address", {"url": settings.base_url})
    if "*" in settings.trusted_hosts:
        yield Reason("config.any_host")
    if settings.is_https and not settings.proxy_count:
        yield Reason("config.no_proxy")
    if not settings.contact:
        yield Reason("config.no_contact")
    if not settings.data_dir.is_absolute():
        yield Reason("config.relative_folder", {"folder": str(settings.data_dir)})


def _secrets(settings: Settings) -> Iterator[Reason]:
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    if any(len(key.get_secret_value()) < SECRET_KEY_LENGTH for key in keys):
        yield Reason("config.short_secret_key", {"length": SECRET_KEY_LENGTH})
    if any(len(set(key.get_secret_value())) < SECRET_KEY_LENGTH // 4 for key in keys if key.get_secret_value()):
        yield Reason("config.plain_secret_key")
    audit_key = settings.audit_key.get_secret_value()
    if len(audit_key) < SECRET_KEY_LENGTH or len(set(audit_key)) < SECRET_KEY_LENGTH // 4:
        yield Reason("config.short_audit_key", {"length": SECRET_KEY_LENGTH})
    columns = [key.get_secret_value() for key in settings.keys_by_version.values()]
    if not columns or any(len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_LENGTH // 4 for key in columns):
        yield Reason("config.short_encryption_key", {"length": SECRET_KEY_LENGTH})
    if audit_key and audit_key in {key.get_secret_value() for key in keys}:
        yield Reason("config.one_key_for_two")
    if settings.argon2_profile != "strong":
        yield Reason("config.quick_passwords")
    if settings.demo_password.get_secret_value():
        yield Reason("config.demo_password")


def _databases(settings: Settings) -> Iterator[Reason]:
    if not settings.database_url:
        yield Reason("config.no_database")
    if not settings.migration_database_url:
        yield Reason("config.no_migration_database")
    elif _role(settings.database_url) == _role(settings.migration_database_url):
        yield Reason("config.one_database_role")
    if not settings.redis_url:
        yield Reason("config.no_redis")


def _mail(settings: Settings) -> Iterator[Reason]:
    if not settings.smtp_url.get_secret_value():
        yield Reason("config.no_smtp")
    if "@" not in settings.mail_from:
        yield Reason("config.no_sender")
    elif settings.mail_domain.endswith((".example", ".invalid", ".test", ".localhost")):
        yield Reason("config.example_sender", {"domain": settings.mail_domain})


def _role(url: str) -> str:
    return urlsplit(url).username or ""


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".example", ".invalid", ".test"))
