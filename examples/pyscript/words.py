"""Counts words, for a page that fetches this file by its config."""


def count(text):
    """Return how often each word occurs, most frequent first."""
    found = {}
    for word in text.lower().split():
        word = word.strip(".,;:!?\"'()")
        if word:
            found[word] = found.get(word, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
