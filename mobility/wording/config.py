"""What is said about settings that must not serve real people."""

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "config.not_production": lazy("MOBILITY_ENVIRONMENT is %(environment)s: set it to production."),
    "config.no_https": lazy("MOBILITY_BASE_URL is %(url)s: passwords and documents need https."),
    "config.local_address": lazy("MOBILITY_BASE_URL is %(url)s: links in letters need the address that users type."),
    "config.any_host": lazy(
        "MOBILITY_TRUSTED_HOSTS holds *: name each host, or letters can be made to link elsewhere."
    ),
    "config.no_proxy": lazy(
        "MOBILITY_PROXY_COUNT is 0, though https is spoken by a proxy in front: set it to the number of proxies, or "
        "everybody seems to come from one address, and who guesses passwords keeps all others waiting."
    ),
    "config.no_contact": lazy("MOBILITY_CONTACT is empty: students must find whom to ask on every page."),
    "config.relative_folder": lazy(
        "MOBILITY_DATA_DIR is %(folder)s: give a path that starts with /, so that every process finds the same folder."
    ),
    "config.short_secret_key": lazy(
        "MOBILITY_SECRET_KEY, or one of its fallbacks, is shorter than %(length)s characters: "
        "make one of random characters."
    ),
    "config.plain_secret_key": lazy("MOBILITY_SECRET_KEY, or one of its fallbacks, can be guessed: make a random one."),
    "config.short_audit_key": lazy(
        "MOBILITY_AUDIT_KEY can be guessed: make one of at least %(length)s random characters, and keep a copy of it."
    ),
    "config.short_encryption_key": lazy(
        "MOBILITY_ENCRYPTION_KEYS is empty or can be guessed: give 1:key with at least %(length)s random characters."
    ),
    "config.one_key_for_two": lazy("MOBILITY_AUDIT_KEY is the same as MOBILITY_SECRET_KEY: make one of its own."),
    "config.quick_passwords": lazy("MOBILITY_ARGON2_PROFILE is quick: set it to strong."),
    "config.demo_password": lazy("MOBILITY_DEMO_PASSWORD is set: it belongs to the demo alone."),
    "config.no_database": lazy("DATABASE_URL is not set: give the database's address as the application's role."),
    "config.no_migration_database": lazy(
        "MIGRATION_DATABASE_URL is not set: give the database's address as the role that owns the tables."
    ),
    "config.one_database_role": lazy(
        "DATABASE_URL and MIGRATION_DATABASE_URL use one role: "
        "the application could then change the audit, so give it a role of its own."
    ),
    "config.no_redis": lazy("REDIS_URL is not set: letters would wait for the next tick, and attempts go uncounted."),
    "config.no_smtp": lazy("MOBILITY_SMTP_URL is not set: no letter would leave the machine."),
    "config.no_sender": lazy("MOBILITY_MAIL_FROM is not set: letters need a sender."),
    "config.example_sender": lazy("MOBILITY_MAIL_FROM ends in %(domain)s: no answer would ever arrive there."),
}
