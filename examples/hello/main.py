import sys

from pyscript import document, when

button = document.getElementById(sys.implementation.name)
clicks = 0


@when("click", button)
def count(event):
    global clicks
    clicks += 1
    button.textContent = f"Clicked {clicks} time{'s' * (clicks > 1)}"


button.textContent = "Click me"
button.disabled = False
