"""`verify`: trusts nothing in a record but the public key that it is given.

One check after another, each counted; what is wrong is a finding with its place. A check that needs what another one found wanting is
not made, and says so: a record is valid only if every check was made and none failed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.jobs import count_tables, read_labels
from suffrage.model import Finding, Place, Result, SuffrageError
from suffrage.model.jsonio import from_json, to_json
from suffrage.record import layout
from suffrage.record.compare import differences
from suffrage.record.derived import derived_files
from suffrage.record.entries import State, act_entries, canonical, decision_entries, key_of, statement_entries
from suffrage.record.merkle import Tree, leaf_hash
from suffrage.record.notes import Checkpoint, Note, NoteError, PublicKey
from suffrage.record.protocols.checking import check_protocols
from suffrage.record.publish import declaration_entry, setup_entry
from suffrage.record.tiles import entry_bundles, hash_tiles, read_entries
from suffrage.record.view import View

Say = Callable[[str], None]
CHECKS = ("signatures", "files", "log", "since", "witnesses", "entries", "parquet", "forms", "count", "pages", "protocols")
"""In the order in which they are made; `suffrage.words` says what each one holds against what."""


@dataclass(slots=True)
class Verification:
    """What was checked, how many of each, and what failed. `left_out`: checks that were not asked for, or could not be made.

    `notes`: why they could not, where there is more to say.
    """

    checked: dict[str, int] = field(default_factory=dict)
    failures: list[Finding] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    strangers: list[str] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """True when nothing failed; what could not be checked has failed."""
        return not self.failures and self.checkpoint is not None

    def fail(self, code: str, *, file: str | None = None, place: Place | None = None, **operands: int | str | None) -> None:
        """Note a failure."""
        self.failures.append(
            Finding(code=f"record-{code}", severity="error", place=place or Place(file=file), operands=operands)
        )


def verify(
    record: Path,
    key: PublicKey,
    *,
    since: bytes | None = None,
    witnesses: Sequence[PublicKey] = (),
    pages: bool = True,
    progress: Say | None = None,
) -> Verification:
    """Check a record against `key`, and against an older checkpoint (`since`: its content) that somebody kept.

    `witnesses`: keys whose cosignature the checkpoint must bear · `pages` False leaves the pages, exports and protocols out.
    """
    found = Verification()
    say = progress or (lambda _stage: None)
    try:
        _verify(_Run(record, key, found, say), since, witnesses, pages=pages)
    except NoteError as problem:
        found.fail("damaged", detail=str(problem))
    except (SuffrageError, OSError, ValueError, KeyError, TypeError) as problem:
        found.fail("unreadable", detail=str(problem) or type(problem).__name__)
    found.left_out = [check for check in CHECKS if check not in found.checked]
    return found


@dataclass(slots=True)
class _Run:
    record: Path
    key: PublicKey
    found: Verification
    say: Say


def _verify(run: _Run, since: bytes | None, witnesses: Sequence[PublicKey], *, pages: bool) -> None:
    found = run.found
    run.say("signatures")
    manifest, note, checkpoint = _signatures(run)
    run.say("files")
    _files(run, manifest)
    run.say("log")
    entries, tree = _log(run, checkpoint)
    if since is not None:
        _since(run, since, checkpoint, tree)
    found.strangers = note.strangers([run.key, *witnesses])
    for witness in witnesses:
        found.checked["witnesses"] = found.checked.get("witnesses", 0) + 1
        if note.cosigned_at(witness) is None:
            found.fail("not-witnessed", file=layout.CHECKPOINT, name=witness.name)
    state = State.of(entries)
    run.say("entries")
    with open_election(run.record / layout.ELECTION) as tables:
        _entries(run, state, tables)
        _parquet(run, tables)
        forms = _forms(run, manifest, tables)
        run.say("counting")
        result = _count(run, tables)
        if pages:
            run.say("pages")
            view = View(tables, result, read_labels(tables), state, tree, checkpoint, forms)
            _pages(run, manifest, view)
            run.say("protocols")
            _protocols(run, manifest, view)
    found.checkpoint = checkpoint


def _signatures(run: _Run) -> tuple[layout.Manifest, Note, Checkpoint]:
    listed = layout.read_note(run.record, layout.MANIFEST, "The manifest")
    listed.check(run.key, "The manifest")
    note = layout.read_note(run.record, layout.CHECKPOINT, "The checkpoint")
    note.check(run.key, "The checkpoint")
    if listed.strangers([run.key]):
        raise NoteError("The manifest bears a signature that its log did not make.")
    manifest, checkpoint = layout.Manifest.parse(listed.body), Checkpoint.parse(note.body, "The checkpoint")
    if checkpoint.origin != run.key.name:
        raise NoteError(f"The checkpoint is that of the log {checkpoint.origin}, the key that of {run.key.name}.")
    if manifest.checkpoint != checkpoint:
        raise NoteError(
            f"The manifest is of the state with {manifest.checkpoint.size} entries, the checkpoint of another with {checkpoint.size}."
        )
    run.found.checked["signatures"] = 2
    return manifest, note, checkpoint


def _files(run: _Run, manifest: layout.Manifest) -> None:
    there = set(layout.files_of(run.record))
    for path in sorted(there - set(manifest.files)):
        run.found.fail("stray-file", file=path)
    for path, digest in manifest.files.items():
        file = run.record / path
        if not layout.is_safe(path) or path not in there or file.is_symlink():
            run.found.fail("missing-file", file=path)
        elif layout.digest(file) != digest:
            run.found.fail("changed-file", file=path)
    run.found.checked["files"] = len(manifest.files)


def _log(run: _Run, checkpoint: Checkpoint) -> tuple[list[bytes], Tree]:
    log = run.record / layout.LOG
    entries = read_entries(log, checkpoint.size)
    tree = Tree(map(leaf_hash, entries))
    if tree.root() != checkpoint.root:
        raise NoteError("The entries of the log do not give the root of its checkpoint.")
    expected = {f"{layout.LOG}/{path}": content for path, content in (*entry_bundles(entries), *hash_tiles(tree))}
    there = {path for path in layout.files_of(log.parent) if path.startswith(f"{layout.LOG}/")}
    for path in sorted(there ^ set(expected)):
        run.found.fail("log-files", file=path)
    for path in sorted(there & set(expected)):
        if (run.record / path).read_bytes() != expected[path]:
            run.found.fail("log-tile", file=path)
    run.found.checked["log"] = len(entries)
    return entries, tree


def _since(run: _Run, since: bytes, checkpoint: Checkpoint, tree: Tree) -> None:
    note = Note.parse(since, "The older checkpoint")
    note.check(run.key, "The older checkpoint")
    older = Checkpoint.parse(note.body, "The older checkpoint")
    run.found.checked["since"] = older.size
    code = None
    if older.size > checkpoint.size:
        code = "rolled-back"
    elif tree.root(older.size) != older.root:
        code = "forked" if older.size == checkpoint.size else "rewritten"
    if code:
        run.found.fail(code, file=layout.CHECKPOINT, older=older.size, size=checkpoint.size)


def _entries(run: _Run, state: State, tables: Tables) -> None:
    """Every row against its entry and every entry against its row; the setup and the declaration against the files."""
    fail = run.found.fail
    standing = state.standing()
    for row in statement_entries(tables):
        key, content = key_of(row), canonical(row)
        place = Place(file="election/statements.csv", contest_id=key[0], station_id=key[1])
        number, logged = standing.pop(key, (None, None))
        if logged is None:
            fail("not-logged", place=place, version=key[2])
        elif logged != content:
            fail("differs-from-log", place=place, version=key[2], entry=number, fields=_fields(logged, content))
    for key, (number, _content) in standing.items():
        fail("not-in-tables", place=Place(contest_id=key[0], station_id=key[1]), version=key[2], entry=number)
    decided = {canonical(decision) for decision in decision_entries(tables)}
    for content in sorted(decided ^ set(state.decisions)):
        fail("decision", file="election/decisions.csv", detail=content.decode())
    acted = {canonical(act) for act in act_entries(tables)}
    for content in sorted(acted ^ {content for _, content in state.acts.values()}):
        fail("act", file="election/acts.csv", detail=content.decode())
    digests = {file.name: layout.digest(file) for file in (run.record / layout.ELECTION).iterdir()}
    if state.setup != setup_entry(tables, digests):
        fail("setup", file="election")
    text = (run.record / layout.RESULT).read_bytes()
    if state.declaration != declaration_entry(tables.election, digests, layout.digest_of(text)):
        fail("declaration", file=layout.RESULT)
    run.found.checked["entries"] = state.size


def _fields(logged: bytes, row: bytes) -> str:
    """Which figures differ, and how: "votes 5: 120 in the log, 121 in the table"."""
    return "; ".join(f"{name}: {one} ≠ {other}" for name, one, other in differences(logged, row))


def _parquet(run: _Run, tables: Tables) -> None:
    """Each Parquet table has the rows of its CSV twin."""
    number = 0
    folder = run.record / layout.PARQUET
    twins = {file.stem for file in (run.record / layout.ELECTION).glob("*.csv")}
    for name in sorted(twins ^ {file.stem for file in folder.iterdir()}):
        run.found.fail("parquet", file=f"{layout.PARQUET}/{name}.parquet", rows=None)
    for name in sorted(twins & {file.stem for file in folder.iterdir()}):
        try:
            different = _rows_that_differ(tables, name, folder / f"{name}.parquet")
        except duckdb.Error:
            different = None
        if different != 0:
            run.found.fail("parquet", file=f"{layout.PARQUET}/{name}.parquet", rows=different)
        number += 1
    run.found.checked["parquet"] = number


def _rows_that_differ(tables: Tables, name: str, file: Path) -> int:
    quoted = str(file).replace("'", "''")
    source = f"read_parquet('{quoted}')"
    columns = ", ".join(f'"{row[0]}"' for row in tables.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall())
    mine, theirs = f"SELECT {columns} FROM {name}", f"SELECT {columns} FROM {source}"
    query = f"SELECT COUNT(*) FROM (({mine} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {mine}))"
    return int((tables.connection.execute(query).fetchone() or (0,))[0])


def _forms(run: _Run, manifest: layout.Manifest, tables: Tables) -> dict[str, str]:
    """Each published scan is one that a statement names by its SHA-256."""
    named = {digest for (digest,) in tables.connection.execute("SELECT DISTINCT form_sha256 FROM statements").fetchall()}
    forms: dict[str, str] = {}
    for path in sorted(path for path in manifest.files if path.startswith(f"{layout.FORMS}/")):
        digest = Path(path).stem
        if digest not in named or not (run.record / path).is_file() or layout.digest(run.record / path) != digest:
            run.found.fail("form", file=path)
        forms[digest] = path
    run.found.checked["forms"] = len(forms)
    return forms


def _count(run: _Run, tables: Tables) -> Result:
    """Count again, apply the law again, and hold every total and seat to what is published."""
    result = count_tables(tables)
    text = (run.record / layout.RESULT).read_bytes()
    if (to_json(result, indent=1) + "\n").encode() != text:
        for place, what, published, counted in _differing(from_json(Result, text), result):
            run.found.fail("result", place=place, what=what, published=published, counted=counted)
    if tables.election.status == "final" and not result.is_complete:
        run.found.fail("not-final", file=layout.RESULT)
    run.found.checked["count"] = len(result.contests)
    return result


def _differing(published: Result, counted: Result) -> Iterator[tuple[Place, str, str | None, str | None]]:
    before = {contest.contest_id: contest for contest in published.contests}
    after = {contest.contest_id: contest for contest in counted.contests}
    found = False
    for contest_id in sorted(set(before) | set(after)):
        one = to_json(before[contest_id]).encode() if contest_id in before else b"{}"
        other = to_json(after[contest_id]).encode() if contest_id in after else b"{}"
        for name, mine, theirs in differences(one, other):
            found = True
            yield Place(file=layout.RESULT, contest_id=contest_id), name, mine, theirs
    if not found:
        yield Place(file=layout.RESULT), "result.json", None, None


def _pages(run: _Run, manifest: layout.Manifest, view: View) -> None:
    """Make every page and export again: the same bytes, no more files and no fewer."""
    made = set()
    for path, content in derived_files(view):
        made.add(path)
        if path not in manifest.files or layout.digest_of(content) != manifest.files[path]:
            run.found.fail("page", file=path)
    own = (layout.ELECTION, layout.PARQUET, layout.LOG, layout.FORMS, layout.RESULT, layout.PROTOCOLS)
    for path in sorted(path for path in manifest.files if path.split("/")[0] not in own and path not in made):
        run.found.fail("stray-file", file=path)
    run.found.checked["pages"] = len(made)


def _protocols(run: _Run, manifest: layout.Manifest, view: View) -> None:
    """Make every protocol again, where that can be done here."""
    checked = check_protocols(view, run.record, manifest.files)
    run.found.failures += checked.failures
    if checked.reason:
        run.found.notes.append(checked.reason)
    if checked.number is not None:
        run.found.checked["protocols"] = checked.number
