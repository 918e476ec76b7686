import { readdirSync, readFileSync } from 'node:fs';
import { UsageError } from '../exit-codes.ts';
import { packageFile } from '../../runtime/package-files.ts';
import type { DefineCommand } from './index.ts';

export const defineExplain: DefineCommand = (command) => {
  command
    .argument('<code>', 'the code of a diagnostic, such as KM3001')
    .addHelpText('after', '\nExample:\n  kmodel explain KM3001\n')
    .action((code: string) => void process.stdout.write(readPage(code)));
};

/** @throws UsageError for a code that no diagnostic has */
function readPage(code: string): string {
  const folder = packageFile('docs/diagnostics');
  const wanted = code.toUpperCase();
  const pages = readdirSync(folder).filter((page) => /^KM\d{4}-/.test(page));
  const page = pages.find(
    (name) => name.startsWith(`${wanted}-`) || name.replace(/^KM\d{4}-|\.md$/g, '') === code.toLowerCase(),
  );
  if (!page) {
    const near = pages
      .map((name) => name.slice(0, 6))
      .filter((name) => name.slice(0, 3) === wanted.slice(0, 3));
    throw new UsageError(
      `There is no diagnostic ${code}.`,
      near.length > 0 ? `There are ${near.join(', ')}.` : 'Codes look like KM3001.',
    );
  }
  return readFileSync(`${folder}/${page}`, 'utf8');
}
