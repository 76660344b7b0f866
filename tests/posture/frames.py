"""The frame of the alliance debate of March 2022, as the tests of the semantics use it."""

from standoff.posture.frame import Frame, Instrument, Rung

RUNGS = (
    Rung("hold", "protege"),
    Rung("cyber@allied", "allied"),
    Rung("chemical@protege", "protege"),
    Rung("hubs@allied", "allied"),
    Rung("nuclear@protege", "protege"),
    Rung("seize@allied", "allied"),
)
ORDER = (("cyber@allied", "hubs@allied"), ("hubs@allied", "seize@allied"), ("chemical@protege", "nuclear@protege"))
INSTRUMENTS = (
    Instrument("troops", "force"),
    Instrument("no_fly_zone", "force"),
    Instrument("strikes", "force"),
    Instrument("jets", "arms", by_member=True),
    Instrument("arms", "arms", by_member=True),
    Instrument("air_defence", "arms", by_member=True),
    Instrument("sanctions", "economic", by_member=True),
    Instrument("deployments", "presence"),
)


def alliance(*members: str) -> Frame:
    """The frame with these members; the United States leads where it is one."""
    return Frame(RUNGS, ORDER, INSTRUMENTS, "NATO", members, "USA" if "USA" in members else "")


SMALL = alliance("USA", "DEU", "POL", "m")
THIRTY = alliance("USA", "DEU", "POL", *(f"m{i}" for i in range(27)))

MEMBERS_2022 = (
    *("ALB", "BEL", "BGR", "CAN", "HRV", "CZE", "DNK", "EST", "FRA", "DEU", "GRC", "HUN", "ISL", "ITA", "LVA"),
    *("LTU", "LUX", "MNE", "NLD", "MKD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "TUR", "GBR", "USA"),
)
NATO_2022 = alliance(*MEMBERS_2022)
