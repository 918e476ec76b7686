import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../compiler/index.ts';
import { compileKmodelModule } from '../../integrations/index.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { createProject, modelFiles, runNode } from './project.ts';

const line = (name: string, input = 'x'): string =>
  `model ${name} {\n  input ${input}: float32[1]\n  head y = ${input} -> Dense(1)\n}\n`;

function compile(text: string) {
  return compileKmodelModule('/a/m.kmodel', createMemoryHost({ '/a/m.kmodel': text }));
}

describe('compileKmodelModule', () => {
  it('exports a loader for each model, and `load` for the only one in question', () => {
    expect(compile(line('A')).code).toContain('export { loadA as load };');
    const two = compile(line('A') + line('B'));
    expect(two.code).toContain('export function loadA(');
    expect(two.code).toContain('export function loadB(');
    expect(two.code).not.toContain('as load }');
    expect(two.declarations).not.toContain('as load }');
    const user = compile(
      `${line('A')}model B {\n  input x: float32[1]\n  head z = x -> A() -> Dense(2)\n}\n`,
    );
    expect(user.code).toContain('export { loadB as load };');
    expect(user.declarations).toContain('export { loadB as load };');
  });

  it('gives models whose names become the same different loaders', () => {
    const { code, declarations } = compile(line('TextQA') + line('Text_QA'));
    for (const loader of ['loadTextQA', 'loadTextQA2']) {
      expect(code).toContain(`function ${loader}(`);
      expect(declarations).toContain(`function ${loader}(`);
    }
    expect(declarations!.match(/^export interface \w+Inputs/gm)).toHaveLength(2);
  });

  it('imports each type of a tensor once', () => {
    const { declarations } = compile(line('A') + line('B'));
    expect(declarations!.match(/^import type .*$/gm)).toEqual([
      `import type { Client, ClientOptions, FloatOutput, FloatTensor } from 'kmodel-lang/client';`,
    ]);
  });

  it('gives no loader the name of the function that loaders call', () => {
    const { code, declarations } = compile(line('Client'));
    expect(code).toContain('export function loadClient2(');
    expect(declarations).toContain('export declare function loadClient2(');
  });

  it('tells sizes of a model that needs parameters as its text does, and makes the parameters required', () => {
    const { declarations } = compile(
      'model A(n: int) {\n  input x: float32[n, T, 3]\n  head y = x -> Dense(n)\n}\n',
    );
    expect(declarations).toContain('/** `float32[samples, n, T, 3]` */\nreadonly x: FloatTensor;');
    expect(declarations).toContain('/** `float32` */\nreadonly y: FloatOutput;');
    expect(declarations).toContain('readonly parameters: AParameters;');
    expect(declarations).toContain('/** Required. */\nreadonly n: number;');
  });

  it('knows required parameters that a model inherits, also from another file', () => {
    const base = `model Base(n: int, act: activation, rates: float[] = [0.5]) {
  input x: int32[n]
  head y = x -> Embedding(n, 3) -> Flatten() -> Dense(n, activation: act) { loss: sparse_categorical_crossentropy }
}
`;
    const text = `import { Base } from "./base.kmodel"
model A extends Base {
  branch again = x
  head z = again -> Embedding(n, 3) -> Flatten() -> Dense(2)
}
`;
    const host = createMemoryHost({ '/a/m.kmodel': text, '/a/base.kmodel': base });
    const { declarations } = compileKmodelModule('/a/m.kmodel', host);
    expect(declarations).toContain('readonly n: number;');
    expect(declarations).toContain('readonly act: string | null;');
    expect(declarations).toContain('readonly rates?: readonly number[];');
    expect(declarations).toContain('/** `int32[samples, n]` */\nreadonly x: IntegerTensor;');
    expect(declarations).toContain('export type A = TrainableClient<AInputs, ATargets, APredictions>;');
    expect(declarations).toContain('/** `int32` */\nreadonly y: IntegerTensor;');
  });

  it('leaves dtypes of heads open where no stand-in for a parameter fits', () => {
    const text = `model A(n: int, pad: padding = same) {
  input x: int32[7]
  head y = x -> Embedding(9, 1) -> Reshape([n, 7]) -> Dense(n + 2) { loss: mse }
  head z = x -> Embedding(9, 1)
}
`;
    const fits = compile(text);
    expect(fits.declarations).toContain('/** `float32` */\nreadonly y: FloatOutput;');
    const none = compile(text.replace('[n, 7]', '[n - 12, 7]'));
    expect(none.declarations).toContain('/** `int32[samples, 7]` */\nreadonly x: IntegerTensor;');
    expect(none.declarations).toContain('readonly y: AnyTensor;');
    expect(none.declarations).toContain(
      'readonly y: AnyOutput;\n/** `float32[samples, 7, 1]` */\nreadonly z: FloatOutput;',
    );
    expect(none.declarations).toContain('readonly n: number;');
    expect(none.declarations).toContain(`readonly pad?: 'valid' | 'same' | 'causal';`);
  });

  it('refuses a file that is not there', () => {
    expect(() => compileKmodelModule('/a/n.kmodel', createMemoryHost({}))).toThrow(
      'There is no file /a/n.kmodel.',
    );
  });

  it('exports nothing from a file without models', () => {
    const { code, declarations } = compile('block B {\n  input x\n  return x -> Dense(1)\n}\n');
    expect(code).not.toContain('export');
    expect(declarations).toMatch(/export \{\};\n$/);
  });

  it('names all files to watch, also those that are missing', () => {
    const text = `import { B } from "./b.kmodel"\n${line('A').replace('Dense(1)', 'B()')}`;
    const missing = compile(text);
    expect(missing.code).toBeUndefined();
    expect(missing.diagnostics[0]!.code).toBe('KM1004');
    expect(missing.files).toEqual(['/a/m.kmodel', '/a/b.kmodel']);
  });

  it('takes a library along, which is no file to watch', () => {
    const host = createMemoryHost(
      { '/a/m.kmodel': `import { B } from "kmodel:lib"\n${line('A').replace('Dense(1)', 'B()')}` },
      { lib: 'block B {\n  input x\n  return x -> Dense(1)\n}\n' },
    );
    const { code, files } = compileKmodelModule('/a/m.kmodel', host);
    expect(files).toEqual(['/a/m.kmodel']);
    expect(code).toContain('"lib": "block B');
    expect(code).not.toContain('/a/');
  });

  it('finds imports through links again in the bundle', () => {
    const folder = createProject({
      'shared/tower.kmodel': modelFiles['src/shared/blöcke 1.kmodel']!,
      'src/main.kmodel': `import { Tower } from "./linked/tower.kmodel"\n${line('A').replace('Dense(1)', 'Tower(2)')}`,
    });
    mkdirSync(join(folder, 'out'));
    symlinkSync(join(folder, 'shared'), join(folder, 'src/linked'), 'dir');
    const { code } = compileKmodelModule(join(folder, 'src/main.kmodel'), createNodeHost());
    const program = `${code}\nconsole.log((await (await loadA()).predict({ x: [[1]] })).y.shape.join());`;
    const { stdout, stderr } = runNode(['--input-type=module', '-e', program], folder);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('1,2');
  });
});
