import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { torchPython } from '../../../support/torch.ts';
import { graphOf, vectorModel } from '../../harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-flags-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong on a command line, and what the program says last. */
const mistakes: readonly (readonly [string, string])[] = [
  ['--data missing.npz', 'There is no missing.npz.'],
  ['--data y=missing.npy --data rows.csv', 'There is no file missing.npy.'],
  ['--data x=x.npy --data y=y.npy --epochs 1', 'nothing'],
  ['--data rows.csv --epochs zero', 'argument --epochs: zero is no whole number above 0'],
  ['--data rows.csv --epochs 0', 'argument --epochs: 0 is no whole number above 0'],
  ['--data rows.csv --batch-size -1', 'argument --batch-size: -1 is no whole number above 0'],
  ['--data rows.csv --weights w.safetensors', 'argument --weights: there is no file w.safetensors'],
  ['--data rows.csv --weights rows.csv', 'rows.csv is no whole .safetensors file.'],
  [
    '--data rows.csv --resume -o none',
    'There is no none/checkpoint.pt to go on from: train without --resume.',
  ],
  ['--data rows.csv --resume -o damaged', 'damaged/checkpoint.pt cannot be read ('],
  ['--data rows.csv --device nowhere', 'argument --device: PyTorch knows no device nowhere'],
  ['--data rows.csv --device cuda', 'argument --device: PyTorch finds no CUDA here: '],
  ['--data rows.csv --frobnicate', 'unrecognized arguments: --frobnicate'],
  ['', 'the following arguments are required: --data'],
];

/** Runs the module's program for each command line, in one process without CUDA. */
const driver = `import contextlib, io, json, os, sys
import numpy as np
import torch
torch.cuda.is_available = lambda: False
import program
np.save('x.npy', np.ones((4, int(sys.argv[2])), 'float32'))
np.save('y.npy', np.ones((4, 1), 'float32'))
said = []
for line in json.loads(sys.argv[1]):
    sys.argv = ["program.py", *line.split()]
    err = io.StringIO()
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
        try:
            program.main()
            said.append("nothing")
        except SystemExit as end:
            said.append(end.code if isinstance(end.code, str) else err.getvalue())
print(json.dumps(said))
`;

describe.skipIf(!torchPython)('flags of a generated program', () => {
  it('that it cannot follow end it in one sentence', () => {
    const graph = graphOf(vectorModel('  head y = x -> Dense(1) { loss: mse }'));
    const width = graph.tensors[graph.inputs[0]!.tensor]!.shape[0] as number;
    const names = Array.from({ length: width }, (_, at) => `x_${at}`);
    writeFileSync(join(folder, 'program.py'), pytorchModule(graph, { source: 'x.kmodel' }).text);
    writeFileSync(join(folder, 'driver.py'), driver);
    writeFileSync(join(folder, 'rows.csv'), `${names.join()},y\n${names.map(() => 1).join()},2\n`);
    mkdirSync(join(folder, 'damaged'));
    writeFileSync(join(folder, 'damaged', 'checkpoint.pt'), 'PK');
    const lines = JSON.stringify(mistakes.map(([line]) => line));
    const { stdout, stderr } = spawnSync(torchPython!.command, ['driver.py', lines, String(width)], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout, stderr).not.toBe('');
    const said = JSON.parse(stdout) as readonly string[];
    mistakes.forEach(([line, message], at) => expect(said[at], line).toContain(message));
  });
});
