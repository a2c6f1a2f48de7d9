"""The program of a peer (see peer.ts): Hugging Face transformers on PyTorch writes texts of a fixed length.

    python pytorch.py blip|marian FOLDER BEAMS TOKENS

It says one line when it is ready; for every line it reads it writes one text and answers with the milliseconds.
"""

import json
import os
import sys
import time

import torch
from transformers import BlipForConditionalGeneration, MarianMTModel

family, folder, beams, tokens = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(len(os.sched_getaffinity(0)))
torch.manual_seed(0)
if family == "blip":
    model = BlipForConditionalGeneration.from_pretrained(folder)
    inputs = {"pixel_values": torch.randn(1, 3, 384, 384)}
else:
    model = MarianMTModel.from_pretrained(folder)
    inputs = {"input_ids": torch.tensor([[*range(2, 14), 0]])}
model.eval()
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    with torch.inference_mode():
        model.generate(**inputs, num_beams=beams, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=False)
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
