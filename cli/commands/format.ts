import { readFileSync } from 'node:fs';
import { formatText } from '../../grammar/format.ts';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { KmodelError } from '../../runtime/errors.ts';
import { writeFileAtomic } from '../../runtime/files.ts';
import { encodingProblem } from '../encoding.ts';
import { modelFile } from '../model-file.ts';
import { ExitCode } from '../exit-codes.ts';
import { note, reportError } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface FormatOptions {
  readonly check?: boolean;
}

export const defineFormat: DefineCommand = (command, finish) => {
  command
    .argument('<file...>', 'model files')
    .option('--check', 'change nothing; exit 1 where a file would change')
    .addHelpText('after', '\nExample:\n  kmodel format models/*.kmodel\n')
    .action(async (files: readonly string[], options: FormatOptions) => {
      let changed = 0;
      let failed = 0;
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

/** @returns whether the file's text is or was another one than the canonical form */
async function formatFile(file: string, onlyCheck: boolean): Promise<boolean> {
  const path = modelFile(file);
  const text = readFileSync(path, 'utf8');
  const problem = encodingProblem(path, text) ?? parse(createSourceFile(file, text)).problems[0];
  if (problem)
    throw new KmodelError(
      `${file} has mistakes: ${problem.message}`,
      `\`kmodel check ${file}\` shows them all.`,
    );
  const formatted = await formatText(text);
  if (formatted === text) return false;
  if (onlyCheck) note(`${file} would change.`);
  else {
    writeFileAtomic(path, formatted);
    note(`Formatted ${file}.`);
  }
  return true;
}
