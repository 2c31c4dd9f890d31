"""What can go wrong between the web and a notice, one class per condition that someone handles differently.

ScraperError
├── UnreadableNotice    the bytes are not a notice we can read; they are kept and named, the others go on
├── SourceUnavailable   the source did not answer, or refused; try again another night
├── SourceChanged       the source answered in a shape we do not know; its reader wants mending
└── SourceForbidden     the source may not be collected without a recorded permission
"""

from __future__ import annotations


class ScraperError(Exception):
    """One line for a person: what happened, and what to do about it."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what} ({todo})")
        self.what = what
        self.todo = todo

    def __reduce__(self) -> tuple[type[ScraperError], tuple[str, str]]:
        """Let the error travel between processes."""
        return type(self), (self.what, self.todo)


class UnreadableNotice(ScraperError):
    """The bytes are not a notice that can be read."""


class SourceUnavailable(ScraperError):
    """The source did not answer in time, or answered with an error."""


class SourceChanged(ScraperError):
    """The source answered in a shape that its reader does not know."""


class SourceForbidden(ScraperError):
    """The source has no open access and no recorded permission."""
