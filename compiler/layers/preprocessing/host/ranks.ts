/** A number is told by its bits, so many at a time. */
const digits = [
  { shift: 21, bits: 11 },
  { shift: 10, bits: 11 },
  { shift: 0, bits: 10 },
] as const;

/** A rank that is looked for, as far as its number is known. */
interface Sought {
  readonly rank: number;
  /** The bits that are known. */
  prefix: number;
  /** Which one it is of the numbers that begin with them. */
  left: number;
}

/**
 * Numbers of given ranks among all that are seen, without keeping these: the data is gone through three times, each of
 * which counts the numbers by some more of their bits.
 */
export class RankSearch {
  private readonly ranksOf: (count: number) => readonly number[];
  private readonly toKey: (value: number) => number;
  private readonly fromKey: (key: number) => number;
  private counts = new Map<number, Uint32Array>([[0, new Uint32Array(2 ** digits[0].bits)]]);
  private sought: readonly Sought[] = [];
  private round = 0;

  /**
   * @param kind what the numbers are
   * @param ranksOf the ranks that are looked for among so many numbers, from 0, ascending
   */
  constructor(kind: 'float32' | 'int32', ranksOf: (count: number) => readonly number[]) {
    this.ranksOf = ranksOf;
    this.toKey = kind === 'float32' ? floatKey : (value) => (value ^ sign) >>> 0;
    this.fromKey = kind === 'float32' ? keyFloat : (key) => key ^ sign;
  }

  add(value: number): void {
    const { shift, bits } = digits[this.round]!;
    const key = this.toKey(value);
    // A shift by 32 bits is one by none to JavaScript: the first round has no prefix.
    const prefix = this.round === 0 ? 0 : key >>> (shift + bits);
    const counts = this.counts.get(prefix);
    if (counts) counts[(key >>> shift) & (2 ** bits - 1)]!++;
  }

  /** Ends a round. @returns whether all numbers must be added once more */
  next(): boolean {
    if (this.round === 0) {
      const count = this.counts.get(0)!.reduce((sum, each) => sum + each, 0);
      this.sought = this.ranksOf(count).map((rank) => ({ rank, prefix: 0, left: rank }));
    }
    const { bits } = digits[this.round]!;
    for (const sought of this.sought) narrow(sought, this.counts.get(sought.prefix)!, bits);
    this.round++;
    if (this.round === digits.length || this.sought.length === 0) return false;
    const size = 2 ** digits[this.round]!.bits;
    this.counts = new Map(this.sought.map(({ prefix }) => [prefix, new Uint32Array(size)]));
    return true;
  }

  /** The numbers of the ranks, after the last round. */
  finish(): readonly number[] {
    return this.sought.map(({ prefix }) => this.fromKey(prefix));
  }
}

/** Finds the next bits of a number: of those that begin with its prefix, the counts say where its rank falls. */
function narrow(sought: Sought, counts: Uint32Array, bits: number): void {
  let digit = 0;
  while (digit < counts.length - 1 && sought.left >= counts[digit]!) sought.left -= counts[digit++]!;
  sought.prefix = sought.prefix * 2 ** bits + digit;
}

const sign = 0x80000000 | 0;
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a float32 as a number of the same order. */
function floatKey(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  return bits >>> 31 === 1 ? ~bits >>> 0 : (bits | sign) >>> 0;
}

function keyFloat(key: number): number {
  word[0] = key >>> 31 === 1 ? (key & ~sign) >>> 0 : ~key >>> 0;
  return float[0]!;
}
