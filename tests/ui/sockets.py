"""A visitor without a browser: speaks to the server of the page as the browser does, over its socket."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.ui.browsing import PATIENCE_SECONDS, Served


class Visitor:
    """A session of its own with the server; questions are asked as links ask them."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def ask(self, question: str) -> list[dict[str, Any]]:
        """Every part that the page draws when it is opened with a link that asks the question."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"q": question})
        self._connection.send(message.SerializeToString())
        return list(self._parts())

    def _parts(self) -> Iterator[dict[str, Any]]:
        while True:
            told = self._connection.recv(timeout=PATIENCE_SECONDS)
            forward = ForwardMsg()
            forward.ParseFromString(told if isinstance(told, bytes) else told.encode())
            kind = forward.WhichOneof("type")
            if kind == "script_finished" and forward.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return
            element = forward.delta.new_element if kind == "delta" else None
            if element is not None and element.WhichOneof("type") == "exception":
                raise AssertionError(element.exception.message)
            if element is not None and element.WhichOneof("type") == "bidi_component":
                yield json.loads(element.bidi_component.json)


@contextmanager
def visiting(page: Served) -> Iterator[Visitor]:
    """A visitor, until the block ends."""
    address = f"ws://localhost:{page.port}/_stcore/stream"
    with connect(
        address,
        origin=Origin(page.address),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        open_timeout=PATIENCE_SECONDS,
    ) as connection:
        yield Visitor(connection)
