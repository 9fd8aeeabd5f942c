"""What the sign-up form asks of its fields: plain data, no page. Runs in every Python, MicroPython's small one too.

Each check returns what is wrong as a sentence, or "". Days are tuples (year, month, day), which compare as one expects.
"""

from math import log

YOUNGEST = 16
LONGEST_WAIT = 90
LEAST_BITS = 45
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# What is tried first when passwords are guessed.
COMMON = ("password", "passwort", "letmein", "welcome", "dragon", "monkey", "qwerty", "azerty", "iloveyou", "admin")


def check_name(text):
    """Check what somebody is called. Names are what people say they are: hardly anything is wrong."""
    return "" if text.strip() else "What may we call you?"


def check_email(text):
    """Check that a text may be an address for e-mail; whether it is one only a letter to it can tell."""
    text = text.strip()
    if not text:
        return "An address is needed, for the link that opens your account."
    name, at, host = text.partition("@")
    if not at:
        return "An address has an @ in it."
    if not name or " " in text or "@" in host:
        return "This is not an address yet."
    if "." not in host or host[0] in ".-" or host[-1] in ".-" or ".." in host:
        return f"What follows the @ is no name of a server: \u201c{host}\u201d." if host else "What follows the @?"
    return ""


# --- passwords -------------------------------------------------------------------------------------------------------


def bits(password, known=()):
    """Estimate how many bits of a password one has to guess.

    What goes on as it began is hardly worth anything, and a letter within a word little. `known` are texts that an
    attacker knows, such as the person's name.
    """
    text = password.lower()
    for word in COMMON + tuple(word.lower() for word in known):
        # A word that is known is one thing to guess, however long it is.
        if len(word) > 2:
            text = text.replace(word, "\0")
    of_alphabet = log(_alphabet(password)) / log(2)
    found = 0.0
    before, step = "", None
    for character in text:
        distance = ord(character) - ord(before) if before else None
        goes_on = distance in (-1, 0, 1) and step in (None, distance)
        step = distance if goes_on else None
        if goes_on or character == "\0":
            found += 1
        elif _is_letter(before) and _is_letter(character):
            found += 2.5
        else:
            found += of_alphabet
        before = character
    return found


def _is_letter(character):
    return "a" <= character <= "z" or character > "\x7f"


def _alphabet(password):
    small, digits = password.lower(), "0123456789"
    size = 26 * any("a" <= character <= "z" for character in small)
    size += 26 * (small != password)
    size += 10 * any(character in digits for character in password)
    size += 33 * any(not ("a" <= character <= "z" or character in digits) for character in small)
    return max(size, 2)


def strength(password, known=()):
    """Return how strong a password is, from 0 to 4, and that in words."""
    if not password:
        return 0, ""
    found = bits(password, known)
    if found < LEAST_BITS / 2:
        return 1, "Weak"
    if found < LEAST_BITS:
        return 2, "Too easy to guess"
    if found < 1.5 * LEAST_BITS:
        return 3, "Good"
    return 4, "Strong"


def check_password(password, known=()):
    """Check that a password would not be guessed."""
    if not password:
        return "A password is needed. Some words that do not belong together make a good one."
    if bits(password, known) < LEAST_BITS:
        return "This would be guessed. Make it longer: another word does more than a special character."
    return ""


# --- VAT numbers -----------------------------------------------------------------------------------------------------


def check_digit(digits):
    """Return the last digit that belongs to the first eight of a number (ISO 7064, MOD 11,10)."""
    product = 10
    for digit in digits:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return (11 - product) % 10


def check_number(text):
    """Check a German VAT number without its DE. Any single wrong digit is found."""
    if not text:
        return "The number is on every invoice of yours, after the letters DE."
    if len(text) < 9:
        missing = 9 - len(text)
        return f"{missing} digit{'s' if missing > 1 else ''} to go."
    if text[0] == "0":
        return "No number begins with 0."
    if check_digit(text[:8]) != int(text[8]):
        return "A digit is wrong, or two have changed places: the last one does not fit the others."
    return ""


# --- days ------------------------------------------------------------------------------------------------------------


def parse_day(text):
    """Return the day that is written as year-month-day, or None."""
    try:
        year, month, day = [int(part) for part in text.split("-")]
    except ValueError:
        return None
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return (year, month, day) if 1 <= day <= days_in(year, month) else None


def days_in(year, month):
    """Return how many days a month has."""
    leaps = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return MONTHS[month - 1] + leaps


def number_of(day):
    """Count the days from 1 January of the year 1, which was a Monday and has the number 0."""
    year, month, of_month = day
    past = year - 1
    full_months = sum(days_in(year, number) for number in range(1, month))
    return past * 365 + past // 4 - past // 100 + past // 400 + full_months + of_month - 1


def age_on(day, birth):
    """Return the years that are completed on a day. Who was born on 29 February has the birthday on 1 March else."""
    return day[0] - birth[0] - (day[1:] < birth[1:])


def check_birth(text, today):
    """Check the day on which somebody was born."""
    birth = parse_day(text)
    if birth is None:
        return "When were you born?"
    if birth > today:
        return "That day is yet to come."
    if age_on(today, birth) > 130:
        return "Nobody is that old. Is the year right?"
    return ""


def check_start(text, today, birth_text):
    """Check the first day: a working day, soon, and one on which the person is old enough."""
    start = parse_day(text)
    if start is None:
        return "When do you want to start?"
    days = number_of(start) - number_of(today)
    if days < 1:
        return "The first day can be tomorrow at the earliest."
    if days > LONGEST_WAIT:
        return f"That is in {days} days; we plan {LONGEST_WAIT} days ahead."
    if number_of(start) % 7 > 4:
        return "That is on a weekend. Choose a day from Monday to Friday."
    birth = parse_day(birth_text)
    if birth and birth < today and age_on(start, birth) < YOUNGEST:
        return f"You will be {age_on(start, birth)} on that day; one has to be {YOUNGEST}."
    return ""
