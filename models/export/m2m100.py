"""Export an M2M100 translator, a local folder in Hugging Face layout, to ONNX.

    python models/export/m2m100.py CHECKPOINT --out DIR [--precision fp32 fp16 int8]
    python models/export/m2m100.py CHECKPOINT --out DIR --weightless
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import M2M100ForConditionalGeneration, M2M100Tokenizer

from exporting import m2m100, package, translator
from exporting.parity import Run

TEXTS = (
    ("en", "ko", "There is a dent of 3.2 mm on the housing."),
    ("ko", "en", "금속 표면 좌측 상단에 스크래치가 있습니다."),
)


def main() -> None:
    options = package.arguments(__doc__, "folder with config.json, weights and vocabulary")
    model = M2M100ForConditionalGeneration.from_pretrained(options.checkpoint, local_files_only=True, dtype=torch.float32).eval()
    tokenizer = M2M100Tokenizer.from_pretrained(options.checkpoint, local_files_only=True)
    rules = model.generation_config

    def tell(tokens: list[int]) -> str:
        return tokenizer.decode(tokens, skip_special_tokens=True)

    def goldens(run: Run, _: Path) -> list[dict]:
        found = []
        for source, target, text in TEXTS:
            tokenizer.src_lang = source
            prompt = [rules.decoder_start_token_id, tokenizer.get_lang_id(target)]
            golden = package.translation(run, text, tokenizer(text).input_ids, translator.shape(model), prompt, rules.eos_token_id, tell)
            found.append(golden | {"direction": {"from": source, "to": target}})
        return found

    package.write(options, m2m100.FAMILY, model, m2m100.graphs(model), m2m100.compare, goldens, options.checkpoint)


if __name__ == "__main__":
    main()
