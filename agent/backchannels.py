"""Whether what was said into an answer is meant to stop it.

"Mm-hm" and "yeah" tell the speaker to go on; so does a cough. Anything else that has words is for the agent.
"""

from __future__ import annotations

import re

__all__ = ["content_words"]

_BACKCHANNELS = frozenset(
    """
    m mm mmm mhm mmhm mmhmm mmmhmm hm hmm hmmm hum hmph uh uhhuh huh um umm uhm er erm ah aha ahh aah ahem eh oh ooh oo
    ow ugh wow whoa ha haha hah heh yeah yea yep yup yah ya ye yes right okay ok kay k sure alright true exactly indeed
    absolutely definitely totally really great good nice cool fine wonderful excellent interesting thanks gotcha see
    got understood course know cough coughs coughing laughs laughter sigh sighs sniff sniffs clears throat music
    """.split()  # noqa: SIM905
)
_FILLERS = frozenset("i it is its that thats you so too of a the all very and well to me".split())  # noqa: SIM905
"""Words that say nothing by themselves: "I see", "of course", "that is right", and the "you" that a recogniser hears
in a breath."""

_WORD = re.compile(r"[a-z']+|[^\W\d_a-z]+|\d+")
_NOTE = re.compile(r"[\[(*][^\])*]*[\])*]")
"""What recognisers write of sounds: [coughing], (sighs), *laughs*."""


def content_words(text: str) -> int:
    """How many words of ``text`` are neither back-channels nor empty ones: 0 is no reason to stop."""
    spoken = _NOTE.sub(" ", text.casefold()).replace("-", "").replace("’", "'")  # noqa: RUF001
    words = [word.replace("'", "") for word in _WORD.findall(spoken)]
    return sum(word not in _BACKCHANNELS and word not in _FILLERS for word in words)
