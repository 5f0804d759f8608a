#!/usr/bin/env python3
"""A second, independent verifier of a suffrage record: one file, the standard library and `cryptography`, nothing of the package.

    python verify_record.py RECORD PUBLIC_KEY [OLD_CHECKPOINT]

RECORD is the record's folder, PUBLIC_KEY the commission's key (NAME+HASH+BASE64) or a file that holds it, OLD_CHECKPOINT a copy of an
older log/checkpoint that you kept. It prints what it checked and what is wrong; exit code 0: nothing was wrong, 4: something was, 2: it
was called wrongly. Written after docs/record.md and the texts of the law, to be read in an hour:

    1  keys and signed notes      C2SP signed-note, tlog-checkpoint
    2  the files                  SHA-256 of each against the signed list
    3  the log                    C2SP tlog-tiles, RFC 6962 hashing; an older checkpoint must be a prefix
    4  the log and the tables     each statement against its entry
    5  the sums                   each contest's votes, from its stations' newest statements
    6  the seats                  Cambodia's National Assembly; France's President, Assembly and European Parliament

It does not make pages and exports again, nor read Parquet tables; for these it relies on the signed list.
"""

import base64
import csv
import hashlib
import json
import os
import sys
import tomllib
from fractions import Fraction

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")
FORMAT = "suffrage-record/1"
SETUP = ("election.toml", "areas.csv", "contests.csv", "options.csv", "candidates.csv", "stations.csv")
RESULT = ("statements.csv", "votes.csv", "decisions.csv", "acts.csv")


class Wrong(Exception):
    """Something after which the next steps make no sense."""


class Report:
    """What was checked, and what is wrong."""

    def __init__(self):
        self.failures = []

    def checked(self, what, number):
        print(f"checked   {what}: {number}")

    def note(self, text):
        print(f"note      {text}")

    def fail(self, text):
        self.failures.append(text)
        if len(self.failures) <= 200:
            print(f"WRONG     {text}")


# 1 — keys and signed notes --------------------------------------------------------------------------------------------


def strict_base64(text):
    """The bytes; only the one canonical way to write them is accepted."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"not Base64: {text[:40]!r}") from None
    if base64.b64encode(content).decode() != text:
        raise Wrong(f"not canonical Base64: {text[:40]!r}")
    return content


def read_key(text):
    """(name, the 32 bytes of the key, its key id), from NAME+HASH+BASE64 or a file that holds it."""
    if os.path.isfile(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    try:
        name, digest, encoded = text.strip().split("+", 2)
    except ValueError:
        raise Wrong("the key is not written NAME+HASH+BASE64") from None
    raw = strict_base64(encoded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or key_id.hex() != digest:
        raise Wrong("the key is damaged")
    return name, raw[1:], key_id


def read_note(path, key, what):
    """The text of a note, once the key is shown to have signed it."""
    name, raw, key_id = key
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Wrong(f"{what} cannot be read") from None
    body, gap, tail = text.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Wrong(f"{what} is not a signed note")
    body += "\n"
    signed = False
    for line in tail[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\N{EM DASH}":
            raise Wrong(f"{what} has a line that is not a signature")
        signature = strict_base64(parts[2])
        if parts[1] == name and signature[:4] == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(raw).verify(signature[4:], body.encode())
                signed = True
            except InvalidSignature:
                pass
    if not signed:
        raise Wrong(f"{what} is not signed by {name} with this key")
    return body


def read_checkpoint(body, name, what):
    """(size, root) of a checkpoint's three lines."""
    lines = body.split("\n")
    if len(lines) != 4 or lines[3] or not lines[1].isascii() or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
        raise Wrong(f"{what} is not a checkpoint")
    if lines[0] != name:
        raise Wrong(f"{what} is of the log {lines[0]!r}, the key of {name!r}")
    return int(lines[1]), strict_base64(lines[2])


# 2 — the files --------------------------------------------------------------------------------------------------------


