import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { emptyFolder, kmodel, mainScript } from './run-cli.ts';

const model = (layer: string) => `model M {
  input x: float32[4]
  head y = x -> ${layer} { loss: mse }
}
`;
const wrong = model('Dense(3, activaton: relu)');
const warned =
  'const vocab = 5\n\nmodel W {\n  input x: float32[4]\n  branch spare = x -> Dense(vocab)\n  head y = x -> Dense(1) { loss: mse }\n}\n';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'good.kmodel'), model('Dense(3)'));
  writeFileSync(join(folder, 'models/wrong.kmodel'), wrong);
  writeFileSync(join(folder, 'warned.kmodel'), warned);
});

describe('kmodel check', () => {
  it('shows a mistake with its place, the line underlined, and the page; standard output stays empty', () => {
    const { code, stdout, stderr } = kmodel(['check', 'models/wrong.kmodel'], folder);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('models/wrong.kmodel:3:26 - error KM2001: Dense has no argument `activaton`.');
    expect(stderr).toContain(
      '  3 |   head y = x -> Dense(3, activaton: relu) { loss: mse }\n    |                          ^^^^^^^^^',
    );
    expect(stderr).toContain('kmodel explain KM2001');
  });

  it('says that it did not look at data that may have to be fetched', () => {
    const text = model('Dense(3)').replace(/}\n$/, '  data { source: "duckdb: select 1" }\n}\n');
    writeFileSync(join(folder, 'far.kmodel'), text);
    const { code, stderr } = kmodel(['check', 'far.kmodel'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('The data of `M` was not looked at: it is a query.\nNo mistakes in 1 file.\n');
  });

  it('prints one JSON object with ranges as in the language server protocol', () => {
    const { code, stdout, stderr } = kmodel(['check', 'models/wrong.kmodel', '--json'], folder);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout.endsWith('\n')).toBe(true);
    const range = { start: { line: 2, character: 25 }, end: { line: 2, character: 34 } };
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [
        {
          code: 'KM2001',
          severity: 'error',
          message: expect.stringContaining('`activation`') as string,
          file: 'models/wrong.kmodel',
          range,
          related: [],
          fixes: [
            {
              title: expect.any(String) as string,
              edits: [{ file: 'models/wrong.kmodel', range, newText: 'activation' }],
            },
          ],
        },
      ],
    });
  });

  it('checks several files, and says so where all are well', () => {
    const both = kmodel(['check', 'good.kmodel', 'models/wrong.kmodel'], folder);
    expect(both.code).toBe(1);
    expect(both.stderr).toContain('1 error.');
    const well = kmodel(['check', 'good.kmodel', 'good.kmodel'], folder);
    expect(well.code).toBe(0);
    expect(well.stderr).toBe('No mistakes in 2 files.\n');
    expect(kmodel(['check', 'good.kmodel', '--json'], folder).stdout).toBe('{"diagnostics":[]}\n');
  });

  it('ends with 0 where there are warnings alone', () => {
    const { code, stdout } = kmodel(['check', 'warned.kmodel', '--json'], folder);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; severity: string }[] };
    expect(diagnostics.map(({ code: each, severity }) => [each, severity])).toEqual([['KM4004', 'warning']]);
    expect(code).toBe(0);
  });

  it('checks again when an imported file changes', async () => {
    const block = (units: string) =>
      `block B(units: int = ${units}) {\n  input x\n  return x -> Dense(units)\n}\n`;
    writeFileSync(join(folder, 'block.kmodel'), block('3'));
    writeFileSync(join(folder, 'user.kmodel'), `import { B } from "./block.kmodel"\n\n${model('B()')}`);
    const child = spawn(process.execPath, [mainScript, 'check', 'user.kmodel', '--watch', '--json'], {
      cwd: folder,
    });
    const codes: string[][] = [];
    let rest = '';
    await new Promise<void>((done) => {
      child.on('close', () => done());
      child.stdout.on('data', (piece: Buffer) => {
        const lines = (rest + piece.toString()).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          const { diagnostics } = JSON.parse(line) as { diagnostics: { code: string }[] };
          codes.push(diagnostics.map(({ code }) => code));
          if (codes.length === 1)
            setTimeout(() => writeFileSync(join(folder, 'block.kmodel'), block('true')), 100);
          else child.kill();
        }
      });
    });
    expect(codes[0]).toEqual([]);
    expect(codes[1]).toContain('KM2003');
  });

  it.each(['file', 'folder'])('goes on watching while the %s is away for a moment', async (what) => {
    const project = emptyFolder();
    const inner = join(project, 'models');
    const file = join(inner, 'm.kmodel');
    mkdirSync(inner);
    writeFileSync(file, model('Dense(3)'));
    const child = spawn(process.execPath, [mainScript, 'check', 'models/m.kmodel', '--watch'], {
      cwd: project,
    });
    onTestFinished(() => void child.kill());
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    const says = (text: string) => expect.poll(() => said, { timeout: 20_000 }).toContain(text);
    await says('No mistakes in 1 file.');
    // What starts to watch and what says so are two moments.
    await new Promise((done) => setTimeout(done, 200));
    rmSync(what === 'file' ? file : inner, { recursive: true });
    await says('There is no file models/m.kmodel.');
    mkdirSync(inner, { recursive: true });
    writeFileSync(file, wrong);
    await says('KM2001');
    expect(child.exitCode).toBeNull();
  });

  it('does not wait for a file that never was there', () => {
    const { code, stderr } = kmodel(['check', 'none.kmodel', '--watch'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no file none.kmodel.');
  });
});
