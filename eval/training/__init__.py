"""Trains encoder and reader on known facts and on questions about invented texts: `python -m eval.training --help`."""
