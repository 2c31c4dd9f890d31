"""What shows that an enterprise may take a reserved contract, for each route of the law. Fixed texts."""

from __future__ import annotations

from typing import NamedTuple


class Route(NamedTuple):
    """A route: its name, where it stands, who may take part in plain words, and (paper, what it shows) as proof."""

    name: str
    law: str
    who: str
    proof: tuple[tuple[str, str], ...]


STATUTES = ("Stadgar", "syftet med verksamheten")
REPORT = ("Årsredovisning", "hur vinsten används")
ROUTES = {
    "res_ws": Route(
        "Reserverat för företag som integrerar människor i arbete",
        "4 kap. 18 § LOU (i LUF 4 kap. 16 §, i LUK 4 kap. 8 §)",
        "Företagets främsta syfte ska vara social och yrkesmässig integration. Minst 30 procent av de sysselsatta ska "
        "höra till målgruppen när anbudet lämnas.",
        (
            STATUTES,
            ("Egen skriven uppgift om antal sysselsatta, med datum", "att minst 30 procent hör till målgruppen"),
            ("Årsredovisning", "att verksamheten är den som stadgarna säger"),
        ),
    ),
    "res_exec": Route(
        "Reserverat för program för skyddad anställning",
        "4 kap. 18 § LOU",
        "Arbetet görs inom ett program för skyddad anställning.",
        (
            ("Beslut eller avtal om programmet", "att platserna räknas som skyddad anställning"),
            ("Egen skriven uppgift om antal i programmet, med datum", "att minst 30 procent har skyddad anställning"),
        ),
    ),
    "res_pub": Route(
        "Reserverat för organisationer med offentligt uppdrag",
        "19 kap. 25 § LOU",
        "Organisationen ska ha ett offentligt uppdrag som hör ihop med tjänsten. Den ska använda vinsten till det. "
        "Anställda, brukare eller andra ska få vara med och bestämma. Avtalet får vara högst tre år.",
        (
            ("Stadgar", "det offentliga uppdraget och hur vinsten används"),
            REPORT,
            ("Protokoll eller arbetsordning", "att anställda eller brukare är med och bestämmer"),
            ("Egen skriven uppgift", "att ni inte har haft ett sådant avtal för samma tjänst de senaste tre åren"),
        ),
    ),
    "res_idea": Route(
        "Reserverat för idéburna organisationer",
        "19 kap. 25 a § LOU",
        "Organisationen ska vara en juridisk person med enbart allmännyttigt syfte. Ägare får inte ta ut vinst. "
        "Kommun, region eller stat får inte bestämma över den.",
        (
            ("Registreringsbevis för idéburen organisation, om ni är registrerade", "att villkoren är prövade"),
            ("Stadgar", "att syftet bara är allmännyttigt"),
            ("Årsredovisning", "att värden inte förs över till ägare eller medlemmar"),
        ),
    ),
}
UNCLEAR = Route(
    "Reserverat köp, oklart för vilka",
    "framgår inte av annonsen",
    "Annonsen säger att köpet är reserverat men inte tydligt för vilka. Fråga köparen.",
    (STATUTES, REPORT, ("Egen skriven uppgift om antal sysselsatta, med datum", "hur många som hör till målgruppen")),
)


def route(kind: str) -> Route:
    """Return the route of a reservation; an unknown kind is unclear."""
    return ROUTES.get(kind, UNCLEAR)
