"""Settings: each that cannot be used is refused by its name."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from portfolio.config import DEFAULT_BASE_URL, SettingError, Settings, SmtpServer

SECRET = "s" * 32


def test_nothing_has_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({})
    assert settings.instance == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'portfolio.sqlite'}"
    assert (settings.secret_key, settings.base_url, settings.today) == (None, DEFAULT_BASE_URL, None)
    assert settings.timezone.key == "Europe/Stockholm"
    assert settings.api_calls == 600
    assert not settings.secure
    unset = dict.fromkeys(("PORTFOLIO_SECRET_KEY", "PORTFOLIO_TODAY", "PORTFOLIO_BASE_URL", "PORTFOLIO_API_CALLS"), "")
    assert settings == Settings.from_env(unset)


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = Settings.from_env(
        {
            "PORTFOLIO_DATABASE_URL": "postgresql+psycopg://p:h%40@db/portfolio",
            "PORTFOLIO_SECRET_KEY": SECRET,
            "PORTFOLIO_BASE_URL": "https://portfolj.region.se/",
            "PORTFOLIO_TIMEZONE": "Europe/Helsinki",
            "PORTFOLIO_TODAY": "2023-05-15",
            "PORTFOLIO_INSTANCE": str(tmp_path),
            "PORTFOLIO_API_CALLS": "1000000",
            "PORTFOLIO_SMTP_URL": "smtp://nytta%40region.se:h%2F%40%3A@mail.region.se?starttls",
            "PORTFOLIO_MAIL_FROM": "Nyttoportföljen <nytta@region.se>",
            "PORTFOLIO_BACKUP_DIR": str(tmp_path / "kopior"),
            "PORTFOLIO_BACKUP_KEEP": "3",
            "PORTFOLIO_TICK": "0.5",
            "PATH": "/bin",
        }
    )
    assert settings.database_url == "postgresql+psycopg://p:h%40@db/portfolio"
    assert (settings.secret_key, settings.base_url) == (SECRET, "https://portfolj.region.se")
    assert (settings.timezone.key, settings.today, settings.instance) == (
        "Europe/Helsinki",
        date(2023, 5, 15),
        tmp_path,
    )
    assert settings.api_calls == 1_000_000
    assert settings.smtp == SmtpServer("mail.region.se", 587, starttls=True, user="nytta@region.se", password="h/@:")
    assert settings.mail_from == "Nyttoportföljen <nytta@region.se>"
    assert "h/@:" not in repr(settings)
    assert (settings.backup_dir, settings.backups_kept, settings.tick) == (tmp_path / "kopior", 3, 0.5)
    assert settings.secure
    assert settings.clock.today() == date(2023, 5, 15)
    assert settings.clock.zone.key == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTFOLIO_DATABASE_URL", "mysql://x/y"),
        ("PORTFOLIO_DATABASE_URL", "postgresql://x/y"),
        ("PORTFOLIO_DATABASE_URL", "portfolio.sqlite"),
        ("PORTFOLIO_DATABASE_URL", "postgresql+psycopg://hemlig:hemligt@db:port/x"),
        ("PORTFOLIO_DATABASE_URL", "postgresql+psycopg://hemlig:hemligt@[::1/x"),
        ("PORTFOLIO_SECRET_KEY", "hemligt"),
        ("PORTFOLIO_SECRET_KEY", "s" * 31),
        ("PORTFOLIO_BASE_URL", "portfolj.region.se"),
        ("PORTFOLIO_BASE_URL", "ftp://portfolj.region.se"),
        ("PORTFOLIO_TIMEZONE", "Europe/Växjö"),
        ("PORTFOLIO_TIMEZONE", "Europe"),
        ("PORTFOLIO_TIMEZONE", "../../etc/passwd"),
        ("PORTFOLIO_TIMEZONE", "a\x00b"),
        ("PORTFOLIO_TODAY", "igår"),
        ("PORTFOLIO_TODAY", "2023-02-30"),
        ("PORTFOLIO_TODAY", "15/5 2023"),
        ("PORTFOLIO_API_CALLS", "0"),
        ("PORTFOLIO_API_CALLS", "-1"),
        ("PORTFOLIO_API_CALLS", "1000001"),
        ("PORTFOLIO_API_CALLS", "9" * 5000),
        ("PORTFOLIO_API_CALLS", "1000000000"),
        ("PORTFOLIO_API_CALLS", "1e3"),
        ("PORTFOLIO_API_CALLS", "²"),
        ("PORTFOLIO_API_CALLS", "många"),
        ("PORTFOLIO_BACKUP_KEEP", "0"),
        ("PORTFOLIO_BACKUP_KEEP", "två"),
        ("PORTFOLIO_TICK", "0"),
        ("PORTFOLIO_TICK", "-1"),
        ("PORTFOLIO_TICK", "nan"),
        ("PORTFOLIO_TICK", "9999"),
        ("PORTFOLIO_SMTP_URL", "mail.region.se"),
        ("PORTFOLIO_SMTP_URL", "http://mail.region.se"),
        ("PORTFOLIO_SMTP_URL", "smtp://"),
        ("PORTFOLIO_SMTP_URL", "smtp://a:hemligt@mail:port"),
        ("PORTFOLIO_SMTP_URL", "smtp://a:hemligt@mail"),
        ("PORTFOLIO_SMTP_URL", "smtps://a:hemligt@mail?starttls"),
        ("PORTFOLIO_SMTP_URL", "smtp://a:hemligt@mail?starttls=1"),
        ("PORTFOLIO_SMTP_URL", "smtp://a:hemligt@mail/inkorg"),
        ("PORTFOLIO_MAIL_FROM", "nytta"),
        ("PORTFOLIO_MAIL_FROM", "a@b.se, c@d.se"),
        ("PORTFOLIO_MAIL_FROM", "A <a@b.se>\r\nBcc: c@d.se"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_no_secret_told(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_env({variable: value})
    assert refused.value.message.startswith(variable)
    assert refused.value.message.endswith(".")
    assert "hemlig" not in refused.value.message


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtps://a:b@mail", SmtpServer("mail", 465, tls=True, user="a", password="b")),
        ("smtps://mail:2465", SmtpServer("mail", 2465, tls=True)),
        ("smtp://mail", SmtpServer("mail", 25)),
        ("smtp://a:b@localhost:1025", SmtpServer("localhost", 1025, user="a", password="b")),
    ],
)
def test_a_mail_server_is_told_by_its_address(url: str, wanted: SmtpServer) -> None:
    assert Settings.from_env({"PORTFOLIO_SMTP_URL": url, "PORTFOLIO_MAIL_FROM": "a@b.se"}).smtp == wanted


def test_mail_has_to_come_from_somebody() -> None:
    with pytest.raises(SettingError, match="PORTFOLIO_MAIL_FROM saknas"):
        Settings.from_env({"PORTFOLIO_SMTP_URL": "smtp://mail"})
    assert Settings.from_env({"PORTFOLIO_MAIL_FROM": "a@b.se"}).smtp is None


def test_settings_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings.from_env({}).today = None  # type: ignore[misc]
