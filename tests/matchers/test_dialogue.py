"""The dialogue list: which rows there are, when they are due, what they say, and when one put aside returns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from matchers.deliverers import Deliverers, Place, trades_of
from matchers.dialogue import Talk, is_put_aside, place_of, step_of, talks, warnings
from matchers.dialogue_calendar import calendar
from matchers.dialogue_words import advice, annex2_note, as_json, timing, title, why
from models.dialogue import Material, Seen
from models.tables import DialogueMark
from models.values import NoticeData
from tests import a_lot, a_notice, an_enterprise

TODAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 15, 3, 15, tzinfo=UTC)
WON = {"lot": "LOT-0001", "status": "selec-w", "reason": None, "concluded": None, "tenders": 3}


def seen(notice: NoticeData, *open_lots: str, **changes: Any) -> Seen:
    """Return a notice of Halmstad's with these open lots."""
    known = {"buyer": "SWE:2120001215", "name": "Halmstads kommun", "municipality": "1380", "country": "SWE"}
    return Seen(notice, **{**known, **changes}, open_lots=frozenset(open_lots))


def award(**changes: Any) -> NoticeData:
    """Return an award of cleaning for two years from 1 March 2025."""
    lot = a_lot(cpv=["90911200"], starts="2025-03-01", duration="P24M")
    values: dict[str, Any] = {
        "id": "ted:5-2025", "form_type": "result", "procedure_id": "P", "published": "2025-02-11", "lots": [lot],
        "results": [WON],
    }  # fmt: skip
    return a_notice(**{**values, **changes})


def rows(
    *,
    silent: tuple[Seen, ...] = (),
    planned: tuple[Seen, ...] = (),
    awards: tuple[Seen, ...] = (),
    earlier: dict[str, list[NoticeData]] | None = None,
    today: date = TODAY,
    enterprises: tuple[Any, ...] = (),
) -> list[Talk]:
    """Return the rows of these notices."""
    return talks(Material(list(silent), list(planned), list(awards), earlier or {}), Deliverers(enterprises), today)


def ending(today: date = TODAY, **changes: Any) -> Talk:
    """Return the row of one award."""
    (found,) = rows(awards=(seen(award(**changes)),), today=today)
    return found


def test_a_notice_without_findings_is_never_said_to_have_none() -> None:
    notice = a_notice(lots=[a_lot(deadline="2026-10-16T23:59:00+02:00")])

    (found,) = rows(silent=(seen(notice, "LOT-0001"),))

    assert found.kind == "silent"
    assert why(found) == "Köpet hör till branschen ”Lokalvård”. Vi hittade ingen social hänsyn i annonsen."
    assert timing(found) == "Sista dagen att svara är 16 oktober 2026."


def test_only_the_lots_in_a_trade_and_still_open_are_named() -> None:
    lots = [
        a_lot(id="LOT-0001", title="Asfalt", cpv=["45233222"]),
        a_lot(id="LOT-0002", title="Lokalvård norr", deadline="2026-10-02"),
        a_lot(id="LOT-0003", title="Lokalvård söder", deadline="2026-10-09"),
    ]
    notice = a_notice(title="Drift", lots=lots)

    (found,) = rows(silent=(seen(notice, "LOT-0001", "LOT-0003"),))

    assert (found.lots, found.when) == (("Lokalvård söder",), date(2026, 10, 9))
    assert title(found) == "Drift: Lokalvård söder"


def test_what_is_in_no_trade_is_no_row() -> None:
    road = a_notice(title="Asfalt", lots=[a_lot(title="Asfalt", cpv=["45233222"])])

    assert rows(silent=(seen(road, "LOT-0001"),), planned=(seen(road, "LOT-0001"),)) == []


def test_buyers_stand_by_name_and_the_soonest_day_first() -> None:
    def invitation(number: int, last: str) -> NoticeData:
        return a_notice(id=f"ted:{number}-2026", lots=[a_lot(deadline=last)])

    found = rows(
        silent=(
            seen(invitation(1, "2026-08-01")),
            seen(invitation(2, "2026-10-09"), "LOT-0001"),
            seen(invitation(3, "2026-10-02"), "LOT-0001"),
            seen(invitation(4, "2026-12-01"), "LOT-0001", buyer="A", name="arboga kommun"),
        ),
        awards=(seen(award()),),
    )

    assert [row.notice for row in found] == ["ted:4-2026", "ted:3-2026", "ted:2-2026", "ted:5-2025", "ted:1-2026"]


