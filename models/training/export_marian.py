"""Export the trained translator: `python models/training/export_marian.py`, into models/starter/marian.

Writes tokenizer.json, config.json, generation_config.json, model.json with checksums and goldens, and the two
graphs in single precision.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import GenerationConfig, MarianMTModel

from sentences.graphs import export_graphs, largest_difference
from sentences.model import new_model
from sentences.translator import LONGEST, Translator
from train_marian import RUN

STARTER = Path(__file__).parents[1] / "starter/marian"
PARITY = 1e-3
UNTRAINED_SEED = 20261124
GOLDEN_TEXTS = (
    "a scratch at the top left",
    "there is a small dent at the bottom right of the brushed metal surface",
    "a crack with a length of 12.5 mm at the center of the painted surface",
    "a ⟦0⟧ and a ⟦1⟧ on the housing",
    "a ⟦0⟧ of ⟦a⟧ at the top left, lot ⟦b⟧",
)


def load_trained(run: Path) -> tuple[MarianMTModel, Tokenizer]:
    """The running average of the weights in the checkpoint of `run`, and its tokenizer."""
    tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
    model = new_model(tokenizer)
    average = torch.load(run / "checkpoint.pt", weights_only=True)["average"]
    model.load_state_dict({k.removeprefix("module."): v for k, v in average.items() if k != "n_averaged"})
    return model, tokenizer


def untrained() -> tuple[MarianMTModel, Tokenizer]:
    """Random weights of the starter's shape with its vocabulary: a model that knows nothing."""
    torch.manual_seed(UNTRAINED_SEED)
    tokenizer = Tokenizer.from_file(str(STARTER / "tokenizer.json"))
    return new_model(tokenizer), tokenizer


def write_model(model: MarianMTModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Graphs in single precision, tokenizer and configuration, without model.json."""
    folder.mkdir(parents=True, exist_ok=True)
    config = model.config
    tokenizer.save(str(folder / "tokenizer.json"))
    config.save_pretrained(folder)
    GenerationConfig(
        decoder_start_token_id=config.decoder_start_token_id, eos_token_id=config.eos_token_id,
        pad_token_id=config.pad_token_id, bad_words_ids=[[config.pad_token_id]], max_length=LONGEST, num_beams=4,
    ).save_pretrained(folder)
    export_graphs(model, folder / "onnx")
    difference = largest_difference(model, folder / "onnx")
    print(f"largest difference of a logit between the graphs and the model: {difference:.1e}")
    if difference > PARITY:
        raise SystemExit("The exported graphs do not compute what the model computes; nothing may be shipped.")


def write_manifest(folder: Path) -> None:
    """model.json: what the folder holds, and translations that a loaded model must repeat."""
    translator = Translator(folder)
    files = sorted((folder / "onnx").glob("*.onnx"))
    goldens = []
    for text in GOLDEN_TEXTS:
        ids = translator.token_ids(text)
        goldens.append({"kind": "translate", "text": text, "input_ids": translator.ids(text), "token_ids": ids,
                        "output": translator.tokenizer.decode(ids)})
    manifest = {
        "id": "starter-marian", "family": "marian", "revision": datetime.date.today().isoformat(),
        "license": "Apache-2.0", "languages": ["en", "ko"], "precision": "fp32",
        "files": [{"path": f"onnx/{f.name}", "bytes": f.stat().st_size,
                   "sha256": hashlib.sha256(f.read_bytes()).hexdigest()} for f in files],
        "goldens": goldens,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    on_one_line = re.sub(r"\[[\d,\s]+\]", lambda ids: " ".join(ids[0].split()), text)
    (folder / "model.json").write_text(on_one_line + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, default=RUN, help="folder of checkpoint and tokenizer")
    parser.add_argument("--out", type=Path, default=STARTER)
    parser.add_argument("--untrained", action="store_true", help="random weights of the same shape, to compare with")
    args = parser.parse_args()
    write_model(*(untrained() if args.untrained else load_trained(args.run)), args.out)
    write_manifest(args.out)


if __name__ == "__main__":
    main()
