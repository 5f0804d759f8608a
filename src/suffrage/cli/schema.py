"""`suffrage schema`: the JSON Schema of what `count --json` and `declare --json` write."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage schema > result.schema.json")(schema)


def schema() -> None:
    """Print the JSON Schema of a result (published as docs/result.schema.json)."""
    import json

    from suffrage.model import Result
    from suffrage.model.jsonio import schema as schema_of

    typer.echo(
        json.dumps(schema_of([Result]) | {"$ref": "#/$defs/Result", "title": "suffrage result"}, indent=2, ensure_ascii=False)
    )
