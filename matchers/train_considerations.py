"""Train the reader of sentences on labelled passages, measure it on passages held out, and say whether it may be used.

`python -m matchers.train_considerations` trains the project's own model on the corpus alone; `anbudslots considerations
train` trains one on the corpus and the coordinators' corrections. Held out are the tenth of the corpus that nothing is
trained on, and the newest fifth of the corrections. The gate: on these the new model has a higher mean average
precision than the one in use, by more than the bootstrap's spread; it finds sentences that no rule has words for; and
it loses that when it is trained on shuffled labels.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from matchers import text_model
from matchers.categories import categories
from matchers.corpus.check import Passage, blind, load
from matchers.examples import Examples, Stated, examples
from matchers.strength import STRENGTHS
from matchers.text_model import Grams, Stack, Strengths, TextModel, chance, logit, own_features, shared_features
from models.database import content_hash

FOLDS = 5
PRIOR = 0.75  # chosen on the halves that may be looked at; see docs/considerations.md
SEEN_LEAST = 4  # sentences an n-gram must stand in
INVERSE_PENALTY = 8.0
STRENGTH_PENALTY = 4.0  # inverse, too
NEWEST = 0.2  # of the corrections, held out
ENOUGH = 30  # corrections from which they are measured by buyer
ROUNDS = 100  # of the bootstrap


class Corrected(NamedTuple):
    """What a coordinator says that a published sentence states, of whose notice it is, and when it was said."""

    passage: Passage
    buyer: str
    at: datetime


class Trained(NamedTuple):
    """A model, the facts of its making, the report, and whether the gate opens for it."""

    model: TextModel
    facts: dict[str, Any]
    report: list[str]
    promoted: bool


def fit(words: Sequence[Sequence[str]], labels: Any) -> tuple[Grams, list[LogisticRegression]]:
    """Return the n-grams, a model per category, and last one that tells whether any is stated."""
    grams = Grams.learn(words, SEEN_LEAST)
    vectors = grams.vectors(words)
    models = [
        LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=500).fit(vectors, stated)
        for stated in (*labels.T, labels.any(axis=1))
    ]
    return grams, models


def fit_strengths(vectors: Any, stated: Sequence[Stated]) -> Strengths:
    """Return the weights that tell how strongly a sentence states a category; `vectors` has a row for each stated."""
    table = np.array(stated)
    verbs, own = np.eye(len(STRENGTHS))[table[:, 3]], np.eye(len(categories()))[table[:, 1]]
    features = hstack([vectors, csr_matrix(verbs), csr_matrix(own)]).tocsr()
    fitted = LogisticRegression(C=STRENGTH_PENALTY, fit_intercept=False, max_iter=1000).fit(features, table[:, 2])
    weights = np.zeros((len(STRENGTHS), features.shape[1]))
    weights[fitted.classes_] = fitted.coef_
    count = vectors.shape[1]
    return Strengths(
        weights[:, :count], weights[:, count : count + len(STRENGTHS)].T, weights[:, count + len(STRENGTHS) :].T
    )


def strengths_right(data: Examples) -> tuple[float, float]:
    """Return which share of strengths the verbs alone, and the model, tell rightly, in sentences held out."""
    told = 0
    groups = [data.groups[one.sentence] for one in data.stated]
    for train, test in GroupKFold(FOLDS).split(data.stated, groups=groups):
        fitted = [data.stated[i] for i in train]
        grams = Grams.learn([data.words[one.sentence] for one in fitted], SEEN_LEAST)
        strengths = fit_strengths(grams.vectors([data.words[one.sentence] for one in fitted]), fitted)
        asked = [data.stated[i] for i in test]
        scores = grams.vectors([data.words[one.sentence] for one in asked]) @ strengths.grams.T
        for row, one in zip(scores, asked, strict=True):
            chosen = row + strengths.verbs[one.by_verbs] + strengths.categories[one.category]
            told += int(np.argmax(chosen) == one.strength)
    verbs = np.mean([one.by_verbs == one.strength for one in data.stated])
    return float(verbs), told / len(data.stated)


def held_out(data: Examples, labels: Any) -> tuple[Any, Any]:
    """Return the model's own log odds for sentences that it was not trained on, and the fold of each."""
    own, fold_of = np.zeros((len(labels), labels.shape[1] + 1)), np.zeros(len(data.words), dtype=int)
    for number, (train, test) in enumerate(GroupKFold(FOLDS).split(data.words, groups=data.groups)):
        grams, models = fit([data.words[i] for i in train], labels[train])
        vectors = grams.vectors([data.words[i] for i in test])
        own[test] = logit(np.stack([model.predict_proba(vectors)[:, 1] for model in models], axis=1))
        fold_of[test] = number
    return own, fold_of


