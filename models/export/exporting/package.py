"""Writes the folder of a model around its graphs: what the pack opens, verifies and tests at load."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from exporting import weightless
from exporting.graph import Graph, save
from exporting.parity import Comparison, Run, runner
from exporting.precision import SUFFIX, halve, quantise

CONFIGURATION = ("config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json",
                 "vocab.txt", "vocab.json", "merges.txt", "target_vocab.json", "source.spm", "target.spm", "sentencepiece.bpe.model",
                 "special_tokens_map.json", "LICENSE", "README.md")  # fmt: skip
Goldens = Callable[[Run, Path], list[dict]]


def arguments(description: str, checkpoint: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help=checkpoint)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model, or with --weightless of the graphs")
    parser.add_argument("--precision", nargs="+", choices=SUFFIX, default=["fp32"])
    parser.add_argument("--weightless", action="store_true", help="only graphs without weights, for GYEOL_GRAPHS")
    parser.add_argument("--id", help="default: the name of the folder")
    parser.add_argument("--license", default="unknown")
    parser.add_argument("--languages", nargs="+", default=["en"])
    return parser.parse_args()


def ramp(height: int, width: int) -> Tensor:
    """The picture tensor of the goldens, [1,3,H,W]: ((3x + 5y + 7c) mod 17) / 8 − 1."""
    c, y, x = torch.meshgrid(torch.arange(3), torch.arange(height), torch.arange(width), indexing="ij")
    return (((x * 3 + y * 5 + c * 7) % 17) / 8 - 1)[None].float()


def write(options: argparse.Namespace, family: weightless.Family, model: nn.Module, graphs: list[Graph],
          compare: Callable[[nn.Module, Run], Comparison], goldens: Goldens, source: Path, **facts: object) -> None:  # fmt: skip
    """Everything a precision needs is made and compared with `model` before it is kept; `source` has the
    configuration and vocabulary. `goldens` computes on the most exact graphs made."""
    if options.weightless:
        return weightless.write(options.out, family, model, graphs, compare)
    room = options.out / "onnx"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    (options.out / "model.json").unlink(missing_ok=True)
    paths = {precision: {graph.name: room / f"{graph.name}{suffix}.onnx" for graph in graphs} for precision, suffix in SUFFIX.items()}
    for number, graph in enumerate(graphs, 1):
        print(f"[{number}/{len(graphs)}] tracing {graph.name}", flush=True)
        save(graph.trace(optimize=True), paths["fp32"][graph.name])
    try:
        for precision, convert in (("fp32", None), ("fp16", halve), ("int8", quantise)):
            if precision != "fp32" and precision not in options.precision:
                continue
            for name, path in paths[precision].items():
                if convert:
                    print(f"{precision} {name}", flush=True)
                    convert(paths["fp32"][name], path)
            compare(model, runner(paths[precision])).require(precision)
        for name in CONFIGURATION:
            if (source / name).exists() and source != options.out:
                shutil.copyfile(source / name, options.out / name)
        known = goldens(runner(paths["fp32"]), options.out)
    except BaseException:
        shutil.rmtree(room)
        raise
    if "fp32" not in options.precision:
        for path in room.glob("*"):
            if path.stem in paths["fp32"]:
                path.unlink()
    manifest(options, family.name, known, facts)


def manifest(options: argparse.Namespace, family: str, goldens: list[dict], facts: dict) -> None:
    """model.json, last of all: it holds the checksums of the other files."""
    names = sorted(path for path in options.out.rglob("*") if path.is_file() and path.name != "model.json")
    files = []
    for path in names:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        entry = {"path": path.relative_to(options.out).as_posix(), "bytes": path.stat().st_size, "sha256": digest}
        beside = path.with_suffix(".onnx_data")
        if path.suffix == ".onnx" and beside.exists():
            entry["weights"] = [beside.relative_to(options.out).as_posix()]
        files.append(entry)
    revision = hashlib.sha256("".join(file["sha256"] for file in files).encode()).hexdigest()[:12]
    content = {
        "id": options.id or options.out.resolve().name, "family": family, "revision": revision,
        "license": options.license, "languages": options.languages, **facts, "files": files, "goldens": goldens,
    }  # fmt: skip
    (options.out / "model.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    print(f"{options.out}: {sum(file['bytes'] for file in files) / 1e6:.0f} MB, {len(goldens)} goldens", flush=True)


def greedy(run: Run, cross: dict[str, Tensor], shape: tuple[int, int], prompt: list[int], end: int, count: int,
           banned: tuple[int, ...] = ()) -> list[int]:  # fmt: skip
    """The likeliest tokens behind `prompt`, the end token included, at most `count`; fewer where a banned one would be
    the likeliest, since the test at load knows of no ban. `shape`: heads, width of one."""
    past = {name.replace("cross.", "past."): torch.zeros(1, shape[0], 0, shape[1]) for name in cross}
    tokens, fresh = list(prompt), prompt
    while len(tokens) < len(prompt) + count and (tokens[-1] != end or len(tokens) == len(prompt)):
        outputs = run("decoder_model", {"input_ids": torch.tensor([fresh]), **past, **cross})
        past = {name: torch.from_numpy(outputs[name.replace("past.", "present.")]) for name in past}
        token = int(outputs["logits"][0].argmax())
        if token in banned:
            break
        tokens.append(token)
        fresh = [token]
    return tokens[len(prompt) :]


def translation(run: Run, text: str, ids: list[int], shape: tuple[int, int], prompt: list[int], end: int,
                tell: Callable[[list[int]], str], banned: tuple[int, ...] = ()) -> dict:  # fmt: skip
    """A golden: the greedy translation of `text`."""
    heard = run("encoder_model", {"input_ids": torch.tensor([ids])})
    cross = {name: torch.from_numpy(values) for name, values in heard.items()}
    tokens = greedy(run, cross, shape, prompt, end, 60, banned)
    return {"kind": "translate", "text": text, "input_ids": ids, "token_ids": tokens, "output": tell(tokens)}
