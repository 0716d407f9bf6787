"""Every error that Antiphon raises on purpose.

A message names what was wrong, where, and what would be right, because it is shown to people as it is.

    AntiphonError
    +-- ConfigError          a configuration that cannot be used
    +-- InputError           what was given to the agent cannot be answered
    |   +-- AudioError       ... because the recording cannot be read, or is too long
    |   +-- NoSpeechError    ... because nobody speaks in it
    +-- ModelError           weights
    |   +-- ModelMissing     ... are not prepared on this machine
    |   +-- ModelCorrupt     ... are not what they should be
    +-- CapacityError        no room for one more; says when to come back
    +-- TurnFailed           the agent could not answer
    +-- LinkError            the pipe to another process
    |   +-- LinkClosed       ... ended: the peer died or left
    |   +-- ProtocolError    ... carried something that no peer may send
    +-- ChildError           a child process did not start
"""

from __future__ import annotations

__all__ = [
    "AntiphonError",
    "AudioError",
    "CapacityError",
    "ChildError",
    "ConfigError",
    "InputError",
    "LinkClosed",
    "LinkError",
    "ModelCorrupt",
    "ModelError",
    "ModelMissing",
    "NoSpeechError",
    "ProtocolError",
    "TurnFailed",
]


class AntiphonError(Exception):
    """The root of all of them."""


class ConfigError(AntiphonError):
    """A configuration that cannot be used: an unknown key, a wrong value, an unreadable file."""


class InputError(AntiphonError):
    """What was given to the agent cannot be answered; the message says what could be."""


class AudioError(InputError):
    """A recording that cannot be read, is empty, or is too long."""


class NoSpeechError(InputError):
    """A recording in which nobody speaks."""


class ModelError(AntiphonError):
    """Something is wrong with a model's files."""


class ModelMissing(ModelError):
    """The weights are not prepared on this machine."""


class ModelCorrupt(ModelError):
    """The weights are there, but they are not what they should be."""


class CapacityError(AntiphonError):
    """No room for one more session or stream.

    ``retry_after_s``: seconds after which it is worth asking again.
    """

    def __init__(self, message: str, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TurnFailed(AntiphonError):
    """The agent could not answer a turn, by no fault of its user."""


class LinkError(AntiphonError):
    """The pipe to another process."""


class LinkClosed(LinkError):
    """The peer died or left: the pipe has ended."""


class ProtocolError(LinkError):
    """A frame that no peer may send: too large, out of sequence, or not a message."""


class ChildError(AntiphonError):
    """A child process did not start."""
