"""check.py MODEL.onnx ...: Python's own check of ONNX files, with full inference of types and shapes.

Prints one JSON object: for each file, null where it is right, else what is wrong; this begins with "TooNew" where the
file's operator set is newer than this package, which can then not judge it.
"""

import json
import sys

import onnx


def complaint(path):
    try:
        model = onnx.load(path)
        opset = next(entry.version for entry in model.opset_import if not entry.domain)
        if opset > onnx.defs.onnx_opset_version():
            return f"TooNew: onnx {onnx.__version__} does not know opset {opset}."
        onnx.checker.check_model(path, full_check=True)
        inferred = onnx.shape_inference.infer_shapes(
            model, check_type=True, strict_mode=True, data_prop=True
        )
        onnx.checker.check_model(inferred)
    except Exception as error:  # Whatever it is, it is the answer.
        return f"{type(error).__name__}: {error}"
    return None


print(json.dumps({path: complaint(path) for path in sys.argv[1:]}))
