"""The trained reader: it loads only where it fits, adds to the rules, and is not needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from matchers import considerations, text_model
from matchers.categories import categories
from matchers.considerations import classify
from matchers.corpus.check import blind, load
from matchers.sentences import Sentence
from matchers.text_model import FACTS, FOLDER, ModelMismatch, read
from matchers.train_considerations import examples
from tests import a_lot, a_notice


def test_the_model_in_use_fits_and_says_how_good_it_is() -> None:
    model, facts = read()

    assert facts["mean_average_precision"] > 0.6
    chances = model.probabilities(["Leverantören tar emot en praktikant."], np.zeros((1, len(categories()))))
    assert chances.shape == (1, len(categories()))
    assert ((chances > 0) & (chances < 1)).all()


@pytest.mark.parametrize(("key", "value"), [("categories", ["other"]), ("scikit-learn", "0.1")])
def test_it_refuses_other_categories_and_other_libraries(key: str, value: object, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "model")
    facts = json.loads((tmp_path / "model" / FACTS).read_text(encoding="utf-8")) | {key: value}
    (tmp_path / "model" / FACTS).write_text(json.dumps(facts), encoding="utf-8")

    with pytest.raises(ModelMismatch):
        read(tmp_path / "model")


def test_without_a_model_the_rules_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_model, "current", lambda: None)
    found = classify(a_notice(description="Upphandlingen är reserverad för sociala företag.", lots=[a_lot(title=None)]))

    assert [(c["category"], c["basis"]) for c in found] == [("reserved", "pattern")]
    assert found[0]["probability"] == 0.95


def test_it_finds_clauses_that_no_rule_has_words_for() -> None:
    """Over the passages set aside, rules and model together find clearly more than the rules, without crying wolf."""
    data = examples([passage for passage in load() if blind(passage["id"])])
    fires = np.array([considerations.rule_probabilities(_sentence(text)) > 0 for text in data.texts], dtype=float)
    together = read()[0].probabilities(data.texts, fires) >= 0.5

    rules = (fires.astype(bool) & data.labels).sum() / data.labels.sum()
    both = (together & data.labels).sum() / data.labels.sum()
    assert both > rules + 0.05
    assert (together & data.labels).sum() / together.sum() > 0.6


def _sentence(text: str) -> Sentence:
    return Sentence(0, len(text), text, "")
