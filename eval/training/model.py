"""The reading model: all-MiniLM-L6-v2 over question and passage together, with three small heads."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import AutoModel

SIMILARITY_SCALE = 8.0
HEAD_SIZE = 192
WINDOWS_AT_ONCE = 8
LENGTH_STEP = 32
"""Tensors of few shapes: for each new one the CPU kernels are made anew."""


class Scores(NamedTuple):
    """`units` (windows, units): logit that the unit answers. `passages` (windows,): that anything in the window does.

    `words` (windows, tokens): logit that the token belongs to the words that answer.
    """

    units: Tensor
    passages: Tensor
    words: Tensor


class ReadingModel(nn.Module):
    """Scores units, window and tokens in one pass.

    A unit is the mean of its tokens' states, compared with the mean of the question's tokens in the manner of
    Sentence-BERT (Reimers and Gurevych 2019), but after both have attended to one another.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,  # drawing chances takes a CPU longer than the products that they thin out
            attention_probs_dropout_prob=0.0,
            hidden_act="gelu_pytorch_tanh",  # within a thousandth of the original's, and quicker on a CPU
        )
        size = self.body.config.hidden_size
        self.compare = nn.Sequential(
            nn.Linear(4 * size, HEAD_SIZE), nn.GELU(), nn.Dropout(0.1), nn.Linear(HEAD_SIZE, 1)
        )
        self.relevance = nn.Linear(size, 1)
        self.words = nn.Sequential(nn.Linear(size, 64), nn.GELU(), nn.Linear(64, 1))
        self.scale = nn.Parameter(torch.tensor(SIMILARITY_SCALE))
        self.shift = nn.Parameter(torch.tensor(-SIMILARITY_SCALE * 0.6))

    def forward(self, ids: Tensor, mask: Tensor | None, types: Tensor, question: Tensor, pool: Tensor) -> Scores:
        """Scores from token ids, mask (None: nothing is padding) and types (windows, tokens), long.

        `question` (windows, tokens) and `pool` (windows, units, tokens), float, are the rows that average the
        question's and each unit's tokens.
        """
        return self.judge(self.states(ids, mask, types), question, pool)

    def states(self, ids: Tensor, mask: Tensor | None, types: Tensor) -> Tensor:
        """The last layer's states, shape (windows, tokens, size)."""
        found: Tensor = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        return found

    def states_by_length(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """As `states`, but windows of like length go together: on a CPU padding costs more than calls do.

        Always WINDOWS_AT_ONCE of them, the last one repeated where there are fewer, for the sake of few shapes.
        """
        lengths = mask.sum(dim=1)
        order = lengths.argsort()
        parts = []
        for rows in torch.split(order, WINDOWS_AT_ONCE):
            filled = torch.cat([rows, rows[-1:].expand(WINDOWS_AT_ONCE - len(rows))])
            longest = min(ids.shape[1], -(-int(lengths[rows].max()) // LENGTH_STEP) * LENGTH_STEP)
            found = self.states(ids[filled, :longest], mask[filled, :longest], types[filled, :longest])[: len(rows)]
            parts.append(nn.functional.pad(found, (0, 0, 0, ids.shape[1] - longest)))
        return torch.cat(parts)[order.argsort()]

    def judge(self, states: Tensor, question: Tensor, pool: Tensor) -> Scores:
        """The scores from states."""
        asked = torch.matmul(question.unsqueeze(1), states)
        units = torch.matmul(pool, states)
        likeness = nn.functional.cosine_similarity(units, asked, dim=-1)
        first = states[:, 0]
        spread = asked.expand_as(units)
        compared = self.compare(torch.cat([units, spread, units * spread, first.unsqueeze(1).expand_as(units)], dim=-1))
        return Scores(
            compared.squeeze(-1) + self.scale * likeness + self.shift,
            self.relevance(asked).squeeze(-1).squeeze(-1),
            self.words(states).squeeze(-1),
        )
