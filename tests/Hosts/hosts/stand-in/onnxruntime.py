"""Stands for Python's onnxruntime where it is not installed: as much of it as samples/python uses, answered by
onnxruntime-node. The file's inputs and outputs are read by the package onnx.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx

SessionOptions = SimpleNamespace

_NODE = Path(__file__).parent.parent / "node.mjs"
_TYPES = {1: "tensor(float)", 7: "tensor(int64)", 8: "tensor(string)", 9: "tensor(bool)"}
_NAMES = {np.dtype(object): "string", np.dtype(np.int64): "int64", np.dtype(np.float32): "float32"}
_READERS = {
    "string": lambda data: np.array(data, object),
    "int64": lambda data: np.array([int(text) for text in data], np.int64),
    "float32": lambda data: np.array([float(text) for text in data], np.float32),
    "bool": lambda data: np.array([text == "true" for text in data], bool),
}


class InferenceSession:
    def __init__(self, path, options=None, providers=None):
        self._path = str(Path(path).absolute())
        self._graph = onnx.load(path).graph

    def get_inputs(self):
        return [_described(value) for value in self._graph.input]

    def get_outputs(self):
        return [_described(value) for value in self._graph.output]

    def run(self, names, feeds):
        call = {"name": "call", "inputs": {name: _write(array) for name, array in feeds.items()}}
        models = [{"name": "model", "path": self._path, "calls": [call]}]
        with tempfile.TemporaryDirectory() as folder:
            calls, answers = Path(folder, "calls.json"), Path(folder, "answers.json")
            calls.write_text(json.dumps(models))
            subprocess.run(["node", _NODE, calls, answers], check=True)
            outputs = json.loads(answers.read_text())["model"]["call"]
        return [_read(outputs[name]) for name in names or [value.name for value in self.get_outputs()]]


def _described(value):
    tensor = value.type.tensor_type
    shape = [axis.dim_param or axis.dim_value for axis in tensor.shape.dim]
    return SimpleNamespace(name=value.name, type=_TYPES[tensor.elem_type], shape=shape)


def _write(array):
    return {
        "type": _NAMES[array.dtype],
        "dims": list(array.shape),
        "data": [str(value) for value in array.flat],
    }


def _read(tensor):
    return _READERS[tensor["type"]](tensor["data"]).reshape(tensor["dims"])
