import { detached } from './cells.ts';

const registers = 1024;
/** Flajolet, Fusy, Gandouet, Meunier 2007: the constant of HyperLogLog for that many registers. */
const alpha = 0.7213 / (1 + 1.079 / registers);

/**
 * How often each value of a column occurs, in bounded memory: exact up to a number of different values, behind which
 * new ones are no longer told apart, and how many there are is estimated (HyperLogLog, to about 3 %).
 */
export class Frequencies {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #sketch: Uint8Array | undefined;

  /** @param most how many different values are counted */
  constructor(most: number) {
    this.#most = most;
  }

  add(value: string): void {
    const known = this.#counts.get(value);
    if (known !== undefined) this.#counts.set(value, known + 1);
    else if (this.#counts.size < this.#most) this.#counts.set(detached(value), 1);
    else this.#overflow();
    if (this.#sketch && known === undefined) this.#note(value);
  }

  /** Whether every different value was counted. */
  get isExact(): boolean {
    return this.#sketch === undefined;
  }

  /** How many different values there are. */
  get distinct(): number {
    return this.#sketch ? Math.max(this.#most, this.#estimate(this.#sketch)) : this.#counts.size;
  }

  entries(): Iterable<readonly [value: string, count: number]> {
    return this.#counts;
  }

  #overflow(): void {
    if (this.#sketch) return;
    this.#sketch = new Uint8Array(registers);
    for (const value of this.#counts.keys()) this.#note(value);
  }

  #note(value: string): void {
    const hash = hashOf(value);
    const register = hash >>> 22;
    const rank = Math.clz32((hash << 10) | 0x200) + 1;
    if (rank > this.#sketch![register]!) this.#sketch![register] = rank;
  }

  #estimate(sketch: Uint8Array): number {
    let sum = 0;
    let zeros = 0;
    for (const rank of sketch) {
      sum += 2 ** -rank;
      if (rank === 0) zeros++;
    }
    const raw = (alpha * registers ** 2) / sum;
    const small = raw <= 2.5 * registers && zeros > 0;
    return Math.round(small ? registers * Math.log(registers / zeros) : raw);
  }
}

/** MurmurHash3's finish over FNV-1a: every bit depends on every letter. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
