"""The lamp is out: a text adventure that asks with `input()` and tells with `print()`.

Nothing in this file knows of the page it is played on; `python main.py` plays it in a terminal.
"""

# Rooms: name, what one sees, and where the exits lead.
ROOMS = {
    "jetty": (
        "Jetty",
        "Planks, slippery with weed. The boat that brought you pulls at its line. In the north the island rises, and "
        "on top of it stands the lighthouse, dark.",
        {"north": "beach"},
    ),
    "beach": (
        "Beach",
        "Shingle that hisses with each wave. The jetty is south, a path climbs north, and in the west the cliff has a "
        "mouth: a cave.",
        {"south": "jetty", "north": "path", "west": "cave"},
    ),
    "cave": ("Cave", "Wet rock and the smell of seals. The daylight is east.", {"east": "beach"}),
    "path": (
        "Cliff path",
        "The path clings to the cliff. Far out, the lights of a ship: she is coming nearer, and she does not know. "
        "North is the keeper's yard, south and below is the beach.",
        {"north": "yard", "south": "beach"},
    ),
    "yard": (
        "Yard",
        "A yard with a well, out of the wind. The cottage is west, a shed is east, and in the north is the door of the "
        "tower. The path goes down to the south.",
        {"west": "cottage", "east": "shed", "north": "tower", "south": "path"},
    ),
    "cottage": (
        "Cottage",
        "One room. The keeper is not here, but the stove still glows. A wall calendar ends three days ago. The door is "
        "east.",
        {"east": "yard"},
    ),
    "shed": ("Shed", "Nets, floats, paint, and more nets. The yard is west.", {"west": "yard"}),
    "tower": (
        "Foot of the tower",
        "Stairs wind up into the dark, a hundred and ten by the number on the wall. The yard is south.",
        {"up": "lamp room", "south": "yard"},
    ),
    "lamp room": (
        "Lamp room",
        "Glass all around, and in the middle the great lamp, taller than you. Below you lies the whole sea, and on it "
        "a ship that is much too near. The stairs go down.",
        {"down": "tower"},
    ),
}

# Things one can carry: where they are at first, and what they look like.
THINGS = {
    "matches": "jetty",
    "note": "cottage",
    "lantern": "cottage",
    "oil": "shed",
    "key": "cave",
}
CALLED = {
    "matches": "a box of matches",
    "note": "a note",
    "lantern": "a lantern",
    "oil": "a can of oil",
    "key": "a big brass key",
}
NOTE = (
    "In a hurry: \u201cThe lamp drank its last drop tonight. There is oil in the shed. I have dropped the key of the "
    "tower in the cave, and without a light I shall not find it. I row for help. Whoever reads this: light it.\u201d"
)
# What else can be looked at, and where.
SCENERY = {
    ("boat", "jetty"): "It is yours, it is small, and the sea is getting rougher. You are staying.",
    ("ship", "path"): "A steamer. An hour away, perhaps less.",
    ("ship", "lamp room"): "You can count her portholes.",
    ("well", "yard"): "Deep. You hear the drop you do not see.",
    ("stove", "cottage"): "Warm enough to dry a coat. Or anything else that is wet.",
    ("calendar", "cottage"): "The last page that was torn off is that of the eighteenth.",
    ("nets", "shed"): "They are what nets are: mostly holes.",
    ("stairs", "tower"): "You counted them on the way here, by looking. They do not become fewer.",
}

DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west", "u": "up", "d": "down"}
OTHER_WORDS = {
    "l": "look", "i": "inventory", "x": "examine", "get": "take", "grab": "take", "pick": "take", "put": "drop",
    "read": "examine", "inspect": "examine", "search": "examine", "walk": "go", "climb": "go", "enter": "go",
    "open": "unlock", "fill": "pour", "ignite": "light", "warm": "dry", "exit": "quit", "q": "quit", "?": "help",
    "can": "oil", "match": "matches", "box": "matches", "letter": "note", "upstairs": "up", "downstairs": "down",
}  # fmt: skip
FILLERS = ("the", "a", "an", "at", "to", "with", "my", "some", "of", "into", "in", "on")

# Where each room is drawn by `map`, as row and column.
PLACES = {
    "lamp room": (0, 1),
    "tower": (1, 1),
    "cottage": (2, 0),
    "yard": (2, 1),
    "shed": (2, 2),
    "path": (3, 1),
    "cave": (4, 0),
    "beach": (4, 1),
    "jetty": (5, 1),
}
CELL = 13