def stacked(model: Any, data: Examples) -> Stack:
    """Return the stack that fits held-out log odds: one regression over all categories."""
    of_category = np.stack(own_features(model, data.fires), axis=2)
    sentences, count, size = of_category.shape
    own = np.zeros((sentences, count, count * size))
    for column in range(count):
        own[:, column, column * size : (column + 1) * size] = of_category[:, column]
    shared = np.stack(shared_features(model, data.fires, data.denied, data.asked), axis=2)
    features = np.concatenate([own, shared], axis=2).reshape(sentences * count, -1)
    fitted = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(features, data.labels.ravel())
    return Stack(fitted.coef_[0, : count * size].reshape(count, size), fitted.coef_[0, count * size :])


def make(data: Examples, stack: Stack) -> TextModel:
    """Return the model of all the examples."""
    grams, models = fit(data.words, data.labels)
    return TextModel(
        grams,
        np.stack([each.coef_[0] for each in models]),
        np.array([each.intercept_[0] for each in models]),
        stack,
        fit_strengths(grams.vectors([data.words[one.sentence] for one in data.stated]), data.stated),
        PRIOR,
    )


def probabilities(model: TextModel | None, data: Examples) -> Any:
    """Return what a model says of the examples (sentences, categories); without one the rules speak."""
    return data.fires if model is None else model.read(data.words, data.fires, data.denied, data.asked)[0]


def mean_precision(chances: Any, labels: Any) -> float:
    """Return the mean average precision over the categories that occur."""
    some = [column for column in range(labels.shape[1]) if labels[:, column].any()]
    return float(np.mean([average_precision_score(labels[:, c], chances[:, c]) for c in some]))


def gain(new: Any, old: Any, data: Examples) -> tuple[float, float]:
    """Return how much higher the mean average precision of `new` is, and the spread of that over resampled passages."""
    rng = np.random.default_rng(0)
    passages = [np.flatnonzero(data.groups == group) for group in np.unique(data.groups)]
    differences = []
    for _ in range(ROUNDS):
        rows = np.concatenate([passages[i] for i in rng.integers(0, len(passages), len(passages))])
        labels = data.labels[rows]
        differences.append(mean_precision(new[rows], labels) - mean_precision(old[rows], labels))
    return mean_precision(new, data.labels) - mean_precision(old, data.labels), float(np.std(differences))


def train(passages: Sequence[Passage], corrections: Sequence[Corrected], in_use: TextModel | None) -> Trained:
    """Train on passages and older corrections, measure on what is held out, and judge against the model in use."""
    with threadpool_limits(1):  # threads that wait for one another cost a hundredfold on a busy machine
        return _train(passages, corrections, in_use)


