"""A local server that speaks the protocols of OpenAI, Anthropic and Ollama; what it says is a function of the test."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PIECE_CHARS = 60


@dataclass(frozen=True)
class Asked:
    """A request as the server got it."""

    protocol: str
    model: str
    key: str
    messages: tuple[tuple[str, str], ...]
    body: Mapping[str, Any]

    @property
    def rules(self) -> str:
        """The system message."""
        return next((text for role, text in self.messages if role == "system"), "")

    @property
    def prompt(self) -> str:
        """The first message of the user: question and passages."""
        return next(text for role, text in self.messages if role == "user")

    @property
    def last(self) -> str:
        """The last message."""
        return self.messages[-1][1]

    @property
    def is_retry(self) -> bool:
        """Whether it asks to mend an earlier reply."""
        return sum(role == "user" for role, _ in self.messages) > 1

    @property
    def question(self) -> str:
        """The question put to the model."""
        line = next(line for line in self.prompt.splitlines() if line.startswith("Question (data): "))
        asked: str = json.loads(line.removeprefix("Question (data): "))
        return asked

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of data, places and sentences alike."""
        _, _, after = self.prompt.partition("<<<")
        key, _, rest = after.partition("\n")
        data, _, _ = rest.partition(f"\n{key}>>>")
        return [json.loads(line) for line in data.split("\n") if line]

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """The numbered lines."""
        return [line for line in self.lines if "n" in line]


@dataclass(frozen=True)
class Reply:
    """A reply with status 200. `finish` is why it ended, in OpenAI's words; `whole` False drops the connection."""

    text: str
    finish: str = "stop"
    whole: bool = True
    refusal: str = ""
    tokens: tuple[int, int] = (1000, 50)


@dataclass(frozen=True)
class Status:
    """A reply with another status."""

    code: int
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Silence:
    """No reply; with `trickle`, comments for ever, so that no read ever times out."""

    trickle: bool = False


Outcome = Reply | Status | Silence
Brain = Callable[[Asked], Outcome]


class ModelServer:
    """The server, while a `with` lasts; `asked` are the requests it got."""

    def __init__(self, brain: Brain) -> None:
        self.brain = brain
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def openai(self) -> str:
        """The base URL for clients of OpenAI's protocol."""
        return f"{self.address}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: ModelServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up in some tests; nothing to say about that."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the library
        """Nothing is logged."""

    def end_headers(self) -> None:
        """Each connection carries one request: clients that keep one open leave it to chance when it is closed."""
        self.send_header("connection", "close")
        self.close_connection = True
        super().end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = _asked(self.path, self.headers.get("authorization", self.headers.get("x-api-key", "")), body)
        owner = self.server.owner
        owner.asked.append(asked)
        outcome = owner.brain(asked)
        if isinstance(outcome, Status):
            self._send_status(outcome)
        elif isinstance(outcome, Silence):
            self._stay_silent(outcome)
        else:
            events = {"openai": _openai, "anthropic": _anthropic, "ollama": _ollama}[asked.protocol](asked, outcome)
            self._send_events(events, whole=outcome.whole)

    def _send_status(self, status: Status) -> None:
        data = json.dumps({"error": dict(status.error)}).encode()
        self.send_response(status.code)
        for name, value in {"content-type": "application/json", **status.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stay_silent(self, silence: Silence) -> None:
        self.close_connection = True
        if silence.trickle:
            self._begin()
        while not self.server.owner.over.wait(0.05):
            if silence.trickle:
                self._send_chunk(": still here\n\n")

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _send_chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send_events(self, events: Iterator[str], *, whole: bool) -> None:
        sent = list(events)
        self._begin()
        if not whole:
            sent = sent[: max(1, len(sent) - 3)]  # the end is never told
        for event in sent:
            self._send_chunk(event)
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True


def _asked(path: str, key: str, body: Mapping[str, Any]) -> Asked:
    protocol = {"/v1/chat/completions": "openai", "/v1/messages": "anthropic", "/api/chat": "ollama"}[path]
    messages = [(message["role"], _text(message["content"])) for message in body["messages"]]
    if "system" in body:
        messages.insert(0, ("system", _text(body["system"])))
    return Asked(protocol, body["model"], key.removeprefix("Bearer "), tuple(messages), body)


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(part["text"] for part in content)
    return str(content)


def _pieces(text: str) -> list[str]:
    return [text[start : start + PIECE_CHARS] for start in range(0, len(text), PIECE_CHARS)]


def _openai(asked: Asked, reply: Reply) -> Iterator[str]:
    def event(delta: Mapping[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _openai_event(asked, choices=[choice])

    yield event({"role": "assistant", "content": ""})
    if reply.refusal:
        yield event({"refusal": reply.refusal})
    for piece in _pieces(reply.text):
        yield event({"content": piece})
    yield event({}, reply.finish)
    if asked.body.get("stream_options", {}).get("include_usage"):
        sent, received = reply.tokens
        usage = {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}
        yield _openai_event(asked, choices=[], usage=usage)
    yield "data: [DONE]\n\n"


def _openai_event(asked: Asked, **told: object) -> str:
    frame = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": asked.model, **told}
    return f"data: {json.dumps(frame)}\n\n"


def _anthropic(asked: Asked, reply: Reply) -> Iterator[str]:
    sent, received = reply.tokens
    usage = {"input_tokens": sent, "output_tokens": 1}
    message = {"id": "m1", "type": "message", "role": "assistant", "model": asked.model, "content": [], "usage": usage}
    yield _anthropic_event("message_start", message={**message, "stop_reason": None, "stop_sequence": None})
    by_tool = bool(asked.body.get("tools"))
    tool = {"type": "tool_use", "id": "t1", "name": "answer", "input": {}}
    if by_tool:
        tool["name"] = asked.body["tools"][0]["name"]
    block = tool if by_tool else {"type": "text", "text": ""}
    yield _anthropic_event("content_block_start", index=0, content_block=block)
    for piece in _pieces(reply.text):
        delta = (
            {"type": "input_json_delta", "partial_json": piece} if by_tool else {"type": "text_delta", "text": piece}
        )
        yield _anthropic_event("content_block_delta", index=0, delta=delta)
    yield _anthropic_event("content_block_stop", index=0)
    ended = {"stop": "tool_use" if by_tool else "end_turn", "length": "max_tokens", "content_filter": "refusal"}
    stop = "refusal" if reply.refusal else ended[reply.finish]
    yield _anthropic_event(
        "message_delta",
        delta={"stop_reason": stop, "stop_sequence": None},
        usage={"input_tokens": sent, "output_tokens": received},
    )
    yield _anthropic_event("message_stop")


def _anthropic_event(kind: str, **told: object) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **told})}\n\n"


def _ollama(asked: Asked, reply: Reply) -> Iterator[str]:
    frame = {"model": asked.model, "created_at": "2026-01-01T00:00:00Z"}
    for piece in _pieces(reply.text):
        yield json.dumps({**frame, "message": {"role": "assistant", "content": piece}, "done": False}) + "\n"
    sent, received = reply.tokens
    counted = {"prompt_eval_count": sent, "eval_count": received}
    ended = {**frame, "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reply.finish}
    yield json.dumps({**ended, **counted}) + "\n"
