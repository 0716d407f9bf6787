"""One TOML file per way of running Antiphon."""
