"""The certificate of the gateway."""

from __future__ import annotations

import ssl
from pathlib import Path

from ..errors import ConfigError
from .options import ServeOptions

__all__ = ["tls_context"]


def tls_context(options: ServeOptions) -> ssl.SSLContext | None:
    """The certificate and the key of ``options``, loaded; None where there are none. Raises ConfigError."""
    if not options.tls_cert and not options.tls_key:
        return None
    if not options.tls_cert or not options.tls_key:
        given, missing = ("tls_cert", "tls_key") if options.tls_cert else ("tls_key", "tls_cert")
        raise ConfigError(f"serve.{given} is given without serve.{missing}: TLS needs both")
    cert, key = Path(options.tls_cert).expanduser(), Path(options.tls_key).expanduser()
    for name, path in (("tls_cert", cert), ("tls_key", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise ConfigError(f"serve.{name}: {str(path)!r} cannot be read: {error.strerror}") from error

    def no_password() -> str:
        raise ConfigError(f"serve.tls_key: {str(key)!r} is encrypted; give a key that is not")

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key, no_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ConfigError(f"serve.tls_key: {str(key)!r} is not the key of {str(cert)!r}") from error
        what = f"{str(cert)!r} and {str(key)!r} are not a certificate and its key in PEM form"
        raise ConfigError(f"serve.tls_cert, serve.tls_key: {what} ({error.reason or error})") from error
    return context
