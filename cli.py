"""The `anbudslots` command: thin over the parts. Results go to stdout, progress and faults to stderr.

Exit codes: 0 done, 1 done with issues to look at, 2 bad usage or bad input (one line: what, where, what to do).
"""

from __future__ import annotations

import sys

import click

from commands import (
    considerations,
    dialogue,
    enterprises,
    evaluate,
    fairness,
    joint,
    learning,
    matching,
    night,
    operation,
    packages,
    reading,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version="0.1.0", prog_name="anbudslots")
def cli() -> None:
    """Match public procurement with social considerations to work-integrating social enterprises (ASF)."""


for command in (
    night.nightly,
    reading.parse,
    reading.classify,
    reading.read_command,
    matching.match_command,
    matching.matches,
    matching.decide_command,
    matching.answer_command,
    joint.joint,
    joint.joint_answer,
    dialogue.dialogue_command,
    fairness.fairness_command,
    enterprises.enterprises,
    packages.package,
    considerations.considerations,
    evaluate.evaluate,
    learning.learn_command,
    operation.review,
    night.send,
    operation.sources_command,
    operation.doctor,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; a pipe closed by the reader is no fault."""
    try:
        cli()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
