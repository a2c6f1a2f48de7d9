"""Export a Marian translator to ONNX: a local folder in Hugging Face layout, or an original archive of OPUS-MT (.zip).

    python models/export/marian.py CHECKPOINT --out DIR [--precision fp32 int8]
    python models/export/marian.py ARCHIVE.zip --out DIR
    python models/export/marian.py CHECKPOINT --out DIR --weightless
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from transformers import MarianMTModel, MarianTokenizer

from exporting import marian, opus, package, translator
from exporting.parity import Run

TEXTS = ("a scratch at the top left of the metal surface", "There is a dent of 3.2 mm on the housing.")


def load(checkpoint: Path, room: Path) -> tuple[MarianMTModel, MarianTokenizer, Path]:
    """The model, its tokenizer, and the folder of its configuration and vocabularies."""
    if checkpoint.is_file():
        model, tokenizer = opus.read(checkpoint, room)
        model.config.save_pretrained(room)
        model.generation_config.save_pretrained(room)
        return model, tokenizer, room
    model = MarianMTModel.from_pretrained(checkpoint, local_files_only=True, dtype=torch.float32).eval()
    return model, MarianTokenizer.from_pretrained(checkpoint, local_files_only=True), checkpoint


def main() -> None:
    options = package.arguments(__doc__, "folder with config.json, weights and vocabularies, or archive of OPUS-MT")
    with TemporaryDirectory() as room:
        model, tokenizer, source = load(options.checkpoint, Path(room))
        rules = model.generation_config

        def goldens(run: Run, _: Path) -> list[dict]:
            def tell(tokens: list[int]) -> str:
                return tokenizer.decode(tokens, skip_special_tokens=True)

            start, end, pad = rules.decoder_start_token_id, rules.eos_token_id, rules.pad_token_id
            return [package.translation(run, text, tokenizer(text).input_ids, translator.shape(model), [start], end, tell, (pad,))
                    for text in TEXTS]  # fmt: skip

        package.write(options, marian.FAMILY, model, marian.graphs(model), marian.compare, goldens, source)


if __name__ == "__main__":
    main()
