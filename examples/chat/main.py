"""A chat: what others say comes over a WebSocket of the worker, without a trip to the page; the name is kept."""

import asyncio
import json

from pyscript import WebSocket, document, storage, when

AGAIN_SECONDS = 3

state = document.getElementById("state")
said = document.getElementById("said")
name_field = document.getElementById("name")
text_field = document.getElementById("text")
button = document.getElementById("send")

settings = await storage("chat")  # noqa: F704 - a script may
name_field.value = settings.get("name", "")
current = None


def show(message):
    """Put a message at the end of the list."""
    line = document.createElement("li")
    name = document.createElement("b")
    name.textContent = message["name"]
    if message["name"] == settings.get("name"):
        line.className = "mine"
    line.append(name, message["text"])
    said.append(line)
    line.scrollIntoView(block="nearest")


@when("submit", "#say")
def send(event):
    """Say what is in the field."""
    event.preventDefault()
    name = name_field.value.strip()
    text = text_field.value.strip()
    if name and text and current:
        settings["name"] = name
        current.send(json.dumps({"name": name, "text": text}))
        text_field.value = ""


async def stay():
    """Be in the room, and come back when the connection is lost."""
    global current
    while True:
        try:
            socket = await WebSocket("room").opened()
            said.replaceChildren()
            button.disabled = False
            current = socket
            async for text in socket:
                message = json.loads(text)
                if "here" in message:
                    count = message["here"]
                    state.textContent = "You are alone." if count == 1 else f"{count} people are here."
                else:
                    show(message)
        except OSError:
            # There is no server, or not any more: what is said below is all there is to say.
            socket = None
        current = None
        button.disabled = True
        state.textContent = "There is no connection. Is the server running? python examples/chat/server.py"
        await asyncio.sleep(AGAIN_SECONDS)


await stay()  # noqa: F704
