"""The package `antiphon.agent.evaluation`."""
