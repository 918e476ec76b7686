import { check, type Diagnostic } from '../../compiler/index.ts';
import type { SourceFile } from '../../grammar/index.ts';
import { withEncodingProblems } from '../../integrations/encoding.ts';
import { modelFile } from '../../runtime/model-file.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { diagnosticsToJson, renderForTerminal } from '../diagnostics.ts';
import { ExitCode } from '../exit-codes.ts';
import { errorColors as colors, note, printJson } from '../report.ts';
import { watchFiles } from '../watch.ts';
import type { DefineCommand } from './index.ts';

interface CheckOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, SourceFile>;
}

export const defineCheck: DefineCommand = (command, finish) => {
  command
    .argument('<file...>', 'model files')
    .option('--json', 'print one JSON object')
    .option('--watch', 'check again whenever one of the files, or one that they import, changes')
    .addHelpText('after', '\nExample:\n  kmodel check models/*.kmodel\n')
    .action(async (files: readonly string[], options: CheckOptions) => {
      if (!options.watch) {
        const findings = checkFiles(files);
        report(findings, files.length, options);
        if (hasErrors(findings)) finish(ExitCode.failed);
        return;
      }
      await watchFiles(() => {
        if (!options.json && process.stderr.isTTY) process.stderr.write('\x1b[2J\x1b[H');
        const findings = checkFiles(files);
        report(findings, files.length, options);
        return [...findings.files.keys()];
      });
    });
};

/** Checks files one by one; what is found in a file that several import is reported once. */
function checkFiles(files: readonly string[]): Findings {
  const host = createNodeHost();
  const sources = new Map<string, SourceFile>();
  const diagnostics = new Map<string, Diagnostic>();
  for (const path of files.map(modelFile)) {
    const result = check(path, host);
    for (const [file, source] of result.files) sources.set(file, source);
    for (const diagnostic of withEncodingProblems(result.diagnostics, result.files)) {
      const { file, span } = diagnostic.place;
      diagnostics.set(
        `${file} ${span.start} ${span.end} ${diagnostic.code} ${diagnostic.message}`,
        diagnostic,
      );
    }
  }
  return { diagnostics: [...diagnostics.values()], files: sources };
}

function report({ diagnostics, files }: Findings, count: number, options: CheckOptions): void {
  if (options.json) printJson(diagnosticsToJson(diagnostics, files));
  else if (diagnostics.length > 0) note(renderForTerminal(diagnostics, files));
  else note(colors.green(`No mistakes in ${count} ${count === 1 ? 'file' : 'files'}.`));
}

function hasErrors({ diagnostics }: Findings): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