def file_digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def check_files(record, listed, report):
    """Every file on the list is there with its SHA-256, and no other."""
    there = set()
    for folder, folders, names in os.walk(record):
        for name in [*names, *(name for name in folders if os.path.islink(os.path.join(folder, name)))]:
            there.add(os.path.relpath(os.path.join(folder, name), record).replace(os.sep, "/"))
    for path in sorted(there - set(listed) - {"manifest", "log/checkpoint"}):
        report.fail(f"{path}: a file that the record does not list")
    for path, digest in sorted(listed.items()):
        if path not in there or os.path.islink(os.path.join(record, path)):
            report.fail(f"{path}: listed, and not there")
        elif file_digest(os.path.join(record, path)) != digest:
            report.fail(f"{path}: changed after the record was signed")
    report.checked("files", len(listed))


def read_manifest(record, key):
    """(path → SHA-256, checkpoint's text) of the signed list."""
    body = read_note(os.path.join(record, "manifest"), key, "the manifest")
    lines = body.split("\n")
    if lines[0] != FORMAT or lines[-1]:
        raise Wrong(f"the manifest is not of the format {FORMAT}")
    listed = {}
    for line in lines[4:-1]:
        if len(line) < 67 or line[64:66] != "  " or line[66:] in listed or ".." in line[66:].split("/") or line[66] == "/":
            raise Wrong(f"the manifest has a line that is not a file: {line[:80]!r}")
        listed[line[66:]] = line[:64]
    return listed, "\n".join(lines[1:4]) + "\n"


# 3 — the log ----------------------------------------------------------------------------------------------------------


