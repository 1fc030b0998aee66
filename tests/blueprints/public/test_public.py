"""What everybody may read: calls with all their facts, partners, public notices while they run, help and privacy."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from mobility.core.eligibility import Rules
from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.models import Call, Document, Proposal
from mobility.services.programs.attach import attach
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner, make_program
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.desks import propose, qualify, recommend, release
from tests.factories.filled import PDF, begin_filled, hand_in
from tests.factories.options import make_hosts, make_option
from tests.factories.people import actor, home, make_institution, make_staff, make_student, make_unit


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert "public.catalog" in app.view_functions
    stop_clock_at(NOON)


@pytest.fixture
def visitor(client: Client) -> Browser:
    return Browser(client)


@pytest.fixture
def call() -> Call:
    return make_call(
        place_count=20,
        conditions=Text(en="First-years.\nMainland students.", zh_Hans="一年级。\n境内学生。"),
        costs=Text(en="The passport.", zh_Hans="护照费。"),
        funding=Text(en="Tuition.", zh_Hans="学费。"),
        contact=Text(en="Office 305", zh_Hans="305室"),
    )


class TestCatalogue:
    def test_a_call_stands_there_with_its_deadline(self, visitor: Browser, call: Call) -> None:
        page = visitor.visit("/")
        assert page.all(".card-call h2") == [call.title.en]
        assert "Apply until Tuesday 20 October 2026, 23:59 (Beijing time), in 8 days" in page.text

    def test_search_and_filters_stand_in_the_address(self, visitor: Browser, call: Call) -> None:
        make_call(title=Text(en="Other", zh_Hans="其他"), opens_at=NOON + timedelta(days=1))
        page = visitor.press(visitor.visit("/"), "Search", {"status": "coming"})
        assert page.all(".card-call h2") == ["Other"]
        assert b"status=coming" in page.response.request.query_string
        assert visitor.visit("/?text=nonsense").all(".empty b") == ["Nothing matches your search"]
        assert call.state == "published"

    def test_nothing_yet_says_so(self, visitor: Browser) -> None:
        home()
        assert visitor.visit("/").all(".empty b") == ["There is no call for applications yet"]

    def test_odd_addresses_do_no_harm(self, visitor: Browser, call: Call) -> None:
        for query in ("page=-1", "page=999999999999", "page=x", "text=" + "x" * 5000, "kind=<b>", "status=%F0"):
            assert visitor.visit(f"/?{query}").status == 200, query
        for address in ("/?text=%00", "/calls/%00"):
            assert visitor.visit(address).status == 400, address
        assert call.id > 0

    def test_the_language_changes_on_the_page(self, client: Client, call: Call) -> None:
        chinese = client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).get_data(as_text=True)
        assert call.title.zh_Hans in chinese
        assert "报名截止" in chinese


class TestCall:
    def test_everything_about_it(self, visitor: Browser, call: Call) -> None:
        attach(call.id, Text(en="Consent form", zh_Hans="知情同意书"), BytesIO(PDF), "consent.pdf")
        page = visitor.visit(f"/calls/{call.key}")
        for expected in (
            "First-years of nursing may sign up.",
            "Mainland students.",
            "The passport.",
            "Tuition.",
            "Six years of work in Singapore.",
            "Office 305",
            "20 places",
            "Nanyang Polytechnic",
            "Singapore",
            "Tuesday 20 October 2026 Sign-up ends",
            "Consent form",
            "Tuesday 20 October 2026, 23:59 (Beijing time), in 8 days",
        ):
            assert expected in page.text, expected

    def test_places_may_be_announced_later(self, visitor: Browser) -> None:
        assert "To be announced" in visitor.visit(f"/calls/{make_call().key}").text

    def test_letters_find_it_by_its_number(self, visitor: Browser, call: Call) -> None:
        assert visitor.visit(f"/calls/{call.id}").path == f"/calls/{call.key}"

    def test_drafts_foreign_and_unknown_ones_answer_alike(self, visitor: Browser, call: Call) -> None:
        foreign = make_call(make_program(make_institution("other", hosts=["other.example"])))
        draft = make_call(state="draft")
        addresses = [foreign.key, str(foreign.id), draft.key, str(draft.id), "none", "999999"]
        pages = [visitor.visit(f"/calls/{address}") for address in addresses]
        assert [page.status for page in pages] == [404] * 6
        assert len({page.text for page in pages}) == 1
        assert call.id > 0

    def test_a_student_sees_every_reason(self, visitor: Browser, call: Call) -> None:
        visitor.sign_in(make_student(entry_year=2024, study_status="suspended"))
        page = visitor.visit(f"/calls/{call.key}")
        assert "You cannot apply" in page.text
        assert page.all(".badge-state").count("Not met") == 2
        assert page.all(".badge-state").count("Met") == 4
        assert "Your year of entry is 2024 (from records); this call is for: 2026." in page.text
        assert page.all(".advice li") == [
            "It is not open to your year of entry. (cannot be changed)",
            "You would have to be enrolled again.",
        ]
        assert page.all("main form button") == []

    def test_an_eligible_one_can_start_and_then_continue(self, visitor: Browser, call: Call) -> None:
        visitor.sign_in(make_student())
        page = visitor.visit(f"/calls/{call.key}")
        assert "You can apply" in page.text
        visitor.press(page, "Start your application")
        assert visitor.visit(f"/calls/{call.key}").link("Continue your application").startswith("/applications/")

    def test_nobody_is_told_to_apply_before_it_opens_or_after_it_closed(self, visitor: Browser, call: Call) -> None:
        for when, said in {
            call.opens_at - timedelta(hours=1): "You will be able to apply",
            call.deadline_at + timedelta(hours=1): "You meet the conditions",
        }.items():
            stop_clock_at(when)
            visitor.sign_in(make_student())
            assert visitor.visit(f"/calls/{call.key}").all("#standing") == [said]

    def test_who_has_as_many_applications_as_are_allowed_learns_which(self, visitor: Browser, call: Call) -> None:
        student, other = make_student(), make_call()
        visitor.sign_in(student)
        shown = visitor.visit(f"/calls/{call.key}")
        home().settings = {"most_per_term": {"all": 1}}
        make_application(other, student)
        told = visitor.press(shown, "Start your application").all(".banner")[0]
        page = visitor.visit(f"/calls/{call.key}")
        assert "You cannot apply" in page.text
        assert page.all("main form button") == []
        assert f"you have these: {other.title.en}. Give one of them up first" in page.text
        assert f"1 fewer of these applications of the same term: {other.title.en}." in page.all(".advice")[0]
        assert other.title.en in told

    def test_a_start_that_comes_too_late_says_so(self, visitor: Browser, call: Call) -> None:
        stop_clock_at(DEADLINE)
        visitor.sign_in(make_student())
        page = visitor.visit(f"/calls/{call.key}")
        stop_clock_at(DEADLINE + timedelta(seconds=301))
        late = visitor.press(page, "Start your application")
        assert late.path == f"/calls/{call.key}"
        assert "no longer possible" in late.all(".banner")[0]

    def test_a_visitor_is_sent_to_sign_in_and_back(self, visitor: Browser, call: Call) -> None:
        link = visitor.visit(f"/calls/{call.key}").link("Sign in")
        assert link == f"/sign-in?next=/calls/{call.key}"

    def test_statements(self, visitor: Browser, call: Call) -> None:
        visitor.sign_in(make_student())
        visitor.visit(f"/calls/{call.key}")
        with counted() as sent:
            visitor.visit(f"/calls/{call.key}")
        assert len(sent) <= 8


class TestHosts:
    """An exchange with more hosts than anybody wants to read without help."""

    @pytest.fixture
    def exchange(self) -> Call:
        call = make_call(rules=Rules())
        make_hosts(call, 62)
        return call

    def test_every_host_with_its_places_and_dates_by_country(self, visitor: Browser, exchange: Call) -> None:
        page = visitor.visit(f"/calls/{exchange.key}")
        assert len(page.all(".host-list > li")) == 62
        assert page.all("#hosts h3")[:3] == ["Australia 5", "Canada 5", "France 5"]
        assert page.all("#hosts h3")[4:6] == ["Hong Kong, China 5", "Ireland 5"]
        assert "62 offers · 12 countries and regions" in page.text
        first = page.all(".host-list > li")[0]
        assert "Spring semester 2027 · 5 months · bachelor’s · Nursing and midwifery · English" in first
        assert "2 places Nomination by Sunday 15 November 2026" in first
        assert page.soup.select(".host-list details") == []

    def test_filters_stand_in_the_address(self, visitor: Browser, exchange: Call) -> None:
        page = visitor.press(visitor.visit(f"/calls/{exchange.key}"), "Show", {"country": "JP"})
        assert page.all("#hosts h3") == ["Japan 6"]
        assert "6 of 62 offers" in page.text
        assert b"country=JP" in page.response.request.query_string
        nothing = visitor.visit(f"/calls/{exchange.key}?country=XX&term=<b>&language=zz")
        assert nothing.all("#hosts .empty b") == ["No host matches"]

    def test_a_student_sees_every_reason_of_every_host(self, visitor: Browser, exchange: Call) -> None:
        shut = [{"kind": "field_in", "key": "field", "include": ["0311"]}]
        make_option(exchange, make_partner(country="SG"), key="shut", rules=shut)
        make_option(exchange, make_partner(country="SG"), key="good", rules=[{**shut[0], "include": ["0913"]}])
        visitor.sign_in(make_student())
        page = visitor.visit(f"/calls/{exchange.key}")
        assert page.all(".host-list details summary") == ["You do not meet the conditions", "You meet the conditions"]
        assert "Economics" in page.all(".host-list details")[0]
        narrowed = visitor.press(page, "Show", {"eligible": "1"})
        assert narrowed.all(".host-list details summary") == ["You meet the conditions"]
        assert narrowed.form_of("Show")[0].select_one("[name=eligible][checked]") is not None

    def test_who_is_no_student_reads_what_each_host_asks_and_says(self, visitor: Browser) -> None:
        call = make_call(rules=Rules())
        note = Text(en="Bring your own bicycle.", zh_Hans="请自备自行车。")
        make_option(call, rules=[{"kind": "average_at_least", "key": "average", "minimum": 80}], note=note)
        make_option(call, position=9)
        page = visitor.visit(f"/calls/{call.key}")
        assert page.all(".host-list details li") == ["Weighted average of at least 80 of 100"]
        assert ("Bring your own bicycle." in page.text, page.text.count("No conditions besides")) == (True, 1)
        assert "Weighted average of at least 80" in visitor.visit(f"/calls/{call.key}/print").text
        visitor.sign_in(make_staff(Role.HEAD))
        assert page.all(".host-list details li") == visitor.visit(f"/calls/{call.key}").all(".host-list details li")

    def test_whom_every_host_keeps_out_cannot_start(self, visitor: Browser) -> None:
        call = make_call(rules=Rules())
        make_option(call, rules=[{"kind": "field_in", "key": "field", "include": ["0311"]}])
        visitor.sign_in(make_student())
        page = visitor.visit(f"/calls/{call.key}")
        assert "those of none of its hosts" in page.text
        assert "Start your application" not in page.text

    def test_the_sheet_lists_them_all(self, visitor: Browser, exchange: Call) -> None:
        assert len(visitor.visit(f"/calls/{exchange.key}/print").soup.select("table tbody tr")) == 62 + 1

    def test_statements(self, visitor: Browser, exchange: Call) -> None:
        visitor.sign_in(make_student())
        visitor.visit("/help")
        with counted() as sent:
            visitor.visit(f"/calls/{exchange.key}")
        assert len(sent) <= 12


class TestPartner:
    def test_place_and_calls(self, visitor: Browser) -> None:
        partner = make_partner(country="HK")
        call = make_call(make_program(partners=[partner]))
        page = visitor.visit(f"/partners/{partner.key}")
        assert "Country or region Hong Kong, China" in page.text
        assert page.all(".card-call h3") == [call.title.en]

    def test_unknown(self, visitor: Browser) -> None:
        foreign = make_partner(make_institution("other", hosts=["other.example"]))
        home_partner = make_partner(make_institution("home"))
        assert visitor.client.get(f"/partners/{home_partner.key}", headers={"Host": "other.example"}).status_code == 404
        assert visitor.client.get(f"/partners/{foreign.key}", headers={"Host": "other.example"}).status_code == 200


class TestPartners:
    def test_the_list_the_numbers_and_what_is_open_there(self, visitor: Browser) -> None:
        seoul = make_partner(name=Text(en="Seoul University", zh_Hans="首尔大学"), country="KR", city=None)
        make_partner(name=Text(en="Aarhus University", zh_Hans="奥胡斯大学"), country="DK", city=None)
        make_partner(make_institution("other", hosts=["other.example"]))
        make_call(make_program(partners=[seoul]))
        page = visitor.visit("/partners")
        assert page.all(".host-list li") == [
            "Aarhus University Denmark No open call",
            "Seoul University South Korea 1 open call",
        ]
        assert page.all("aside tbody tr") == ["Denmark 1", "South Korea 1"]
        assert "2 host institutions in 2 countries and regions" in page.text
        assert visitor.visit("/partners?text=shouer").all(".host-list b") == ["Seoul University"]
        assert visitor.visit("/partners?country=DK").all(".host-list b") == ["Aarhus University"]
        assert visitor.visit("/partners?text=nowhere").all(".empty b") == ["No partner matches"]

    def test_none_yet(self, visitor: Browser) -> None:
        home()
        assert visitor.visit("/partners").all(".empty b") == ["There is no partner yet"]

    def test_pages_follow_each_other_at_the_same_cost(self, visitor: Browser) -> None:
        for number in range(55):
            make_partner(name=Text(en=f"Host {number:02}", zh_Hans=f"院校{number:02}"))
        with counted() as sent:
            first = visitor.visit("/partners")
        assert len(sent) <= 4
        second = visitor.visit(first.link("More"))
        assert [len(one.all(".host-list li")) for one in (first, second)] == [50, 5]
        assert visitor.visit(second.link("Back")).all(".host-list b") == first.all(".host-list b")

    def test_the_map_is_shown_only_where_the_office_wants_one(self, visitor: Browser) -> None:
        partner = make_partner(country="JP")
        for path in ("/partners", f"/partners/{partner.key}"):
            assert visitor.visit(path).all("figure") == []
        home().settings = {"has_map": True, "map_approval": "GS(2026)0001"}
        db.session.commit()
        for path in ("/partners", f"/partners/{partner.key}"):
            page = visitor.visit(path)
            assert page.all("figure title") == ["Japan: 1"]
            assert "Map approval number: GS(2026)0001" in page.all("figcaption")[0]


class TestNotice:
    def test_only_while_it_runs_and_only_what_the_law_allows(self, visitor: Browser, call: Call) -> None:
        school = make_unit(name=Text(en="School of Nursing", zh_Hans="护理学院"))
        student = make_student(school, name="李秀宁", major="护理学", class_name="2026护理1班")
        application_id = hand_in(call, actor(student)).application_id
        recommend(application_id)
        qualify(application_id)
        address = f"/calls/{call.key}/notice"
        proposal_id = propose(application_id)
        assert visitor.visit(address).status == 404
        release(application_id, proposal_id)
        page = visitor.visit(visitor.visit(f"/calls/{call.key}").link("Read the public notice"))
        assert page.all("tbody tr") == ["1 李秀宁 School of Nursing 护理学 2026护理1班"]
        assert page.response.headers["X-Robots-Tag"] == "noindex, noarchive"
        until = db.session.get_one(Proposal, proposal_id).notice_until
        assert until is not None
        stop_clock_at(until)
        assert visitor.visit(address).status == 404
        assert "Read the public notice" not in visitor.visit(f"/calls/{call.key}").text


def test_the_institution_is_chosen_by_host(client: Client, call: Call) -> None:
    other = make_institution("other", hosts=["other.example"])
    theirs = make_call(make_program(other))
    ours = client.get("/").get_data(as_text=True)
    foreign = client.get("/", headers={"Host": "other.example"}).get_data(as_text=True)
    assert (call.title.en in foreign, theirs.title.en in foreign) == (False, True)
    assert theirs.title.en not in ours


@pytest.mark.parametrize("path", ["/help", "/privacy"])
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_help_and_privacy(client: Client, path: str, language: str) -> None:
    home()
    page = Browser(client, language).visit(path)
    assert page.status == 200
    assert len(page.text) > 300


class TestFiles:
    """Files are given out as attachments only, to whoever may see them."""

    def _document(self, browser: Browser, application_id: int, who: Actor) -> str:
        assert who.student_id is not None
        page = browser.visit(f"/applications/{application_id}/documents")
        found = {str(link["href"]) for link in page.soup.select("main a[href]") if link.get_text() == "paper.pdf"}
        assert len(found) == 1
        return found.pop()

    def test_headers_that_keep_a_browser_from_showing_it(self, visitor: Browser, call: Call) -> None:
        student = make_student()
        visitor.sign_in(student)
        application_id = begin_filled(call, actor(student))
        answer = visitor.client.get(self._document(visitor, application_id, actor(student)))
        assert answer.get_data() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert {name: answer.headers[name] for name in ("Content-Security-Policy", "Cache-Control")} == {
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        }
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Type"] == "application/pdf"

    def test_foreign_and_unknown_ones_answer_alike(self, visitor: Browser, call: Call) -> None:
        owner = make_student()
        begin_filled(call, actor(owner))
        document_id = db.session.scalars(select(Document.id)).one()
        visitor.sign_in(make_student())
        pages = [visitor.visit(f"/documents/{target}") for target in (document_id, 999_999)]
        assert [page.status for page in pages] == [404, 404]
        assert pages[0].text == pages[1].text

    def test_the_office_reads_it_and_an_auditor_does_not(self, app: Flask, call: Call) -> None:
        hand_in(call, actor(make_student()))
        document_id = db.session.scalars(select(Document.id)).one()
        statuses = []
        for role in (Role.COORDINATOR, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR, Role.REVIEWER):
            browser = Browser(Client.of(app))
            browser.sign_in(make_staff(role))
            statuses.append(browser.client.get(f"/documents/{document_id}").status_code)
        assert statuses == [200, 200, 404, 404, 404]

    def test_attachments_are_for_everybody_while_the_call_is_public(self, visitor: Browser, call: Call) -> None:
        attachment_id = attach(call.id, Text(en="Form", zh_Hans="表"), BytesIO(PDF), "同意书.pdf")
        answer = visitor.client.get(f"/attachments/{attachment_id}")
        assert (answer.status_code, answer.get_data()) == (200, PDF)
        assert "filename*=UTF-8''%E5%90%8C%E6%84%8F%E4%B9%A6.pdf" in answer.headers["Content-Disposition"]
        call.state = "draft"
        db.session.commit()
        assert visitor.client.get(f"/attachments/{attachment_id}").status_code == 404
