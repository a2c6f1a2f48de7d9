"""Makes sentencepiece.model, trained on the words of the glossary, and sentencepiece.json, how SentencePiece itself cuts
1,000 lines of Korean, English and symbols with it.

    python test/text/cases/make_sentencepiece.py

The vocabulary is small and its alphabet incomplete, so that unknown characters and long cuts occur.
"""

import csv
import json
import random
from pathlib import Path

import sentencepiece

HERE = Path(__file__).parent
SYMBOLS = """±0.05 3.2㎜ ①②③ ＡＢＣ１２３ ㈜결 ℃ ½ Ａ－１ → “quote” … — ～ ﬁ é e\u0301 😀 👩‍🔧 Ⅲ ㎛ × ÷ % @#$ ㄱㄴ がぎ ⟦0⟧ LOT-7
№ ™ ㅋㅋ 𝒜 ½㎏ a\u0300\u0301b 힣 \u1112\u1161\u11ab 龜 \U00010000""".split()
INVISIBLE = ["\u3000", "\u00a0", "\u200b", "\ufeff", "\u202e", "\t", "\u0001", "\r", "\x7f", "\u00ad", "\ufffd", ""]


def main() -> None:
    random.seed(5)
    with open(HERE / "default-glossary.csv", encoding="utf-8-sig") as file:
        words = [word for row in csv.reader(file) for cell in row for word in cell.split()]
    corpus = [" ".join(random.choices(words, k=random.randint(3, 12))) for _ in range(4000)]
    with open(HERE / "sentencepiece.model", "wb") as file:
        # A model_prefix would be written into the model, with the path of this machine.
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus), model_writer=file, vocab_size=1200,
            character_coverage=0.99, hard_vocab_limit=False, minloglevel=2,
        )  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_file=str(HERE / "sentencepiece.model"))
    cases = []
    for _ in range(1000):
        parts = random.choices(words + SYMBOLS * 12 + INVISIBLE * 6, k=random.randint(0, 12))
        text = random.choice(["", "", " "]) + random.choice([" ", " ", "  ", ""]).join(parts)
        cases.append({"text": text, "pieces": processor.encode(text, out_type=str)})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "sentencepiece.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
