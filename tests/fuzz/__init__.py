"""A seeded mutator of notices: bytes anywhere, and values inside well-formed XML and JSON."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from samples.write import files
from tests.scrapers.test_formats import RELEASE, TED

FOUND = Path(__file__).parent / "found"
VALUES = (
    "", " ", "0", "-1", "1e999", "NaN", "inf", "2026-13-45", "0000-00-00", "99999999999999999999", "24:00:00", "Z",
    "+25:00", "\u202e",
    "unpublished", "å" * 3000, "null", "true", "LOT-0001", "../../x", "%s%n", "{{7*7}}", "=1+1", "\ud7ff",
    "a\tb\nc", "P1Y", "٣", "½",
)  # fmt: skip
WILD = ("null", "[]", "{}", "-1", "1e308", '"x"', "[null]", '{"a": []}')


def seeds() -> list[bytes]:
    """Return the notices that mutants are made of: own samples in each format."""
    made = files()
    names = sorted(made)[::6]
    ted = TED.format(country="SE", lefti="<RESTRICTED_SHELTERED_WORKSHOP/>").encode()
    return [*(made[name] for name in names), ted, json.dumps(RELEASE).encode()]


def mutants(count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` mutants; the same seed gives the same ones."""
    rng = random.Random(seed)
    originals = seeds()
    for _ in range(count):
        original = rng.choice(originals)
        yield _bytes(rng, original) if rng.random() < 0.5 else _values(rng, original)


def _bytes(rng: random.Random, content: bytes) -> bytes:
    text = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(text))
        match rng.randrange(4):
            case 0:
                text[place] = rng.randrange(256)
            case 1:
                del text[place : place + rng.randrange(1, 200)]
            case 2:
                text[place:place] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 9)))
            case _:
                other = rng.randrange(len(text))
                text[place:place] = text[other : other + rng.randrange(1, 300)]
        if not text:
            return b""
    return bytes(text)


def _values(rng: random.Random, content: bytes) -> bytes:
    """Replace texts, attributes and JSON values, so that the document stays well-formed."""
    text = content.decode()
    pattern = r'(?<=: )("[^"]*"|\d+|true)' if text.startswith("{") else r'(?<=>)[^<>]+(?=</)|(?<==")[^"<>]*(?=")'
    spots = list(re.finditer(pattern, text))
    for spot in sorted(rng.sample(spots, min(len(spots), rng.randint(1, 5))), key=lambda s: -s.start()):
        if text.startswith("{"):
            value = rng.choice(
                ["null", "[]", "{}", "-1", "1e308", '"x"', "[null]", '{"a": []}', json.dumps(rng.choice(VALUES))]
            )
        else:
            value = rng.choice(VALUES).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        text = text[: spot.start()] + value + text[spot.end() :]
    return text.encode("utf-8", "surrogatepass")
