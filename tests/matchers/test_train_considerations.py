"""Training: judged on what was not trained on; versions can be used and gone back from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from matchers import model_store, text_model
from matchers.corpus.check import load
from matchers.corrections import passage_of
from matchers.examples import examples
from matchers.train_considerations import Corrected, Trained, gain, train

START = datetime(2026, 9, 1, tzinfo=UTC)
SOME = load()[::24]


def corrections(count: int) -> list[Corrected]:
    """Return corrections of three buyers, one a day, that call a made-up word an employment clause."""
    found = []
    for number in range(count):
        stated = {"employment": "contract"} if number % 2 else {}
        text = f"Avtalet {'omfattar bokskogsplatser' if number % 2 else 'omfattar lövträdsskötsel'} i del {number}."
        found.append(Corrected(passage_of(number, text, stated), f"buyer {number % 3}", START + timedelta(days=number)))
    return found


@pytest.fixture(scope="module")
def trained() -> Trained:
    """Return a model of a part of the corpus and forty corrections, judged against the rules alone."""
    return train(SOME, corrections(40), None)


def test_it_is_measured_on_what_it_was_not_trained_on_and_promoted_when_better(trained: Trained) -> None:
    assert trained.promoted
    assert trained.facts["corrections"] == 32
    assert any(line.startswith("corrections of buyers held out") for line in trained.report)
    assert any("shuffled labels" in line for line in trained.report)


def test_what_coordinators_said_is_learned(trained: Trained) -> None:
    chances, _ = trained.model.read(
        [["avtalet", "omfattar", "bokskogsplatser", "i", "del", "99."]], np.zeros((1, 10)), [0], [0]
    )

    assert chances[0, 1] > 0.5


def test_a_model_that_is_no_better_is_not_promoted(trained: Trained) -> None:
    again = train(SOME, corrections(40), trained.model)

    assert not again.promoted
    assert again.facts["version"] == trained.facts["version"]


def test_the_gain_over_itself_is_nothing() -> None:
    data = examples(SOME[:60], taxonomy=False)
    assert gain(data.fires, data.fires, data) == (0.0, 0.0)


def test_versions_are_used_and_gone_back_from(trained: Trained, tmp_path: Path) -> None:
    store, other = tmp_path / "models", trained._replace(facts={**trained.facts, "version": "other"})
    assert model_store.folder_in_use(store) is None
    model_store.put_in_use(store, trained)
    model_store.put_in_use(store, other)
    assert model_store.folder_in_use(store) == store / "other"
    try:
        model_store.use(store)
        assert text_model.current_version() == "other"
        assert model_store.go_back(store) == trained.facts["version"]
        model_store.use(store)
        assert text_model.current_version() == trained.facts["version"]
        assert model_store.go_back(store) is None
    finally:
        model_store.use(tmp_path / "none")
    assert text_model.current_version() == text_model.read()[1]["version"]
    with pytest.raises(LookupError):
        model_store.go_back(store)
