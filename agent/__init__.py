"""One conversation: turn-taking, playout, memory; and the agent to embed."""

from .session import Reply, Session
from .settings import Settings, load
from .voice_agent import VoiceAgent

__all__ = ["Reply", "Session", "Settings", "VoiceAgent", "load"]
