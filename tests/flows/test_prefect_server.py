"""A real Prefect server: the versions we lock deploy, schedule and list (docs/decisions/0002)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from tests import ROOT

PREFECT = str(Path(sys.executable).parent / "prefect")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(url: str, body: dict[str, Any]) -> Any:
    """Post JSON to the server."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start a server in a folder of its own; yields the environment of its clients."""
    home, port = tmp_path_factory.mktemp("prefect"), free_port()
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "ANBUDSLOTS_ROOT": str(ROOT),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(
            [PREFECT, "server", "start", "--no-ui", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
    try:
        wait_until(lambda: healthy(environment["PREFECT_API_URL"]), 120, home / "server.log")
        yield environment
    finally:
        process.terminate()
        process.wait(20)


def healthy(url: str) -> bool:
    """Say whether the server answers."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(ready: Any, seconds: float, log: Path) -> None:
    """Ask again and again until ready, or fail with the server's log."""
    end = monotonic() + seconds
    while not ready():
        assert monotonic() < end, log.read_text()[-2000:]
        Event().wait(0.25)


@pytest.mark.prefect
def test_deploy_schedules_and_lists(server: dict[str, str]) -> None:
    def prefect(*arguments: str) -> str:
        done = subprocess.run(
            [PREFECT, "--no-prompt", *arguments], env=server, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    prefect("work-pool", "create", "anbudslots", "--type", "process")
    prefect("deploy", "--all")

    api, home = server["PREFECT_API_URL"], Path(server["PREFECT_HOME"])
    scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    wait_until(lambda: post(f"{api}/flow_runs/filter", scheduled), 30, home / "server.log")
    prefect("flow-run", "ls")
    deployment = post(f"{api}/deployments/filter", {})[0]
    assert deployment["entrypoint"] == "flows.nightly.nightly"
    assert deployment["schedules"][0]["schedule"] == {
        "cron": "15 5 * * *", "timezone": "Europe/Stockholm", "day_or": True,
    }  # fmt: skip
