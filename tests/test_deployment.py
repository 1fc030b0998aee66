"""What the image and the compose file promise: nobody runs as root, no secret goes astray, every service is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from werkzeug.serving import make_server

from mobility.app import create_app
from mobility.cli import COMMANDS
from mobility.config import Settings

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    name.upper() if field.validation_alias else f"MOBILITY_{name.upper()}"
    for name, field in Settings.model_fields.items()
}
OF_SERVERS = {"POSTGRES_PASSWORD", "MOBILITY_OWNER_PASSWORD", "MOBILITY_APP_PASSWORD", "REDIS_PASSWORD"}


@pytest.fixture
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


@pytest.fixture
def image() -> str:
    return (ROOT / "Dockerfile").read_text()


def example(name: str) -> str:
    return (ROOT / "deploy" / f"{name}.env").read_text()


def test_the_program_is_not_told_the_passwords_of_the_servers(services: dict[str, Any]) -> None:
    assert {services[name]["env_file"] for name in ("web", "worker", "beat", "migrate")} == {"program.env"}
    kept = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/.env", "/program.env"} <= set(kept)


def test_there_is_every_process_and_both_servers(services: dict[str, Any]) -> None:
    assert set(services) == {"web", "worker", "beat", "migrate", "postgres", "valkey"}
    assert services["migrate"]["command"][1] in COMMANDS
    assert [services[name]["command"][:4] for name in ("worker", "beat")] == [
        ["celery", "--app", "worker", "worker"],
        ["celery", "--app", "worker", "beat"],
    ]


def test_valkey_keeps_what_it_holds(services: dict[str, Any]) -> None:
    command = services["valkey"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert (options["--appendonly"], options["--maxmemory-policy"]) == ("yes", "noeviction")


def test_the_owner_s_address_is_known_to_the_migration_alone(services: dict[str, Any]) -> None:
    addresses = {
        name: service["environment"]["MIGRATION_DATABASE_URL"]
        for name, service in services.items()
        if "MIGRATION_DATABASE_URL" in service.get("environment", {})
    }
    assert {name for name, address in addresses.items() if address} == {"migrate"}


def test_the_web_server_is_found_well_though_it_answers_to_the_name_of_the_site_alone(services: dict[str, Any]) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    app = create_app(Settings(environment="test", base_url="https://site.example", database_url=nowhere))
    app.config["TRUSTED_HOSTS"] = ["site.example"]
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    _cmd, _python, *asked = services["web"]["healthcheck"]["test"]
    told = [part.replace("8000", str(server.server_port)) for part in asked]
    found = {
        site: subprocess.run(  # what compose.yaml runs
            [sys.executable, *told], check=False, env={**os.environ, "MOBILITY_BASE_URL": site}, capture_output=True
        ).returncode
        for site in ("https://site.example", "https://other.example")
    }
    server.shutdown()
    assert found == {"https://site.example": 0, "https://other.example": 1}


def test_nothing_but_the_web_server_is_published_and_that_to_the_machine_alone(services: dict[str, Any]) -> None:
    assert {name: one["ports"] for name, one in services.items() if "ports" in one} == {"web": ["127.0.0.1:8000:8000"]}


def test_every_setting_that_is_named_is_one_that_the_program_reads(services: dict[str, Any], image: str) -> None:
    told = {name: set(re.findall(r"^([A-Z_]+)=", example(name), re.MULTILINE)) for name in ("servers", "program")}
    assert (told["servers"], told["program"] - SETTINGS) == (OF_SERVERS, set())
    of_program = {name for one in ("web", "migrate") for name in services[one]["environment"]}
    assert of_program | set(re.findall(r"\b(MOBILITY_[A-Z_]+)=", image)) <= SETTINGS


def test_every_secret_of_the_example_is_empty_and_asked_for() -> None:
    both = example("servers") + example("program")
    secret = re.findall(r"^([A-Z_]*(?:PASSWORD|KEYS?))=(.*)$", both, re.MULTILINE)
    assert len(secret) == 7
    assert [name for name, value in secret if value] == []


def test_the_image_is_made_in_stages_and_runs_without_rights(image: str) -> None:
    assert len(re.findall(r"^FROM ", image, re.MULTILINE)) == 3
    last = image.rpartition("FROM ")[2]
    assert re.search(r"^USER mobility$", last, re.MULTILINE)
    assert last.index("USER mobility") < last.index("CMD")


def test_what_is_copied_exists_and_goes_to_the_builder(image: str) -> None:
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*)$", image, re.MULTILINE) for name in line.split()[:-1]}
    sent = set(re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert (copied, [name for name in copied if not (ROOT / name).exists()]) == (sent, [])
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
