"""The commands of ``kam``, one a module; ``kamlib.commands.app`` imports a module only when its command is called.

The pattern, for a command ``kam greet NAME --lang zh``::

    def register(app: typer.Typer) -> None:
        app.command("greet", help=_("Say hello."))(greet)

    def greet(
        name: Annotated[str, typer.Argument(metavar="NAME", help=…)],
        lang: options.Lang = None,
    ) -> None:
        …                       # raise KamError for what the user can correct; return 1 for "not as wished"

Help texts are made when the module is imported, which is after ``--lang`` was read: ``_()`` may be used in them.
"""
