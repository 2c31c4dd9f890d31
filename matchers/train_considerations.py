"""`python -m matchers.train_considerations`: train the sentence reader on the corpus, report, and keep it if better.

Measured by five folds over passages, so that no passage is in both halves; the passages set aside for a second reader
are not trained on. The gate: better than the model in use by more than the spread of the folds (or there is none), and
better than a challenger trained on shuffled labels, which must fail.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import GroupKFold

from matchers import text_model
from matchers.categories import categories
from matchers.considerations import rule_probabilities
from matchers.corpus.check import Passage, blind, load
from matchers.sentences import Sentence, sentences
from matchers.text_model import VECTORS, TextModel, logit
from models.database import content_hash

FOLDS = 5
PRIOR = 0.7  # chosen on the half of the gold set that may be looked at; see docs/considerations.md
SEEN_LEAST = 3  # passages an n-gram must stand in
INVERSE_PENALTY = 8.0


class Examples(NamedTuple):
    """Sentences, which categories each states (sentences, categories), and which passage each is from."""

    texts: list[str]
    labels: Any
    groups: Any


def examples(passages: Sequence[Passage]) -> Examples:
    """Return the passages cut into sentences; a sentence has the labels whose span touches it."""
    texts, labels, groups = [], [], []
    for number, passage in enumerate(passages):
        for sentence in sentences(passage["text"]):
            touching = {
                label["category"]
                for label in passage["labels"]
                if label["start"] < sentence.end and sentence.start < label["end"]
            }
            texts.append(sentence.text)
            labels.append([code in touching for code in categories()])
            groups.append(number)
    for number, (text, codes) in enumerate(taxonomy_sentences(), start=len(passages)):
        texts.append(text)
        labels.append([code in codes for code in categories()])
        groups.append(number)
    return Examples(texts, np.array(labels), np.array(groups))


def taxonomy_sentences() -> list[tuple[str, set[str]]]:
    """Return the taxonomy's own examples and hard negatives, with the categories each states."""
    found: dict[str, set[str]] = {}
    for category in categories().values():
        for text in category.examples:
            found.setdefault(text, set()).add(category.code)
        for text in category.negatives:
            found.setdefault(text, set())
    return list(found.items())


def firing(texts: Sequence[str]) -> Any:
    """Return which rules fire, an array (sentences, categories)."""
    return np.array([rule_probabilities(Sentence(0, len(t), t, "")) > 0 for t in texts], dtype=float)


def _fit(texts: Sequence[str], labels: Any) -> tuple[TfidfVectorizer, list[LogisticRegression]]:
    vectorizer = TfidfVectorizer(**VECTORS, min_df=SEEN_LEAST)
    vectors = vectorizer.fit_transform(texts)
    models = [
        LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=500).fit(vectors, labels[:, column])
        for column in range(labels.shape[1])
    ]
    return vectorizer, models


def held_out(data: Examples, labels: Any) -> tuple[Any, Any]:
    """Return the model's own probabilities for sentences it was not trained on, and the fold of each."""
    chance, fold = np.zeros(labels.shape), np.zeros(len(data.texts), dtype=int)
    for number, (train, test) in enumerate(GroupKFold(FOLDS).split(data.texts, groups=data.groups)):
        vectorizer, models = _fit([data.texts[i] for i in train], labels[train])
        vectors = vectorizer.transform([data.texts[i] for i in test])
        chance[test] = np.stack([model.predict_proba(vectors)[:, 1] for model in models], axis=1)
        fold[test] = number
    return chance, fold


def stacked(chance: Any, fires: Any, labels: Any) -> Any:
    """Return the stack's rows: weight of the log odds, weight of a rule, intercept, per category (sigmoid)."""
    rows = []
    for column in range(labels.shape[1]):
        features = np.stack([logit(chance[:, column]), fires[:, column]], axis=1)
        fitted = LogisticRegression(C=10.0).fit(features, labels[:, column])
        rows.append([*fitted.coef_[0], fitted.intercept_[0]])
    return np.array(rows)


def mean_precision(chance: Any, labels: Any, fold: Any) -> list[float]:
    """Return the mean average precision over the categories, per fold."""
    return [
        float(
            np.mean(
                [average_precision_score(labels[fold == f, c], chance[fold == f, c]) for c in range(labels.shape[1])]
            )
        )
        for f in range(FOLDS)
    ]


def main() -> int:
    """Train, report, and keep the model when the gate opens."""
    passages = [passage for passage in load() if not blind(passage["id"])]
    data = examples(passages)
    labels, fires = data.labels, firing(data.texts)
    chance, fold = held_out(data, labels)
    stack = stacked(chance, fires, labels)
    joined = 1 / (1 + np.exp(-(logit(chance) * stack[:, 0] + fires * stack[:, 1] + stack[:, 2])))
    figures = mean_precision(joined, labels, fold)
    print_report(data, joined, fires, figures)
    shuffled = np.random.default_rng(0).permutation(labels)
    challenger = mean_precision(held_out(data, shuffled)[0], labels, fold)
    sys.stdout.write(f"challenger on shuffled labels: mean average precision {np.mean(challenger):.3f}\n")
    if np.mean(challenger) > np.mean(figures) - np.std(figures):
        sys.stdout.write("refused: no better than shuffled labels\n")
        return 1
    try:
        before = text_model.read()[1]["mean_average_precision"]
    except (OSError, text_model.ModelMismatch, KeyError):
        before = 0.0
    if np.mean(figures) < before + (np.std(figures) if before else 0.0) and "--force" not in sys.argv:
        sys.stdout.write(f"kept the model in use ({before:.3f}): not better by more than the folds' spread\n")
        return 0
    vectorizer, models = _fit(data.texts, labels)
    model = TextModel(
        sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get),
        vectorizer.idf_,
        np.stack([each.coef_[0] for each in models]),
        np.array([each.intercept_[0] for each in models]),
        stack,
        PRIOR,
    )
    facts = {
        "version": content_hash([data.texts, labels.tolist()])[:8],
        "passages": len(passages),
        "sentences": len(data.texts),
        "mean_average_precision": round(float(np.mean(figures)), 4),
        "fold_spread": round(float(np.std(figures)), 4),
    }
    text_model.save(model, facts)
    sys.stdout.write(f"kept: version {facts['version']}\n")
    return 0


def print_report(data: Examples, joined: Any, fires: Any, figures: list[float]) -> None:
    """Print per category what rules and model find in sentences held out."""
    labels = data.labels
    sys.stdout.write(f"{len(data.texts)} sentences; mean average precision per fold {[round(f, 3) for f in figures]}\n")
    for column, code in enumerate(categories()):
        truth, found = labels[:, column], joined[:, column] >= 0.5
        unseen = int((found & truth & (fires[:, column] == 0)).sum())
        alone, together = f1_score(truth, fires[:, column]), f1_score(truth, found)
        precision = average_precision_score(truth, joined[:, column])
        sys.stdout.write(
            f"{code:<16} F1 rules {alone:.2f}, together {together:.2f}; average precision {precision:.2f}; "
            f"found without a rule {unseen}\n"
        )


if __name__ == "__main__":
    sys.exit(main())
