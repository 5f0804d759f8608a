"""`suffrage demo`: the main job, on the elections that ship with the project."""

import shutil
from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage demo --into demo --lang fr")(demo)


_MARK = ".suffrage-demo"
_GENERATED = "kh-2023-generated"
_EXPLAINED = ("fr-2024-legislatives", "8004")


def demo(
    into: Path = typer.Option(
        Path("demo"), "--into", metavar="FOLDER", help="Where to write; an earlier demo there is replaced."
    ),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Count the elections that ship with the project: who is elected, and why."""
    from suffrage.cli import console as screen
    from suffrage.cli.report import Report
    from suffrage.generate import generate
    from suffrage.intake.folder import new_folder
    from suffrage.jobs import count_with_labels, shipped_elections
    from suffrage.model.jsonio import to_json
    from suffrage.words import say

    tongue = screen.language(lang)
    if (into / _MARK).is_file():
        shutil.rmtree(into)
    with new_folder(into) as working:
        (working / _MARK).write_text("Made by `suffrage demo`, which may replace this folder.\n", "utf-8")
        for shipped in sorted(path for path in shipped_elections().iterdir() if path.is_dir()):
            shutil.copytree(shipped, working / shipped.name)
        with screen.measured(_GENERATED) as progress:
            generate("kh-2023", working / _GENERATED, progress=progress)
        for folder in sorted(path for path in working.iterdir() if path.is_dir()):
            with screen.stages(tongue) as stage:
                result, labels = count_with_labels(folder, progress=stage)
            (working / f"{folder.name}.json").write_text(to_json(result, indent=1) + "\n", "utf-8")
            report = Report(screen.console, tongue, result, labels)
            report.show()
            if folder.name == _EXPLAINED[0]:
                report.explain(_EXPLAINED[1])
    screen.console.print(f"\n[bold]{say(tongue, 'demo.written', folder=str(into))}[/]")
    for command in (
        f"suffrage count {into}/{_GENERATED} --explain 12",
        f"suffrage count {into}/{_EXPLAINED[0]} --explain 7105 --lang fr",
        f"suffrage count {into}/fr-2024-europeennes --json",
    ):
        screen.console.print(f"  $ {command}", soft_wrap=True)
