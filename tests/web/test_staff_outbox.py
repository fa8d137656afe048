from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.links import LinkPurpose
from drip.web.config import WebConfig
from drip.web.factory import create_app
from drip.web.staff.letters import frame_size
from tests.web.desk import Desk


@pytest.fixture(params=[False, True], ids=["clinic", "demo"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, demo=request.param)
    desk.road.person("Ann")
    desk.road.person("Ben")
    desk.road.tick()
    if not request.param:
        desk.join()
    yield desk
    desk.road.database.close()


def mail(desk: Desk) -> str:
    """The path of Ann's mail."""
    page = desk.get("/staff/outbox?text=ann@example.com").text
    assert page.count('href="/staff/outbox/') == 1
    return str(page.partition('href="')[2].rpartition("/staff/outbox/")[2].partition('"')[0])


def test_the_outbox_is_searched(desk: Desk) -> None:
    everything = desk.get("/staff/outbox").text
    found = desk.get("/staff/outbox?text=ANN").text
    nothing = desk.get("/staff/outbox?text=<b>nobody").text

    assert "ann@example.com" in everything
    assert "ben@example.com" in everything
    assert "ben@example.com" not in found
    assert "No email holds “&lt;b&gt;nobody”" in nothing


def test_a_mail_shows_its_text_its_headers_and_its_source(desk: Desk) -> None:
    page = desk.get(f"/staff/outbox/{mail(desk)}").text

    assert "<h1>Letter hello</h1>" in page
    assert "Hello Ann, Letter hello." in page
    assert "<dt>List-Unsubscribe-Post</dt>" in page
    assert "Content-Transfer-Encoding: quoted-printable" in page


def test_the_mail_itself_stands_in_a_frame_that_may_do_nothing(desk: Desk) -> None:
    path = f"/staff/outbox/{mail(desk)}"

    frame = desk.get(f"{path}/html")
    page = desk.get(path).text

    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "allow-same-origin" not in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    if desk.services.demo:
        assert policy.endswith("sandbox allow-popups allow-popups-to-escape-sandbox")
        assert '<base target="_blank">' in frame.text
        assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    else:
        assert policy.endswith("; sandbox")
        assert "<base" not in frame.text
        assert 'sandbox=""' in page


@pytest.mark.parametrize("name", ["x", "2027-01-04_x", "..%2f..%2fdrip.db", "2027-01-04_..%2fx"])
def test_a_mail_that_is_not_there_is_not_found(desk: Desk, name: str) -> None:
    assert desk.get(f"/staff/outbox/{name}").status_code == 404
    assert desk.get(f"/staff/outbox/{name}/html").status_code == 404


def test_a_letter_is_read_without_the_persons_own_links(desk: Desk) -> None:
    row = next(one for one in desk.road.rows(step="hello") if one.handed_at)
    token = desk.services.links.token(LinkPurpose.UNSUBSCRIBE, row.id, now=desk.road.present)
    assert token in "".join(one.read_text().replace("=\n", "") for one in desk.road.mails())

    page = desk.get(f"/staff/letters/{row.ref}")
    frame = desk.get(f"/staff/letters/{row.ref}/html")

    assert "Hello Ann, Letter hello." in page.text
    assert "Hello Ann" in frame.text
    for answer in (page, frame):
        assert answer.status_code == 200
        assert token not in answer.text
        assert "/u/…" in answer.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]


def test_a_letter_that_cannot_be_made_any_more_is_not_found(desk: Desk) -> None:
    row = desk.road.rows(step="hello")[0]
    desk.road.set(row.id, step="gone")

    assert desk.get(f"/staff/letters/{row.ref}").status_code == 404
    assert desk.get("/staff/letters/none").status_code == 404


def test_where_letters_really_leave_there_is_no_outbox(tmp_path: Path) -> None:
    desk = Desk(tmp_path, demo=True)
    desk.client = create_app(
        desk.services, config=WebConfig(secret_key=b"k" * 32, demo=True)
    ).test_client()

    assert desk.get("/staff/outbox").status_code == 404
    assert "Outbox" not in desk.get("/staff/").text
    desk.road.database.close()


def test_a_letter_opens_by_itself_as_closed_as_in_its_frame(desk: Desk) -> None:
    path = f"/staff/outbox/{mail(desk)}"

    page = desk.get(path).text

    assert f'<a href="{path}/html" target="_blank" rel="noopener">Open the letter by' in page
    assert "sandbox" in desk.get(f"{path}/html").headers["Content-Security-Policy"]


def test_a_longer_letter_gets_a_taller_frame() -> None:
    line = "Two sets of eight, slowly, and rest in between.\n"

    sizes = [frame_size(line * lines) for lines in (1, 10, 40, 400)]

    assert sizes == sorted(set(sizes))
    assert sizes[0] == 1
    assert sizes[-1] == 9
    assert frame_size(line + "https://care.example.org/" + "x" * 2_000) == 1


def test_the_outbox_is_read_page_by_page(desk: Desk) -> None:
    for number in range(70):
        desk.road.person(f"P{number}")
    desk.road.tick()

    first, second = desk.get("/staff/outbox").text, desk.get("/staff/outbox?page=2").text

    assert (first.count("mail-line"), second.count("mail-line")) == (50, 22)
    assert "page=2" in first
    assert ">Newer</a>" not in first
    assert ">Older</a>" not in second
    assert "ends before this page" in desk.get("/staff/outbox?page=3").text
    assert desk.get("/staff/outbox?page=x").status_code == 200
    assert desk.get("/staff/outbox?text=@example.com&page=2").text.count("mail-line") == 22
