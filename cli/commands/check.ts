import { check, type Diagnostic } from '../../compiler/index.ts';
import type { SourceFile } from '../../grammar/index.ts';
import { withEncodingProblems } from '../../integrations/encoding.ts';
import { isFolder } from '../../runtime/files.ts';
import { modelFiles } from '../../runtime/model-file.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { diagnosticsToJson, renderForTerminal } from '../diagnostics.ts';
import { ExitCode } from '../exit-codes.ts';
import { errorColors as colors, note, printJson, warn } from '../report.ts';
import { anyModelIn, watchFiles } from '../watch.ts';
import type { DefineCommand } from './index.ts';

interface CheckOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, SourceFile>;
  /** How many files were asked for. */
  readonly count: number;
  /** Models whose data was not looked at, and why, a sentence each. */
  readonly unseen: readonly string[];
}

export const defineCheck: DefineCommand = (command, finish) => {
  command
    .argument('<file...>', 'model files; a folder means all in it')
    .option('--json', 'print one JSON object')
    .option('--watch', 'check again whenever one of the files, or one that they import, changes')
    .addHelpText('after', '\nExamples:\n  kmodel check digits.kmodel\n  kmodel check .\n')
    .action(async (paths: readonly string[], options: CheckOptions) => {
      if (!options.watch) {
        const findings = checkFiles(paths);
        report(findings, options);
        if (hasErrors(findings)) finish(ExitCode.failed);
        return;
      }
      await watchFiles(() => {
        if (!options.json && process.stderr.isTTY) process.stderr.write('\x1b[2J\x1b[H');
        const findings = checkFiles(paths);
        report(findings, options);
        return [...findings.files.keys(), ...paths.filter(isFolder).map(anyModelIn)];
      });
    });
};

/** Checks files, and those of folders, one by one; what is found in a file that several import is reported once. */
function checkFiles(paths: readonly string[]): Findings {
  const host = createNodeHost();
  const sources = new Map<string, SourceFile>();
  const diagnostics = new Map<string, Diagnostic>();
  const unseen: string[] = [];
  const models = modelFiles(paths);
  for (const path of models) {
    const result = check(path, host);
    for (const [file, source] of result.files) sources.set(file, source);
    for (const { name, unseenData } of result.models)
      if (unseenData !== undefined) unseen.push(`The data of \`${name}\` was not looked at: ${unseenData}.`);
    for (const diagnostic of withEncodingProblems(result.diagnostics, result.files)) {
      const { file, span } = diagnostic.place;
      diagnostics.set(
        `${file} ${span.start} ${span.end} ${diagnostic.code} ${diagnostic.message}`,
        diagnostic,
      );
    }
  }
  return { diagnostics: [...diagnostics.values()], files: sources, count: models.length, unseen };
}

function report({ diagnostics, files, count, unseen }: Findings, options: CheckOptions): void {
  unseen.forEach((text) => note(text));
  if (options.json) printJson(diagnosticsToJson(diagnostics, files));
  else if (diagnostics.length > 0) warn(renderForTerminal(diagnostics, files));
  else note(colors.green(`No mistakes in ${count} ${count === 1 ? 'file' : 'files'}.`));
}

function hasErrors({ diagnostics }: Findings): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
