"""Swedish organisation numbers as published in notices, brought to ten digits."""

from __future__ import annotations

import re


def normalise(raw: str | None, country: str | None) -> str | None:
    """Return ten digits for a Swedish organisation, else the number as published.

    Drops the century prefix 16, the country prefix SE and the suffix 01 of a VAT number. What does not become ten
    digits stays as published.
    """
    if raw is None or country not in {"SWE", "SE"}:
        return raw
    digits = re.sub(r"\D", "", raw)
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    elif len(digits) == 12 and digits.endswith("01") and re.match(r"\s*SE", raw, re.IGNORECASE):
        digits = digits[:10]
    letters = re.sub(r"[\d\s./-]", "", raw).upper()
    return digits if len(digits) == 10 and letters in {"", "SE"} else raw


def is_valid(number: str) -> bool:
    """Say whether ten digits pass the check digit (Luhn)."""
    if not re.fullmatch(r"\d{10}", number):
        return False
    total = 0
    for place, digit in enumerate(map(int, number)):
        product = digit * (2 - place % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0
