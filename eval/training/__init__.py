"""Trains the reader: known facts and public questions in, an int8 ONNX model out. `python -m eval.training --help`."""
