"""The nightly flow: the stages of a night as Prefect tasks, one per source and per batch."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.night import Request, Stage, open_night, outcome, run_stage
from flows.stages import BY_NAME, STAGES
from flows.summary import markdown
from settings import load


class NightFailed(Exception):
    """Some batches did not go through; the text lists them. Everything else of the night is done."""


@flow(name="nightly", persist_result=False)
def nightly(
    paths: list[str] | None = None, sources: list[str] | None = None, since: str | None = None
) -> dict[str, object]:
    """Run a night over files (`paths`) or sources, since a day (ISO). Fails at the end with the list of what failed."""
    request = Request(
        tuple(Path(path) for path in paths or ()),
        tuple(sources or ()),
        date.fromisoformat(since) if since else None,
    )
    with open_night(load(), request) as night:

        @task(cache_policy=NO_CACHE, persist_result=False)
        def work(stage: str, batch: list[str]) -> dict[str, int]:
            return BY_NAME[stage].work(night, batch)

        def attempt(stage: Stage, batch: list[str]) -> dict[str, int] | BaseException:
            name = f"{stage.name} {stage.describe(batch)}"
            state = work.with_options(name=stage.name, task_run_name=name)(stage.name, batch, return_state=True)
            result: dict[str, int] | BaseException = state.result(raise_on_failure=False)
            return result

        for stage in STAGES:
            run_stage(night, stage, attempt)
        create_markdown_artifact(markdown(outcome(night)), key="nightly", description="Vad natten gjorde")
        if night.failures:
            raise NightFailed("; ".join(night.failures))
        return outcome(night)
