"""The int8 files of a folder in transformers.js's layout, as its own scripts make them: `python quantise.py FOLDER`."""

import sys
from pathlib import Path

from onnxruntime.quantization import QuantType, quantize_dynamic

for name in ("vision_model", "text_model"):
    quantised = Path(sys.argv[1], "onnx", f"{name}_quantized.onnx")
    if not quantised.exists():
        quantize_dynamic(quantised.with_name(f"{name}.onnx"), quantised, weight_type=QuantType.QUInt8,
                         extra_options={"EnableSubgraph": True})  # fmt: skip
