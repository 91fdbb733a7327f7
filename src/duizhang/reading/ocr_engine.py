"""The two networks of OCR: where lines of print are, and what characters stand in one.

Both are PP-OCR models that lie inside the ``rapidocr`` package; nothing is ever downloaded, for a
model is always named by its file. Finding lines is left to rapidocr. Recognising runs its model
through onnxruntime directly, for rapidocr gives one score a line, and an account needs to know how
sure each digit is, and what else it may be.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # grey, rows x columns
Floats = npt.NDArray[np.float32]

THREADS = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
_HEIGHT = 48  # of the recogniser's input, in pixels
_STEP = 8  # columns of the input for each of its answers
_BATCH = 12000  # columns of input recognised at once: bounds the memory of the answers
_LONGEST = 3200  # columns of one line
_BLANK = 0
_DASHES = frozenset("-—–―‒−~～")


class NoEngine(Exception):  # noqa: N818 - a state of the installation
    """The extra ``duizhang[ocr]`` is not installed, or its models are missing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser saw in one line.

    ``text``, and for each of its characters: ``sure`` (its probability, 0 to 1), ``centre`` (its
    place along the line, 0 to 1), ``rival`` (the largest probability that another character had
    where this one stands or right beside it).
    """

    text: str
    sure: tuple[float, ...]
    centre: tuple[float, ...]
    rival: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean probability of the characters; 0 where there are none."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def detect(picture: Picture) -> Floats:
    """Corners of the lines of print in ``picture`` (lines x 4 x 2; from upper left, clockwise)."""
    boxes = _detector()(np.repeat(picture[:, :, None], 3, axis=2)).boxes
    if boxes is None or not len(boxes):
        return np.zeros((0, 4, 2), np.float32)
    return np.asarray(boxes, np.float32)


def recognise_lines(pictures: Sequence[Picture], stretch: float = 1.0) -> list[Reading]:
    """The characters of each line of print. ``stretch`` widens the lines against their height."""
    import cv2

    ready: list[Picture] = []
    for picture in pictures:
        height, width = picture.shape
        wide = int(np.clip(round(width * stretch * _HEIGHT / height / _STEP) * _STEP, 16, _LONGEST))
        how = cv2.INTER_AREA if height > 1.5 * _HEIGHT else cv2.INTER_LINEAR
        ready.append(np.asarray(cv2.resize(picture, (wide, _HEIGHT), interpolation=how), np.uint8))
    order = sorted(range(len(ready)), key=lambda i: (ready[i].shape[1], i))
    found: list[Reading] = [_EMPTY] * len(ready)
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and ready[order[stop]].shape[1] * (stop + 1 - start) <= _BATCH
            and ready[order[stop]].shape[1] <= 1.1 * ready[order[start]].shape[1] + 16
        ):
            stop += 1
        chosen = order[start:stop]
        for i, answer in zip(chosen, _answers([ready[i] for i in chosen]), strict=True):
            found[i] = _decode(answer, ready[i].shape[1] // _STEP)
        start = stop
    return found


_EMPTY = Reading("", (), (), ())


def _answers(pictures: Sequence[Picture]) -> Floats:
    """Probabilities of each character at each step: lines x steps x characters."""
    wide = max(320, *(p.shape[1] for p in pictures))
    batch = np.zeros((len(pictures), 3, _HEIGHT, wide), np.float32)
    for i, picture in enumerate(pictures):
        batch[i, :, :, : picture.shape[1]] = picture.astype(np.float32) / 127.5 - 1
    session = _recogniser()[0]
    answers: Floats = session.run(None, {session.get_inputs()[0].name: batch})[0]
    return answers


def _decode(answer: Floats, steps: int) -> Reading:
    """Greedy decoding: runs of one best character, blanks between them left out."""
    _, characters, alike = _recogniser()
    best = answer.argmax(axis=1)
    top = answer.max(axis=1)
    second = answer.copy()
    second[np.arange(len(best)), best] = 0
    second[:, _BLANK] = 0
    second[:, -1] = 0  # a space is no rival
    rivals = second.max(axis=1)  # of steps that are blank: what was nearly seen there
    rival_of = second.argmax(axis=1)
    text: list[str] = []
    sure: list[float] = []
    centre: list[float] = []
    rival: list[float] = []
    starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]])
    runs = [(int(a), int(b)) for a, b in zip(starts, np.r_[starts[1:], len(best)], strict=True)]
    for first, behind in runs:
        code = int(best[first])
        if code == _BLANK:
            continue
        peak = first + int(top[first:behind].argmax())
        same = alike.get(code, [code])
        text.append(characters[code])
        # whether there is a space changes no figure
        sure.append(1.0 if text[-1] == " " else min(1.0, float(answer[peak, same].sum())))
        centre.append(((first + behind) / 2) / max(1, steps))
        around = range(max(0, first - 2), min(len(best), behind + 2))
        near = [
            float(rivals[k])
            for k in around
            if rival_of[k] not in same and (k == peak or best[k] == _BLANK)
        ]
        rival.append(max(near, default=0.0))
    return Reading("".join(text), tuple(sure), tuple(min(1.0, c) for c in centre), tuple(rival))


def _model(task: str) -> Path:
    """The file of the model for ``task`` (``det``, ``rec``) inside the rapidocr package."""
    try:
        spec = find_spec("rapidocr")
        missing = [x for x in ("cv2", "onnxruntime") if find_spec(x) is None]
    except (ImportError, ValueError) as error:
        raise NoEngine(str(error)) from error
    if spec is None or spec.origin is None or missing:
        raise NoEngine("rapidocr")
    found = sorted((Path(spec.origin).parent / "models").glob(f"*_{task}_*.onnx"))
    if not found:
        raise NoEngine(f"model {task}")
    return found[-1]


@lru_cache(maxsize=1)
def _detector() -> Any:
    """rapidocr's detector with its own settings, on a session of ours: it offers no way to keep
    idle threads from spinning."""
    path = _model("det")
    from omegaconf import OmegaConf
    from rapidocr import EngineType
    from rapidocr.ch_ppocr_det import TextDetector

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    settings = OmegaConf.load(path.parents[1] / "config.yaml").Det
    settings._set_flag("allow_objects", True)
    settings.session = _session(path)
    settings.engine_type = EngineType.ONNXRUNTIME
    settings.score_mode = "slow"  # within its outline: the box of a bent line is half paper
    settings.limit_side_len = 32  # the caller chooses the scale
    return TextDetector(settings)


@lru_cache(maxsize=1)
def _recogniser() -> tuple[Any, list[str], dict[int, list[int]]]:
    """The session of the recogniser, its characters by number, and which of them are alike."""
    path = _model("rec")
    session = _session(path)
    known = session.get_modelmeta().custom_metadata_map.get("character")
    if not known:
        raise NoEngine("characters of the model")
    characters = ["", *known.splitlines(), " "]
    forms: dict[str, list[int]] = {}
    for code, character in enumerate(characters[:-1]):
        if character and not character.isalnum():
            form = normalize("NFKC", character)
            forms.setdefault("-" if form in _DASHES else form, []).append(code)
    return session, characters, {c: same for same in forms.values() for c in same}


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # gives memory back between pages
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # halves CPU seconds
    return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
