import { readdirSync, readFileSync } from 'node:fs';
import { libraryTexts } from '../../support/library.ts';
import { join, resolve } from 'node:path';
import { createMemoryHost, type CompilerHost } from '../../../compiler/index.ts';
import { readPages } from '../../compiler/diagnostics/pages.ts';
import { readCodeBlocks } from '../../docs/code-blocks.ts';
import { applyEdit, randomEdit } from '../../lsp/support/random-edits.ts';
import type { Attempt } from './campaign.ts';

const root = resolve(import.meta.dirname, '../../..');

function textsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

const pages = readPages();

/** Strings, names of classes and what stands for missing entries: no example has them. */
const chapter = readCodeBlocks('docs/text-and-categories.md');

/** Texts that somebody wrote: whole ones, and the wrong and right ones of the pages on diagnostics. */
export const writtenTexts: readonly string[] = [
  ...textsIn('examples'),
  ...textsIn('test/models'),
  ...textsIn('test/grammar/fixtures'),
  ...chapter.filter(({ info }) => info === 'kmodel').map(({ code }) => code),
  ...pages.flatMap(({ wrong, right }) => [...Object.values(wrong), ...Object.values(right)]),
].filter((text) => text.length < 4000);

/** Short ones, in which a change more often makes a difference. */
export const shortTexts: readonly string[] = writtenTexts.filter((text) => text.length < 900);

/** A host whose files can be changed. */
export function changingHost(files: Readonly<Record<string, string>>): CompilerHost {
  const now = (): CompilerHost => createMemoryHost(files, libraryTexts);
  return { ...now(), read: (path) => now().read(path), list: (folder) => now().list!(folder) };
}

/** A text with some random changes. */
export function mutated(text: string, changes: number, { random }: Attempt): string {
  let result = text;
  for (let change = 0; change < changes; change++) result = applyEdit(result, randomEdit(result, random));
  return result;
}