@pytest.mark.parametrize(
    ("today", "step", "is_due"),
    [
        (date(2025, 8, 27), None, False),
        (date(2025, 8, 28), 18, True),
        (date(2026, 2, 27), 18, True),
        (date(2026, 2, 28), 12, True),
        (date(2026, 8, 27), 12, True),
        (date(2026, 8, 28), 6, True),
        (date(2027, 2, 28), 6, True),
    ],
)
def test_a_contract_is_warned_of_in_three_steps(today: date, step: int | None, is_due: bool) -> None:
    found = ending(today)

    assert (found.when, found.step, found.is_due) == (date(2027, 2, 28), step, is_due)


def test_a_contract_that_has_ended_is_not_mentioned_again() -> None:
    assert rows(awards=(seen(award()),), today=date(2027, 3, 1)) == []


def test_a_contract_that_may_have_been_renewed_says_so() -> None:
    lot = a_lot(starts="2024-01-01", duration="P24M", renewals=1)
    found = ending(lots=[lot])

    assert (found.when, found.step) == (date(2027, 12, 31), 18)
    assert timing(found) == (
        "Avtalet kunde ta slut omkring december 2025 men kan ha förlängts. Nästa möjliga slut är omkring december "
        "2027. Det är räknat på avtalstiden från avtalets början, 1 januari 2024."
    )


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ({"ends": "2027-06-30"}, "Avtalet tar slut 30 juni 2027 enligt annonsen."),
        (
            {"ends": "2027-06-30", "renewals": 2},
            "Avtalet tar slut 30 juni 2027 enligt annonsen. Det kan förlängas; hur länge går inte att räkna ut.",
        ),
        (
            {"duration": "P24M"},
            "Avtalet tar slut omkring februari 2027. Det är räknat på avtalstiden från dagen då resultatet "
            "publicerades, 11 februari 2025.",
        ),
        (
            {"starts": "2025-03-01", "duration": "P24M", "renewals": 1},
            "Avtalet tar slut omkring februari 2027. Det är räknat på avtalstiden från avtalets början, 1 mars 2025. "
            "Om varje förlängning är lika lång som avtalet kan det gälla till omkring februari 2029.",
        ),
        (
            {"framework": "fa-wo-rc"},
            "Okänt slut: annonsen säger inte hur länge avtalet gäller. Ett ramavtal får normalt gälla i högst fyra år, "
            "alltså till omkring februari 2029.",
        ),
        (
            {},
            "Okänt slut: annonsen säger inte hur länge avtalet gäller. Resultatet publicerades 11 februari 2025.",
        ),
    ],
)
def test_it_is_said_how_the_end_is_known(lot: dict[str, Any], said: str) -> None:
    assert timing(ending(lots=[a_lot(**lot)])) == said


@pytest.mark.parametrize(
    ("published", "count"), [("2025-06-01", 0), ("2025-01-15", 1), ("2022-12-01", 1), ("2022-01-01", 0)]
)
def test_an_unknown_end_is_asked_about_while_it_may_be_near(published: str, count: int) -> None:
    assert len(rows(awards=(seen(award(published=published, lots=[a_lot()])),))) == count


def test_the_term_is_taken_from_the_invitation_when_the_award_is_silent() -> None:
    invitation = a_notice(id="ted:1-2025", procedure_id="P", lots=[a_lot(duration="P36M")])
    result = award(lots=[a_lot()], results=[{**WON, "concluded": "2024-08-07"}])

    (found,) = rows(awards=(seen(result),), earlier={"ted:5-2025": [invitation]})

    assert found.when == date(2027, 8, 6)
    assert "dagen då avtalet skrevs under, 7 augusti 2024" in timing(found)


def test_a_lot_that_was_given_up_has_no_contract() -> None:
    lots = [a_lot(id=f"LOT-000{n}", ends="2027-01-31", title=f"Lokalvård {n}") for n in (1, 2, 3)]
    results = [WON, {**WON, "lot": "LOT-0002", "status": "clos-nw"}]

    (found,) = rows(awards=(seen(award(lots=lots, results=results)),))

    assert found.lots == ("Lokalvård 1",)


def test_a_result_that_names_no_lot_is_taken_for_all() -> None:
    lots = [a_lot(id=f"LOT-000{n}", ends="2027-01-31", title=f"Lokalvård {n}") for n in (1, 2)]

    (found,) = rows(awards=(seen(award(lots=lots, results=[])),))

    assert found.lots == ("Lokalvård 1", "Lokalvård 2")


