import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { zipSync } from 'fflate';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  type ModelProto,
} from '../../../compiler/targets/onnx/onnx_pb.ts';
import {
  createModel,
  importModel,
  KmodelError,
  loadWeights,
  saveTfjsModel,
  type Model,
} from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { compileGoldenModel } from '../../support/golden-model.ts';

/** Far less than what the files here claim to hold. */
const mostMegabytes = 700;

const folder = mkdtempSync(join(tmpdir(), 'kmodel-sizes-'));
const model: Model = await createModel(compileGoldenModel('02_qa'), { engine: await testEngine(), seed: 1 });
await saveTfjsModel(model, join(folder, 'tfjs'));

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** The one sentence that a reading ends in; anything else than a KmodelError, or much memory, fails the test. */
async function complaint(path: string, read: (path: string) => Promise<unknown>): Promise<string> {
  const before = process.memoryUsage().rss;
  const error: unknown = await read(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(mostMegabytes);
  if (!(error instanceof KmodelError)) throw error instanceof Error ? error : new Error('It was read.');
  expect(error.message).toContain(path.split('/').at(-1)!);
  expect(error.message.trim().split('\n')).toHaveLength(1);
  return error.message;
}

const weightsOf = (path: string): Promise<unknown> => loadWeights(model, path);

const onnx = (change: (file: ModelProto) => void): Uint8Array => {
  const file = fromBinary(ModelProtoSchema, readFileSync(join(import.meta.dirname, 'onnx/feed.onnx')));
  change(file);
  return toBinary(ModelProtoSchema, file);
};

describe('a file of ONNX whose sizes cannot be', () => {
  it.each([[[2 ** 50, 2 ** 50]], [[2 ** 31, 4]], [[-4, 8]], [[2 ** 62]]])(
    'is refused for a weight of %j',
    async (dims) => {
      const path = written(
        'huge.onnx',
        onnx(({ graph }) => (graph!.initializer[0]!.dims = dims.map(BigInt))),
      );
      expect(await complaint(path, importModel)).toContain('cannot be imported');
    },
  );

  it.each(['../outside.bin', '/etc/passwd', 'a/../../outside.bin', 'C:\\outside.bin'])(
    'is refused for numbers in %s',
    async (location) => {
      writeFileSync(join(folder, '../outside.bin'), new Uint8Array(4096));
      const entry = create(StringStringEntryProtoSchema, { key: 'location', value: location });
      const path = written(
        'elsewhere.onnx',
        onnx(({ graph }) => {
          const [tensor] = graph!.initializer;
          tensor!.dataLocation = TensorProto_DataLocation.EXTERNAL;
          tensor!.rawData = new Uint8Array();
          tensor!.externalData = [entry];
        }),
      );
      expect(await complaint(path, importModel)).not.toBe('');
    },
  );

  it.each([
    { opType: 'PRelu', numbers: [1], attribute: [] },
    { opType: 'GroupNormalization', numbers: [2, 2], attribute: [{ name: 'num_groups', type: 2, i: 2n }] },
  ])('is refused where a few numbers of $opType stand for channels without end', async (node) => {
    const typed = (name: string) => ({
      name,
      type: {
        value: {
          case: 'tensorType' as const,
          value: {
            elemType: 1,
            shape: {
              dim: [1n, 2n ** 31n, 4n].map((value) => ({ value: { case: 'dimValue' as const, value } })),
            },
          },
        },
      },
    });
    const initializer = node.numbers.map((count, at) => ({
      name: `w${at}`,
      dims: node.opType === 'PRelu' ? [BigInt(count), 1n] : [BigInt(count)],
      dataType: 1,
      floatData: Array<number>(count).fill(0.5),
    }));
    const input = ['x', ...initializer.map(({ name }) => name)];
    const file = create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: 18n }],
      graph: {
        name: 'g',
        input: [typed('x')],
        output: [typed('y')],
        initializer,
        node: [{ opType: node.opType, input, output: ['y'], attribute: node.attribute }],
      },
    });
    const path = written('channels.onnx', toBinary(ModelProtoSchema, file));
    expect(await complaint(path, importModel)).toMatch(/would be one for each of \d+ channels/);
  });

  it('is refused where messages stand in messages without end', async () => {
    // A node with a graph with a node with a graph: fields 7, 1, 5, 6 of the model, the graph, the node, the attribute.
    let inner = new Uint8Array();
    const wrap = (field: number, bytes: Uint8Array): Uint8Array => {
      const length: number[] = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        length.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) break;
      }
      return Uint8Array.of((field << 3) | 2, ...length, ...bytes);
    };
    for (let depth = 0; depth < 600; depth++) inner = Uint8Array.from(wrap(1, wrap(5, wrap(6, inner))));
    expect(await complaint(written('deep.onnx', wrap(7, inner)), importModel)).not.toBe('');
  });
});

describe('a model.json of tfjs that was made to do harm', () => {
  interface Manifest {
    weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
  }
  const json = readFileSync(join(folder, 'tfjs/model.json'), 'utf8');
  const changed = (name: string, change: (manifest: Manifest['weightsManifest'][number]) => void): string => {
    const made = JSON.parse(json) as Manifest;
    change(made.weightsManifest[0]!);
    return written(`tfjs/${name}`, JSON.stringify(made));
  };

  it.each(['../../outside.bin', '/etc/passwd'])('is refused for a shard %s', async (shard) => {
    const path = changed('shard.json', (manifest) => (manifest.paths = [shard]));
    expect(await complaint(path, importModel)).not.toBe('');
  });

  it.each([[[2 ** 50]], [[2 ** 30, 2 ** 30]], [[-1]], [[1.5]]])(
    'is refused for a weight of %j',
    async (shape) => {
      const path = changed('sizes.json', ({ weights }) => (weights[0]!.shape = shape));
      expect(await complaint(path, importModel)).not.toBe('');
    },
  );
});

describe('weights that were made to do harm', () => {
  const safetensors = (header: unknown, claimed?: bigint): Uint8Array => {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };

  it.each([
    ['a header longer than the file', safetensors({}, 2n ** 62n)],
    [
      'a tensor larger than the file',
      safetensors({ a: { dtype: 'F32', shape: [2 ** 40], data_offsets: [0, 2 ** 42] } }),
    ],
    [
      'sizes that overflow',
      safetensors({ a: { dtype: 'F32', shape: [2 ** 32, 2 ** 32], data_offsets: [0, 0] } }),
    ],
    ['offsets that go back', safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } })],
  ])('are refused for %s', async (_, bytes) => {
    expect(await complaint(written('w.safetensors', bytes), weightsOf)).not.toBe('');
  });

  it('are refused as a pickle of PyTorch, which is not run', async () => {
    // A pickle that calls os.system, in an archive as torch.save writes it.
    const pickle = new TextEncoder().encode(`cos\nsystem\n(S'touch ${folder}/called'\ntR.`);
    const path = written('w.pt', zipSync({ 'w/data.pkl': pickle, 'w/version': new Uint8Array([51]) }));
    expect(await complaint(path, weightsOf)).toContain('pickled Python');
    expect(await complaint(path, importModel)).toContain('pickled Python, which kmodel does not run');
    expect(existsSync(join(folder, 'called'))).toBe(false);
  });
});
