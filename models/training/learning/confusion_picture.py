"""A confusion matrix as a picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

CELL, MARGIN, HEAD = 58, 140, 60
FONT, INK = cv2.FONT_HERSHEY_SIMPLEX, (40, 40, 40)


def draw(table: np.ndarray, names: list[str], path: Path) -> None:
    """`table` [true, predicted] counts; cells are coloured by the share of their row."""
    share = table / np.maximum(1, table.sum(1, keepdims=True))
    side = CELL * len(names)
    sheet = np.full((HEAD + side + 10, MARGIN + side + 10, 3), 255, np.uint8)
    cv2.putText(sheet, "rows: truth, columns: said; percent of the row", (8, 18), FONT, 0.45, INK, 1, cv2.LINE_AA)
    for i, name in enumerate(names):
        cv2.putText(sheet, name, (8, HEAD + CELL * i + 33), FONT, 0.45, INK, 1, cv2.LINE_AA)
        cv2.putText(sheet, name.split()[0], (MARGIN + CELL * i + 3, HEAD - 10), FONT, 0.38, INK, 1, cv2.LINE_AA)
        for j in range(len(names)):
            x, y = MARGIN + CELL * j, HEAD + CELL * i
            dark = share[i, j]
            colour = tuple(int(255 - dark * depth) for depth in (60, 140, 225))
            cv2.rectangle(sheet, (x, y), (x + CELL - 2, y + CELL - 2), colour, -1)
            if table[i, j]:
                ink = (255, 255, 255) if dark > 0.5 else INK
                cv2.putText(sheet, f"{100 * dark:.0f}", (x + 14, y + 34), FONT, 0.5, ink, 1, cv2.LINE_AA)
    cv2.imwrite(str(path), sheet)
