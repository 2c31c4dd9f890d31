"""The codes of TED XML forms in the words of eForms: forms, steps, directives, languages, countries and their zones."""

from __future__ import annotations

FORMS: dict[str, tuple[str, str]] = {  # form -> form type (BT-03), notice type (BT-02)
    "F01_2014": ("planning", "pin-only"),
    "F02_2014": ("competition", "cn-standard"),
    "F03_2014": ("result", "can-standard"),
    "F04_2014": ("planning", "pin-only"),
    "F05_2014": ("competition", "cn-standard"),
    "F06_2014": ("result", "can-standard"),
    "F07_2014": ("competition", "qu-sy"),
    "F08_2014": ("planning", "pin-buyer"),
    "F12_2014": ("competition", "cn-desg"),
    "F13_2014": ("result", "can-desg"),
    "F14_2014": ("change", "corr"),
    "F15_2014": ("dir-awa-pre", "veat"),
    "F20_2014": ("cont-modif", "can-modif"),
    "F24_2014": ("competition", "cn-standard"),
    "F25_2014": ("result", "can-standard"),
    "CONTRACT": ("competition", "cn-standard"),
    "CONTRACT_UTILITIES": ("competition", "cn-standard"),
    "CONTRACT_DEFENCE": ("competition", "cn-standard"),
    "SIMPLIFIED_CONTRACT": ("competition", "cn-standard"),
    "CONCESSION": ("competition", "cn-standard"),
    "DESIGN_CONTEST": ("competition", "cn-desg"),
    "QUALIFICATION_SYSTEM_UTILITIES": ("competition", "qu-sy"),
    "CONTRACT_AWARD": ("result", "can-standard"),
    "CONTRACT_AWARD_UTILITIES": ("result", "can-standard"),
    "CONTRACT_AWARD_DEFENCE": ("result", "can-standard"),
    "RESULT_DESIGN_CONTEST": ("result", "can-desg"),
    "PRIOR_INFORMATION": ("planning", "pin-only"),
    "PRIOR_INFORMATION_DEFENCE": ("planning", "pin-only"),
    "PERIODIC_INDICATIVE_UTILITIES": ("planning", "pin-only"),
    "BUYER_PROFILE": ("planning", "pin-buyer"),
    "VOLUNTARY_EX_ANTE_TRANSPARENCY_NOTICE": ("dir-awa-pre", "veat"),
    "ADDITIONAL_INFORMATION_CORRIGENDUM": ("change", "corr"),
}
# F21, F22, F23: light regime and concessions; NOTICE/@TYPE says which step
STEPS = {
    "PRI_ONLY": ("planning", "pin-only"),
    "PRI_CALL_COMPETITION": ("competition", "pin-cfc-social"),
    "CONTRACT": ("competition", "cn-social"),
    "QSU_ONLY": ("competition", "qu-sy"),
    "QSU_CALL_COMPETITION": ("competition", "qu-sy"),
    "AWARD_CONTRACT": ("result", "can-social"),
    "CONCESSION_AWARD_CONTRACT": ("result", "can-social"),
}
# TD_DOCUMENT_TYPE, for forms without structure
DOCUMENTS = {
    "0": "planning", "M": "planning", "P": "planning", "4": "planning", "2": "change", "3": "competition",
    "O": "competition", "R": "competition", "9": "competition", "5": "competition", "6": "competition",
    "7": "result", "V": "dir-awa-pre", "K": "cont-modif",
}  # fmt: skip
DIRECTIVES = {"32014L0023", "32014L0024", "32014L0025", "32009L0081", "32007R1370"}
# The forms before 2014 belong to a directive by their name; those without an ending to the classic one, 2004/18
OLD_DIRECTIVES = {"_DEFENCE": "32009L0081", "_UTILITIES": "32004L0017"}
NATURES = {"1": "works", "2": "supplies", "4": "services"}
LANGUAGES = {
    "BG": "BUL", "CS": "CES", "DA": "DAN", "DE": "DEU", "EL": "ELL", "EN": "ENG", "ES": "SPA", "ET": "EST",
    "FI": "FIN", "FR": "FRA", "GA": "GLE", "HR": "HRV", "HU": "HUN", "IT": "ITA", "LT": "LIT", "LV": "LAV",
    "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "POR", "RO": "RON", "SK": "SLK", "SL": "SLV", "SV": "SWE",
    "NO": "NOR", "IS": "ISL",
}  # fmt: skip
# Country: ISO 3166 alpha-3 and the zone its deadlines are in; these forms have no offsets
COUNTRIES = {
    "AT": ("AUT", "Vienna"), "BE": ("BEL", "Brussels"), "BG": ("BGR", "Sofia"), "CH": ("CHE", "Zurich"),
    "CY": ("CYP", "Nicosia"), "CZ": ("CZE", "Prague"), "DE": ("DEU", "Berlin"), "DK": ("DNK", "Copenhagen"),
    "EE": ("EST", "Tallinn"), "ES": ("ESP", "Madrid"), "FI": ("FIN", "Helsinki"), "FR": ("FRA", "Paris"),
    "GR": ("GRC", "Athens"), "EL": ("GRC", "Athens"), "HR": ("HRV", "Zagreb"), "HU": ("HUN", "Budapest"),
    "IE": ("IRL", "Dublin"), "IS": ("ISL", ""), "IT": ("ITA", "Rome"), "LI": ("LIE", "Vaduz"),
    "LT": ("LTU", "Vilnius"), "LU": ("LUX", "Luxembourg"), "LV": ("LVA", "Riga"), "MK": ("MKD", "Skopje"),
    "MT": ("MLT", "Malta"), "NL": ("NLD", "Amsterdam"), "NO": ("NOR", "Oslo"), "PL": ("POL", "Warsaw"),
    "PT": ("PRT", "Lisbon"), "RO": ("ROU", "Bucharest"), "SE": ("SWE", "Stockholm"), "SI": ("SVN", "Ljubljana"),
    "SK": ("SVK", "Bratislava"), "UK": ("GBR", "London"), "GB": ("GBR", "London"), "TR": ("TUR", "Istanbul"),
    "AL": ("ALB", "Tirane"), "BA": ("BIH", "Sarajevo"), "ME": ("MNE", "Podgorica"), "RS": ("SRB", "Belgrade"),
}  # fmt: skip
