"""What must hold of the project as a whole: names, entrypoints, the commands in the README, the locked versions."""

from __future__ import annotations

import importlib
import re
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest
import yaml

from cli import cli
from tests import ROOT

PACKAGES = ("digests", "drafts", "flows", "matchers", "models", "review", "scrapers")


@pytest.mark.parametrize("name", PACKAGES)
def test_our_packages_are_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert Path(str(module.__file__)).is_relative_to(ROOT)


def test_no_installed_distribution_ships_our_names() -> None:
    installed = metadata.packages_distributions()
    assert not set(PACKAGES) & set(installed)


def test_flow_files_hide_nothing() -> None:
    stems = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert not stems & (set(PACKAGES) | set(sys.stdlib_module_names) | set(metadata.packages_distributions()))


def test_entrypoints_are_dotted_and_load() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    for deployment in deployments:
        module, _, name = deployment["entrypoint"].rpartition(".")
        assert hasattr(importlib.import_module(module), name)


def test_the_flow_stays_thin() -> None:
    assert len((ROOT / "flows" / "nightly.py").read_text().splitlines()) < 60


def commands(group: click.Group, path: str = "") -> dict[str, click.Command]:
    """Return every command by its words."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        words = f"{path}{name}"
        found |= commands(command, f"{words} ") if isinstance(command, click.Group) else {words: command}
    return found


@pytest.mark.parametrize(("words", "command"), commands(cli).items())
def test_every_command_has_help_with_an_example(words: str, command: click.Command) -> None:
    assert f"anbudslots {words}" in (command.help or "")


def test_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    for line in re.findall(r"^anbudslots (.+)$", readme, re.MULTILINE):
        words = line.split()
        assert any(" ".join(words[:count]) in commands(cli) for count in (1, 2)), line


@pytest.mark.parametrize(("package", "below"), [("fastapi", (0, 151)), ("sqlalchemy", (2, 1))])
def test_versions_that_fail_silently_are_kept_out(package: str, below: tuple[int, int]) -> None:
    assert tuple(int(part) for part in metadata.version(package).split(".")[:2]) < below


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert lock.count("==") <= lock.count("--hash=sha256:")
