"""The log: whatever changes is in it, and whoever changes it afterwards is found out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.initiatives import Origin
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import quarter, year
from portfolio.domain.permissions import Actor, Permission
from portfolio.domain.phases import Phase
from portfolio.models import (
    Activity,
    AuditHead,
    AuditItem,
    AuditLink,
    Base,
    Initiative,
    InitiativeActivity,
    LoginAttempt,
    Organisation,
    Plan,
    User,
)
from portfolio.models.audit import GENESIS, encode, install_hooks, link_hash
from portfolio.services import audit
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.conftest import settings_for
from tests.postgres import PostgresServer

#: Not audited: the log itself, and what keeps sessions, throttling and forms going.
EXEMPT = {
    "ApiTokenUse",
    "AuditHead",
    "AuditItem",
    "AuditLink",
    "CalendarEntry",
    "CalendarUse",
    "CarriedForm",
    "FormUse",
    "ImportFile",
    "JobRun",
    "LoginAttempt",
    "LoginSession",
    "OutboxMessage",
    "RemindedDay",
    "RememberedHeading",
    "RepeatedAnswer",
    "SavedView",
    "SchedulerLeader",
    "StateSnapshot",
    "ToldNotice",
}


def led(ctx: Context) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()


def change(ctx: Context, **fields: Any) -> None:
    """Set fields of one initiative, in one transaction."""
    with ctx.transaction():
        ctx.record("test:change", reason=fields.pop("reason", None))
        initiative = led(ctx)
        for name, value in fields.items():
            setattr(initiative, name, value)


def latest(ctx: Context) -> AuditLink:
    ctx.session.rollback()
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


def changes(link: AuditLink) -> dict[str, tuple[Any, Any]]:
    """Field → old and new value, of a link that concerns one row."""
    return {item.field: (_value(item.old), _value(item.new)) for item in link.items}


def _value(stored: str | None) -> Any:
    return None if stored is None else json.loads(stored)


def count_links(ctx: Context) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count(AuditLink.id))) or 0


def new_activity(ctx: Context) -> Activity:
    return Activity(
        plan_id=led(ctx).plan_id,
        key="a-ny",
        kind=ActivityKind.ACTIVITY,
        title="Utbilda ”ambassadörer”",
        phase=Phase.DELIVERY,
        period_text="kv 2 2023",
        period=quarter(2023, 2),
        responsible=("Verksamhetschef", "It-samordnare"),
        status=ActivityStatus.STARTED,
        example=False,
        position=99,
    )


def test_every_table_is_in_the_log_or_on_the_short_list() -> None:
    silent = {mapper.class_.__name__ for mapper in Base.registry.mappers if not mapper.class_.__audited__}
    assert silent == EXEMPT


def test_a_link_between_two_things_is_a_row_of_its_own() -> None:
    for mapper in Base.registry.mappers:
        assert all(relationship.secondary is None for relationship in mapper.relationships), mapper


def test_what_is_added_is_logged_by_its_values(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:add")
        activity = new_activity(ctx)
        ctx.session.add(activity)
    link = latest(ctx)
    assert {(item.operation, item.entity, item.entity_id) for item in link.items} == {
        ("insert", "activities", activity.id)
    }
    assert changes(link) == {
        "plan_id": (None, activity.plan_id),
        "key": (None, "a-ny"),
        "kind": (None, "activity"),
        "title": (None, "Utbilda ”ambassadörer”"),
        "phase": (None, "delivery"),
        "period_text": (None, "kv 2 2023"),
        "period": (None, "2023-Q2"),
        "responsible": (None, ["Verksamhetschef", "It-samordnare"]),
        "status": (None, "started"),
        "example": (None, False),
        "position": (None, 99),
    }


def test_what_is_changed_is_logged_by_its_old_and_new_values(ctx: Context) -> None:
    before = led(ctx).purpose
    fields = {
        "title": "Nytt namn",
        "origin": Origin.NATIONAL,
        "project_lead_by": date(2023, 6, 1),
        "parties": ("a", "b"),
        "retrospective": False,
        "position": 77,
        "purpose": None,
    }
    was = {name: getattr(led(ctx), name) for name in fields}
    change(ctx, **fields, reason="Så bestämdes.")
    link = latest(ctx)
    assert before
    assert was["retrospective"] is True
    assert changes(link) == {
        "title": (was["title"], "Nytt namn"),
        "origin": (None, "national"),
        "project_lead_by": (None, "2023-06-01"),
        "parties": ([], ["a", "b"]),
        "retrospective": (True, False),
        "position": (was["position"], 77),
        "purpose": (before, None),
    }
    assert {item.operation for item in link.items} == {"update"}
    assert (link.action, link.reason, link.actor_id, link.at) == (
        "test:change",
        "Så bestämdes.",
        ctx.actor.user_id,
        ctx.now,
    )
    assert json.dumps(before, ensure_ascii=False) in {item.old for item in link.items}


def test_what_is_deleted_is_logged_by_its_last_stored_values(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:add")
        activity = new_activity(ctx)
        ctx.session.add(activity)
        ctx.session.flush()
        link_row = InitiativeActivity(initiative_id=led(ctx).id, activity_id=activity.id, position=9)
        ctx.session.add(link_row)
    added = changes_by_entity(latest(ctx))
    with ctx.transaction():
        ctx.record("test:delete")
        ctx.session.delete(ctx.session.get_one(InitiativeActivity, link_row.id))
        ctx.session.flush()
        doomed = ctx.session.get_one(Activity, activity.id)
        doomed.title = "Aldrig sparat"
        ctx.session.delete(doomed)
    removed = changes_by_entity(latest(ctx))
    assert {item.operation for item in latest(ctx).items} == {"delete"}
    assert removed == {key: (new, old) for key, (old, new) in added.items()}
    assert ("initiative_activities", "activity_id") in removed


def changes_by_entity(link: AuditLink) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    return {(item.entity, item.field): (item.old, item.new) for item in link.items}


def test_a_person_is_named_in_the_log_by_number_alone(ctx: Context) -> None:
    secrets = ("Greta Hemlig", "greta@exempel.se", "$argon2$hemligt", "Annat Namn", "ny@exempel.se")
    with ctx.transaction():
        ctx.record("test:add")
        user = User(name=secrets[0], email=secrets[1], password_hash=secrets[2], active=True, created_at=ctx.now)
        ctx.session.add(user)
    added = latest(ctx)
    with ctx.transaction():
        ctx.record("test:change")
        user = ctx.session.get_one(User, user.id)
        user.name, user.email, user.password_hash, user.active = secrets[3], secrets[4], None, False
    changed = latest(ctx)
    for link in (added, changed):
        found = changes(link)
        assert found["name"] == found["email"] == found["password_hash"] == (None, None)
    assert changes(added)["active"] == (None, True)
    assert changes(changed)["active"] == (True, False)
    stored = "\n".join(f"{old}{new}" for old, new in ctx.session.execute(select(AuditItem.old, AuditItem.new)))
    assert not [secret for secret in secrets if secret in stored]


def test_setting_a_field_to_what_it_is_or_back_again_is_no_change(ctx: Context) -> None:
    links = count_links(ctx)
    title = led(ctx).title
    with ctx.transaction():
        initiative = led(ctx)
        initiative.title = title
        initiative.purpose = f"{initiative.purpose}"
        initiative.target_groups = (*initiative.target_groups,)
    assert count_links(ctx) == links


def test_a_transaction_makes_one_link_however_often_it_writes(ctx: Context) -> None:
    links = count_links(ctx)
    with ctx.transaction():
        ctx.record("test:several", plan_id=led(ctx).plan_id)
        activity = new_activity(ctx)
        ctx.session.add(activity)
        ctx.session.flush()
        activity.note = "Första"
        ctx.session.flush()
        activity.note = "Andra"
        led(ctx).title = "Nytt"
    link = latest(ctx)
    assert count_links(ctx) == links + 1
    assert [item.position for item in link.items] == list(range(len(link.items)))
    notes = [(item.operation, item.old, item.new) for item in link.items if item.field == "note"]
    assert notes == [("update", None, '"Första"'), ("update", '"Första"', '"Andra"')]
    assert {item.entity for item in link.items} == {"activities", "initiatives"}


def test_what_needs_no_log_makes_no_link(ctx: Context) -> None:
    links = count_links(ctx)
    with ctx.transaction():
        ctx.session.add(LoginAttempt(email="a@b.se", address="::1", at=ctx.now, succeeded=False))
        ctx.session.execute(delete(LoginAttempt).where(LoginAttempt.email == "c@d.se"))
    assert count_links(ctx) == links
    assert ctx.session.scalar(select(func.count(LoginAttempt.id))) == 1


def test_every_row_can_be_read_back_from_the_log(ctx: Context) -> None:
    """The plan, its example data, the cast and a change: replayed from the log, they give the tables as they are."""
    change(ctx, title="Nytt namn", parties=("x",))
    ctx.session.rollback()
    replayed: dict[tuple[str, int], dict[str, str]] = {}
    for item in ctx.session.scalars(select(AuditItem).order_by(AuditItem.link_id, AuditItem.position)):
        row = replayed.setdefault((item.entity, item.entity_id), {})
        if item.operation == "update" and not (item.old is None and item.new is None):
            assert row.get(item.field) == item.old, (item.entity, item.field)
        if item.new is not None:
            row[item.field] = item.new
        else:
            row.pop(item.field, None)
    stored = {}
    for mapper in Base.registry.mappers:
        if not mapper.class_.__audited__:
            continue
        columns = [c for c in mapper.column_attrs if c.key != "id" and not c.columns[0].info.get("unlogged")]
        for row in ctx.session.scalars(select(mapper.class_)):
            values = {column.key: encode(getattr(row, column.key)) for column in columns}
            stored[row.__tablename__, row.id] = {key: value for key, value in values.items() if value is not None}
    assert len(stored) > 200
    assert replayed == stored


def test_a_write_outside_a_transaction_is_refused(ctx: Context) -> None:
    led(ctx).title = "Förbi loggen"
    with pytest.raises(RuntimeError, match=r"inside ctx\.transaction"):
        ctx.session.commit()
    ctx.session.rollback()
    ctx.session.add(LoginAttempt(email="a@b.se", address="::1", at=ctx.now, succeeded=False))
    with pytest.raises(RuntimeError, match=r"inside ctx\.transaction"):
        ctx.session.flush()
    ctx.session.rollback()
    assert led(ctx).title != "Förbi loggen"


def test_a_change_without_an_action_is_refused_and_not_saved(ctx: Context) -> None:
    links = count_links(ctx)
    with pytest.raises(RuntimeError, match=r"ctx\.record"), ctx.transaction():
        led(ctx).title = "Ingen sade vad"
    assert count_links(ctx) == links
    assert led(ctx).title != "Ingen sade vad"


def test_a_savepoint_is_refused(ctx: Context) -> None:
    with pytest.raises(RuntimeError, match="savepoint"), ctx.transaction():
        ctx.session.begin_nested()
    change(ctx, title="Därefter")
    assert audit.verify(ctx.session).broken is None


@pytest.mark.parametrize(
    "statement",
    [
        update(Initiative).values(title="Alla heter så"),
        delete(InitiativeActivity),
        insert(Plan).values(slug="x"),
        update(Initiative.__table__).values(title="Alla heter så"),
        delete(InitiativeActivity.__table__),
        insert(Plan.__table__).values(slug="x"),
    ],
    ids=lambda statement: f"{statement.__visit_name__} {statement.table.name}",
)
def test_changes_in_bulk_are_refused(sqlite_ctx: Context, statement: Any) -> None:
    links = count_links(sqlite_ctx)
    with pytest.raises(RuntimeError, match="pass by the log"), sqlite_ctx.transaction():
        sqlite_ctx.record("test:bulk")
        sqlite_ctx.session.execute(statement)
    assert count_links(sqlite_ctx) == links


@pytest.fixture(scope="module")
def sqlite_ctx(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One database for refusals that reach none."""
    engine = make_engine(f"sqlite:///{sqlite_template}")
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        yield Context(
            session,
            cast.actor(session, "coordinator"),
            settings_for(f"sqlite:///{sqlite_template}", tmp_path_factory.mktemp("bulk")).clock,
        )
    engine.dispose()


