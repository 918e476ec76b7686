import { join, resolve } from 'node:path';
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

const script = resolve(import.meta.dirname, 'support/neovim-report.lua');

const version = /^NVIM v(\d+)\.(\d+)/.exec(outputOf('nvim', ['--version']) ?? '');
const minor = version && (version[1] === '0' ? Number(version[2]) : Infinity);
const whyNot =
  minor === null
    ? 'Neovim is not installed'
    : minor < 8
      ? `Neovim 0.${minor} is older than what the page asks for`
      : !runsShellScripts
        ? 'kmodel is put on the path by a shell script'
        : undefined;

/** The configuration of `docs/editors.md` in a real Neovim, from its configuration folder. */
describe.skipIf(whyNot)(`the documented configuration of Neovim${whyNot ? ` (${whyNot})` : ''}`, () => {
  let project: EditorProject;
  let report: EditorReport;

  beforeAll(async () => {
    project = createEditorProject();
    const [latest, earlier, fileType, syntax] = documented('Neovim');
    project.write('home/nvim/init.lua', minor! >= 11 ? latest! : earlier!);
    project.write('home/nvim/ftplugin/kmodel.lua', fileType!);
    project.write('home/nvim/syntax/kmodel.vim', syntax!);
    const home = join(project.folder, 'home');
    report = await project.report(
      'nvim',
      ['--headless', '-i', 'NONE', '-n', 'models/wrong.kmodel', '-c', `luafile ${script}`],
      { XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home },
    );
  }, 60_000);
  afterAll(() => project?.remove());

  it('starts the server in the folder of the project', () => {
    expect(report.errors).toEqual([]);
    expect(report.root).toBe(project.folder);
  });

  it('shows mistakes, documentation, completions and hints', () => {
    expect(report.diagnostics).toEqual([
      '4:41 KM2001 Conv2D has no argument `activaton`. Did you mean `activation`?',
    ]);
    expect(report.hover).toContain('Conv2D(filters, kernel_size');
    expect(report.completions).toContain('strides');
    if (minor! >= 10) expect(report.inlayHints).toEqual(['filters:', 'kernel_size:', 'units:']);
  });

  it('colours and comments', () => {
    const layer = minor! >= 9 ? 'class' : '';
    expect(report.colours).toEqual(['kmodelKeyword', 'kmodelType', layer, 'kmodelComment']);
    if (minor! >= 10) expect(report.commented).toBe('  // input image: float32[28, 28, 1]');
  });

  it('applies the fix and formats with two spaces', () => {
    expect(report.diagnosticsAfterFix).toEqual([]);
    expect(report.formatted).toBe(rightText);
  });
});
