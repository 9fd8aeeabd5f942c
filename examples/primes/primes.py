"""The sieve of Eratosthenes, piece by piece, so that one can watch it. The same source runs in both interpreters."""

PIECE = 20_000


def sieve(limit, done=None):
    """Yield, piece by piece, how far the sieve is, how many primes it has found, and the largest of them.

    Finds the primes below `limit`. It needs the odd primes up to the square root and one piece in memory, no more. So
    one that was ended can be taken up again: `done` is what it yielded last.
    """
    begin, found, largest = done or ((1, 1, 2) if limit > 2 else (1, 0, None))
    base = _odd_primes_up_to(_square_root(limit))
    # Only odd numbers are kept: index 0 stands for `start`, which is odd, index 1 for the next odd number.
    for start in range(begin, limit, PIECE):
        end = min(start + PIECE, limit)
        is_prime = bytearray(b"\x01" * ((end - start + 1) // 2))
        if start == 1:
            is_prime[0] = 0
        for prime in base:
            first = prime * prime
            if first >= end:
                break
            if first < start:
                first = start + (-start) % prime
                if first % 2 == 0:
                    first += prime
            # MicroPython knows no slices with a step here.
            for index in range((first - start) // 2, len(is_prime), prime):
                is_prime[index] = 0
        count = sum(is_prime)
        if count:
            found += count
            largest = start + 2 * is_prime.rfind(b"\x01")
        yield end, found, largest


def _odd_primes_up_to(limit):
    primes = []
    for number in range(3, limit + 1, 2):
        for prime in primes:
            if prime * prime > number:
                primes.append(number)
                break
            if number % prime == 0:
                break
        else:
            primes.append(number)
    return primes


def _square_root(number):
    root = int(number**0.5)
    while root * root > number:
        root -= 1
    while (root + 1) * (root + 1) <= number:
        root += 1
    return root