def test_lots_that_end_on_other_days_are_other_rows() -> None:
    lots = [a_lot(id="LOT-0001", ends="2027-01-31"), a_lot(id="LOT-0002", ends="2027-06-30")]

    found = rows(awards=(seen(award(lots=lots, results=[])),))

    assert [row.when for row in found] == [date(2027, 1, 31), date(2027, 6, 30)]
    assert len({row.key for row in found}) == 2


def test_lots_signed_days_apart_are_one_row() -> None:
    lots = [a_lot(id=f"LOT-000{n}", duration="P24M", title=f"Lokalvård {n}") for n in (1, 2, 3)]
    days = {"LOT-0001": "2025-03-10", "LOT-0002": "2025-03-03", "LOT-0003": "2025-04-10"}
    results = [{**WON, "lot": lot, "concluded": signed} for lot, signed in days.items()]

    found = rows(awards=(seen(award(lots=lots, results=results)),))

    assert [(row.lots, row.when) for row in found] == [
        (("Lokalvård 1", "Lokalvård 2"), date(2027, 3, 2)),
        (("Lokalvård 3",), date(2027, 4, 9)),
    ]


def test_lots_without_any_day_are_one_row() -> None:
    lots = [a_lot(id=f"LOT-000{n}") for n in (1, 2)]

    (found,) = rows(awards=(seen(award(lots=lots, results=[], published="2025-01-15")),))

    assert (found.when, found.term and found.term.basis) == (None, "unknown")


def test_the_passing_of_time_alone_brings_no_row_back() -> None:
    lots = [
        a_lot(id="LOT-0001", title="Lokalvård norr", deadline="2026-09-20"),
        a_lot(id="LOT-0002", title="Lokalvård söder", deadline="2026-10-09"),
    ]
    notice = a_notice(lots=lots)
    states = [("LOT-0001", "LOT-0002"), ("LOT-0002",), ()]

    prints = {rows(silent=(seen(notice, *still),))[0].fingerprint for still in states}
    (closed,) = rows(silent=(seen(notice),))
    (moved,) = rows(silent=(seen(a_notice(lots=[lots[0], {**lots[1], "deadline": "2026-10-16"}])),))

    assert prints == {closed.fingerprint}
    assert timing(closed) == "Sista dagen att svara var 20 september 2026."
    assert moved.fingerprint != closed.fingerprint


def test_the_newest_award_of_a_procedure_holds() -> None:
    longer = award(id="ted:9-2026", form_type="cont-modif", published="2026-05-01", lots=[a_lot(ends="2027-12-31")])

    (found,) = rows(awards=(seen(award()), seen(longer)))

    assert (found.notice, found.when) == ("ted:9-2026", date(2027, 12, 31))
    assert found.key == ending().key


def test_a_contract_that_was_completed_is_over() -> None:
    completed = award(id="ted:9-2026", form_type="completion", published="2026-05-01")

    assert rows(awards=(seen(award()), seen(completed))) == []


def test_a_purchasing_system_does_not_run_out() -> None:
    assert rows(awards=(seen(award(lots=[a_lot(dps="dps-nlist", ends="2027-01-31")])),)) == []


def test_annex_2_is_marked_per_code_and_explained() -> None:
    lots = [a_lot(id="LOT-0001", cpv=["55330000"], title="Kafé"), a_lot(id="LOT-0002", cpv=["98310000"], title="Tvätt")]
    (found,) = rows(planned=(seen(a_notice(title="Kafé och tvätt", form_type="planning", lots=lots), "LOT-0001"),))
    (both,) = rows(silent=(seen(a_notice(title="Kafé och tvätt", lots=lots), "LOT-0001", "LOT-0002"),))

    assert found.annex2 == ("55330000",)
    assert "gräns (2025: 8\u00a0109\u00a0450\u00a0kr)" in (annex2_note(found, TODAY) or "")
    assert as_json(both, None, False, TODAY)["cpv"] == [
        {"code": "55330000", "annex2": True},
        {"code": "98310000", "annex2": False},
    ]
    assert annex2_note(ending(), TODAY) is None


def test_abroad_swedish_law_is_not_quoted() -> None:
    notice = a_notice(form_type="consultation", title="Kantine", lots=[a_lot(title="Kantine", cpv=["55330000"])])

    (found,) = rows(planned=(seen(notice, "LOT-0001", country="DNK", municipality=None),))

    assert "LOU" not in (annex2_note(found, TODAY) or "LOU")
    assert "bilaga XIV" in (annex2_note(found, TODAY) or "")


