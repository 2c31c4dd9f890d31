"""The trained reader: it loads only where it fits, adds to the rules, and is not needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from matchers import text_model
from matchers.categories import categories
from matchers.considerations import classify
from matchers.corpus.check import blind, load
from matchers.examples import examples
from matchers.folding import fold, words_of
from matchers.strength import STRENGTHS
from matchers.text_model import FACTS, FOLDER, ModelMismatch, read
from tests import a_lot, a_notice


def test_the_model_in_use_fits_and_says_how_good_it_is() -> None:
    model, facts = read()

    assert facts["mean_average_precision"] > 0.6
    chances, _ = model.read([["leverantören", "tar", "emot"]], np.zeros((1, len(categories()))), [0], [0])
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


def test_a_sentence_is_the_sum_of_its_words() -> None:
    """What is read word by word is what the regression was trained on; an empty sentence states nothing."""
    model = read()[0]
    texts = [words_of(fold(passage["text"])) for passage in load()[::40]]
    sentences = [[], *texts, ["å"], []]
    expected = model.grams.vectors(sentences) @ np.asarray(model.weights, dtype=float).T + model.intercepts

    own, strengths = model.own(sentences)
    told = model.grams.vectors(sentences) @ np.asarray(model.strengths.grams, dtype=float).T
    assert np.abs(told - strengths).max() < 1e-5
    assert np.abs(np.clip(expected, -6.9, 6.9) - np.clip(own, -6.9, 6.9)).max() < 1e-5
    assert np.allclose(own[0], np.clip(model.intercepts, -6.91, 6.91), atol=0.01)
    assert model.own([])[0].shape == (0, len(categories()) + 1)
    assert np.allclose(model.own([["Ωψφχ"]])[0], np.clip(model.intercepts, -6.91, 6.91), atol=0.01)


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    model = read()[0]
    before = model.own([["praktikplats", "erbjuds"]])[0]
    monkeypatch.setattr(text_model, "MOST_WORDS", 1)

    assert np.array_equal(model.own([["praktikplats", "erbjuds"]])[0], before)


def test_a_denial_and_a_question_weigh_against() -> None:
    model = read()[0]
    words = [words_of(fold("Leverantören ska ta emot två praktikanter"))]
    fires = np.array([[code == "employment" for code in categories()]], dtype=float)
    plain, denied, asked = (model.read(words, fires, [deny], [ask])[0][0, 1] for deny, ask in ((0, 0), (1, 0), (0, 1)))

    assert plain > 0.8
    assert denied < plain
    assert asked < plain


def test_it_finds_clauses_that_no_rule_has_words_for() -> None:
    """Over the passages set aside, rules and model together find clearly more than the rules, without crying wolf."""
    data = examples([passage for passage in load() if blind(passage["id"])])
    together = read()[0].read(data.words, data.fires, data.denied, data.asked)[0] >= 0.5

    rules = (data.fires.astype(bool) & data.labels).sum() / data.labels.sum()
    both = (together & data.labels).sum() / data.labels.sum()
    assert both > rules + 0.05
    assert (together & data.labels).sum() / together.sum() > 0.6


def test_strength_is_told_better_than_by_the_verbs_alone() -> None:
    """Over the passages set aside; which strength a clause has is often a matter of context that verbs do not show."""
    data, model = examples([passage for passage in load() if blind(passage["id"])]), read()[0]
    _, strengths = model.own(data.words)
    told = [
        model.strength(strengths[one.sentence], STRENGTHS[one.by_verbs], one.category) == STRENGTHS[one.strength]
        for one in data.stated
    ]

    assert sum(told) / len(told) > np.mean([one.by_verbs == one.strength for one in data.stated]) + 0.05


@given(st.lists(st.text("abå_1", min_size=1, max_size=9), max_size=5))
def test_n_grams_of_words_are_those_of_scikit_learn(words: list[str]) -> None:
    analyse = TfidfVectorizer(**text_model.GRAMS).build_analyzer()
    some = sorted({gram for word in ("abba_1", "å", "bab", *words) for gram in analyse(word)})[::2]
    parts = text_model.Grams(some, np.arange(1, len(some) + 1)).of_words(words)
    rows = csr_matrix(parts, shape=(len(words), len(some)))

    counted = [[analyse(word).count(gram) * number for number, gram in enumerate(some, start=1)] for word in words]
    assert rows.toarray().tolist() == counted


def test_n_grams_of_one_hash_are_refused() -> None:
    with pytest.raises(ModelMismatch):
        text_model.Grams(["abc", "abc"], [1.0, 1.0])
