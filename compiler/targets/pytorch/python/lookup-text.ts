import { part } from '../../python/part.ts';

/** Layers of words before a generated module, as classes that numpy is enough for. */
export const encodeText = part(
  `def encode(numbers, mode, size, weights=None):
    """Numbers of categories as they are, or as vectors; those below 0 stand for nothing."""
    if mode == "int":
        return numbers.astype(np.int32)
    apart = numbers.ndim == 1 or (mode == "one_hot" and numbers.shape[-1] != 1)
    lead = numbers.shape if apart else numbers.shape[:-1]
    rows = numbers.reshape(math.prod(lead), 1 if apart else numbers.shape[-1])
    vectors = np.zeros((len(rows), size), np.float32)
    row, place = np.nonzero((rows >= 0) & (rows < size))
    np.add.at(vectors, (row, rows[row, place]), 1)
    if mode in ("one_hot", "multi_hot"):
        vectors = np.minimum(vectors, 1)
    elif mode == "tf_idf":
        vectors *= weights
    return vectors.reshape(*lead, size)
`,
  'math',
);

export const lookupText = part(
  `class Lookup:
    """Words or whole numbers by their places in a vocabulary: numbers, or vectors."""

    def __init__(
        self,
        name,
        max_tokens=None,
        num_oov_indices=1,
        mask_token=None,
        oov_token="[UNK]",
        output_mode="int",
        pad_to_max_tokens=False,
        spread=None,
    ):
        self.name, self.mode, self.spread = name, output_mode, spread
        self.mask, self.oov = mask_token, oov_token
        self.unknown = int(mask_token is not None and output_mode == "int")
        self.first = self.unknown + num_oov_indices
        self.most, self.pads = max_tokens, pad_to_max_tokens
        self.words, self.numbers = None, {}

    def __call__(self, learned, entries):
        self.take(learned)
        numbers = [self.number(token_of(entry)) for entry in entries.flat]
        return self.encoded(np.array(numbers, np.int64).reshape(entries.shape), learned)

    def take(self, learned):
        """Takes the vocabulary."""
        words = learned[f"{self.name}/vocabulary"]
        if words is self.words:
            return
        self.words = words
        self.numbers = {word: self.first + place for place, word in enumerate(words)}
        if self.mask is not None:
            self.numbers[self.mask] = 0 if self.mode == "int" else -1

    def number(self, token):
        found = self.numbers.get(token)
        if found is not None:
            return found
        count = self.first - self.unknown
        if count == 0:
            raise SystemExit(f"The vocabulary of {self.name} does not have {token!r}.")
        return self.unknown + (self.spread(token) if count > 1 else 0)

    def encoded(self, numbers, learned):
        size = self.most if self.pads else len(self.words) + self.first
        if self.mode != "tf_idf":
            return encode(numbers, self.mode, size)
        rarity = np.array(learned[f"{self.name}/idf_weights"], np.float32)
        weights = np.zeros(size, np.float32)
        weights[: self.first] = np.mean(rarity, dtype=np.float64)
        weights[self.first : self.first + len(rarity)] = rarity[: size - self.first]
        return encode(numbers, self.mode, size, weights)

    def documents(self, entries):
        """The tokens of each sample."""
        for sample in entries.reshape(len(entries), -1):
            yield [token_of(entry) for entry in sample if entry is not None]

    def learn(self, inputs):
        """The most frequent tokens, and how rare each is where that counts."""
        totals, rarity, count = {}, {}, 0
        for entries in inputs:
            for tokens in self.documents(entries):
                count += 1
                for token in tokens:
                    totals[token] = totals.get(token, 0) + 1
                for token in set(tokens):
                    rarity[token] = rarity.get(token, 0) + 1
        for token in (self.mask, self.oov):
            totals.pop(token, None)
        words = sorted(totals, key=lambda token: (totals[token], token), reverse=True)
        if self.most is not None:
            words = words[: max(0, self.most - self.first)]
        if not words:
            raise SystemExit(f"The data holds no words that {self.name} could learn.")
        found = {f"{self.name}/vocabulary": words}
        if self.mode == "tf_idf":
            found[f"{self.name}/idf_weights"] = [
                float(np.float32(math.log(1 + count / (1 + rarity[word]))))
                for word in words
            ]
        return found


def token_of(entry):
    """A word, or a whole number."""
    return entry if isinstance(entry, str) else int(entry)
`,
  'math',
);

export const vectorizationText = part(
  `class TextVectorization(Lookup):
    """Texts as the numbers of their words, or one vector for each text."""

    def __init__(
        self,
        name,
        standardize="lower_and_strip_punctuation",
        split="whitespace",
        ngrams=None,
        output_sequence_length=None,
        **lookup,
    ):
        super().__init__(name, mask_token="", **lookup)
        self.split, self.length = split, output_sequence_length
        self.widths = range(1, ngrams + 1) if isinstance(ngrams, int) else ngrams
        # Lower case is that of ASCII alone, as in Keras.
        lowers = "lower" in (standardize or "").split("_")
        strips = string.punctuation if "strip" in (standardize or "") else ""
        upper = string.ascii_uppercase if lowers else ""
        self.table = str.maketrans(upper, upper.lower(), strips)

    def __call__(self, learned, entries):
        self.take(learned)
        rows = [
            [self.number(token) for token in tokens]
            for tokens in self.documents(entries)
        ]
        width = self.length or max([1, *map(len, rows)])
        numbers = np.full((len(rows), width), 0 if self.mode == "int" else -1, np.int64)
        for places, row in zip(numbers, rows):
            places[: len(row)] = row[:width]
        return self.encoded(numbers, learned)

    def documents(self, entries):
        for sample in entries.reshape(len(entries), -1):
            texts = [(text or "").translate(self.table) for text in sample]
            if self.split == "whitespace":
                texts = [word for word in re.split("[ \\t\\n\\v\\f\\r]+", texts[0]) if word]
            elif self.split == "character":
                texts = list(texts[0])
            if self.widths is not None:
                texts = [
                    " ".join(texts[first : first + width])
                    for width in self.widths
                    for first in range(len(texts) - width + 1)
                ]
            yield texts
`,
  're',
  'string',
);

/** Where numbers lie among boundaries, before the graph: what layers of categories make combinations of. */
export const discretizationText = part(`class Discretization:
    """Numbers by the bins in which they lie."""

    def __init__(self, name, num_bins, epsilon=0.01, output_mode="int"):
        self.name, self.bins, self.epsilon = name, num_bins, epsilon
        self.mode = output_mode

    def __call__(self, learned, entries):
        ends = np.array(learned[f"{self.name}/bin_boundaries"], np.float32)
        numbers = np.searchsorted(ends, entries.astype(np.float32), side="right")
        return encode(numbers, self.mode, self.bins)

    def learn(self, inputs):
        values = np.concatenate([entries.ravel() for entries in inputs])
        ends = bins_of(values, self.bins, self.epsilon)
        return {f"{self.name}/bin_boundaries": ends.tolist()}
`);
