"""How the gateway serves: the keys of the ``[serve]`` table of a configuration."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr

__all__ = ["ServeOptions"]


class ServeOptions(BaseModel):
    """The gateway: its address, who may come in, limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", min_length=1, description="The address to listen on; 0.0.0.0 is every one.")
    port: int = Field(8765, ge=0, le=65535, description="0: any that is free.")
    tls_cert: str = Field("", description="A PEM file with the certificate and its chain; none: plain ws://.")
    tls_key: str = Field("", description="The PEM file with its private key.")
    api_key: SecretStr = Field(SecretStr(""), description="Asked of every client; empty: none is.")
    origins: tuple[str, ...] = Field(
        (), description="Web pages that may connect, beside those of this machine and of the address they connect to."
    )
    max_sessions: int = Field(
        0, ge=0, description="Conversations at once; one more is refused. 0: as many as the agent takes."
    )
    longest_session_s: float = Field(0, ge=0, description="A conversation is ended after so long; 0: never.")
    longest_frame_bytes: int = Field(
        16 * 1024 * 1024, ge=64 * 1024, le=1024 * 1024 * 1024, description="A client that sends a longer one is closed."
    )
    outgoing_bytes: int = Field(
        8 * 1024 * 1024, ge=64 * 1024, description="A client for which more than that waits to be read is closed."
    )
    ping_s: float = Field(
        20, gt=0, le=3600, description="Clients are pinged so often, and closed when nothing comes back for as long."
    )
