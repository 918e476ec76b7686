import { readFileSync } from 'node:fs';
import { formatText } from '../../grammar/format.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { encodingProblem } from '../../integrations/encoding.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { isFolder, writeFileAtomic } from '../../runtime/files.ts';
import { modelFile, modelFiles } from '../../runtime/model-file.ts';
import { shownPath } from '../host.ts';
import { ExitCode } from '../exit-codes.ts';
import { note, reportError, warn } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface FormatOptions {
  readonly check?: boolean;
}

export const defineFormat: DefineCommand = (command, finish) => {
  command
    .argument('<file...>', 'model files; a folder means all in it')
    .option('--check', 'change nothing; exit 1 where a file would change')
    .addHelpText('after', '\nExamples:\n  kmodel format digits.kmodel\n  kmodel format .\n')
    .action(async (paths: readonly string[], options: FormatOptions) => {
      let changed = 0;
      let failed = 0;
      const files = paths.flatMap((path) => (isFolder(path) ? modelFiles([path]).map(shownPath) : [path]));
      for (const file of files) {
        try {
          if (await formatFile(file, options.check ?? false)) changed++;
        } catch (error) {
          if (!(error instanceof KmodelError)) throw error;
          reportError(error);
          failed++;
        }
      }
      if (failed > 0 || (options.check && changed > 0)) finish(ExitCode.failed);
      if (changed === 0 && failed === 0)
        note(`${files.length === 1 ? 'The file is' : 'All files are'} in the canonical form.`);
    });
};

/**
 * Formats what can be read of a file.
 * @returns whether the file's text is or was another one than the canonical form
 * @throws KmodelError for a file with mistakes, after all that could be formatted is
 */
async function formatFile(file: string, onlyCheck: boolean): Promise<boolean> {
  const path = modelFile(file);
  const text = readFileSync(path, 'utf8');
  const unreadable = encodingProblem(path, text);
  if (unreadable) throw mistaken(file, unreadable.message, '');
  const [problem] = parse(createSourceFile(file, text)).problems;
  // A checkout may have line ends of its own.
  const formatted = await formatText(text, { endOfLine: 'auto' }).catch((error: unknown) => {
    if (problem) throw mistaken(file, problem.message, '');
    throw error;
  });
  const changed = formatted !== text;
  if (changed && !onlyCheck) writeFileAtomic(path, formatted);
  if (problem) throw mistaken(file, problem.message, changed && !onlyCheck ? ' The rest is formatted.' : '');
  if (changed && onlyCheck) warn(`${file} would change.`);
  else if (changed) note(`Formatted ${file}.`);
  return changed;
}

function mistaken(file: string, message: string, done: string): KmodelError {
  return new KmodelError(
    `${file} has mistakes: ${message}${done}`,
    `\`kmodel check ${file}\` shows them all.`,
  );
}