def tile_name(level, number, width):
    digits = f"{number:03d}"
    while len(digits) % 3:
        digits = "0" + digits
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{path}" + ("" if width == 256 else f".p/{width}")


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves):
    """The root of RFC 6962 for a list of leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    while len(leaves) > 1:
        pairs = [node(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + ([leaves[-1]] if len(leaves) % 2 else [])
    return leaves[0]


def read_log(record, size, report):
    """The entries; their hashes are held to the tiles of level 0."""
    entries = []
    for start in range(0, size, 256):
        width = min(256, size - start)
        name = tile_name("entries", start // 256, width)
        try:
            with open(os.path.join(record, "log", name), "rb") as file:
                content = file.read()
        except OSError:
            raise Wrong(f"log/{name} is missing") from None
        place = 0
        for _ in range(width):
            length = int.from_bytes(content[place : place + 2], "big")
            entry = content[place + 2 : place + 2 + length]
            if place + 2 + length > len(content):
                raise Wrong(f"log/{name} is cut short")
            entries.append(entry)
            place += 2 + length
        if place != len(content):
            raise Wrong(f"log/{name} goes on after its last entry")
    leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    for start in range(0, size, 256):
        name = tile_name(0, start // 256, min(256, size - start))
        path = os.path.join(record, "log", name)
        hashes = b"".join(leaves[start : start + 256])
        if not os.path.isfile(path) or file_digest(path) != hashlib.sha256(hashes).hexdigest():
            report.fail(f"log/{name}: does not hold the hashes of its entries")
    return entries, leaves


# 4 — the log and the tables -------------------------------------------------------------------------------------------


def canonical(entry):
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def replay(entries):
    """What the log says at its end: statements (key → number and content), decisions and acts, setup, declaration."""
    statements, decisions, acts, setup, declaration = {}, set(), {}, None, None
    for number, content in enumerate(entries):
        try:
            entry = json.loads(content)
            kind = entry["type"]
            if canonical(entry) != content:
                raise ValueError
            if kind == "setup":
                setup = entry
            elif kind == "declaration":
                declaration = entry
            elif kind == "act" and entry["act_id"] not in acts:
                acts[entry["act_id"]] = content
            elif kind == "decision":
                decisions.add(content)
            elif kind == "decision-withdrawn":
                decisions.remove(canonical({**entry, "type": "decision"}))
            else:
                key = (entry["contest_id"], entry["station_id"], entry["version"])
                if kind == "withdrawal":
                    statements[key] = (number, None) if statements[key][1] else statements["twice"]
                elif kind in ("statement", "correction") and key not in statements:
                    statements[key] = (number, content)
                else:
                    raise ValueError
        except (ValueError, KeyError, TypeError):
            raise Wrong(f"entry {number} of the log is not one, or contradicts those before it") from None
    return {key: value for key, value in statements.items() if value[1]}, decisions | set(acts.values()), setup, declaration


def table(record, name):
    """The rows of a table of the election, as texts; none where the election has no such table."""
    path = os.path.join(record, "election", f"{name}.csv")
    if not os.path.isfile(path):
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statements_of(record):
    """Every statement of the tables as the log would have it: key → entry."""
    votes = {}
    for row in table(record, "votes"):
        key = (row["contest_id"], row["station_id"], int(row["version"]))
        own = votes.setdefault(key, {})
        if row["option_id"] in own:
            raise Wrong(f"votes.csv: {row['option_id']} stands twice at {key}")
        own[row["option_id"]] = int(row["votes"])
    found = {}
    for row in table(record, "statements"):
        key = (row["contest_id"], row["station_id"], int(row["version"]))
        if key in found:
            raise Wrong(f"statements.csv: {key} stands twice")
        entry = {"type": "statement" if key[2] == 1 else "correction", "votes": votes.pop(key, {})}
        entry |= {"contest_id": key[0], "station_id": key[1], "version": key[2]}
        entry |= {name: int(row[name]) for name in FIGURES if row.get(name)}
        found[key] = entry | ({"form_sha256": row["form_sha256"]} if row.get("form_sha256") else {})
    for key in votes:
        raise Wrong(f"votes.csv has votes of {key}, which statements.csv does not have")
    return found


def check_tables(record, entries, report):
    """Each statement of the tables is the one of the log, each one of the log stands in the tables; and so the decisions."""
    logged, decisions, setup, declaration = replay(entries)
    statements = statements_of(record)
    for key, entry in sorted(statements.items()):
        place = f"contest {key[0]}, station {key[1]}, version {key[2]}"
        if key not in logged:
            report.fail(f"{place}: in the tables, not in the log")
        elif logged[key][1] != canonical(entry):
            report.fail(f"{place}: {canonical(entry).decode()} in the tables, {logged[key][1].decode()} in the log")
    for key in sorted(set(logged) - set(statements)):
        report.fail(f"contest {key[0]}, station {key[1]}, version {key[2]}: in the log, not in the tables")
    rows = set()
    for kind, row in [("decision", row) for row in table(record, "decisions")] + [
        ("act", row) for row in table(record, "acts")
    ]:
        entry = {"type": kind} | {name: value for name, value in row.items() if value}
        rows.add(canonical(entry | {name: int(entry[name]) for name in ("rank", "version") if name in entry}))
    for content in sorted(rows ^ decisions):
        report.fail(f"a decision or act is not the same in the tables and in the log: {content.decode()}")
    digests = {
        name: file_digest(os.path.join(record, "election", name)) for name in os.listdir(os.path.join(record, "election"))
    }
    if not setup or setup["files"] != {name: digests[name] for name in SETUP if name in digests}:
        report.fail("the election, its areas, contests, options or stations are not those that the log fixed")
    files = {name: digests[name] for name in RESULT if name in digests}
    result = file_digest(os.path.join(record, "result.json"))
    if not declaration or (declaration["files"], declaration["result"]) != (files, result):
        report.fail("result.json or its tables are not those that the log's declaration fixed")
    with open(os.path.join(record, "election", "election.toml"), "rb") as file:
        status = tomllib.load(file).get("status")
    if declaration and declaration.get("status") != status:
        report.fail(f"election.toml says {status or 'nothing'} of the result, the log {declaration.get('status') or 'nothing'}")
    report.note(f"the result is called {status or 'neither preliminary nor final'}")
    for name in os.listdir(os.path.join(record, "forms")) if os.path.isdir(os.path.join(record, "forms")) else ():
        digest = os.path.splitext(name)[0]
        named = any(entry.get("form_sha256") == digest for entry in statements.values())
        if not named or file_digest(os.path.join(record, "forms", name)) != digest:
            report.fail(f"forms/{name}: not a scan whose SHA-256 a statement bears")
    report.checked("statements against the log", len(statements))
    return statements


# 5 — the sums ---------------------------------------------------------------------------------------------------------


def newest(statements):
    """(contest, station) → the statement that counts."""
    found = {}
    for (contest, station, _), entry in sorted(statements.items(), key=lambda item: item[0][2]):
        found[contest, station] = entry
    return found


def sums(statements, options):
    """Contest → its votes by option and its registered and valid votes (None where a statement lacks the figure, or there is none)."""
    found = newest(statements)
    start = dict.fromkeys(options) | {contest: 0 for contest, _ in found}
    totals = {c: {"votes": dict.fromkeys(own, 0), "registered": start[c], "valid": start[c]} for c, own in options.items()}
    for (contest, _), entry in found.items():
        total = totals[contest]
        for option, number in entry["votes"].items():
            total["votes"][option] += number
        for figure in ("registered", "valid"):
            known = total[figure] is not None and figure in entry
            total[figure] = total[figure] + entry[figure] if known else None
    return totals


def check_sums(totals, result, report):
    published = {contest["contest_id"]: contest for contest in result["contests"]}
    for contest, total in sorted(totals.items()):
        if contest not in published:
            report.fail(f"contest {contest}: no result")
            continue
        own = published[contest]["totals"]
        for option in sorted(set(total["votes"]) | set(own["votes"])):
            if total["votes"].get(option) != own["votes"].get(option):
                report.fail(
                    f"contest {contest}, option {option}: votes {own['votes'].get(option)}, counted {total['votes'].get(option)}"
                )
        for figure in ("registered", "valid"):
            if own[figure] != total[figure]:
                report.fail(f"contest {contest}: {figure} {own[figure]} published, {total[figure]} counted")
    for contest in sorted(set(published) - set(totals)):
        report.fail(f"contest {contest}: a result without a contest")
    for contest, own in sorted(published.items()):
        if (result.get("election") or {}).get("status") == "final" and (not own["final"] or own["outcome"]["pending"]):
            report.fail(f"contest {contest}: the result is called final, and this contest is not")
    report.checked("contests added up again", len(totals))


# 6 — the seats --------------------------------------------------------------------------------------------------------


class Tie(Exception):
    """The votes alone do not decide."""


def highest_averages(votes, seats, lengths):
    """Each next seat to the list with the highest average votes / (seats + 1); a list that ends gives its seats up. A tie for the last
    seats is not decided here. (Cambodia's whole quotas first, then highest averages, give the same seats.)
    """
    won = dict.fromkeys(votes, 0)
    for left in range(seats, 0, -1):
        able = {o: Fraction(v, won[o] + 1) for o, v in votes.items() if v and won[o] < lengths.get(o, seats)}
        if not able:
            break
        best = max(able.values())
        first = [option for option, average in able.items() if average == best]
        if len(first) > left:
            raise Tie
        won[first[0]] += 1
    return won


def first_of(votes, number):
    """The `number` options with most votes; a tie at the edge is not decided here."""
    order = sorted(votes, key=lambda option: -votes[option])
    if len(order) > number and votes[order[number - 1]] == votes[order[number]]:
        raise Tie
    return order[:number]


def winner(votes):
    return {option: int(option == first_of(votes, 1)[0]) for option in votes}


def national_assembly_of_cambodia(total, seats, lengths, _round):
    """Law on the Election of Members of the National Assembly of 2015, article 135."""
    return highest_averages(total["votes"], seats, lengths), []


def european_parliament(total, seats, lengths, _round):
    """Law 77-729, article 3: highest average among the lists with 5 % of the valid votes."""
    over = {option: number for option, number in total["votes"].items() if 20 * number >= total["valid"]}
    return dict.fromkeys(total["votes"], 0) | highest_averages(over, seats, lengths), []


def president(total, _seats, _lengths, number):
    """Constitution, article 7: an absolute majority of the valid votes; otherwise the two with most votes go on."""
    votes = total["votes"]
    if number > 1 or any(2 * own > total["valid"] for own in votes.values()):
        return winner(votes), []
    return dict.fromkeys(votes, 0), first_of(votes, 2)


def national_assembly_of_france(total, _seats, _lengths, number):
    """Code électoral, L126 and L162: a majority of the valid votes and a quarter of the registered; 12.5 % of them to go on."""
    votes, registered = total["votes"], total["registered"]
    if number > 1:
        return winner(votes), []
    if any(2 * own > total["valid"] and 4 * own >= registered for own in votes.values()):
        return winner(votes), []
    over = [option for option in votes if 8 * votes[option] >= registered]
    return dict.fromkeys(votes, 0), over if len(over) > 1 else first_of(votes, 2)


LAWS = {
    "kh.national-assembly": (national_assembly_of_cambodia, "2015-03-26"),
    "fr.european-parliament": (european_parliament, "2018-06-26"),
    "fr.president": (president, "1962-11-08"),
    "fr.national-assembly": (national_assembly_of_france, "1986-07-12"),
}
"""Body → its rule, and the first day from which it is the one carried out here."""


def check_seats(record, totals, result, report):
    with open(os.path.join(record, "election", "election.toml"), "rb") as file:
        law = tomllib.load(file)["law"]
    rule, since = LAWS.get(law["code"], (None, ""))
    if rule is None or str(law["date"]) < since:
        report.note(f"the law {law['code']} of {law['date']} is not one of the four that are carried out here")
        return
    contests = {row["contest_id"]: row for row in table(record, "contests")}
    lengths, decided = {}, {row["contest_id"] for row in table(record, "decisions")}
    for row in table(record, "candidates"):
        own = lengths.setdefault(row["contest_id"], {})
        own[row["option_id"]] = own.get(row["option_id"], 0) + 1
    number = 0
    for contest in result["contests"]:
        code, outcome = contest["contest_id"], contest["outcome"]
        total, row = totals.get(code), contests.get(code)
        if not total or not row or code in decided or None in (total["valid"], total["registered"]):
            report.note(f"contest {code}: a figure is missing, or people decided; its seats are not calculated here")
            continue
        seats = int(row["seats"] or 0) or sum(outcome["seats"].values())
        try:
            given, going_on = rule(total, seats, lengths.get(code, {}), int(row["round"]))
        except Tie:
            if not outcome["pending"] and not any(step["kind"] == "tie" for step in outcome["steps"]):
                report.fail(f"contest {code}: the votes are tied, and the result does not say so")
            report.note(f"contest {code}: tied; its seats are not calculated here")
            continue
        for option in sorted(set(given) | set(outcome["seats"])):
            if given.get(option, 0) != outcome["seats"].get(option, 0):
                published = outcome["seats"].get(option)
                report.fail(f"contest {code}, option {option}: seats {published} published, {given.get(option)} by law")
        if sorted(going_on) != sorted(outcome["next_round"]):
            report.fail(f"contest {code}: {outcome['next_round']} published for the next round, {going_on} by law")
        number += 1
    report.checked("contests with seats calculated again", number)


# ----------------------------------------------------------------------------------------------------------------------


def run(record, key_text, old, report):
    key = read_key(key_text)
    listed, listed_checkpoint = read_manifest(record, key)
    body = read_note(os.path.join(record, "log", "checkpoint"), key, "the checkpoint")
    if body != listed_checkpoint:
        raise Wrong("the manifest is of another state than the checkpoint")
    size, root = read_checkpoint(body, key[0], "the checkpoint")
    report.checked("signatures", 2)
    check_files(record, listed, report)
    entries, leaves = read_log(record, size, report)
    if tree_root(leaves) != root:
        raise Wrong("the entries of the log do not give the root of its checkpoint")
    report.checked("entries of the log", size)
    if old is not None:
        older, older_root = read_checkpoint(read_note(old, key, "the older checkpoint"), key[0], "the older checkpoint")
        if older > size:
            report.fail(f"the record is older than your checkpoint: {size} entries, yours has {older}")
        elif tree_root(leaves[:older]) != older_root:
            report.fail(f"history was rewritten, or forked: the first {older} entries are not those of your checkpoint")
        report.checked("entries of the older checkpoint", older)
    statements = check_tables(record, entries, report)
    with open(os.path.join(record, "result.json"), encoding="utf-8") as file:
        result = json.load(file)
    options = {row["contest_id"]: [] for row in table(record, "contests")}
    for row in table(record, "options"):
        options[row["contest_id"]].append(row["option_id"])
    totals = sums(statements, options)
    check_sums(totals, result, report)
    check_seats(record, totals, result, report)


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    report = Report()
    try:
        run(arguments[0], arguments[1], arguments[2] if len(arguments) == 3 else None, report)
    except Wrong as problem:
        report.fail(str(problem))
    except (ValueError, KeyError, TypeError, OSError) as problem:
        report.fail(f"the record cannot be read to its end: {type(problem).__name__}: {problem}")
    print(f"{'NOT VALID' if report.failures else 'VALID'}   {len(report.failures)} wrong")
    return 4 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
