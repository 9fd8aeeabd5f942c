"""Notes and how they are stored: plain data, no page. Runs in every Python, MicroPython's small one included."""

import json

KEY = "offthread-notes"


class Note:
    """One note. `changed` is when, in milliseconds since 1970."""

    def __init__(self, number, text, changed):
        self.number = number
        self.text = text
        self.changed = changed


class Notes:
    """All notes, kept in a storage with the methods of the browser's `localStorage`.

    Every change is stored at once; what the storage raises goes to the caller, with the change made all the same.
    """

    def __init__(self, storage):
        self.storage = storage
        self.notes = []
        # Stored text that could not be read, until it is safe under a key of its own.
        self._damaged = None

    def load(self, now):
        """Read the stored notes. Returns the key that unreadable content is kept under, or None."""
        stored = self.storage.getItem(KEY)
        self.notes, damaged = parse(stored)
        if not damaged:
            return None
        key = f"{KEY}-damaged-{now}"
        self._damaged = (key, stored)
        self.save()
        return key

    def save(self):
        """Store all notes."""
        if self._damaged:
            # Where there is no room for it, this raises, and what could not be read stays where it was.
            self.storage.setItem(*self._damaged)
            self._damaged = None
        plain = [{"number": note.number, "text": note.text, "changed": note.changed} for note in self.notes]
        self.storage.setItem(KEY, json.dumps(plain))

    def find(self, text=""):
        """Return the notes that contain all words of a text, the last changed first."""
        words = text.lower().split()
        found = [note for note in self.notes if all(word in note.text.lower() for word in words)]
        return sorted(found, key=lambda note: (note.changed, note.number), reverse=True)

    def get(self, number):
        """Return the note with a number, or None if it is gone."""
        for note in self.notes:
            if note.number == number:
                return note
        return None

    def add(self, text, now):
        """Add a note and return it."""
        note = Note(max([note.number for note in self.notes] + [0]) + 1, text, now)
        self.notes.append(note)
        self.save()
        return note

    def change(self, number, text, now):
        """Give a note a new text. One that stays the same keeps its place."""
        note = self.get(number)
        if note and note.text != text:
            note.text, note.changed = text, now
            self.save()

    def delete(self, number):
        """Delete a note. Returns it, so that it can be put back."""
        note = self.get(number)
        if note:
            self.notes.remove(note)
            self.save()
        return note

    def put_back(self, note):
        """Undo a deletion. A note that got the same number meanwhile keeps it."""
        if self.get(note.number):
            note.number = max(other.number for other in self.notes) + 1
        self.notes.append(note)
        self.save()


def parse(stored):
    """Return the notes in a stored text, and whether anything in it could not be read."""
    if stored is None:
        return [], False
    try:
        items = json.loads(stored)
    except ValueError:
        return [], True
    if not isinstance(items, list):
        return [], True
    notes = {}
    for item in items:
        if _is_note(item) and item["number"] not in notes:
            notes[item["number"]] = Note(item["number"], item["text"], item["changed"])
    return list(notes.values()), len(notes) < len(items)


def _is_note(item):
    return (
        isinstance(item, dict)
        and type(item.get("number")) is int
        and isinstance(item.get("text"), str)
        and type(item.get("changed")) in (int, float)
    )
