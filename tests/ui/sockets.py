"""A visitor without a browser: speaks to the server of the page as the browser does, over its socket."""

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.ui.browsing import PATIENCE_SECONDS, Served


class Visitor:
    """A session of its own with the server; questions are asked by way of links."""

    def __init__(self, page: Served) -> None:
        self._socket = connect(
            f"ws://localhost:{page.port}/_stcore/stream",
            origin=Origin(page.address),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, question: str) -> list[dict[str, Any]]:
        """Every part that the page draws when it is opened with a link that asks the question."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"q": question})
        self._socket.send(message.SerializeToString())
        return list(self._parts())

    def _parts(self) -> Iterator[dict[str, Any]]:
        while True:
            told = self._socket.recv(timeout=PATIENCE_SECONDS)
            forward = ForwardMsg()
            forward.ParseFromString(told if isinstance(told, bytes) else told.encode())
            kind = forward.WhichOneof("type")
            if kind == "script_finished":
                if forward.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
            elif kind == "delta" and forward.delta.new_element.WhichOneof("type") == "bidi_component":
                yield json.loads(forward.delta.new_element.bidi_component.json)
            elif kind == "delta" and forward.delta.new_element.WhichOneof("type") == "exception":
                raise AssertionError(forward.delta.new_element.exception.message)
