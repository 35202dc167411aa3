"""Calculations of check digits that several kinds of numbers share. Each is asked of digits only.

Sources: ISO 7812 (Luhn), GS1 General Specifications section 7.9.
"""

from collections.abc import Callable, Sequence

# texts: the caller lets nothing but digits through


def luhn(number: str) -> bool:
    """Every second digit from the right doubled, its digits added; the sum ends in 0."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def gs1(number: str) -> bool:
    """Weights 3 and 1 from the right, the check digit itself with 1; the sum ends in 0."""
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(number))) % 10 == 0


def weighted(weights: Sequence[int], modulus: int) -> Callable[[str], bool]:
    """The weighted sum of all digits is a multiple of `modulus`."""

    def check(number: str) -> bool:
        digits = [int(digit) for digit in number]
        return sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % modulus == 0

    return check
