"""How numbers are written for people: two significant digits, never more than the noise allows."""

import math


def significant(value: object, digits: int = 2) -> str:
    """Return a number with two significant digits and anything else as it is.

    Examples
    --------
    >>> significant(0.012345), significant(-1234.5), significant(0.0), significant(True), significant("line")
    ('0.012', '-1200', '0', 'yes', 'line')
    >>> significant(float("nan")), significant(7)
    ('not defined', '7')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, float):
        return str(value)
    if math.isnan(value):
        return "not defined"
    if math.isinf(value):
        return "unbounded" if value > 0 else "−unbounded"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    rounded = round(value, digits - 1 - magnitude)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    if abs(rounded) < 1e-4:
        return f"{value:.{digits - 1}e}"
    return f"{rounded:.{decimals}f}"


def signed(value: object) -> str:
    """Return a number with its sign, as differences are written.

    Examples
    --------
    >>> signed(0.123), signed(-0.5), signed(0.0)
    ('+0.12', '−0.50', '0')
    """
    text = significant(value)
    if isinstance(value, float) and math.isfinite(value):
        return text.replace("-", "−") if value < 0 else f"+{text}" if value > 0 else text
    return text


def percent(share: float) -> str:
    """Return a share as a whole percentage, saying so when it is not quite none or not quite all.

    Examples
    --------
    >>> percent(0.256), percent(0.0), percent(0.004), percent(0.996), percent(1.0)
    ('26 %', '0 %', 'under 1 %', 'over 99 %', '100 %')
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"
