import { part } from '../../python/part.ts';

/** Layers that put categories into buckets by a hash, as Keras computes it. */
export const hashingText = part(`class Hashing:
    """Words or whole numbers in buckets."""

    def __init__(self, num_bins, mask_value=None, salt=None, output_mode="int"):
        self.bins, self.mask, self.mode = num_bins, mask_value, output_mode
        # The mask has a bucket for itself, unless there is only one.
        self.first = int(mask_value is not None and num_bins > 1)
        self.bucket = buckets(num_bins - self.first, salt)

    def __call__(self, learned, entries):
        tokens = [
            entry if isinstance(entry, str) else int(entry) for entry in entries.flat
        ]
        numbers = [
            0 if token == self.mask else self.first + self.bucket(token)
            for token in tokens
        ]
        numbers = np.array(numbers, np.int64).reshape(entries.shape)
        return encode(numbers, self.mode, self.bins)
`);

export const crossingText = part(`class HashedCrossing:
    """Combinations of several categories in buckets."""

    def __init__(self, num_bins, output_mode="int"):
        self.bins, self.mode = num_bins, output_mode

    def __call__(self, learned, *inputs):
        numbers = []
        for tokens in zip(*[entries.flat for entries in inputs]):
            together = 0xDECAFCAFFE
            for token in tokens:
                own = fingerprint(token) if isinstance(token, str) else int(token)
                together = joined(together, own & LIMIT)
            numbers.append(together % self.bins)
        is_plain = all(entries.ndim == 1 for entries in inputs)
        shape = (len(numbers),) if is_plain else (len(numbers), 1)
        return encode(np.array(numbers, np.int64).reshape(shape), self.mode, self.bins)


def joined(first, second):
    """Two fingerprints as one: TensorFlow's FingerprintCat64."""
    factor = 0xC6A4A7935BD1E995
    result = first ^ factor ^ shifted(second * factor & LIMIT) * factor & LIMIT
    result = result * factor & LIMIT
    return shifted(shifted(result) * factor & LIMIT)
`);

export const bucketsText = part(`def buckets(count, salt=None):
    """A function from tokens to so many buckets."""
    key = salt if isinstance(salt, (list, tuple)) else (salt, salt)
    known = {}

    def bucket(token):
        if token not in known:
            text = str(token)
            number = fingerprint(text) if salt is None else sip_hash(text, key)
            known[token] = number % max(1, count)
        return known[token]

    return bucket


def sip_hash(text, key):
    """SipHash-2-4, https://eprint.iacr.org/2012/351, with two halves of a key."""
    data = text.encode()
    data += b"\\0" * (7 - len(data) % 8) + bytes([len(data) & 255])
    low, high = [half & LIMIT for half in key]
    v = [
        low ^ 0x736F6D6570736575,
        high ^ 0x646F72616E646F6D,
        low ^ 0x6C7967656E657261,
        high ^ 0x7465646279746573,
    ]

    def rounds(count):
        for _ in range(count):
            v[0] = v[0] + v[1] & LIMIT
            v[1] = turned(v[1], 51) ^ v[0]
            v[0] = turned(v[0], 32)
            v[2] = v[2] + v[3] & LIMIT
            v[3] = turned(v[3], 48) ^ v[2]
            v[0] = v[0] + v[3] & LIMIT
            v[3] = turned(v[3], 43) ^ v[0]
            v[2] = v[2] + v[1] & LIMIT
            v[1] = turned(v[1], 47) ^ v[2]
            v[2] = turned(v[2], 32)

    for at in range(0, len(data), 8):
        word = int.from_bytes(data[at : at + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]
`);

