/** Words that are no names in the language. */
const reserved = new Set(['true', 'false', 'none', 'and', 'or', 'not', 'training']);

/** Gives columns names that the language takes: letters, digits and `_`, each once. */
export class Names {
  readonly #taken = new Set<string>();

  /** The name nearest to a text that is still free. */
  claim(text: string): string {
    const plain = text
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
      .replaceAll(/^_+|_+$/g, '');
    const word = plain === '' || reserved.has(plain) || /^\p{N}/u.test(plain) ? `column_${plain}` : plain;
    const name = word.replace(/_$/, '');
    let free = name;
    for (let number = 2; this.#taken.has(free); number++) free = `${name}_${number}`;
    this.#taken.add(free);
    return free;
  }
}

/** The name of a model for a file: `sms-spam.tsv` is `SmsSpam`. */
export function modelNameOf(stem: string): string {
  const words = stem.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(name) ? name : `Table${name}`;
}
