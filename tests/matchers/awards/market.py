"""An invented market: suppliers of a few trades who win near home, as files in Upphandlingsmyndigheten's columns."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from matchers.awards.data import COLUMNS, SUPPLIER
from models.places import municipalities

TRADES = {
    "90911200 Städning av byggnader": ("Lokalvård", "Städning av skolor", "Städtjänster", "Golvvård och städ"),
    "77310000 Plantering och underhåll av grönområden": ("Skötsel av grönytor", "Parkskötsel", "Gräsklippning"),
    "55520000 Catering": ("Catering till möten", "Måltider och fika", "Lunchleveranser"),
    "60130000 Särskild persontransport": ("Skolskjuts", "Persontransporter", "Färdtjänst"),
    "79800000 Tryckning": ("Trycksaker", "Tryck av broschyrer", "Skyltar och tryck"),
}
ROW = dict.fromkeys(COLUMNS.values(), "")


def make(folder: Path, seed: int = 1, suppliers: int = 60, each: int = 8) -> tuple[Path, Path, Path]:
    """Write history, candidates and gold of an invented half year; return their paths."""
    rng = random.Random(seed)
    places = [place for place in municipalities().values() if place.org_number]
    awards: list[dict[str, str]] = []
    for number in range(suppliers):
        trade = rng.choice(list(TRADES))
        home = rng.sample(places, 3)
        for win in range(each):
            buyer = rng.choice(home)
            day = f"2021-{1 + win * 6 // each:02d}-{rng.randrange(1, 28):02d}"
            awards.append(
                {
                    **ROW,
                    COLUMNS["id"]: f"X{number}-{win}",
                    COLUMNS["title"]: f"{rng.choice(TRADES[trade])} {buyer.name}",
                    COLUMNS["date"]: day,
                    COLUMNS["cpv"]: trade,
                    COLUMNS["buyer"]: buyer.org_number or "",
                    COLUMNS["buyer_name"]: f"{buyer.name} kommun".upper(),
                    COLUMNS["nature"]: "Tjänster",
                    COLUMNS["agreement"]: rng.choice(("Ramavtal", "Kontrakt")),
                    SUPPLIER: f"Firma {number}",
                }
            )
    history = [a for a in awards if a[COLUMNS["date"]] < "2021-05"]
    later = [a for a in awards if a[COLUMNS["date"]] >= "2021-05"]
    paths = (folder / "history.csv", folder / "candidates.csv", folder / "gold.csv")
    for path, rows in zip(paths, (history, later, later), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*ROW, SUPPLIER])
            writer.writeheader()
            writer.writerows(rows)
    return paths
