import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSourceFile, parse, readParts } from '../grammar/index.ts';
import { createPositionConverter } from '../lsp/convert.ts';
import { OpenDocuments } from '../lsp/documents.ts';
import { completion } from '../lsp/features/completion.ts';
import { diagnostics } from '../lsp/features/diagnostics.ts';
import { createEmptyHost } from '../lsp/host.ts';
import { LanguageService } from '../lsp/service.ts';
import type { Session } from '../lsp/session.ts';
import { resolveSettings } from '../lsp/settings.ts';
import { uriOf } from '../lsp/uri.ts';
import { formatTable } from './measure.ts';

const examples = join(import.meta.dirname, '../examples');
const names = ['residual', 'transformer', 'text-cnn', 'siamese', 'unet', 'tickets'];

/** Examples one after the other, each with names of its own, up to so many lines. */
function manyModels(lines: number): string {
  let text = '';
  for (let round = 0; text.split('\n').length < lines; round++) text += `${renamed(round)}\n`;
  return text;
}

function renamed(round: number): string {
  let text = readFileSync(join(examples, `${names[round % names.length]!}.kmodel`), 'utf8');
  for (const [, name] of text.matchAll(/^(?:const|block|model) (\w+)/gm))
    text = text.replaceAll(new RegExp(`\\b${name!}\\b`, 'g'), `${name!}${round}`);
  return text.replaceAll(/^import.*$/gm, '');
}

/** One model of so many lines, each a layer. */
function oneModel(lines: number): string {
  const layers = Array.from(
    { length: lines - 4 },
    (_, index) => `  branch h${index + 1} = h${index} -> Dense(64)`,
  );
  return [
    'model Chain {',
    '  input h0: float32[64]',
    ...layers,
    `  head y = h${lines - 4} -> Dense(1) { loss: mse }`,
    '}\n',
  ].join('\n');
}

interface Typing {
  readonly parse: readonly number[];
  readonly check: readonly number[];
  readonly complete: readonly number[];
}

/**
 * Types a stage, letter by letter, behind arrows all over the text, and takes it back. The texts are parsed afterwards:
 * no server would, and the garbage of that would count as the server's.
 */
function type(
  session: Session,
  path: string,
  counts: { readonly warm: number; readonly timed: number },
): Typing {
  const { documents } = session.service;
  const found: { parse: number[]; check: number[]; complete: number[] } = {
    parse: [],
    check: [],
    complete: [],
  };
  const uri = uriOf(path);
  let version = documents.get(path)!.version;
  const edit = (start: number, end: number, text: string): void => {
    const source = createSourceFile(path, documents.get(path)!.text);
    const range = session.positions.range(source, { start, end });
    documents.change(uri, ++version, [{ range, text }]);
    session.service.changed(path);
  };
  const typed = ' -> Dropout(0.5)';
  const texts: (() => string)[] = [];
  for (let round = 0; found.check.length < counts.warm + counts.timed; round++) {
    const { text } = documents.get(path)!;
    let at = text.indexOf(' -> ', Math.floor((text.length * ((round * 37) % 100)) / 101));
    if (at < 0) at = text.indexOf(' -> ');
    for (let letter = 0; letter < typed.length; letter++) {
      edit(at + letter, at + letter, typed[letter]!);
      texts.push(() => text.slice(0, at) + typed.slice(0, letter + 1) + text.slice(at));
      const source = createSourceFile(path, documents.get(path)!.text);
      found.check.push(timeOf(() => diagnostics(session, path)));
      const position = session.positions.position(source, at + letter + 1);
      found.complete.push(timeOf(() => completion(session, path, position)));
    }
    edit(at, at + typed.length, '');
    diagnostics(session, path);
  }
  for (const text of texts) {
    const source = createSourceFile(path, text());
    found.parse.push(timeOf(() => parse(source)));
  }
  const measured = (times: readonly number[]): readonly number[] => times.slice(counts.warm);
  return { parse: measured(found.parse), check: measured(found.check), complete: measured(found.complete) };
}

function timeOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function percentile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(1)} ms`;
}

function createSession(texts: Readonly<Record<string, string>>): Session {
  const documents = new OpenDocuments();
  const service = new LanguageService(createEmptyHost('bench'), documents);
  service.watched = true;
  for (const [path, text] of Object.entries(texts))
    documents.open({ uri: uriOf(path), languageId: 'kmodel', version: 1, text });
  const positions = createPositionConverter('utf-16');
  return { service, positions, settings: resolveSettings(undefined), documentChanges: true, snippets: true };
}

/** A workspace of models that each import one of ten files of blocks. */
function workspace(files: number): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (let index = 0; index < 10; index++)
    texts[`/w/blocks${index}.kmodel`] =
      `block Small${index}(units: int) {\n  input x\n  return x -> Dense(units) -> ReLU()\n}\n`;
  for (let index = 10; index < files; index++)
    texts[`/w/model${index}.kmodel`] =
      `import { Small${index % 10} } from "./blocks${index % 10}.kmodel"\n\n${renamed(index)}\nmodel Use${index} {\n  input x: float32[8]\n  head y = x -> Small${index % 10}(4)\n}\n`;
  return texts;
}

/** What is left in the heap then is in use. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Heap in MB after every `every` edits. */
function memoryOver(edits: number, every: number): readonly number[] {
  const path = '/w/a.kmodel';
  const session = createSession({ [path]: manyModels(100) });
  const { documents } = session.service;
  const sizes: number[] = [];
  for (let index = 1; index <= edits; index++) {
    const { text, version } = documents.get(path)!;
    const source = createSourceFile(path, text);
    const at = text.indexOf('Dense(', Math.floor((text.length * ((index * 31) % 100)) / 120)) + 6;
    const range = session.positions.range(source, {
      start: at,
      end: text.indexOf(at === 5 ? '' : text.charAt(at), at) + 1,
    });
    documents.change(uriOf(path), version + 1, [{ range, text: String(index % 10) }]);
    session.service.changed(path);
    diagnostics(session, path);
    if (index % every === 0) {
      collectGarbage();
      sizes.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
  }
  return sizes;
}

/** What an editor waits for, on files of 1,000 lines. */
export async function benchEditor(): Promise<string> {
  const path = '/w/a.kmodel';
  const rows: string[][] = [];
  for (const [name, text] of [
    ['many models', manyModels(1000)],
    ['one model', oneModel(1000)],
  ] as const) {
    const session = createSession({ [path]: text });
    diagnostics(session, path);
    const typing = type(session, path, { warm: 160, timed: 480 });
    const source = createSourceFile(path, text);
    const parted = readParts(source);
    const again = Array.from({ length: 50 }, () =>
      timeOf(() => readParts(createSourceFile(path, `${text}\n`), parted)),
    );
    rows.push(
      [
        `${name}: bare parsing, p50 and p95`,
        `${percentile(typing.parse, 0.5)}, ${percentile(typing.parse, 0.95)}`,
        '',
      ],
      [`${name}: parsing in parts again, p50`, percentile(again, 0.5), ''],
      [
        `${name}: keystroke to diagnostics, p50 and p95`,
        `${percentile(typing.check, 0.5)}, ${percentile(typing.check, 0.95)}`,
        'p95 under 15 ms',
      ],
      [
        `${name}: completion, p50 and p95`,
        `${percentile(typing.complete, 0.5)}, ${percentile(typing.complete, 0.95)}`,
        'p95 under 10 ms',
      ],
    );
  }
  const files = workspace(500);
  const session = createSession(files);
  const opening = timeOf(() => Object.keys(files).forEach((each) => diagnostics(session, each)));
  rows.push(['500 files, every one checked', `${(opening / 1000).toFixed(2)} s`, 'under 2 s']);
  const sizes = memoryOver(10_000, 2500).map((size) => size.toFixed(0));
  rows.push(['heap after 2,500 to 10,000 edits', `${sizes.join(', ')} MB`, 'steady']);
  return formatTable(['editor', 'measured', 'aim'], rows);
}
