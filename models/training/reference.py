"""What PyTorch and Hugging Face transformers compute with the shipped starters' weights, from the JPEG on.

    python models/training/render.py --count 200 --seed 511000000 --size 640 --out pictures --visible
    python models/training/reference.py pictures --out reference.json [--pictures 200] [--captions 100] [--sentences 200]

Then `GYEOL_STARTER_REFERENCE=reference.json npx vitest run test/models/starter-reference.test.ts` compares the pack with
it. The text sides and the translator are transformers' own classes with the weights that ship; the image tower and the
captioner's memory, which the export merged with what stands beside them, have those of the run, or those that were kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoImageProcessor, MarianConfig, MarianMTModel

from extract_features import tower
from learning import shipped
from learning.captioner import Captioner
from learning.clip import ImageProjection, TextTower
from learning.features import Looking
from learning.keeping import newest
from learning.package import STARTER
from learning.pieces import END, PAD, START
from learning.tower import SIDE, cells_width, pooled_width
from train_blip import CHECKPOINT

LABELS = {
    **{name: [f"a photo of a {name}", f"a {name} on the surface"]
       for name in ("scratch", "dent", "stain", "crack", "hole", "chip", "rust", "foreign particle")},
    "good": ["a photo of a good part without defects", "a clean surface", "결함이 없는 양품 표면"],
}  # fmt: skip
PROMPTS = ("", "there is a")
SENTENCES = Path(__file__).parents[2] / "test/fixtures/sentences/held-out.jsonl"
LONGEST = 30


def rounded(values: Tensor) -> list[float]:
    return [round(value, 6) for value in values.tolist()]


def formula(k: int) -> Tensor:
    """[1,3,224,224], the pictures of models/export/reference.py."""
    c, y, x = torch.meshgrid(*(torch.arange(n, dtype=torch.float64) for n in (3, SIDE, SIDE)), indexing="ij")
    return (((x * (3 + k) + y * (5 + 2 * k) + 7 * c) % (17 + k)) / ((17 + k) / 2) - 1)[None].float()


def outcome(model: nn.Module, beams: int, skipped: int, end: int, **inputs) -> dict:
    """Tokens of the best sequence and how far it is ahead of the second."""
    made = model.generate(**inputs, num_beams=beams, num_return_sequences=beams, do_sample=False, eos_token_id=end,
                          return_dict_in_generate=True, output_scores=True)  # fmt: skip
    tokens = made.sequences[0].tolist()[skipped:]
    scores = getattr(made, "sequences_scores", None)
    lead = None if scores is None else round(float(scores[0] - scores[1]), 6)
    return {"beams": beams, "tokens": tokens[: tokens.index(end) + 1] if end in tokens else tokens, "lead": lead}


class Clip:
    def __init__(self, looking: Looking):
        self.looking, self.image, self.text = looking, ImageProjection(pooled_width(looking.tower)), TextTower().eval()
        shipped.fill(self.image, shipped.starter("clip", "vision_model"), "projection.")
        shipped.fill(self.text, shipped.starter("clip", "text_model"), "")
        self.tokenizer = Tokenizer.from_file(str(STARTER / "clip/tokenizer.json"))
        self.scale = json.loads((STARTER / "clip/model.json").read_text())["logit_scale"]

    def see(self, pixels: Tensor) -> Tensor:
        return F.normalize(self.image(self.looking(pixels)[0])[0], dim=0)

    def read(self, text: str) -> Tensor:
        return F.normalize(self.text(torch.tensor([self.tokenizer.encode(text).ids]))[0], dim=0)

    def labels(self) -> Tensor:
        return torch.stack([F.normalize(torch.stack([self.read(t) for t in texts]).mean(0), dim=0) for texts in LABELS.values()])


def captioner(looking: Looking) -> Captioner:
    image = looking.tower
    model, seen = Captioner(pooled_width(image), cells_width(image)).eval(), shipped.starter("blip", "vision_model")
    step = shipped.starter("blip", "decoder_model")
    keys = {name.replace("keys.layers.", "decoder.bert.encoder.layer."): w for name, w in seen.items() if name.startswith("keys.")}
    model.load_state_dict(newest("blip", CHECKPOINT, "model"))
    tied = {"decoder.bert.embeddings.word_embeddings.weight": step["decoder.cls.predictions.decoder.weight"],
            "decoder.cls.predictions.bias": step["decoder.cls.predictions.decoder.bias"]}
    shipped.fill(model.decoder, {**tied, **step, **keys}, "decoder.")
    return model


def caption(model: Captioner, looking: Looking, pixels: Tensor, tokenizer: Tokenizer) -> list[dict]:
    memory, found = model.memory(*looking(pixels)), []
    for prompt in PROMPTS:
        ids = [START, *tokenizer.encode(prompt, add_special_tokens=False).ids]
        for beams in (3, 1):
            written = outcome(model.decoder, beams, len(ids), END, input_ids=torch.tensor([ids]), pad_token_id=PAD,
                              max_new_tokens=LONGEST - len(ids), bad_words_ids=[[PAD], [1], [START]],
                              encoder_hidden_states=memory,
                              encoder_attention_mask=torch.ones(memory.shape[:2], dtype=torch.long))  # fmt: skip
            found.append({"prompt": prompt, **written})
    return found


def translator() -> MarianMTModel:
    model = MarianMTModel(MarianConfig.from_pretrained(STARTER / "marian")).eval()
    read, write = shipped.starter("marian", "encoder_model"), shipped.starter("marian", "decoder_model")
    state = {f"model.{name}": w for name, w in {**read, **write}.items() if name.startswith(("encoder.", "decoder."))}
    for name, w in read.items():
        if name.startswith("attentions."):
            _, layer, rest = name.split(".", 2)
            state[f"model.decoder.layers.{layer}.encoder_attn.{rest}"] = w
    state["model.shared.weight"] = state["model.encoder.embed_tokens.weight"]
    shipped.fill(model, state, "")
    model.tie_weights()
    if "bias" in write:
        model.final_logits_bias.copy_(write["bias"])
    return model


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of JPEG files")
    parser.add_argument("--out", type=Path, required=True)
    for name, count in (("pictures", 200), ("captions", 100), ("sentences", 200)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    looking = Looking(tower()).eval()
    clip, blip, marian = Clip(looking), captioner(looking), translator()
    labels, processor = clip.labels(), AutoImageProcessor.from_pretrained(STARTER / "clip")
    found: dict = {"folder": str(options.folder), "labels": LABELS, "pictures": [], "formulas": [], "texts": [], "sentences": []}
    for number, path in enumerate(sorted(options.folder.glob("*.jpg"))[: options.pictures]):
        pixels = processor(Image.open(path).convert("RGB"), return_tensors="pt")["pixel_values"]
        seen = clip.see(pixels)
        entry = {"file": path.name, "image": rounded(seen), "logits": rounded(labels @ seen * clip.scale)}
        if number < options.captions:
            entry["captions"] = caption(blip, looking, pixels, clip.tokenizer)
        found["pictures"].append(entry)
    found["formulas"] = [rounded(clip.see(formula(k))) for k in range(8)]
    found["texts"] = [{"text": text, "vector": rounded(clip.read(text))} for texts in LABELS.values() for text in texts]
    reader = Tokenizer.from_file(str(STARTER / "marian/tokenizer.json"))
    for line in SENTENCES.read_text().splitlines()[: options.sentences]:
        text = json.loads(line)["en"]
        ids = torch.tensor([reader.encode(text).ids])
        config = marian.config
        written = outcome(marian, 4, 1, config.eos_token_id, input_ids=ids, max_new_tokens=64, bad_words_ids=[[config.pad_token_id]])
        found["sentences"].append({"text": text, **written})
    options.out.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