def _train(passages: Sequence[Passage], corrections: Sequence[Corrected], in_use: TextModel | None) -> Trained:
    dated = sorted(corrections, key=lambda one: one.at)
    older = dated[: len(dated) - round(NEWEST * len(dated))]
    data = examples([p for p in passages if not blind(p["id"])] + [one.passage for one in older])
    kept = examples(
        [p for p in passages if blind(p["id"])] + [one.passage for one in dated[len(older) :]], taxonomy=False
    )
    own, fold_of = held_out(data, data.labels)
    stack = stacked(own, data)
    joined = chance(stack.log_odds(own, data.fires, data.denied, data.asked))
    figures = [mean_precision(joined[fold_of == f], data.labels[fold_of == f]) for f in range(FOLDS)]
    model = make(data, stack)
    new, old = probabilities(model, kept), probabilities(in_use, kept)
    better, spread = gain(new, old, kept)
    shuffled = make(data._replace(labels=np.random.default_rng(0).permutation(data.labels)), stack)
    lost, lost_spread = gain(probabilities(shuffled, kept), new, kept)
    unseen = int(((new >= 0.5) & kept.labels & (kept.fires == 0)).sum())
    promoted = better > spread and unseen > 0 and lost < -lost_spread
    report = [
        *_by_category(data, joined),
        "strength right: verbs alone {:.3f}, with the model {:.3f}".format(*strengths_right(data)),
        *_by_buyer(passages, dated, stack),
        f"folds over passages: mean average precision {np.mean(figures):.3f}, spread {np.std(figures):.3f}",
        f"held out ({len(np.unique(kept.groups))} passages): {mean_precision(new, kept.labels):.3f}, "
        f"the one in use {mean_precision(old, kept.labels):.3f}: {better:+.3f}, spread {spread:.3f}; "
        f"found without a rule {unseen}",
        f"trained on shuffled labels instead: {lost:+.3f}, spread {lost_spread:.3f}",
    ]
    learned_from = [data.words, data.labels.tolist(), [list(one) for one in data.stated]]
    facts = {
        "version": content_hash([learned_from, text_model.FORM, PRIOR])[:8],
        "passages": len(np.unique(data.groups)),
        "sentences": len(data.words),
        "corrections": len(older),
        "mean_average_precision": round(float(np.mean(figures)), 4),
        "fold_spread": round(float(np.std(figures)), 4),
        "held_out": round(mean_precision(new, kept.labels), 4),
    }
    return Trained(model, facts, report, promoted)


def _by_buyer(passages: Sequence[Passage], dated: Sequence[Corrected], stack: Stack) -> Iterator[str]:
    """Yield how well corrections of buyers that were not trained on are read."""
    buyers = np.array([one.buyer for one in dated])
    if len(dated) < ENOUGH or len(np.unique(buyers)) < 3:
        return
    corpus = [p for p in passages if not blind(p["id"])]
    found, labels = [], []
    for train_rows, test_rows in GroupKFold(3).split(dated, groups=buyers):
        data = examples(corpus + [dated[i].passage for i in train_rows])
        test = examples([dated[i].passage for i in test_rows], taxonomy=False)
        found.append(probabilities(make(data, stack), test))
        labels.append(test.labels)
    precision = mean_precision(np.concatenate(found), np.concatenate(labels))
    yield f"corrections of buyers held out: mean average precision {precision:.3f}"


def _by_category(data: Examples, joined: Any) -> Iterator[str]:
    """Yield per category what rules and model find in sentences held out."""
    yield f"{len(data.words)} sentences"
    for column, code in enumerate(categories()):
        truth, fires, found = data.labels[:, column], data.fires[:, column], joined[:, column] >= 0.5
        unseen = int((found & truth & (fires == 0)).sum())
        yield (
            f"{code:<16} F1 rules {f1_score(truth, fires):.2f}, together {f1_score(truth, found):.2f}; average "
            f"precision {average_precision_score(truth, joined[:, column]):.2f}; found without a rule {unseen}"
        )


def main() -> int:
    """Train the project's own model, report, and keep it when the gate opens (or with --force)."""
    trained = train(load(), [], text_model.read_or_none(text_model.FOLDER))
    sys.stdout.write("".join(f"{line}\n" for line in trained.report))
    if not trained.promoted and "--force" not in sys.argv:
        sys.stdout.write("kept the model in use\n")
        return 0
    text_model.save(trained.model, trained.facts)
    sys.stdout.write(f"kept: version {trained.facts['version']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
