import { readdirSync, readFileSync } from 'node:fs';

/** A page of `docs/diagnostics`, taken apart. */
export interface DiagnosticPage {
  readonly file: string;
  readonly title: string;
  readonly wrong: Readonly<Record<string, string>>;
  readonly right: Readonly<Record<string, string>>;
  /** The file of each example that is checked. */
  readonly entry: string;
}

const folder = new URL('../../../docs/diagnostics/', import.meta.url);

export function readPages(): readonly DiagnosticPage[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith('KM'))
    .map(readPage);
}

function readPage(file: string): DiagnosticPage {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const title = /^# (.+)$/m.exec(text)![1]!;
  const wrong = examplesIn(text, 'Wrong');
  return { file, title, wrong, right: examplesIn(text, 'Right'), entry: Object.keys(wrong)[0]! };
}

function examplesIn(text: string, heading: string): Record<string, string> {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const examples: Record<string, string> = {};
  for (const [, name, body] of section.matchAll(/^```(?:kmodel|csv) ?(\S*)\n([\s\S]*?)^```$/gm)) {
    examples[name === '' ? 'example.kmodel' : name!] = body!;
  }
  return examples;
}