def test_warnings_are_the_days_still_to_come() -> None:
    assert warnings(ending(date(2025, 4, 1)), date(2025, 4, 1)) == [
        (18, date(2025, 8, 28)),
        (12, date(2026, 2, 28)),
        (6, date(2026, 8, 28)),
    ]
    assert warnings(ending(), TODAY) == []
    assert [months for months, _ in warnings(ending(date(2026, 8, 28)), date(2026, 8, 28))] == [6]


def test_the_calendar_keeps_its_identities() -> None:
    early = datetime(2025, 4, 1, 3, 0, tzinfo=UTC)
    moved = [a_lot(cpv=["90911200"], starts="2025-04-01", duration="P24M")]

    first = Calendar.from_ical(calendar([ending(date(2025, 4, 1))], early)).walk("VEVENT")
    second = Calendar.from_ical(calendar([ending(date(2025, 4, 1), lots=moved)], early)).walk("VEVENT")

    assert [str(event["UID"]) for event in first] == [str(event["UID"]) for event in second]
    assert len({str(event["UID"]) for event in first}) == 3
    assert first[0].decoded("DTSTART") == date(2025, 8, 28)
    assert second[0].decoded("DTSTART") == date(2025, 9, 30)
    assert "18 månader kvar: Lokalvård, Halmstads kommun" in str(first[0]["SUMMARY"])
    assert calendar([ending(date(2025, 4, 1))], early) == calendar([ending(date(2025, 4, 1))], early)


def mark_on(talk: Talk, verdict: str) -> DialogueMark:
    """Return a mark as it is made on a row."""
    return DialogueMark(
        key=talk.key, at=NOW, person="Anna Ek", verdict=verdict, note="", fingerprint=talk.fingerprint, step=talk.step
    )


@pytest.mark.parametrize(
    ("verdict", "later", "changes", "expected"),
    [
        ("talked", date(2025, 9, 1), {}, True),
        ("talked", date(2026, 2, 27), {}, True),
        ("talked", date(2026, 3, 1), {}, False),  # a step nearer
        ("not_relevant", date(2026, 9, 15), {}, True),
        ("not_relevant", date(2025, 9, 1), {"title": "Lokalvård och fönsterputs"}, False),
        ("talked", date(2025, 9, 1), {"lots": [a_lot(cpv=["90911200"], ends="2027-03-31")]}, False),
        ("again", date(2025, 9, 1), {}, False),
    ],
)
def test_a_row_put_aside_returns_when_something_changes(
    verdict: str, later: date, changes: dict[str, Any], expected: bool
) -> None:
    mark = mark_on(ending(date(2025, 9, 1)), verdict)

    assert is_put_aside(ending(later, **changes), mark) is expected


def test_enterprises_of_the_place_come_first_and_without_contact_data() -> None:
    enterprises = (
        an_enterprise(id="1", name="Ada", trades=["cleaning"], municipality="1382", service_area=["1382"]),
        an_enterprise(
            id="2", name="Bo", trades=["cleaning"], service_area=["1380"], email="bo@example.se", phone="070"
        ),
        an_enterprise(id="3", name="Cia", trades=["snow"], service_area=["1380"]),
        an_enterprise(id="4", name="Dag", trades=["cleaning"], municipality="0180", service_area=["0180"], nuts=[]),
    )

    (found,) = rows(awards=(seen(award()),), enterprises=enterprises)

    assert [(one.name, one.reason) for one in found.deliverers] == [
        ("Bo", "”Lokalvård”, arbetar i Halmstad"),
        ("Ada", "”Lokalvård”, arbetar i samma län"),
    ]
    assert "bo@example.se" not in str(as_json(found, None, False, TODAY))


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (Place(frozenset({"1380"}), frozenset({"SE231"})), "arbetar i Halmstad"),
        (Place(frozenset({"1384"}), frozenset({"SE231"})), "arbetar i samma län"),
        (Place(frozenset(), frozenset({"SE23"})), "arbetar i samma del av landet"),
        (Place(frozenset(), frozenset({"SE"})), "arbetar i samma del av landet"),
        (Place(frozenset(), frozenset()), "platsen är inte känd"),
        (Place(frozenset(), frozenset(), is_abroad=True), None),
        (Place(frozenset(), frozenset({"DK011"})), None),
        (Place(frozenset({"0180"}), frozenset({"SE110"})), None),
    ],
)
def test_who_is_near(place: Place, reason: str | None) -> None:
    known = Deliverers([an_enterprise(id="1", trades=["cleaning"], service_area=["1380"])])

    found = known.of(frozenset({"cleaning"}), place)

    assert [one.reason for one in found] == ([f"”Lokalvård”, {reason}"] if reason else [])


