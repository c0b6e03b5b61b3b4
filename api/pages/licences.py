"""What the licences of sources allow, in a sentence each, by what the licences are called.

It is no advice: the text of a licence says what it allows.
"""

_ALLOW = {
    "Apache-2.0": "Apache License 2.0: use with its notice and the text of the licence.",
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0: use, also for money, with the name of who made it, a"
        " link to the licence, and word of what you changed."
    ),
    "CC0-1.0": "Creative Commons Zero 1.0: its rights are waived. No attribution is required.",
    "MIT": "MIT License: use with its notice of copyright and of permission.",
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and License 1.0: it is in the public domain."
        " No attribution is required."
    ),
}
_NONE_STATED = "No licence is stated, so no permission is stated either."


def allowed(licence: str | None) -> str:
    """What a licence allows; "" for one that has no words here.

    Args:
        licence: Its identifier of SPDX; None where a source states none.
    """
    return _NONE_STATED if licence is None else _ALLOW.get(licence, "")
