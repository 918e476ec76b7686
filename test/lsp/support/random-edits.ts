/** One change of a text: what stands from `start` to `end` becomes `newText`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Numbers in [0, 1) that a seed determines (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pieces that people type, whole and broken. */
const pieces = [
  ' -> Dense(8)', ' -> Flatten()', '(', ')', '{', '}', '[', ']', '->', ' -> ', ',', ':', '=', '"', '\n', '\n\n', ' ', 'x',
  '1', '0', '-', '+', '/', '/*', '*/', '// note\n', '/// doc\n', 'branch a = x -> Dense(4)\n', '\n  branch b = ',
  '\nconst width = 4\n', '\nblock Small() {\n  input x\n  return x -> Dense(3)\n}\n', '\nmodel Tiny {\n',
  '\n  input z: float32[4]\n', '\n  head h = z -> Dense(1) { loss: mse }\n', 'shared s = LSTM(4)\n', 'model', 'repeat 2 { ',
  'if true { ', 'units: 3', 'relu', 'Dense', 'é', '\u{1F600}', '#', ';', '\r\n', '\t', 'import { Small } from "./other.kmodel"\n',
]; // prettier-ignore

/** A random change of a text: mostly small ones, as typing makes them; now and then a whole line goes or comes. */
export function randomEdit(text: string, random: () => number): TextEdit {
  const pick = (count: number): number => Math.floor(random() * count);
  const at = pick(text.length + 1);
  const kind = random();
  if (kind < 0.3) return { start: at, end: at, newText: pieces[pick(pieces.length)]! };
  if (kind < 0.45) return { start: at, end: Math.min(text.length, at + 1 + pick(4)), newText: '' };
  if (kind < 0.55) {
    const start = pick(text.length + 1);
    const piece = text.slice(start, start + 1 + pick(40));
    return { start: at, end: Math.min(text.length, at + pick(6)), newText: piece };
  }
  if (kind < 0.97) return randomWordEdit(text, pick);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at);
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1, newText: '' };
}

/** Puts one word or number of a text in the place of another: it stays well formed, and means something else. */
function randomWordEdit(text: string, pick: (count: number) => number): TextEdit {
  const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)];
  const old = words[pick(words.length)];
  const other = words[pick(words.length)]?.[0];
  if (!old || other === undefined) return { start: 0, end: 0, newText: 'model A {\n}\n' };
  return { start: old.index, end: old.index + old[0].length, newText: other };
}

/** The text after a change. */
export function applyEdit(text: string, { start, end, newText }: TextEdit): string {
  return text.slice(0, start) + newText + text.slice(end);
}
