"""Whether what was said into an answer is meant to stop it.

"Mm-hm" and "yeah" tell the speaker to go on; so does a cough. Anything else that has words is for the agent.
"""

from __future__ import annotations

import re

__all__ = ["SHORT_MS", "content_words", "is_meant"]

_BACKCHANNELS = frozenset(
    """
    m mm mmm mhm mmhm mmhmm mmmhmm hm hmm hmmm hum hmph uh uhhuh uhuh ehuh huh um umm uhm er erm ah aha ahh
    aah ahem eh oh ooh oo
    ow ugh wow whoa ha haha hah heh yeah yea yep yup yah ya ye yes right okay ok kay k sure alright true exactly indeed
    absolutely definitely totally really great good nice cool fine wonderful excellent interesting thanks gotcha see
    got understood course know cough coughs coughing laughs laughter sigh sighs sniff sniffs clears throat music
    """.split()  # noqa: SIM905
)
_FILLERS = frozenset("i it is its that thats you so too of a the all very and well to me".split())  # noqa: SIM905
"""Words that say nothing by themselves: "I see", "of course", "that is right", and the "you" that a recogniser hears
in a breath."""

_COMMANDS = frozenset(
    """
    stop wait no nope hold pause halt enough quiet silence shut hush hey but what who why when where how which sorry
    excuse pardon please actually listen cancel never dont not wrong louder slower faster quieter repeat again skip next
    back continue hello help goodbye bye question
    """.split()  # noqa: SIM905
)
"""One of these is meant, however short it was said."""
SHORT_MS = 800.0
"""A recogniser makes words of hummed sounds ("mm-hm" is "and then"): one word of so little voice is probably none."""

_WORD = re.compile(r"[a-z']+|[^\W\d_a-z]+|\d+")
_NOTE = re.compile(r"[\[(*][^\])*]*[\])*]")
"""What recognisers write of sounds: [coughing], (sighs), *laughs*."""


def is_meant(text: str, voiced_ms: float) -> bool:
    """Whether ``text``, understood in ``voiced_ms`` of voice, is meant for the agent."""
    content = _content(text)
    return len(content) >= 2 or any(word in _COMMANDS or voiced_ms >= SHORT_MS for word in content)


def content_words(text: str) -> int:
    """How many words of ``text`` are neither back-channels nor empty ones: 0 is no reason to stop."""
    return len(_content(text))


def _content(text: str) -> list[str]:
    spoken = _NOTE.sub(" ", text.casefold()).replace("-", "").replace("’", "'")  # noqa: RUF001
    words = [word.replace("'", "") for word in _WORD.findall(spoken)]
    return [word for word in words if word not in _BACKCHANNELS and word not in _FILLERS]
