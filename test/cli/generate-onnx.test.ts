import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../../compiler/targets/onnx/onnx_pb.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  const model =
    'model M {\n  input words: int32[T]\n  head y = words -> Embedding(9, 4) -> LSTM(3) -> Dense(2)\n}\n';
  writeFileSync(join(folder, 'm.kmodel'), model);
});
const generate = (...args: string[]) => kmodel(['generate', 'm.kmodel', ...args], folder);

describe('kmodel generate for ONNX', () => {
  it('writes a model that is fed by the names of inputs, batch and sizes open, weights inside', () => {
    const { code, stdout, stderr } = generate('-o', 'm.onnx');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('m.onnx needs operator set 20 of ONNX.\nWrote m.onnx.\n');
    const { graph, opsetImport } = fromBinary(ModelProtoSchema, readFileSync(join(folder, 'm.onnx')));
    expect(opsetImport.map(({ domain, version }) => `${domain}${version}`)).toEqual(['20']);
    expect(graph!.input.map(({ name }) => name)).toEqual(['words']);
    expect(graph!.output.map(({ name }) => name)).toEqual(['y']);
    const { value } = graph!.input[0]!.type!.value;
    const dims = (
      value as { readonly shape: { readonly dim: readonly { readonly value: { readonly case?: string } }[] } }
    ).shape.dim;
    expect(dims.map((dim) => dim.value.case)).toEqual(['dimParam', 'dimParam']);
  });

  it('takes the seed of what a model draws as an input, and says so', () => {
    const sampler =
      'model S {\n  input x: float32[2]\n  head y = x + random_normal(like: x) -> Dense(1) {\n    loss: mse\n  }\n}\n';
    writeFileSync(join(folder, 'm.kmodel'), sampler);
    const { code, stderr } = generate('-o', 'm.onnx');
    expect(code).toBe(0);
    expect(stderr).toContain('`run:seed` is one whole number, int32: what the model draws follows from it.');
    const { graph } = fromBinary(ModelProtoSchema, readFileSync(join(folder, 'm.onnx')));
    expect(graph!.input.map(({ name }) => name)).toEqual(['x', 'run:seed']);
  });

  it('says in its metadata what the model is, and names its weights', () => {
    generate('-o', 'm.onnx');
    const { graph, metadataProps } = fromBinary(ModelProtoSchema, readFileSync(join(folder, 'm.onnx')));
    expect(metadataProps.map(({ key }) => key)).toEqual(['kmodel.config']);
    expect(graph!.initializer.map(({ name }) => name)).toContain('y/kernel');
    const { code, stderr } = kmodel(['import', 'm.onnx', '-o', 'back.kmodel'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    const text = readFileSync(join(folder, 'back.kmodel'), 'utf8');
    expect(text).toContain('head y = words -> Embedding(9, 4');
    expect(text).toContain('-> LSTM(3');
  });

  it.each(['generate', 'compile'])('refuses a head of words, which ONNX cannot make: %s', (command) => {
    writeFileSync(
      join(folder, 'm.kmodel'),
      'model M {\n  input town: string\n  head y = town -> StringLookup(vocabulary: ["Bonn"])\n}\n',
    );
    const { code, stderr } = kmodel([command, 'm.kmodel', '-o', 'm.onnx'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'The head `y` is what `StringLookup` makes of `town`, and ONNX runs no layers of strings.',
    );
    expect(existsSync(join(folder, 'm.onnx'))).toBe(false);
  });

  it('refuses a model without heads, which predicts nothing, and writes no file', () => {
    writeFileSync(
      join(folder, 'm.kmodel'),
      'model M {\n  input x: float32[2]\n  branch z = x -> Dense(1)\n  objective small = square(z)\n}\n',
    );
    const { code, stderr } = generate('-o', 'm.onnx');
    expect(code).toBe(1);
    expect(stderr).toContain('`M` has no head, and a file of ONNX holds what heads predict.');
    expect(existsSync(join(folder, 'm.onnx'))).toBe(false);
  });

  it('takes the name of the model in a folder, and writes over nothing of the user’s', () => {
    expect(generate('--target', 'onnx', '-o', 'out').stderr).toContain('Wrote out/m.onnx.');
    writeFileSync(join(folder, 'm.onnx'), 'mine');
    const { code, stderr } = generate('-o', 'm.onnx');
    expect(code).toBe(1);
    expect(stderr).toContain('m.onnx was not written by kmodel.');
    expect(generate('-o', 'm.onnx', '--force').code).toBe(0);
  });
});
