"""`00-sammanfattning.pdf`: the purchase on one page of plain Swedish in large type, tagged for screen readers (PDF/UA).

The page is tried in several levels, each with less of the buyer's own words, and the first that fits is printed: never
more than one page. The words are values for the template, never markup; only the fonts that come with typst are used,
so that the same case gives the same bytes on every machine.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from drafts import summary_text
from drafts.case import Case
from drafts.plain_text import shown
from drafts.summary_text import Line, Room, Section

TEMPLATE = Path(__file__).parent / "templates" / "summary.typ"
LABEL = "Kort sammanfattning på enkel svenska"
ROOMS = (
    Room(size=18, title=110, name=60, quote=420, points=5),
    Room(size=17, title=110, name=60, quote=420, points=5),
    Room(size=16, title=110, name=60, quote=420, points=5),
    Room(size=15, title=110, name=60, quote=420, points=5),
    Room(size=14, title=110, name=60, quote=420, points=5),
    Room(size=14, title=110, name=60, quote=280, points=4),
    Room(size=14, title=90, name=50, quote=180, points=4),
    Room(size=14, title=70, name=40, quote=110, points=3),
    Room(size=14, title=50, name=25, quote=60, points=2),
)


def build(case: Case) -> bytes:
    """Return the PDF: one page, whatever the case holds."""
    values: dict[str, Any] = {
        "title": f"{LABEL}: {summary_text.title(case, ROOMS[0])}",
        "about": shown(f"{case.buyer}, version {case.version}", 200),
        "label": LABEL,
        "levels": [_level(case, room) for room in ROOMS],
    }
    if case.logo:
        logo = {"logo": list(case.logo), "logo-alt": f"Logotyp för {shown(case.enterprise['name'], 100)}"}
        with suppress(typst.TypstError):  # not a picture that can be read: the page is made without it
            return _compile(values | logo, case.made_at)
    return _compile(values, case.made_at)


def _compile(values: dict[str, Any], made_at: datetime) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(values)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _level(case: Case, room: Room) -> dict[str, Any]:
    return {
        "size": room.size,
        "title": summary_text.title(case, room),
        "parties": summary_text.parties(case, room),
        "when": _section(summary_text.when(case)),
        "sections": [_section(section) for section in summary_text.sections(case, room)],
        "foot": summary_text.foot(case),
    }


def _section(section: Section) -> dict[str, Any]:
    return {"question": section.question, "kind": section.kind, "lines": [_line(line) for line in section.lines]}


def _line(line: Line) -> dict[str, str]:
    return {"text": line.text} | ({"url": line.url} if line.url else {})
