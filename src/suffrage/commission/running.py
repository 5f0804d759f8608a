"""Bringing the site up: its tables, its static files, a first administrator, and the server."""

import gc
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from suffrage import __version__
from suffrage.model import BadInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site stands and how it is reached. `certificate`, `key`: files for TLS, where the site ends it itself."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None

    @property
    def by_tls(self) -> bool:
        """Whether readers reach the site by TLS: its own, or that of the proxy before it."""
        return self.certificate is not None or os.environ.get("SUFFRAGE_BEHIND_PROXY") == "1"

    @property
    def address(self) -> str:
        """The address to open."""
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}/"


def configure(place: Place) -> None:
    """Set the environment for the settings, and load them. `BadInput`: no Django, or passwords would cross a network in the clear."""
    if not place.by_tls and place.host not in LOOPBACK:
        raise BadInput(
            f"On {place.host}, passwords would cross the network unprotected. Give --certificate and --key, or put a proxy with TLS in "
            "front and set SUFFRAGE_BEHIND_PROXY=1."
        )
    try:
        import django  # noqa: PLC0415 - only this command pays for it
    except ImportError:
        raise BadInput("The site needs Django, which is not installed here; pip install 'suffrage[commission]'") from None
    os.environ["SUFFRAGE_HOME"] = str(place.home.resolve())
    os.environ["SUFFRAGE_HTTPS"] = "1" if place.by_tls else "0"
    os.environ.setdefault("SUFFRAGE_HOSTS", ",".join(dict.fromkeys((place.host, "localhost", "127.0.0.1"))))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suffrage.commission.settings")
    place.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    django.setup()


def hold_version() -> None:
    """`BadInput` where the database was brought up to date by a newer version, whose rows this one might misread."""
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return  # whoever goes on says that it does not answer
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    if unknown := sorted(set(loader.applied_migrations) - set(loader.disk_migrations) - replaced):
        raise BadInput(
            f"The database is newer than this program ({' '.join(unknown[-1])}, which suffrage {__version__} does not know). "
            "Install the version that made it; or restore a backup that was made before the upgrade into an empty site."
        )


def prepare() -> None:
    """Bring the tables up to this version, lay the static files out, and forget sessions that have ended."""
    from django.core.management import call_command  # noqa: PLC0415

    hold_version()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("clearsessions")


def first_administrator() -> tuple[str, str] | None:
    """Where nobody has an account yet: an administrator's name and password, which must be changed at once. Else None."""
    from django.db import transaction  # noqa: PLC0415

    from suffrage.commission.accounts.models import Person  # noqa: PLC0415
    from suffrage.commission.accounts.roles import Role  # noqa: PLC0415
    from suffrage.commission.trail.chain import record  # noqa: PLC0415
    from suffrage.commission.trail.models import Tip  # noqa: PLC0415

    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        Tip.objects.select_for_update().get(id=1)  # of two servers that start at once, one makes the account
        if Person.objects.exists():
            return None
        person = Person(username="administrator", full_name="Administrator", role=Role.ADMINISTRATOR.value)
        person.set_password(password)
        person.save()
        record("administrator-made", {"username": person.username}, person=None)
    return person.username, password


def _figures(place: Place, in_memory: Path) -> Path:
    """An empty folder for the figures that the workers share: in memory where that can be, since a worker that writes them through
    the memory to a full disk would be killed.
    """
    folder = in_memory / f"suffrage-metrics-{os.getuid()}-{place.port}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        is_ours = not folder.is_symlink() and folder.stat().st_uid == os.getuid()
    except OSError:
        is_ours = False
    if not is_ours:
        folder = place.home / "metrics"
        folder.mkdir(exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return folder


def _leave_what_stays() -> None:
    """What a worker has loaded stays until it ends: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def serve(place: Place, *, workers: int, threads: int, ready: Callable[[], None]) -> None:
    """Serve until stopped; `ready` is called when the site can be opened. Addresses are not logged: an invitation's is a secret."""
    in_memory = Path("/dev/shm")  # noqa: S108 - what is made there is looked at first
    if workers > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_figures(place, in_memory))
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    from suffrage.commission.wsgi import application  # noqa: PLC0415

    options = {
        "bind": f"[{place.host}]:{place.port}" if ":" in place.host else f"{place.host}:{place.port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "certfile": str(place.certificate) if place.certificate else None,
        "keyfile": str(place.key) if place.key else None,
        "timeout": 60,
        "worker_tmp_dir": str(in_memory) if in_memory.is_dir() else None,
        "keepalive": 30,  # a clerk's connection stays open while they type
        "graceful_timeout": 20,
        "post_worker_init": lambda _worker: _leave_what_stays(),
        "when_ready": lambda _server: ready(),
        "loglevel": "warning",
        "proc_name": "suffrage",
    }

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn, with options of our own."""

        def load_config(self) -> None:
            for name, value in options.items():
                if value is not None:
                    self.cfg.set(name, value)

        def load(self) -> object:
            return application

    Server().run()