def test_the_place_is_what_the_lot_says_else_the_buyers() -> None:
    buyer = {
        "name": "B", "org_number": None, "org_number_raw": None, "country": "DNK", "nuts": "DK011", "city": None,
        "legal_type": None,
    }  # fmt: skip
    abroad = seen(a_notice(buyers=[buyer]), country="DNK", municipality=None)

    assert place_of(abroad, [a_lot()]) == Place(frozenset(), frozenset({"DK011"}), True)
    assert place_of(abroad, [a_lot(nuts=["DK012"])]).regions == {"DK012"}
    assert place_of(seen(a_notice()), [a_lot(cities=["Falkenberg"])]).municipalities == {"1382"}
    assert place_of(seen(a_notice()), [a_lot()]) == Place(frozenset({"1380"}), frozenset({"SE231"}))


@pytest.mark.parametrize(
    ("cpv", "name", "expected"),
    [
        (["90911200"], "Cleaning services", {"cleaning"}),
        (["90911300"], "Window cleaning", {"windows"}),
        (["85312510"], "Training", {"work_training"}),
        (["45233222", "90911200"], "Asfalt", set()),
        (["85312300"], "Guidance", {"day_activity", "household"}),
        (["77312100"], "Weed control", {"green"}),
        (["50112100"], "Car repair", set()),
        (["50114000"], "Repair of trucks", set()),
        (["9"], "A code that is none", set()),
        ([], "Snöröjning och lokalvård", {"cleaning", "snow"}),
        ([], "", set()),
    ],
)
def test_trades_come_from_the_main_code_and_the_title(cpv: list[str], name: str, expected: set[str]) -> None:
    assert trades_of(cpv, name, None) == expected


wild = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["2025-03-01", "2027-13-40", "P24M", "9999-12-31"]))
lot_ids = st.sampled_from(["LOT-0001", "LOT-0002", "", None])


@given(
    wild, wild, wild, st.lists(st.sampled_from(["90911200", "55330000", "9", ""]), max_size=2), lot_ids, lot_ids, wild
)
def test_wild_notices_give_rows_that_can_be_told(
    starts: str | None, ends: str | None, duration: str | None, cpv: list[str], lot: str, other: str, published: str
) -> None:
    lots = [
        a_lot(id=lot or "x", starts=starts, ends=ends, duration=duration, cpv=cpv, renewals=3, deadline=ends),
        a_lot(id=other or "y", title=None, cpv=cpv, framework="fa-wo-rc", nuts=["SE", "x"], cities=[""]),
    ]
    result = award(lots=lots, published=published, results=[{**WON, "lot": lot, "concluded": ends}])
    notice = a_notice(lots=lots, title=None, published=published)

    for talk in rows(silent=(seen(notice, "x"),), planned=(seen(notice),), awards=(seen(result),)):
        said = as_json(talk, None, False, TODAY)
        assert all(said[key] for key in ("key", "why", "timing", "advice"))
        assert talk.when is None or talk.kind != "ending" or talk.when >= TODAY
        assert calendar([talk], NOW).startswith(b"BEGIN:VCALENDAR")


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 4000))
def test_steps_only_come_nearer(today: date, ahead: int) -> None:
    end = date.fromordinal(today.toordinal() + ahead)

    first, later = step_of(end, today), step_of(end, date.fromordinal(min(today.toordinal() + 30, end.toordinal())))

    assert (later or 99) <= (first or 99)


@pytest.mark.parametrize(
    ("talk", "word"),
    [
        (ending(date(2025, 8, 1)), "mer än 18 månader kvar"),
        (ending(date(2025, 8, 1), lots=[a_lot(framework="fa-wo-rc")]), "Fråga när avtalet tar slut"),
        (ending(date(2025, 9, 1)), "behovet"),
        (ending(date(2026, 3, 1)), "delas upp"),
        (ending(date(2026, 9, 1)), "är på väg"),
        (ending(lots=[a_lot()]), "Fråga när avtalet tar slut"),
        (rows(silent=(seen(a_notice(), "LOT-0001"),))[0], "Kraven ändras sällan nu"),
        (rows(silent=(seen(a_notice()),))[0], "inför nästa köp"),
        (rows(planned=(seen(a_notice(), "LOT-0001"),))[0], "Kraven är inte klara"),
    ],
)
def test_each_row_says_what_to_talk_about(talk: Talk, word: str) -> None:
    assert word in advice(talk)
