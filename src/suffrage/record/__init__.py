"""The published record: a folder of static files with an append-only log, signed, that anyone can check again.

docs/record.md describes every file of it. `publish` writes a record, `verify` trusts nothing in it but a public key.
"""
