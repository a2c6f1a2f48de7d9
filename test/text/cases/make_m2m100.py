"""Makes m2m100.json: the ids that Hugging Face's M2M100Tokenizer, which asks SentencePiece for the pieces, gives the lines
of sentencepiece.json with the small model of test/fixtures/official.

    python test/text/cases/make_m2m100.py
"""

import json
from pathlib import Path

from transformers import M2M100Tokenizer

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "fixtures/official/m2m100"
SPECIAL = ["__ko__", "a __en__ b", "</s>  <s>x", "<unk><pad> __xx__", "__ko__한글", ">>kor<< ⟦0⟧가 ⟦0⟧나 ㎛㎛", "<"]


def main() -> None:
    tokenizer = M2M100Tokenizer.from_pretrained(MODEL, local_files_only=True, src_lang="ko")
    lines = [case["text"] for case in json.loads((HERE / "sentencepiece.json").read_text())]
    ids = [tokenizer(line).input_ids for line in lines]
    special = [{"text": text, "ids": tokenizer(text).input_ids} for text in SPECIAL]
    cases = ",\n".join(map(json.dumps, ids))
    (HERE / "m2m100.json").write_text(f'{{"special": {json.dumps(special)}, "lines": [\n{cases}\n]}}\n')


if __name__ == "__main__":
    main()
