"""Use cases, one module a use: what the command line and the pages call."""
