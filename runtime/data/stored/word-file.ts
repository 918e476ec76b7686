import { TemporaryFile } from './temporary-file.ts';

/** Where a string stands in the file; a length of -1 for one that is missing. */
export interface WordPlace {
  readonly position: number;
  readonly length: number;
}

const missing: WordPlace = { position: 0, length: -1 };

/** So many characters of words are remembered with their places, and so many of places with their words. */
const mostRemembered = 4 * 2 ** 20;
/** Longer texts hardly come again. */
const longestRemembered = 200;

/** Strings behind each other in a file, of which those that come again stand there once. */
export class WordFile {
  private readonly file: TemporaryFile;
  private readonly places = new Remembered<string, WordPlace>();
  private readonly words = new Remembered<number, string>();
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(folder: string) {
    this.file = new TemporaryFile(folder);
  }

  get size(): number {
    return this.file.size;
  }

  write(word: string | undefined): WordPlace {
    if (word === undefined) return missing;
    const known = this.places.get(word);
    if (known) return known;
    const bytes = this.encoder.encode(word);
    const place = { position: this.file.size, length: bytes.length };
    this.file.append(bytes);
    if (word.length <= longestRemembered) this.places.set(word, place, word.length);
    return place;
  }

  read({ position, length }: WordPlace): string | undefined {
    if (length < 0) return undefined;
    // Nothing stands at the place of an empty string: another one may begin there.
    if (length === 0) return '';
    const known = this.words.get(position);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(length);
    this.file.read(position, bytes);
    const word = this.decoder.decode(bytes);
    if (word.length <= longestRemembered) this.words.set(position, word, word.length);
    return word;
  }

  /** Ends the writing. */
  flush(): void {
    this.file.flush();
    this.places.clear();
  }

  close(): void {
    this.file.close();
  }
}

/** What was met before, forgotten as a whole when it takes too much room. */
class Remembered<K, V> {
  private readonly known = new Map<K, V>();
  private size = 0;

  get(key: K): V | undefined {
    return this.known.get(key);
  }

  set(key: K, value: V, characters: number): void {
    // An entry of the map takes as much as a short word.
    this.size += characters + 32;
    if (this.size > mostRemembered) this.clear();
    this.known.set(key, value);
  }

  clear(): void {
    this.known.clear();
    this.size = 0;
  }
}
