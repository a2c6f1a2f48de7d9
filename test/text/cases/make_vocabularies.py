"""Makes vocabularies.json: a small vocabulary of BERT and one of CLIP, as their plain files hold them, and how Hugging
Face's tokenizers read 1,000 lines of Korean, English and symbols with them.

    python test/text/cases/make_vocabularies.py     after make_sentencepiece.py, whose lines it takes
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BertTokenizer, CLIPTokenizer

HERE = Path(__file__).parent
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def word_pieces(lines: list[str]) -> list[str]:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator((line.lower() for line in lines), trainers.WordPieceTrainer(vocab_size=900, special_tokens=SPECIAL))
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.get)


def byte_pairs(lines: list[str]) -> tuple[dict[str, int], list[str]]:
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=1200, initial_alphabet=alphabet, end_of_word_suffix="</w>"))
    content = json.loads(tokenizer.to_str())["model"]
    vocabulary = content["vocab"]
    for letter in alphabet:
        vocabulary.setdefault(f"{letter}</w>", len(vocabulary))
    for token in ("<|startoftext|>", "<|endoftext|>"):
        vocabulary[token] = len(vocabulary)
    return vocabulary, [" ".join(pair) for pair in content["merges"]]


def main() -> None:
    lines = [case["text"] for case in json.loads((HERE / "sentencepiece.json").read_text())]
    pieces, (vocabulary, merges) = word_pieces(lines), byte_pairs(lines)
    bert = BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)})
    clip = CLIPTokenizer(vocab=vocabulary, merges=[tuple(pair.split(" ")) for pair in merges])
    cases = [{"text": text, "bert": bert(text).input_ids, "clip": clip(text).input_ids} for text in lines]
    content = {"pieces": pieces, "vocabulary": vocabulary, "merges": merges}
    text = json.dumps(content)[:-1] + ', "cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}\n"
    (HERE / "vocabularies.json").write_text(text)


if __name__ == "__main__":
    main()
