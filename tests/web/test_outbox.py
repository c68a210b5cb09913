"""Mail that could not be sent, on the administrator's page."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.mail import MailKind, MailState
from portfolio.models import OutboxMessage, User
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.conftest import TODAY
from tests.pages import Page
from tests.web.conftest import one_database

#: The service behind the page is tried on both databases.
pytestmark = one_database

PAGE = "/utskick"


def add(app, settings, name: str, state: MailState, **fields: object) -> int:
    with app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, SYSTEM, settings.clock)
        with ctx.transaction():
            user_id = session.scalar(select(User.id).where(User.email == cast.email(name)))
            row = OutboxMessage(user_id=user_id, kind=MailKind.REMINDER, day=TODAY, message_id=f"<{name}@x.se>")
            row.subject, row.text, row.html, row.state = "Hej", "Hemligt", "<p>Hemligt</p>", state
            row.attempts, row.next_attempt_at, row.created_at = 0, ctx.now, ctx.now
            for field, value in fields.items():
                setattr(row, field, value)
            session.add(row)
            session.flush()
            return row.id


def again(someone, row_id: int) -> Page:
    data = {"csrf_token": someone.open(PAGE).form("csrf_token")["csrf_token"]}
    return Page(someone.client.post(f"{PAGE}/{row_id}/forsok-igen", data=data, follow_redirects=True))


def test_what_could_not_be_sent_is_told_with_why_and_can_be_tried_again(person, app, settings, stored):
    someone = person("admin")
    assert someone.open(PAGE).h1 == "Alla mejl är skickade"
    assert "Sätt PORTFOLIO_SMTP_URL och PORTFOLIO_MAIL_FROM" in someone.open(PAGE).main
    row_id = add(app, settings, "steering", MailState.FAILED, attempts=3, last_error="550 <b>Okänd</b>")
    add(app, settings, "reader", MailState.WAITING, attempts=1, last_error="Fullt.")
    add(app, settings, "controller", MailState.SENT)
    page = someone.open(PAGE)
    assert page.h1 == "1 mejl gick inte att skicka"
    assert "550 <b>Okänd</b>" in page.main
    assert "Påminnelse 15 maj 2023" in page.main
    assert "Försöker igen" in page.main
    assert "Controller" not in page.main
    assert "Hemligt" not in page.text
    page = again(someone, row_id)
    assert page.h1 == "2 mejl väntar på att skickas"
    assert "Mejlet till Steering skickas nästa gång utskick görs." in page.main
    assert stored.one(select(OutboxMessage.attempts).where(OutboxMessage.id == row_id)) == 0
    page = again(someone, row_id)
    assert "Mejlet väntar redan på att skickas, eller är skickat." in page.main


def test_others_learn_nothing_of_it(person, app, settings):
    row_id = add(app, settings, "steering", MailState.FAILED, last_error="550 Okänd")
    for name in ("coordinator", "outsider"):
        someone = person(name)
        page = someone.open(PAGE)
        assert (page.status, "550" in page.main) == (403, False)
        data = {"csrf_token": someone.open("/konto").form("csrf_token")["csrf_token"]}
        assert someone.client.post(f"{PAGE}/{row_id}/forsok-igen", data=data).status_code == 403
