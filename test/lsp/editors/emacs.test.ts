import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEditorProject,
  documented,
  outputOf,
  rightText,
  runsShellScripts,
  type EditorProject,
  type EditorReport,
} from './support/editor-project.ts';

const script = resolve(import.meta.dirname, 'support/emacs-report.el');

const hasEmacs = outputOf('emacs', ['--version']) !== undefined;
const hasEglot = hasEmacs && outputOf('emacs', ['--batch', '-Q', '--eval', "(require 'eglot)"]) !== undefined;
const whyNot = !hasEmacs
  ? 'Emacs is not installed'
  : !hasEglot
    ? 'this Emacs has no Eglot'
    : !runsShellScripts
      ? 'kmodel is put on the path by a shell script'
      : undefined;

/** The configuration of `docs/editors.md` in a real Emacs, as its init file. */
describe.skipIf(whyNot)(`the documented configuration of Emacs${whyNot ? ` (${whyNot})` : ''}`, () => {
  let project: EditorProject;
  let report: EditorReport;

  beforeAll(async () => {
    project = createEditorProject();
    project.write('init.el', documented('Emacs')[0]!);
    report = await project.report('emacs', ['--batch', '-Q', '-l', 'init.el', '-l', script]);
  }, 60_000);
  afterAll(() => project?.remove());

  it('starts the server in the folder of the project', () => {
    expect(report.errors).toEqual([]);
    expect(report.root).toBe(project.folder);
  });

  it('shows mistakes, documentation, completions and hints', () => {
    expect(report.diagnostics).toEqual([expect.stringMatching(/^4:41 .*KM2001/)]);
    expect(report.diagnostics[0]).toContain('Conv2D has no argument `activaton`. Did you mean `activation`?');
    expect(report.hover).toContain('Conv2D(filters, kernel_size');
    expect(report.completions).toContain('strides: ');
    // Eglot shows hints from Emacs 29.
    if (report.inlayHints !== null) expect(report.inlayHints).toEqual(['filters:', 'kernel_size:', 'units:']);
  });

  it('colours and comments', () => {
    expect(report.colours).toEqual([
      'font-lock-keyword-face',
      'font-lock-type-face',
      'font-lock-function-name-face',
      'font-lock-comment-face',
    ]);
    expect(report.commented).toBe('  // input image: float32[28, 28, 1]');
  });

  it('applies the fix and formats with two spaces', () => {
    expect(report.diagnosticsAfterFix).toEqual([]);
    expect(report.formatted).toBe(rightText);
  });
});
