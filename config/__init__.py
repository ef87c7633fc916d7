"""The project: settings, addresses, the server and the demo."""

__version__ = "0.1.0"
