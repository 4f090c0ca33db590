"""Questions come in from people; answers go out to terminal, JSON and (later) the page. No logic of its own."""
