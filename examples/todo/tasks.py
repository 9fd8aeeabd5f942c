"""Tasks and how they are stored: plain data, no page."""

import json

KEY = "offthread-todo"
# What is shown, and of which tasks.
FILTERS = {
    "all": lambda task: True,
    "open": lambda task: not task["done"],
    "done": lambda task: task["done"],
}


class Tasks:
    """A list of tasks, `{"text": …, "done": …}`, kept in a storage with the methods of the browser's `localStorage`."""

    def __init__(self, storage):
        self.storage = storage
        self.load()

    def load(self):
        """Read the stored tasks."""
        self.tasks = read(self.storage.getItem(KEY))

    def save(self):
        """Store all tasks."""
        self.storage.setItem(KEY, json.dumps(self.tasks))

    def add(self, text):
        """Add an open task and return it, or None where the text is blank."""
        text = text.strip()
        if not text:
            return None
        task = {"text": text, "done": False}
        self.tasks.append(task)
        return task

    def remove(self, task):
        """Remove a task, that very one."""
        self.tasks = [other for other in self.tasks if other is not task]

    def remove_done(self):
        """Remove all that are done."""
        self.tasks = [task for task in self.tasks if not task["done"]]

    def shown(self, name):
        """Return the tasks that a filter shows."""
        return [task for task in self.tasks if FILTERS[name](task)]


def read(stored):
    """Return the tasks in a stored text; what is no task is left out."""
    try:
        items = json.loads(stored) if stored else []
    except ValueError:
        items = []
    return [
        {"text": item["text"], "done": bool(item.get("done"))}
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and isinstance(item.get("text"), str)
    ]
