"""Versions of the trained reader in a folder: one is in use, the others can be gone back to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from matchers import text_model

if TYPE_CHECKING:
    from matchers.train_considerations import Trained

IN_USE = "in-use"  # a file with the versions that have been in use, one a line; the last is in use now


def folder_in_use(store: Path) -> Path | None:
    """Return the folder of the version in use; None when the project's own model is."""
    versions = _versions(store)
    return store / versions[-1] if versions else None


def use(store: Path) -> None:
    """Let this process read with the version in use."""
    text_model.choose(folder_in_use(store) or text_model.FOLDER)


def put_in_use(store: Path, trained: Trained) -> None:
    """Keep a trained model and use it from now on. The files are whole before the word is given."""
    text_model.save(trained.model, trained.facts, store / trained.facts["version"])
    _write(store, [*_versions(store), trained.facts["version"]])


def go_back(store: Path) -> str | None:
    """Use the version before; return which, or None when that is the project's own. Raises LookupError at the end."""
    versions = _versions(store)
    if not versions:
        raise LookupError("ingen egen modell är i bruk, det finns ingen att gå tillbaka från")
    _write(store, versions[:-1])
    return versions[-2] if len(versions) > 1 else None


def _versions(store: Path) -> list[str]:
    file = store / IN_USE
    return file.read_text(encoding="utf-8").split() if file.exists() else []


def _write(store: Path, versions: list[str]) -> None:
    store.mkdir(parents=True, exist_ok=True)
    half = store / f".{IN_USE}.{os.getpid()}"
    half.write_text("".join(f"{version}\n" for version in versions), encoding="utf-8")
    half.replace(store / IN_USE)
