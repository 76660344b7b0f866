"""The command line: one command a file, thin, and loaded only when it is called.

A command is a module that exposes `command` and a line in `COMMANDS`; ``standoff ledger verify`` is the line
``"ledger verify"`` and the module ``ledger_verify``. Every command prints words for people, or one JSON value with
``--json``. Exit status: 0 good, 2 the user's mistake, 1 ours, 130 interrupted.
"""

from standoff.cli.group import LazyGroup

COMMANDS: dict[str, str] = {
    "demo": "Do the main job on real input, from the ledger of 23 March 2022 to a brief.",
    "scenarios": "List the scenarios that come with standoff.",
    "new": "Start a scenario of your own from one that comes with standoff.",
    "check": "Check a scenario, and what its priors imply before any posture is compared.",
    "ledger suggest": "Draft rows from an article, a transcript or a communiqué, offline and by rule.",
    "ledger review": "Go through drafts one by one; what is accepted enters the ledger.",
    "ledger import": "Read deeds from files of event data, each skipped row with its reason.",
    "ledger show": "Show who has said what by a day, and what was done.",
    "ledger diff": "Say what was added between two days, or between two ledgers.",
    "ledger conflicts": "Show where speakers contradict each other or themselves.",
    "ledger verify": "Look up every coded sentence in the text it came from.",
    "ledger export": "Write the tables as files, in canonical form or safe for a spreadsheet.",
    "posture": "Show what the ledger commits, rules out or leaves unsaid, cell by cell.",
    "impact": "Say what one more sentence, or one less, would do to the postures and to the game.",
    "solve": "Solve one game under one posture and explain it in words.",
    "run": "Solve many draws under every posture of the menu, into a run folder.",
    "status": "Say how far a run is.",
    "resume": "Finish a run that was interrupted, to the hash of the unbroken one.",
    "audit": "Check a run: every file against its seal, and some draws by solving them again.",
    "diff": "Lay two runs side by side.",
    "compare": "Say which posture does best in a run, by which criterion and by what margin.",
    "drivers": "Say which priors drive an outcome, or the difference two postures make.",
    "robustness": "Say how the answer moves with the seven things that can flip it.",
    "regimes": "Map which family of postures does best where, over two parameters.",
    "discover": "Find where in the priors something is so, as a box in plain words.",
    "best-words": "Say what binding oneself, or choosing what to reveal, could gain over silence.",
    "worth": "Say what it would be worth to find out before choosing.",
    "claims": "Judge the arguments of the debate: where each holds, where it fails, what decides.",
    "coverage": "Say which mechanisms of the debate are represented where, and which are open.",
    "brief": "Write the brief of a run: a page that needs no network.",
    "efg": "Solve a published game from its Gambit file, with the certificate beside the answer.",
    "serve": "Show a folder of briefs in a browser on this machine only.",
}
"""Name and one line for each command, in the order of the work."""

main = LazyGroup(
    "standoff",
    commands=COMMANDS,
    package=__name__,
    help="""Under which conditions is each way of deterring right, and how would we know?

    From who said what, to what it commits, to whose argument holds where. Start with `standoff scenarios`, then
    `standoff check nato-2022`, `standoff run nato-2022 --draws 256 --seed 7` and `standoff compare` on its folder.
    """,
)
