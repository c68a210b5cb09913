"""Handing mail over: encrypted, signed in, and told in words what went wrong."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portfolio.config import SmtpServer
from portfolio.mail import Letters, MailFailed, SmtpMailer, Written
from tests.post_office import CERTIFICATE, PASSWORD, USER, PostOffice

LETTERS = Letters("https://nytta.region.se", "Nyttoportföljen <nytta@region.se>")
WRITTEN = Written("Du har 1 sak att göra", "Hej Åsa!\n.\nPunkten ovan är en rad.\n", "<p>Hej Åsa!</p>\n")
ID = LETTERS.message_id("reminder", person_id=17, day=date(2024, 2, 29))


def hand_over(mailer: SmtpMailer, to: str = "asa@region.se", name: str = "Åsa") -> None:
    at = datetime(2024, 2, 29, 5, 30, tzinfo=UTC)
    mailer.send(LETTERS.message(WRITTEN, to=to, name=name, message_id=ID, at=at), to=to)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of the tests is one that is believed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def test_a_message_arrives_as_it_was_written_and_twice_as_the_same() -> None:
    with PostOffice() as post, SmtpMailer(post.server) as mailer:
        hand_over(mailer)
        hand_over(mailer)
    (to, first), (_, second) = post.taken
    assert (to, first) == ("asa@region.se", second), "the same bytes, whenever it is made"
    message = post.messages[0]
    assert message["Message-ID"] == ID == "<reminder.2024-02-29.17@nytta.region.se>"
    assert (message["From"], message["To"]) == ("Nyttoportföljen <nytta@region.se>", "Åsa <asa@region.se>")
    assert message["Subject"] == WRITTEN.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://nytta.region.se/konto/paminnelser>"
    assert message["Date"].datetime == datetime(2024, 2, 29, 5, 30, tzinfo=UTC)
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == WRITTEN.text
    assert html.get_content().replace("\r\n", "\n") == WRITTEN.html
    assert first.isascii()


@pytest.mark.parametrize(
    "name", ["Åsa\r\nBcc: ond@exempel.se", 'Åsa" <ond@exempel.se>, "', "Åsa\x00\u2028", "å" * 200, "", "=?utf-8?q?x?="]
)
def test_no_name_makes_another_header_or_another_recipient(name: str) -> None:
    with PostOffice() as post, SmtpMailer(post.server) as mailer:
        hand_over(mailer, name=name)
    ((to, _),) = post.taken
    message = post.messages[0]
    assert to == "asa@region.se"
    assert [one.addr_spec for one in message["To"].addresses] == ["asa@region.se"]
    assert message["Bcc"] is None
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize("address", ["ingen", "a..b@x.se", "a@b@c.se", "", "a\r\nBcc: b@x.se", "åsa@region.se"])
def test_an_address_that_is_none_is_given_up_at_once(address: str) -> None:
    with PostOffice() as post, SmtpMailer(post.server) as mailer:
        with pytest.raises(MailFailed) as failure:
            hand_over(mailer, to=address)
        assert failure.value.permanent
        assert not failure.value.of_server
        hand_over(mailer)
    assert len(post.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("how", [{"tls": True}, {"starttls": True}], ids=str)
def test_it_is_encrypted_and_signed_in(how: dict[str, bool], trusted: None) -> None:
    with PostOffice(sign_in=True, **how) as post:
        signed_in = replace(post.server, user=USER, password=PASSWORD)
        with SmtpMailer(signed_in) as mailer:
            mailer.check()
            hand_over(mailer)
        assert len(post.taken) == 1
        with pytest.raises(MailFailed, match="tog inte emot användarnamnet och lösenordet") as failure:
            SmtpMailer(replace(signed_in, password="fel")).check()
        assert failure.value.of_server
        assert "fel" not in failure.value.message
        with (
            pytest.raises(MailFailed, match=r"tar inte emot mejl från \S+: 530"),
            SmtpMailer(post.server) as mailer,
        ):
            hand_over(mailer)


@pytest.mark.parametrize("how", [{"tls": True}, {"starttls": True}], ids=str)
def test_a_certificate_that_nobody_vouches_for_is_not_believed(how: dict[str, bool]) -> None:
    with PostOffice(**how) as post, pytest.raises(MailFailed, match="certifikat som inte går att lita på"):
        hand_over(SmtpMailer(post.server))
    assert post.taken == []


def test_what_should_be_encrypted_is_never_sent_otherwise() -> None:
    with PostOffice() as post, pytest.raises(MailFailed, match="erbjuder inte den kryptering"):
        hand_over(SmtpMailer(replace(post.server, starttls=True)))
    assert post.taken == []


@pytest.mark.parametrize(
    ("answer", "permanent", "of_server"),
    [
        ("451 Försök senare", False, False),
        ("552 För stort", True, False),
        ("554 5.7.1 Skräp\u2028", True, False),
        ("421 Stänger", False, True),
    ],
)
def test_what_the_server_says_of_a_message_tells_whether_to_try_again(
    answer: str, permanent: bool, of_server: bool
) -> None:
    with PostOffice() as post, SmtpMailer(post.server) as mailer:
        post.answers = [answer]
        with pytest.raises(MailFailed, match=answer[:3]) as failure:
            hand_over(mailer)
        assert (failure.value.permanent, failure.value.of_server) == (permanent, of_server)
        assert failure.value.message.isprintable()
        hand_over(mailer)
    assert len(post.taken) == 1


@pytest.mark.parametrize(("answer", "permanent"), [("550 Okänd", True), ("450 Full", False)])
def test_a_recipient_who_is_refused_is_told_by_what_the_server_says(answer: str, permanent: bool) -> None:
    with PostOffice() as post, SmtpMailer(post.server) as mailer:
        post.refused = {"asa@region.se": answer}
        with pytest.raises(MailFailed, match=rf"mottagarens adress: {answer}") as failure:
            hand_over(mailer)
        assert (failure.value.permanent, failure.value.of_server) == (permanent, False)
        hand_over(mailer, to="bo@region.se")
    assert [to for to, _ in post.taken] == ["bo@region.se"]


def test_a_server_that_is_not_there_or_does_not_answer_is_told_of_and_the_next_try_connects_anew() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        with pytest.raises(MailFailed, match=f"127.0.0.1:{port} svarar inte") as failure:
            SmtpMailer(SmtpServer("127.0.0.1", port)).check()
        assert failure.value.of_server
        silent.listen()
        with pytest.raises(MailFailed, match="svarar inte"):
            SmtpMailer(SmtpServer("127.0.0.1", port), timeout=0.2).check()
    with PostOffice() as post:
        server = post.server
        mailer = SmtpMailer(server)
        hand_over(mailer)
    with pytest.raises(MailFailed) as failure:
        hand_over(mailer)
    assert failure.value.of_server
    mailer.close()