def test_a_field_that_was_changed_unread_is_refused_since_its_old_value_is_not_known(sqlite_ctx: Context) -> None:
    with pytest.raises(RuntimeError, match="without having been read"), sqlite_ctx.transaction():
        sqlite_ctx.record("test:blind")
        initiative = led(sqlite_ctx)
        sqlite_ctx.session.expire(initiative)
        initiative.title = "Vad hette det förut?"


def test_what_was_rolled_back_leaves_no_trace_and_the_next_link_follows_on(ctx: Context) -> None:
    links, tip = count_links(ctx), latest(ctx).hash
    with pytest.raises(ZeroDivisionError), ctx.transaction():
        ctx.record("test:failing", reason="Syns aldrig")
        led(ctx).title = "Aldrig"
        ctx.session.flush()
        raise ZeroDivisionError
    change(ctx, purpose="Efteråt")
    link = latest(ctx)
    assert (link.id, link.previous_hash, link.action, link.reason) == (links + 1, tip, "test:change", None)
    assert set(changes(link)) == {"purpose"}
    assert audit.verify(ctx.session) == audit.Verdict(links + 1)


def test_nothing_is_written_on_after_a_rollback_within_the_transaction(ctx: Context) -> None:
    links = count_links(ctx)
    with pytest.raises(RuntimeError, match=r"inside ctx\.transaction"), ctx.transaction():
        ctx.record("test:patched-up")
        led(ctx).title = "Ångrat"
        ctx.session.flush()
        ctx.session.rollback()
        led(ctx).purpose = "Ändå"
    assert count_links(ctx) == links


