"""The suggester on the labelled texts, on bad input, and on the promises it makes whatever the text."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import labelled
import matrices
import pytest
import scoring
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import LedgerError
from standoff.ledger.ledger import Ledger
from standoff.ledger.statement import Act, Direction, Form, Qualifier, direction_of
from standoff.ledger.suggest import RuleSuggester, read_drafts, suggest, write_drafts
from standoff.ledger.suggest.draft import Draft
from standoff.ledger.suggest.text_file import LARGEST, decode, read_text
from standoff.ledger.verify import Outcome, verify

DAY = date(2031, 3, 12)


def _drafts(text: labelled.LabelledText) -> tuple[Draft, ...]:
    return suggest(text.text, date=date.fromisoformat(text.date) if text.date else None, source=text.name)


@pytest.fixture(scope="module")
def scored() -> tuple[scoring.Scored, ...]:
    return scoring.score(labelled.texts(), _drafts)


def test_direct_speech_is_found_and_given_to_its_speaker(scored: tuple[scoring.Scored, ...]) -> None:
    assert scoring.direct_detection(scored)[0] >= 0.98
    assert scoring.speakers(scored).value >= 0.97


def test_indirect_statements(scored: tuple[scoring.Scored, ...]) -> None:
    found, exact = scoring.indirect(scored)
    assert found.value >= 0.80
    assert exact.value >= 0.80


def test_what_a_posture_is_made_of(scored: tuple[scoring.Scored, ...]) -> None:
    assert scoring.directions(scored)[0] >= 0.85
    assert scoring.qualifiers(scored)[0].value >= 0.95
    assert scoring.principals(scored).value >= 0.95


def test_confidence_means_something(scored: tuple[scoring.Scored, ...]) -> None:
    sure = scoring.confident(scored)
    assert sure.of > 70
    assert sure.value >= 0.9


def test_what_must_never_happen(scored: tuple[scoring.Scored, ...]) -> None:
    assert scoring.zero_tolerance(scored) == []


FRESH = tuple(sorted((Path(__file__).parent / "fresh").glob("round-[1-6]")))


@pytest.mark.parametrize("flagged", [False, True], ids=["flagged rows left out", "every draft"])
@pytest.mark.parametrize("folder", [labelled.FOLDER, *FRESH], ids=lambda folder: folder.name)
def test_drafts_never_turn_a_posture_round(folder: Path, flagged: bool) -> None:
    cells, cases = matrices.compared(scoring.score(labelled.texts(folder), _drafts), flagged=flagged)
    assert cells > 10
    assert cases == []


def test_a_posture_turned_round_is_noticed() -> None:
    """Oracle of the check above: drafts whose promises and refusals change places."""
    turned = {Act.COMMIT: Act.RULE_OUT, Act.RULE_OUT: Act.COMMIT}
    (scored,) = scoring.score(labelled.texts()[:1], _drafts)
    wrong = [
        replace(draft, act=act, direction=direction_of(act))
        for draft in scored.drafts
        for act in (turned.get(draft.act, draft.act),)
    ]
    cells, cases = matrices.compared([replace(scored, drafts=tuple(wrong))], flagged=True)
    assert cells > 0
    assert cases


def test_confidence_holds_on_fresh_texts() -> None:
    sure = scoring.confident(item for folder in FRESH for item in scoring.score(labelled.texts(folder), _drafts))
    assert sure.of > 50
    assert sure.value >= 0.9


@pytest.mark.parametrize(
    ("text", "principal", "act"),
    [
        ("VILNIUS — The allies will not deploy troops, Secretary General Mark Telling said.", "NATO", "rule_out"),
        ("VILNIUS — The alliance will not deploy troops, Secretary General Mark Telling said.", "NATO", "rule_out"),
        ("“We will send troops,” OSCE Secretary General Mark Telling told the alliance.", "OSCE", "commit"),
        ("PARIS — “No consensus today to send troops on the ground,” said President Luc Aubin.", "FRA", "assessment"),
    ],
)
def test_whom_an_office_binds_and_what_is_only_observed(text: str, principal: str, act: str) -> None:
    (draft,) = suggest(text, date=DAY)
    assert (draft.principal, draft.act.value) == (principal, act)


def test_a_speaker_of_a_transcript_binds_the_state_he_acts_for() -> None:
    text = (
        "NATO press conference\n\nBrussels, 3 March 2032\n\n"
        "Prime Minister Ilves: Estonia will send two air defence batteries.\n\nQuestion: Will you send troops?\n\n"
        "Prime Minister Ilves: I will not speculate. All options remain on the table.\n"
    )
    assert [(draft.principal, draft.act.value) for draft in suggest(text, date=DAY)] == [
        ("EST", "commit"),
        ("EST", "keep_vague"),
        ("EST", "keep_vague"),
    ]


def test_an_adversary_that_acts_is_not_the_speakers_state() -> None:
    text = (
        "Press conference\n\nBrussels, 3 March 2032\n\n"
        "Prime Minister Ilves: Russia will deploy more troops against Estonia. Estonia will send two batteries.\n\n"
        "Question: Will you send troops?\n\nPrime Minister Ilves: I will not speculate.\n"
    )
    drafts = suggest(text, date=DAY)
    assert {draft.principal for draft in drafts} == {"EST"}
    assert drafts[0].direction is Direction.NONE


def test_wilson_against_a_published_value() -> None:
    low, high = scoring.wilson(81, 263)  # Newcombe 1998, table I, method 3
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_drafts_survive_their_file() -> None:
    for text in labelled.texts()[:6]:
        drafts = _drafts(text)
        assert read_drafts(write_drafts(drafts)) == drafts


def test_verify_finds_every_draft_again() -> None:
    for text in labelled.texts():
        rows = tuple(draft.statement(coder="x", when=DAY) for draft in suggest(text.text))
        assert {found.outcome for found in verify(Ledger(statements=rows), text.text)} <= {Outcome.FOUND}


def test_the_same_in_another_process() -> None:
    text = labelled.texts()[8]
    code = (
        "import sys; sys.path.insert(0, 'tests/suggest'); import labelled; from standoff.ledger.suggest import *;"
        f"sys.stdout.write(write_drafts(suggest(labelled.texts()[8].text, source={text.name!r})))"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == write_drafts(suggest(text.text, source=text.name))


def test_no_year_without_a_date() -> None:
    text = "“We will send no troops,” French President Luc Aubin said on 3 March. He said so again last Thursday."
    assert all(draft.date_from is None for draft in suggest(text))
    assert suggest(text, date=DAY)[0].date_from == date(2031, 3, 3)


@pytest.mark.parametrize(
    ("text", "speaker", "direction", "qualifiers"),
    [
        (
            "Paris will not send troops on its own, the French president, Luc Aubin, said.",
            "Luc Aubin",
            "withhold",
            {"unilateral"},
        ),
        (
            "“For the time being we will not deliver tanks,” said German Chancellor Agnes Roth.",
            "Agnes Roth",
            "withhold",
            {"for_now"},
        ),
        ("“We will not hesitate to defend Poland,” Polish Prime Minister Jan Lis said.", "Jan Lis", "deliver", set()),
        ("Polish Prime Minister Jan Lis did not rule out sending troops.", "Jan Lis", "reserve", set()),
        (
            "“We will not only send tanks but also jets,” Polish Prime Minister Jan Lis said.",
            "Jan Lis",
            "deliver",
            set(),
        ),
        ("Polish Prime Minister Jan Lis denied that Warsaw had promised jets.", "Jan Lis", "none", set()),
        ("“Should we send troops?” Polish Prime Minister Jan Lis asked.", "Jan Lis", "none", set()),
        ("“NATO will not send troops,” said Ada Moe, a former Norwegian defence minister.", "Ada Moe", "none", set()),
        (
            "“We would have to send troops if they used gas,” said Ada Moe, an analyst in Oslo.",
            "Ada Moe",
            "none",
            set(),
        ),
    ],
)
def test_polarity_and_authority(text: str, speaker: str, direction: str, qualifiers: set[str]) -> None:
    (draft,) = suggest(text, date=DAY)
    assert draft.speaker == speaker
    assert draft.direction.value == direction
    assert {q.value for q in draft.qualifiers} == qualifiers
    if direction == "none" and "Moe" in speaker:
        assert draft.principal == ""


def test_one_sentence_two_directions() -> None:
    text = "“We will send tanks, but we will not send jets,” German Chancellor Agnes Roth said."
    tanks, jets = suggest(text, date=DAY)
    assert (tanks.direction, tanks.instruments) == (Direction.DELIVER, ("arms",))
    assert (jets.direction, jets.instruments) == (Direction.WITHHOLD, ("jets",))


@pytest.mark.parametrize(
    "text",
    [
        "German Chancellor Agnes Roth visits troops in Warsaw. (Photo: Ida Bo/AFP)",
        "We will not send troops, says Roth",
        "Read more: Chancellor Roth says she will not send troops.",
        "“No troops, no tanks” has become the slogan of the marches.",
        "The “limited” operation went on.",
        "Correction: an earlier version said Chancellor Roth would send troops.",
        "Subscribe to our newsletter, which Chancellor Roth said she would read.",
    ],
)
def test_furniture_makes_no_posture(text: str) -> None:
    assert not [d for d in suggest(text, date=DAY) if d.direction is not Direction.NONE]


def test_unbalanced_marks_do_not_swallow_the_text() -> None:
    text = "“We will go, Roth said. She left.\n\n“Never,” said Polish Prime Minister Jan Lis.\n"
    assert suggest(text, date=DAY)[-1].speaker == "Jan Lis"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc ABC“”\"'‘’«»„.,!?—:;()[]\n\tßéé<script>0", max_size=300))
def test_any_text_gives_drafts_with_places_in_it(text: str) -> None:
    for draft in suggest(text, date=DAY):
        start, end = draft.span
        assert 0 <= start < end <= len(text)
        assert 0 < draft.confidence <= 1
        assert draft.statement(coder="x").span == draft.span


def test_script_tags_stay_text() -> None:
    text = "“<script>alert(1)</script> We will not send troops,” German Chancellor Agnes Roth said."
    (draft,) = [d for d in suggest(text, date=DAY) if d.direction is Direction.WITHHOLD]
    assert "<" not in draft.paraphrase


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x7fELF\x00\x01\x02" * 50)
    with pytest.raises(LedgerError, match=r"binary|no text"):
        read_text(path)
    path.write_bytes("Größe".encode("latin-1"))
    with pytest.raises(LedgerError, match="no text"):
        read_text(path)
    path.write_bytes("“No,” he said.".encode("utf-16"))
    assert read_text(path) == "“No,” he said."
    assert decode(b"\xef\xbb\xbfA\r\nB") == "A\nB"
    with pytest.raises(LedgerError, match="cannot be read"):
        read_text(tmp_path / "missing.txt")


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert path.stat().st_size > LARGEST
    with pytest.raises(LedgerError, match="too large"):
        read_text(path)


def test_a_users_lexicon_is_laid_over_ours(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text(
        "states:\n  VSL: {names: [Vesland], demonyms: [Veslandic], seats: [Tarn], legislature: []}\n", encoding="utf-8"
    )
    text = "Tarn will not send troops, it said on Monday. “No,” Veslandic President Ida Moe said."
    drafts = RuleSuggester(lexicon=tmp_path).suggest(text, date=DAY)
    assert drafts[-1].principal == "VSL"
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "acts.yaml").write_text("rules: [{act: commit, cue: '('}]\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="does not compile"):
        suggest(text, lexicon=broken)


def test_the_article(shared: Path) -> None:
    """The expert is not France; the December sentence keeps both qualifiers; a diplomat on others has depth 2."""
    article = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    drafts = suggest(article, date=date(2022, 3, 23), source="article")
    expert = [d for d in drafts if d.speaker.endswith("Heisbourg")]
    assert len(expert) >= 3
    assert {d.principal for d in expert} == {""}
    assert {d.direction for d in expert} == {Direction.NONE}
    december = [d for d in drafts if d.date_from == date(2021, 12, 1)]
    assert [set(d.qualifiers) for d in december] == [{Qualifier.UNILATERAL, Qualifier.FOR_NOW}]
    assert december[0].principal == "USA"
    diplomat = [d for d in drafts if "diplomat" in d.speaker and d.form is Form.DIRECT]
    assert [(d.relay, d.principal) for d in diplomat] == [(2, "")]
    bound = {(d.speaker, d.principal) for d in drafts if d.direction is not Direction.NONE}
    assert ("Olaf Scholz", "DEU") in bound
    assert not {speaker for speaker, _ in bound} & {"Chris Murphy", "Mitt Romney", "Marko Mihkelson"}


def test_a_line_may_be_longer_than_a_million_characters() -> None:
    text = "“We will not send troops,” German Chancellor Agnes Roth said. " + "and so on " * 100_500
    assert [(d.speaker, d.direction) for d in suggest(text, date=DAY)] == [("Agnes Roth", Direction.WITHHOLD)]


@pytest.mark.parametrize(
    ("named", "speaker"),
    [
        ("Philippine President Dario “Dado” Maranan Jr.", "Dario “Dado” Maranan"),
        ("H.E. Mr. Kin Sung, head of the DPRK delegation,", "Kin Sung"),
        ("Sheikh Tamir bin Hamid Al-Thari, the Emir of Qatar,", "Tamir bin Hamid al-Thari"),
        ("military spokesman Rear Adm. Dano Hagart", "Dano Hagart"),
        ("Abdel-Rahim al-Sissi, Egypt’s president,", "Abdel-Rahim al-Sissi"),
        ("Leo da Silveira, Brazil’s president,", "Leo da Silveira"),
    ],
)
def test_names_in_many_forms(named: str, speaker: str) -> None:
    drafts = suggest(f"MANILA — {named} said on Monday that patrols would go on. “We will not yield,” he said.\n")
    assert {draft.speaker for draft in drafts} == {speaker}
