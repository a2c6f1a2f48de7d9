"""Train the English→Korean starter translator: `python models/training/train_marian.py --minutes 60`.

Sentences are drawn on the fly from the grammar; no data is read or written. Stop at any time: the same command
goes on from the last checkpoint in `models/training/runs/marian`, and `--minutes` is the total, not the rest.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from marian_grammar import text_stream
from sentences.kept import begin_with_kept
from sentences.model import batches, new_model
from sentences.tokenizer import train_tokenizer

RUN = Path(__file__).parent / "runs/marian"
RAREST_WORD = 20
"""Words seen less often in 60,000 pairs are spelled out."""
WARM_UP_STEPS = 400
AVERAGE_DECAY = 0.995
CHECKPOINT_SECONDS = 120


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60, help="training time in all, earlier runs included")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=32, help="sentence pairs a step")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="highest learning rate")
    parser.add_argument("--from-kept", action="store_true", help="begin with the weights kept in the repository")
    parser.add_argument("--run", type=Path, default=RUN, help="folder of checkpoint and tokenizer")
    return parser.parse_args()


def load_or_train_tokenizer(path: Path, seed: int) -> Tokenizer:
    if not path.exists():
        train_tokenizer(text_stream(seed, 60_000), RAREST_WORD).save(str(path))
    return Tokenizer.from_file(str(path))


def learning_rate(step: int, progress: float, highest: float) -> float:
    """Linear warm-up by steps, then linear decay to 2 % by `progress` (0 … 1 of the training time)."""
    return highest * min(1.0, (step + 1) / WARM_UP_STEPS) * (1 - 0.98 * min(progress, 1.0))


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.run.mkdir(parents=True, exist_ok=True)
    checkpoint = args.run / "checkpoint.pt"
    tokenizer = load_or_train_tokenizer(args.run / "tokenizer.json", args.seed)
    model = new_model(tokenizer)
    if args.from_kept:
        begin_with_kept(model, tokenizer)
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE_DECAY))
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    step, pairs, seconds = 0, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict({**optimizer.state_dict(), "state": state["optimizer"]["state"]})
        step, pairs, seconds = state["step"], state["pairs"], state["seconds"]

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(),
                    "step": step, "pairs": pairs, "seconds": seconds}, part)
        part.replace(checkpoint)

    model.train()
    losses: list[float] = []
    started = saved = time.monotonic() - seconds
    for batch in batches(Random(f"{args.seed}/{step}"), tokenizer, args.batch):
        seconds = time.monotonic() - started
        progress = seconds / (60 * args.minutes)
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, progress, args.rate)
        loss = model(**batch, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update_parameters(model)
        losses.append(loss.item())
        step += 1
        pairs += len(batch["labels"])
        if step % 100 == 0:
            print(f"{seconds / 60:6.1f} of {args.minutes:g} min  step {step:6d}  pairs {pairs:9,d}  "
                  f"loss {sum(losses[-100:]) / 100:.4f}", flush=True)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            save()
            saved = time.monotonic()
    save()


if __name__ == "__main__":
    main()
