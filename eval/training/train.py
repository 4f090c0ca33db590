"""The training loop: seeded, resumable, with a log of every look at the held-out questions."""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from eval.training.batches import Batch, batch, draw
from eval.training.examples import Example, Labelled
from eval.training.harden import hardest
from eval.training.judge import judge
from eval.training.loss import loss_of
from eval.training.model import ReadingModel

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
WARM_UP = 0.06
MOST_GRADIENT = 1.0
FROZEN_LAYERS = 2
"""Layers from the bottom that stay as they are: a third more windows a second for it."""
LEAST_SHARE_OF_RATE = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage of training: how often the examples are gone through, and how many at once with how many windows.

    Of `drawn` windows (0: no more than are read) those are read that answer, and the hardest.
    """

    name: str
    epochs: float
    questions: int = 6
    windows: int = 4
    drawn: int = 0
    rate: float = 4e-5
    head_rate: float = 4e-4
    seed: int = 1
    look_every: int = 400


@dataclass(slots=True)
class _Course:
    """A model in training, and how far it has come: `step` of `steps`."""

    model: ReadingModel
    plan: Plan
    optimizer: AdamW
    schedule: LambdaLR
    steps: int
    step: int = 0


def train(  # noqa: PLR0913, PLR0917 - what is trained, on what, how, where to, and who hears of it
    model: ReadingModel,
    examples: Sequence[Example],
    held_out: Sequence[Example],
    plan: Plan,
    folder: Path,
    say: Callable[[str], None] = print,
) -> ReadingModel:
    """The model after the stage; where the folder holds a checkpoint of it, from there on."""
    folder.mkdir(parents=True, exist_ok=True)
    course = _begin(model, plan, len(examples))
    _resume(folder / CHECKPOINT, course)
    began, losses = time.monotonic(), []
    model.train()
    while course.step < course.steps:
        drawn = _drawn(examples, plan, course.step)
        losses.append(_learn(course, batch(hardest(model, drawn, plan.windows))))
        if course.step % plan.look_every == 0 or course.step == course.steps:
            row = {"stage": plan.name, "step": course.step, "steps": course.steps, "loss": sum(losses) / len(losses)}
            row |= {"seconds": time.monotonic() - began, **judge(model, held_out)._asdict()}
            with (folder / LOG).open("a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
            say(json.dumps(row))
            losses = []
            _save(folder / CHECKPOINT, course)
    return model


def _begin(model: ReadingModel, plan: Plan, examples: int) -> _Course:
    for part in (model.body.embeddings, *model.body.encoder.layer[:FROZEN_LAYERS]):
        part.requires_grad_(requires_grad=False)  # words, half of all weights, keep their sense where never shown
    optimizer = AdamW(_groups(model, plan), weight_decay=0.01)
    steps = int(plan.epochs * (examples // plan.questions))
    schedule = LambdaLR(optimizer, lambda step: _share_of_rate(step, steps))
    return _Course(model, plan, optimizer, schedule, steps)


def _groups(model: ReadingModel, plan: Plan) -> list[dict[str, Any]]:
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    inside = {id(parameter) for parameter in model.body.parameters()}
    heads = [parameter for parameter in model.parameters() if id(parameter) not in inside]
    return [{"params": body, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}]


def _share_of_rate(step: int, steps: int) -> float:
    """Rises over the first steps, then falls in a straight line."""
    warm = max(1, int(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return max(LEAST_SHARE_OF_RATE, (steps - step) / max(1, steps - warm))


def _drawn(examples: Sequence[Example], plan: Plan, step: int) -> list[list[Labelled]]:
    """The windows drawn of a step's examples.

    The same whenever it is asked for, so that a resumed training goes on as if never cut.
    """
    epoch, place = divmod(step, len(examples) // plan.questions)
    order = _rng(plan, epoch).sample(range(len(examples)), len(examples))
    rng = _rng(plan, step)
    chosen = [examples[number] for number in order[place * plan.questions : (place + 1) * plan.questions]]
    return [draw(example, max(plan.windows, plan.drawn), rng) for example in chosen]


def _rng(plan: Plan, number: int) -> random.Random:
    return random.Random(f"{plan.seed}-{number}")  # noqa: S311 - sampling, not secrecy


def _learn(course: _Course, given: Batch) -> float:
    """Take one step; returns the loss before it."""
    model = course.model
    torch.manual_seed(course.plan.seed * 1_000_003 + course.step)  # dropout: the same after a resumption
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = model.judge(model.states_by_length(given.ids, given.mask, given.types), given.question, given.pool)
    loss = loss_of(scores, given)
    course.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), MOST_GRADIENT)
    course.optimizer.step()
    course.schedule.step()
    course.step += 1
    return float(loss.detach())


def _save(file: Path, course: _Course) -> None:
    state = {
        "plan": asdict(course.plan),
        "step": course.step,
        "model": course.model.state_dict(),
        "optimizer": course.optimizer.state_dict(),
        "schedule": course.schedule.state_dict(),
    }
    torch.save(state, file.with_suffix(".part"))
    file.with_suffix(".part").replace(file)


def _resume(file: Path, course: _Course) -> None:
    """Take up what a checkpoint of the same plan holds."""
    if not file.exists():
        return
    state = torch.load(file, weights_only=True)
    if state["plan"] != asdict(course.plan):
        return
    course.model.load_state_dict(state["model"])
    course.optimizer.load_state_dict(state["optimizer"])
    course.schedule.load_state_dict(state["schedule"])
    course.step = int(state["step"])
