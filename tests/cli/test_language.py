"""Help, errors and completion in the reader's language."""

import click
import pytest
from click.testing import CliRunner

from schakel.cli import COMMANDS, main
from schakel.cli.language import message_of, set_language
from scripts.catalogues import LANGUAGES, read_catalogue, source


def said(*arguments: str, language: str, **environ: str) -> str:
    environ = {"LC_ALL": f"{language}_BE.UTF-8", **environ}
    return CliRunner().invoke(main, list(arguments), env=environ, prog_name="schakel").output


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Gebruik:", "Opties:", "Commando's:", "Toon deze uitleg en stop.", "Toon alleen de pagina's."]),
        ("fr", ["Utilisation\u00a0:", "Options:", "Commandes:", "Afficher cette aide et quitter.", "Servir seulement"]),
        ("de", ["Aufruf:", "Optionen:", "Befehle:", "Diese Hilfe anzeigen und beenden.", "Nur die Seiten"]),
        ("pl", ["Usage:", "Options:", "Commands:", "Show this message and exit.", "Serve the pages only."]),
    ],
)
def test_the_help_speaks_the_language_of_the_locale(language: str, words: list[str]) -> None:
    text = said("--help", language=language)
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_every_command_and_option_is_shown_in_it(language: str) -> None:
    catalogue = read_catalogue(language, source(language, "command"))
    for path, command in commands_in_english():
        shown = "".join(said(*path, "--help", language=language).split())
        found = [catalogue.get(message_of(text)) for text in own_help(command)]
        texts = ["".join(str(each.string).split()) for each in found if each]
        assert len(texts) == len(found) > 0
        assert [text for text in texts if not text or text not in shown] == [], path


def commands_in_english() -> list[tuple[list[str], click.Command]]:
    """Each command and those of its group, but for `manage`, whose help is Django's."""
    set_language("en")
    found: list[tuple[list[str], click.Command]] = []
    for name in COMMANDS.keys() - {"manage"}:
        command = main.get_command(click.Context(main), name)
        assert command
        below = command.commands if isinstance(command, click.Group) else {}
        found += [([name], command), *(([name, each], below[each]) for each in below)]
    return found


def own_help(command: click.Command) -> list[str]:
    """Its own and that of its options, not of the commands below it."""
    return [*filter(None, [command.help, *(each.help for each in command.params if isinstance(each, click.Option))])]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["nothing"], "Fout: Het commando 'nothing' bestaat niet."),
        (["validate"], "Fout: Er ontbreekt een argument 'PATHS...'."),
        (["validate", "--jsno", "x"], "De optie '--jsno' bestaat niet. (Bedoelt u een van deze: '--jobs', '--json'?)"),
        (["validate", "absent.xml"], "'absent.xml' bestaat niet."),
        (["validate", "-j", "many", "-"], "'many' is geen geldig getal (integer range)."),
        (["view", "-", "too", "many"], "Fout: Er zijn argumenten te veel (too many)"),
        (["report"], "Fout: Er ontbreekt een optie '--month'."),
        (["qr"], "Fout: Geef een factuur, of --name, --iban en --amount."),
    ],
)
def test_errors_speak_it_too(arguments: list[str], answer: str) -> None:
    text = said(*arguments, language="nl")
    assert answer in text
    assert "Gebruik:" in text


def test_what_the_operator_set_goes_before_the_locale_and_the_option_before_both() -> None:
    assert "Utilisation" in said("qr", language="nl", SCHAKEL_LANGUAGE="fr")
    assert "Aufruf:" in said("qr", "--lang", "de", language="nl", SCHAKEL_LANGUAGE="fr")


def test_completion_explains_in_it() -> None:
    told = said(language="nl", _SCHAKEL_COMPLETE="zsh_complete", COMP_WORDS="schakel validate --e", COMP_CWORD="2")
    assert "Onze eigen regels, de officiële bestanden door Saxon uitgevoerd, of allebei." in told


def test_asked_in_one_language_and_then_in_another_each_gets_its_own() -> None:
    assert [said("view", "--help", language=each).split()[0] for each in ("nl", "de", "C")] == [
        "Gebruik:",
        "Aufruf:",
        "Usage:",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_click_is_in_the_catalogue(language: str) -> None:
    catalogue = read_catalogue(language, source(language, "command"))
    known = {str(message.id[0] if isinstance(message.id, tuple) else message.id) for message in catalogue}
    assert {"Usage:", "No such option {name!r}.", "Got unexpected extra argument ({args})"} <= known
