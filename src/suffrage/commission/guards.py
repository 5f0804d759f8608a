"""Rules that the database itself holds, as triggers: what was written is not changed, and states change only as the table says.

The same rules in the two databases' own words. A migration of the room makes them; the application's account cannot pass them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str, *, unless: str = "") -> migrations.RunPython:
    """Refuse to change or delete rows of a table. `unless`: SQL over OLD and NEW, when a row may still be changed (not deleted)."""
    statements = {
        "sqlite": [
            _sqlite(f"{table}_kept", "DELETE", table, "", f"{table}: a row cannot be deleted"),
            _sqlite(
                f"{table}_unchanged", "UPDATE", table, f"NOT ({unless})" if unless else "", f"{table}: a row cannot be changed"
            ),
        ],
        "postgresql": [
            *_postgresql(f"{table}_kept", "DELETE", table, "", f"{table}: a row cannot be deleted"),
            *_postgresql(
                f"{table}_unchanged", "UPDATE", table, f"NOT ({unless})" if unless else "", f"{table}: a row cannot be changed"
            ),
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
        ],
    }
    return _run(statements)


def state_changes(table: str, allowed: Iterable[tuple[str, str]]) -> migrations.RunPython:
    """Refuse a change of the column `state` that is not one of `allowed` (before, after), and the deletion of a row."""
    known = ", ".join(f"('{before}', '{after}')" for before, after in allowed)
    differs = f"OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {known})"
    sentence = f"{table}: this change of state cannot happen"
    gone = f"{table}: a row cannot be deleted"
    return _run(
        {
            "sqlite": [
                _sqlite(f"{table}_states", "UPDATE", table, differs, sentence),
                _sqlite(f"{table}_kept", "DELETE", table, "", gone),
            ],
            "postgresql": [
                *_postgresql(f"{table}_states", "UPDATE", table, differs, sentence),
                *_postgresql(f"{table}_kept", "DELETE", table, "", gone),
            ],
        }
    )


def refuse(name: str, event: str, table: str, condition: str, sentence: str) -> migrations.RunPython:
    """Refuse an INSERT or UPDATE for which `condition` holds: SQL over NEW and OLD (and other tables) that both databases know."""
    sentence = f"{table}: {sentence}"
    return _run(
        {
            "sqlite": [
                (
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
                    f"BEGIN SELECT RAISE(ABORT, '{sentence}') WHERE {condition}; END"
                )
            ],
            "postgresql": [
                (
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
                    f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
                ),
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
        }
    )


@contextmanager
def aside() -> Iterator[None]:
    """Set every guard aside, inside the caller's transaction and until its end only: to put a backup into empty tables, row by row.

    What is read back was held by the guards when it was written, and its trail is checked; nobody calls this with anything else.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            guards = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
            off, on = [f"DROP TRIGGER {name}" for name, _sql in guards], [sql for _name, sql in guards]
        else:
            cursor.execute(_GUARDED)
            tables = [connection.ops.quote_name(table) for (table,) in cursor.fetchall()]
            off = [*_SETTLED, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)]
            on = [*_SETTLED, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)]
        for statement in off:
            cursor.execute(statement)
        yield
        for statement in on:
            cursor.execute(statement)


_SETTLED = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")
"""Relations are checked now, without which PostgreSQL does not touch a table's triggers; and later again at the end only."""

_GUARDED = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""


def _sqlite(name: str, event: str, table: str, when: str, sentence: str) -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _postgresql(name: str, event: str, table: str, when: str, sentence: str) -> list[str]:
    condition = f"WHEN ({when.replace('(VALUES ', '(').rstrip()}) " if when else ""
    return [
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{sentence}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {name}()",
    ]


def _run(statements: dict[str, list[str]]) -> migrations.RunPython:
    def make(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement, params=None)

    return migrations.RunPython(make, migrations.RunPython.noop)
