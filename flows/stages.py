"""The stages of a night, in order. Each takes rows not yet done, works in batches and commits per batch."""

from __future__ import annotations

from flows import classifying, collecting, drafting, grouping, joining, matching, reading, telling, watching
from flows.night import Stage

STAGES = (
    Stage("collect", collecting.batches, collecting.work),
    Stage("read", reading.batches, reading.work),
    Stage("join", joining.batches, joining.work),
    Stage("classify", classifying.batches, classifying.work),
    Stage("watch", watching.batches, watching.work),
    Stage("rematch", matching.pending_enterprises, matching.match_enterprises),
    Stage("match", matching.pending_notices, matching.match_notices),
    Stage("group", grouping.batches, grouping.work),
    Stage("draft", drafting.batches, drafting.work),
    Stage("queue", telling.batches, telling.work),
)
BY_NAME = {stage.name: stage for stage in STAGES}