export const fingerprintText = part(`LIMIT = 0xFFFFFFFFFFFFFFFF
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def shifted(value):
    return value ^ value >> 47


def turned(value, by):
    return value >> by | value << 64 - by & LIMIT


def paired(u, v, factor):
    a = shifted((u ^ v) * factor & LIMIT)
    return shifted((v ^ a) * factor & LIMIT) * factor & LIMIT


def fingerprint(text):
    """FarmHash's Fingerprint64, https://github.com/google/farmhash, by which TensorFlow hashes words."""
    data = text.encode()
    size = len(data)

    def word(at):
        return int.from_bytes(data[at : at + 8], "little")

    if size > 64:
        return fingerprint_long(size, word)
    factor = K2 + size * 2
    if size > 32:
        a, b = word(0) * K2, word(8)
        c, d = word(size - 8) * factor & LIMIT, word(size - 16) * K2
        y = turned(a + b & LIMIT, 43) + turned(c, 30) + d & LIMIT
        z = paired(y, a + turned(b + K2 & LIMIT, 18) + c & LIMIT, factor)
        e, f = word(16) * factor & LIMIT, word(24)
        g, h = (y + word(size - 32)) * factor & LIMIT, (z + word(size - 24)) * factor
        return paired(
            turned(e + f & LIMIT, 43) + turned(g, 30) + h & LIMIT,
            e + turned(f + a & LIMIT, 18) + g & LIMIT,
            factor,
        )
    if size > 16:
        a, b = word(0) * K1 & LIMIT, word(8)
        c, d = word(size - 8) * factor & LIMIT, word(size - 16) * K2
        return paired(
            turned(a + b & LIMIT, 43) + turned(c, 30) + d & LIMIT,
            a + turned(b + K2 & LIMIT, 18) + c & LIMIT,
            factor,
        )
    if size >= 8:
        a, b = word(0) + K2 & LIMIT, word(size - 8)
        c, d = turned(b, 37) * factor + a & LIMIT, (turned(a, 25) + b) * factor & LIMIT
        return paired(c, d, factor)
    if size >= 4:
        first, last = [
            int.from_bytes(each, "little") for each in (data[:4], data[-4:])
        ]
        return paired(size + (first << 3), last, factor)
    if size == 0:
        return K2
    y, z = data[0] + (data[size >> 1] << 8), size + (data[-1] << 2)
    return shifted(y * K2 & LIMIT ^ z * K0 & LIMIT) * K2 & LIMIT


def fingerprint_long(size, word):
    def weak(at, a, b):
        first = a + word(at) & LIMIT
        middle = first + word(at + 8) + word(at + 16) & LIMIT
        b = turned(b + first + word(at + 24) & LIMIT, 21) + turned(middle, 44) + first
        return middle + word(at + 24) & LIMIT, b & LIMIT

    def mixed(at, state, factor, more):
        x, y, z, v, w = state
        x = turned(x + y + v[0] + word(at + 8) & LIMIT, 37) * factor & LIMIT
        y = turned(y + v[1] + word(at + 48) & LIMIT, 42) * factor & LIMIT
        x ^= w[1] * more & LIMIT
        y = y + v[0] * more + word(at + 40) & LIMIT
        z = turned(z + w[0] & LIMIT, 33) * factor & LIMIT
        v = weak(at, v[1] * factor & LIMIT, x + w[0] & LIMIT)
        w = weak(at + 32, z + w[1] & LIMIT, y + word(at + 16) & LIMIT)
        return z, y, x, v, w

    start = 81 * K1 + 113 & LIMIT
    z = shifted(start * K2 + 113 & LIMIT) * K2 & LIMIT
    state = 81 * K2 + word(0) & LIMIT, start, z, (0, 0), (0, 0)
    rest = (size - 1) & 63
    end = size - 1 - rest
    for at in range(0, end, 64):
        state = mixed(at, state, K1, 1)
    x, y, z, v, w = state
    factor = K1 + ((z & 0xFF) << 1)
    w = w[0] + rest & LIMIT, w[1]
    v = v[0] + w[0] & LIMIT, v[1]
    w = w[0] + v[0] & LIMIT, w[1]
    x, y, z, v, w = mixed(end + rest - 63, (x, y, z, v, w), factor, 9)
    return paired(
        paired(v[0], w[0], factor) + shifted(y) * K0 + z & LIMIT,
        paired(v[1], w[1], factor) + x & LIMIT,
        factor,
    )
`);