HELP = (
    "Say where to go (north, south, east, west, up, down, or n, s, e, w, u, d), or what to do with something: take, "
    "drop, examine, dry, light, pour, unlock. Further there are look, inventory, map and quit."
)


class Game:
    """One game: where everything is, and what has been done."""

    def __init__(self):
        self.place = "jetty"
        self.things = dict(THINGS)
        self.seen = {"jetty"}
        self.moves = 0
        self.are_matches_dry = False
        self.is_lantern_lit = False
        self.is_door_open = False
        self.is_lamp_full = False
        self.is_won = False

    def has(self, thing):
        return self.things.get(thing) == "you"

    def is_here(self, thing):
        return self.has(thing) or (self.things.get(thing) == self.place and not self.is_dark())

    def is_dark(self):
        has_light = self.is_lantern_lit and self.things["lantern"] in ("you", self.place)
        return self.place == "cave" and not has_light

    # --- looking -----------------------------------------------------------------------------------------------------

    def look(self):
        title, text, _ = ROOMS[self.place]
        print()
        print(title.upper())
        if self.is_dark():
            print("It is too dark to see anything but the daylight in the east. Something clinks under your boot.")
            return
        print(text)
        if self.place == "yard":
            print("The door of the tower stands open." if self.is_door_open else "The door of the tower is locked.")
        for thing, place in self.things.items():
            if place == self.place:
                print("Here is " + self.name(thing) + ".")

    def name(self, thing):
        if thing == "matches" and not self.are_matches_dry:
            return "a box of damp matches"
        if thing == "lantern" and self.is_lantern_lit:
            return "a burning lantern"
        return CALLED[thing]

    def inventory(self):
        names = [self.name(thing) for thing in self.things if self.has(thing)]
        print("You carry " + (", ".join(names) if names else "nothing but your coat") + ".")

    def examine(self, thing):
        if not thing:
            self.look()
        elif thing == "note" and self.is_here(thing):
            print(NOTE)
        elif self.is_here(thing):
            print("It is " + self.name(thing) + ".")
        elif thing == "lamp" and self.place == "lamp room":
            print("Its tank is full." if self.is_lamp_full else "Its tank is dry. It wants oil, and then a flame.")
        elif thing == "door" and self.place == "yard":
            print("It stands open." if self.is_door_open else "Oak and iron, with a keyhole of brass. It is locked.")
        else:
            print(SCENERY.get((thing, self.place), "You see nothing special about that."))

    def map(self):
        """Draw where one has been, and a question mark for what is next to that."""
        rows = [[" "] * (3 * CELL) for _ in range(11)]
        for room, (row, column) in PLACES.items():
            if room in self.seen:
                label = "*" + room + "*" if room == self.place else "[" + room + "]"
            elif any(room in ROOMS[seen][2].values() for seen in self.seen):
                label = "?"
            else:
                continue
            first = centre(column) - len(label) // 2
            rows[2 * row][first : first + len(label)] = list(label)
        for room in self.seen:
            row, column = PLACES[room]
            for other in ROOMS[room][2].values():
                other_row, other_column = PLACES[other]
                if other_row != row:
                    rows[row + other_row][centre(column)] = "|"
                    continue
                for place in range(centre(min(column, other_column)), centre(max(column, other_column))):
                    if rows[2 * row][place] == " ":
                        rows[2 * row][place] = "-"
        print()
        for line in ["".join(row).rstrip() for row in rows]:
            if line:
                print(line)

    # --- doing -------------------------------------------------------------------------------------------------------

    def go(self, direction):
        exits = ROOMS[self.place][2]
        if direction not in exits:
            # "enter cave" and "climb stairs" say where to as well.
            leading = [way for way, room in exits.items() if room == direction]
            if direction in ("stairs", "tower") and not leading:
                leading = [way for way in exits if way in ("up", "down")]
            if not leading:
                print("There is no way there.")
                return
            direction = leading[0]
        if exits[direction] == "tower" and self.place == "yard" and not self.is_door_open:
            print("The door of the tower is locked.")
            return
        self.place = exits[direction]
        self.seen.add(self.place)
        self.look()

    def take(self, thing):
        if self.has(thing):
            print("You have that.")
        elif thing in self.things and self.is_here(thing):
            self.things[thing] = "you"
            print("Taken.")
            if thing == "matches" and not self.are_matches_dry:
                print("They are damp: spray must have reached the boat.")
        elif thing in ("lamp", "door", "boat", "stove", "stairs"):
            print("That stays where it is.")
        else:
            print("You see nothing of the kind here.")

    def drop(self, thing):
        if not self.has(thing):
            print("You do not have that.")
            return
        self.things[thing] = self.place
        print("You put it down.")

    def dry(self, thing):
        if thing != "matches":
            print("That need not be dry.")
        elif not self.is_here("matches"):
            print("You have no matches.")
        elif self.are_matches_dry:
            print("They are dry.")
        elif self.place != "cottage":
            print("You blow on them. It would take something warmer.")
        else:
            self.are_matches_dry = True
            print("You lay them on the stove, one by one. After a while they rattle in their box as they should.")

    def light(self, thing):
        if thing not in ("lantern", "lamp", "matches", "stove"):
            print("That does not burn.")
        elif thing == "stove":
            print("It glows already.")
        elif thing == "lamp" and self.place != "lamp room":
            print("The lamp is on top of the tower.")
        elif thing == "lantern" and not self.is_here("lantern"):
            print("You have no lantern.")
        elif not self.has("matches"):
            print("With what? You have no matches.")
        elif not self.are_matches_dry:
            print("The match smears along the box. They are all damp.")
        elif thing == "matches":
            print("It flares up, and the wind has it.")
        elif thing == "lantern":
            self.is_lantern_lit = True
            print("The lantern burns with a small, steady flame.")
        elif not self.is_lamp_full:
            print("The wick glows and goes out. There is no oil in the lamp.")
        else:
            self.is_won = True

    def pour(self, thing):
        if thing not in ("oil", "lamp"):
            print("That cannot be poured.")
        elif not self.has("oil"):
            print("You have no oil.")
        elif self.place != "lamp room":
            print("It would be a pity to waste it here.")
        else:
            self.is_lamp_full = True
            self.things["oil"] = "gone"
            print("The oil gurgles into the tank until the can is empty. Now for a light.")

    def unlock(self, thing):
        if self.place != "yard" or thing not in ("door", "tower", "key"):
            print("There is nothing to unlock.")
        elif self.is_door_open:
            print("It is open.")
        elif not self.has("key"):
            print("It is locked, and you have no key.")
        else:
            self.is_door_open = True
            print("The key turns as if it had been oiled yesterday. The door of the tower swings open.")

    def use(self, thing):
        """Do with a thing what is most obvious here."""
        if thing == "key":
            self.unlock("door")
        elif thing == "oil":
            self.pour("oil")
        elif thing == "stove" or (thing == "matches" and self.place == "cottage" and not self.are_matches_dry):
            self.dry("matches")
        elif thing == "matches" and self.place == "lamp room":
            self.light("lamp")
        elif thing in ("matches", "lantern"):
            self.light("lantern")
        else:
            print("How?")

    def obey(self, line):
        """Do what a line says. Returns False where the person wants to stop."""
        words = [DIRECTIONS.get(word, OTHER_WORDS.get(word, word)) for word in line.lower().split()]
        words = [word for word in words if word not in FILLERS]
        if not words:
            return True
        verb, thing = words[0], words[-1] if len(words) > 1 else ""
        if verb == "quit":
            return False
        self.moves += 1
        if verb in DIRECTIONS.values():
            self.go(verb)
        elif verb == "look":
            self.examine(thing)
        elif verb in ("inventory", "map"):
            getattr(self, verb)()
        elif verb in ("go", "take", "drop", "examine", "dry", "light", "pour", "unlock", "use"):
            if thing or verb == "examine":
                getattr(self, verb)(thing)
            else:
                print(verb[0].upper() + verb[1:] + " what?" if verb != "go" else "Where to?")
        elif verb == "help":
            print(HELP)
        else:
            print("You do not know how to do that. (Say help for what you can do.)")
        return True


def centre(column):
    """Return where on the map the middle of a column is."""
    return column * CELL + CELL // 2


def play():
    """Play one game. Returns whether it was played to its end."""
    game = Game()
    print("THE LAMP IS OUT")
    print(
        "For three nights the light on the island has been dark, and tonight a ship is expected. You have rowed over."
    )
    print("(Say help for what you can do.)")
    game.look()
    while not game.is_won:
        print()
        if not game.obey(input("> ")):
            return False
    print()
    print(
        "The flame climbs, the lens takes it up, and a beam as white as noon goes out over the sea. It passes over the "
        "ship, and again, and again. Then, slowly, her lights begin to turn."
    )
    print("You have lit the lamp, in " + str(game.moves) + " moves.")
    return True


def main():
    try:
        while True:
            if not play():
                break
            print()
            if input("Play again? (yes or no) ").strip().lower() not in ("yes", "y"):
                break
            print()
    except EOFError:
        # Nobody is there to answer any more.
        pass
    print()
    print("Goodbye.")


if __name__ == "__main__":
    main()