def test_the_first_link_follows_on_the_beginning_and_the_chain_holds(ctx: Context) -> None:
    first = ctx.session.get_one(AuditLink, 1)
    assert first.previous_hash == GENESIS
    head = ctx.session.scalars(select(AuditHead)).one()
    assert audit.verify(ctx.session) == audit.Verdict(head.link_id)


_LINK = "id, at, action, previous_hash, hash"
_ITEM = "id, link_id, position, operation, entity, entity_id, field"

# Each of these is done to a log of six links by somebody with the database's keys; the first link that does not hold.
TAMPERING: dict[str, tuple[int, list[str]]] = {
    "a value is changed": (5, ["UPDATE audit_items SET new = '\"Annat\"' WHERE link_id = 5"]),
    "an old value is changed": (5, ["UPDATE audit_items SET old = '\"Annat\"' WHERE link_id = 5"]),
    "another field is named": (5, ["UPDATE audit_items SET field = 'key' WHERE link_id = 5 AND position = 1"]),
    "another row is named": (5, ["UPDATE audit_items SET entity_id = entity_id + 1 WHERE link_id = 5"]),
    "another table is named": (5, ["UPDATE audit_items SET entity = 'activities' WHERE link_id = 5"]),
    "another operation is named": (5, ["UPDATE audit_items SET operation = 'insert' WHERE link_id = 5"]),
    "items change places": (5, ["UPDATE audit_items SET position = 1 - position WHERE link_id = 5"]),
    "an item is removed": (5, ["DELETE FROM audit_items WHERE link_id = 5 AND position = 1"]),
    "an item is added": (
        5,
        [f"INSERT INTO audit_items ({_ITEM}) VALUES (999999, 5, 2, 'update', 'organisations', 1, 'key')"],
    ),
    "an item is moved to another link": (4, ["UPDATE audit_items SET link_id = 4 WHERE link_id = 5 AND position = 1"]),
    "a reason is changed": (5, ["UPDATE audit_links SET reason = 'Annat' WHERE id = 5"]),
    "a reason is removed": (5, ["UPDATE audit_links SET reason = NULL WHERE id = 5"]),
    "another action is named": (5, ["UPDATE audit_links SET action = 'test:annat' WHERE id = 5"]),
    "somebody else is named": (5, ["UPDATE audit_links SET actor_id = 3 - actor_id WHERE id = 5"]),
    "nobody is named": (5, ["UPDATE audit_links SET actor_id = NULL WHERE id = 5"]),
    "another plan is named": (5, ["UPDATE audit_links SET plan_id = 1 WHERE id = 5"]),
    "another time is named": (
        5,
        ["UPDATE audit_links SET at = (SELECT at FROM audit_links WHERE id = 1) WHERE id = 5"],
    ),
    "a hash is changed": (5, [f"UPDATE audit_links SET hash = '{'f' * 64}' WHERE id = 5"]),
    "the hash before is changed": (5, [f"UPDATE audit_links SET previous_hash = '{'f' * 64}' WHERE id = 5"]),
    "the first link is removed": (
        1,
        ["DELETE FROM audit_items WHERE link_id = 1", "DELETE FROM audit_links WHERE id = 1"],
    ),
    "a link in the middle is removed": (
        5,
        ["DELETE FROM audit_items WHERE link_id = 5", "DELETE FROM audit_links WHERE id = 5"],
    ),
    "the last link is removed": (
        6,
        ["DELETE FROM audit_items WHERE link_id = 6", "DELETE FROM audit_links WHERE id = 6"],
    ),
    "every link is removed": (1, ["DELETE FROM audit_items", "DELETE FROM audit_links"]),
    "two links change places": (
        4,
        [
            f"INSERT INTO audit_links ({_LINK}) SELECT 99, at, 'x', 'x', 'x' FROM audit_links WHERE id = 4",
            "UPDATE audit_items SET link_id = 99 WHERE link_id = 4",
            "UPDATE audit_items SET link_id = 4 WHERE link_id = 5",
            "UPDATE audit_items SET link_id = 5 WHERE link_id = 99",
            "DELETE FROM audit_links WHERE id = 99",
            "UPDATE audit_links SET reason = CASE id WHEN 4 THEN 'Ändring 5' ELSE 'Ändring 4' END WHERE id IN (4, 5)",
        ],
    ),
    "the end is moved back": (
        6,
        ["UPDATE audit_head SET link_id = 5, hash = (SELECT hash FROM audit_links WHERE id = 5)"],
    ),
    "the end is forgotten": (1, ["DELETE FROM audit_head"]),
    "a link is added beyond the end": (
        7,
        [f"INSERT INTO audit_links ({_LINK}) SELECT 7, at, action, hash, hash FROM audit_links WHERE id = 6"],
    ),
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def short_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database whose log has six links: two people, an organisation, and what one of them made of it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'short.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database(server.new_name("short_log"))
    engine = make_engine(url)
    migrate(engine)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        ctx = Context(session, SYSTEM, settings_for(url, tmp_path).clock)
        for number in (1, 2):
            with ctx.transaction():
                ctx.record("test:user")
                session.add(User(email=f"{number}@x.se", name="X", active=True, created_at=ctx.now))
        ctx = Context(session, Actor(1, "X"), settings_for(url, tmp_path).clock)
        for number in range(3, 7):
            with ctx.transaction():
                ctx.record("test:change", reason=f"Ändring {number}")
                row = session.get(Organisation, 1) or Organisation(key="o", kind=OrganisationKind.UNIT)
                row.name, row.kind = f"Namn {number}", list(OrganisationKind)[number % 4]
                session.add(row)
                if number == 6:
                    session.add(
                        Plan(slug="p", name="P", owner_id=1, valid_period=year(2023), timeline_period=year(2023))
                    )
    yield engine
    engine.dispose()


def test_every_kind_of_tampering_is_found_with_the_first_link_that_does_not_hold(short_log: Engine) -> None:
    assert _verdict_after(short_log, []) == audit.Verdict(6)
    found = {name: _verdict_after(short_log, statements) for name, (_, statements) in TAMPERING.items()}
    assert {name: verdict.broken for name, verdict in found.items()} == {n: at for n, (at, _) in TAMPERING.items()}
    assert all(verdict.why for verdict in found.values())
    assert found["a link in the middle is removed"].why == "länken saknas"
    assert _verdict_after(short_log, []) == audit.Verdict(6), "each was undone again"


def _verdict_after(engine: Engine, statements: list[str]) -> audit.Verdict:
    with engine.execution_options(write=True).connect() as connection, connection.begin() as transaction:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, statement
        with Session(connection) as session:
            verdict = audit.verify(session)
        transaction.rollback()
        return verdict


def test_a_rewritten_tail_is_found_by_its_end(ctx: Context, engine: Engine) -> None:
    """Whoever changes the last link and computes its hash anew is found by the head, unless that is changed too."""
    change(ctx, title="Äkta")
    link = latest(ctx)
    link_id = link.id
    (item,) = link.items
    fields = {name: getattr(item, name) for name in ("operation", "entity", "entity_id", "field", "old")}
    content = {name: getattr(link, name) for name in ("id", "at", "actor_id", "plan_id", "action", "reason")}
    forged = link_hash(link.previous_hash, content, [{**fields, "new": '"Falsk"'}])
    ctx.session.rollback()
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(update(AuditItem).where(AuditItem.link_id == link_id).values(new='"Falsk"'))
        connection.execute(update(AuditLink).where(AuditLink.id == link_id).values(hash=forged))
    assert audit.verify(ctx.session).broken == link_id + 1


def test_a_log_that_grows_while_it_is_verified_is_not_taken_for_broken(
    acting: Callable[[str], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = acting("system"), acting("coordinator")
    links = count_links(reading)
    hashes = []

    def hash_while_others_write(*args: Any) -> str:
        if not hashes:
            change(writing, title="Under tiden")
        hashes.append(link_hash(*args))
        return hashes[-1]

    monkeypatch.setattr(audit, "link_hash", hash_while_others_write)
    assert audit.verify(reading.session) == audit.Verdict(links)
    assert audit.verify(acting("system").session) == audit.Verdict(links + 1)


def test_eight_who_write_at_once_make_one_chain_with_every_change_in_it(acting: Callable[[str], Context]) -> None:
    rounds, people = 5, [acting("coordinator") for _ in range(8)]
    before = count_links(people[0])
    start = Barrier(len(people), timeout=20)
    ids = list(people[0].session.scalars(select(Initiative.id).order_by(Initiative.position)))

    def write(number: int) -> None:
        ctx = people[number]
        start.wait()
        for each in range(rounds):
            with ctx.transaction():
                ctx.record("test:crowd")
                # Half of them on a row that all change, half on one that two of them change.
                row_id = ids[0] if number % 2 else ids[1 + number // 4]
                initiative = ctx.load(Initiative, row_id, to=Permission.EDIT_INITIATIVE)
                initiative.purpose = f"{initiative.purpose} {number}:{each}"

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(write, range(len(people))))
    reader = acting("system")
    assert audit.verify(reader.session) == audit.Verdict(before + len(people) * rounds)
    for row_id in (ids[0], ids[1], ids[2]):
        items = reader.session.scalars(
            select(AuditItem)
            .where(AuditItem.entity == "initiatives", AuditItem.entity_id == row_id, AuditItem.field == "purpose")
            .order_by(AuditItem.link_id)
        ).all()
        # Nobody wrote over what another had written: each change begins where the one before ended.
        assert [item.old for item in items[1:]] == [item.new for item in items[:-1]]
        assert _value(items[-1].new) == reader.session.get_one(Initiative, row_id).purpose
        assert sum(item.operation == "update" for item in items) == rounds * (4 if row_id == ids[0] else 2)


def test_values_have_one_way_of_being_written() -> None:
    assert encode(None) is None
    assert encode(()) == "[]"
    assert encode("") == '""'
    assert encode(True) == "true"
    assert encode(date(2023, 5, 15)) == '"2023-05-15"'
    assert encode(quarter(2023, 2)) == '"2023-Q2"'
    assert encode(Origin.NATIONAL) == '"national"'
    with pytest.raises(TypeError):
        encode(object())


def test_a_hash_tells_apart_what_is_missing_from_what_is_empty() -> None:
    noon = datetime(2023, 5, 15, 12, tzinfo=UTC)
    base = {"id": 1, "at": noon, "actor_id": None, "plan_id": None, "action": "a", "reason": None}
    item = {"operation": "update", "entity": "plans", "entity_id": 1, "field": "name", "old": None, "new": '""'}
    hashes = {
        link_hash(GENESIS, base, [item]),
        link_hash(GENESIS, {**base, "reason": ""}, [item]),
        link_hash(GENESIS, base, [{**item, "old": '""', "new": None}]),
        link_hash(GENESIS, base, []),
        link_hash("1" + GENESIS[1:], base, [item]),
    }
    assert len(hashes) == 5
