import { unzipSync, zipSync } from 'fflate';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema, NodeProtoSchema } from '../../../compiler/targets/onnx/onnx_pb.ts';
import { createModel, importModel, KmodelError, saveTfjsModel } from '../../../runtime/index.ts';
import { createRandom } from '../../../runtime/random.ts';
import { testEngine } from '../../support/engine.ts';
import { compileGoldenModel } from '../../support/golden-model.ts';

const golden = join(import.meta.dirname, '../../golden/files');
const folder = mkdtempSync(join(tmpdir(), 'kmodel-hostile-'));

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** The one sentence that an import ends in; '' where it works. Anything else than a KmodelError fails the test. */
async function complaint(path: string): Promise<string> {
  try {
    await importModel(path);
    return '';
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    expect(error.message).not.toMatch(/undefined|\[object|TypeError/);
    return error.message;
  }
}

const model = await createModel(compileGoldenModel('02_qa'), { engine: await testEngine(), seed: 1 });
const configuration = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
await saveTfjsModel(model, join(folder, 'tfjs'));

/** Whole files of each format that is imported. */
const wholes: Readonly<Record<string, Uint8Array>> = {
  'a.keras': readFileSync(join(golden, '02_qa.keras')),
  'a.h5': readFileSync(join(golden, '02_qa.h5')),
  'tfjs/a.json': new TextEncoder().encode(readFileSync(join(folder, 'tfjs/model.json'), 'utf8').trim()),
  'a.onnx': readFileSync(join(import.meta.dirname, 'onnx/resnet.onnx')),
};

describe.each(Object.entries(wholes))('%s', (name, whole) => {
  it('ends in a sentence where it is cut off, at every kind of place', async () => {
    const places = new Set([0, 1, 3, 4, 8, 30, whole.length - 1, whole.length - 22]);
    for (let part = 1; part < 40; part++) places.add(Math.floor((whole.length * part) / 40));
    for (const place of places) {
      if (place < 0) continue;
      expect(await complaint(written(name, whole.subarray(0, place))), `cut off at ${place}`).not.toBe('');
    }
  });

  it('ends in a sentence or a model where bytes are changed', async () => {
    const random = createRandom(0, name);
    const place = (): number => Math.floor(random.uniform() * whole.length);
    for (let round = 0; round < 60; round++) {
      const bytes = Uint8Array.from(whole);
      for (let change = 0; change <= round % 5; change++) bytes[place()] = Math.floor(random.uniform() * 256);
      await complaint(written(name, bytes));
    }
  });
});

/** Configurations of Keras 3 and of tfjs, as texts. */
function wholeConfigurations(): readonly string[] {
  const keras = unzipSync(wholes['a.keras']!)['config.json']!;
  return [new TextDecoder().decode(keras), new TextDecoder().decode(wholes['tfjs/a.json'])];
}

const harmful: readonly unknown[] = [
  ...[null, true, -1, 0, 1.5, 1e9, 2 ** 53, 1e308, '', 'x', '__proto__', 'constructor', 'relu'],
  ...[[], {}, [[]], [null], [-1], [1e9, 1e9], { class_name: 'Dense', config: {} }, { a: { b: [] } }],
];

/** Changes an entry somewhere in a configuration: another value, none, that of another entry, or another name. */
function changeEntry(json: unknown, below: (count: number) => number): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit(inner);
    }
  };
  visit(json);
  const [holder, key] = places[below(places.length)]!;
  const value = holder[key];
  const kind = below(5);
  if (kind === 0) delete holder[key];
  else if (kind === 1) holder[key] = harmful[below(harmful.length)];
  else if (kind === 2 && typeof value === 'number') holder[key] = [value + 1, -value, value * 1000][below(3)];
  else if (kind === 3) {
    delete holder[key];
    const name = ['__proto__', 'class_name', 'config', 'other'][below(4)]!;
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    const [other, otherKey] = places[below(places.length)]!;
    const copy: unknown = structuredClone(value);
    holder[key] = structuredClone(other[otherKey]);
    other[otherKey] = copy;
  }
}

describe('a configuration that was made to do harm', () => {
  const input = {
    class_name: 'InputLayer',
    name: 'x',
    config: { name: 'x', batch_shape: [null, 4] },
    inbound_nodes: [],
  };
  const dense = (name: string, from: string, config: object = {}) => ({
    class_name: 'Dense',
    name,
    config: { name, units: 2, ...config },
    inbound_nodes: [[[from, 0, 0, {}]]],
  });
  const functional = (layers: readonly object[], output: string) => ({
    class_name: 'Functional',
    config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
  });
  const refused = (json: unknown): Promise<string> =>
    complaint(written('made.json', typeof json === 'string' ? json : JSON.stringify(json)));

  it('is refused where layers go in a circle', async () => {
    expect(await refused(functional([input, dense('a', 'b'), dense('b', 'a')], 'b'))).toContain(
      'is made from its own result',
    );
    expect(await refused(functional([input, dense('a', 'a')], 'a'))).toContain('is made from its own result');
  });

  it('says what stands in the place of a dtype', async () => {
    const dtype = { class_name: 'DTypePolicy', config: { name: { float: 32 } } };
    expect(await refused(functional([input, dense('a', 'x', { dtype })], 'a'))).toContain(
      'Layer `a` computes in {"float":32}, and kmodel in float32 alone.',
    );
  });

  it('says that a wrapper holds no layer', async () => {
    const wrapper = {
      ...dense('a', 'x'),
      class_name: 'TimeDistributed',
      config: { name: 'a', layer: { config: {} } },
    };
    expect(await refused(functional([input, wrapper], 'a'))).toContain(
      'Layer `a` wraps something that names no class of a layer.',
    );
  });

  it('says that a weight of tfjs has no dtype', async () => {
    const whole = JSON.parse(new TextDecoder().decode(wholes['tfjs/a.json'])) as {
      weightsManifest: { weights: { dtype?: string }[] }[];
    };
    delete whole.weightsManifest[0]!.weights[0]!.dtype;
    expect(await complaint(written('tfjs/b.json', JSON.stringify(whole)))).toContain(
      'lists its weights in a form that is not tfjs’s.',
    );
  });

  it('ends in a sentence or a model where entries are changed, left out, exchanged or renamed', async () => {
    const random = createRandom(0, 'entries');
    const below = (count: number): number => Math.floor(random.uniform() * count);
    for (const whole of wholeConfigurations())
      for (let round = 0; round < 80; round++) {
        const json: unknown = JSON.parse(whole);
        for (let change = 0; change <= round % 2; change++) changeEntry(json, below);
        const started = process.cpuUsage();
        await refused(json);
        const { user, system } = process.cpuUsage(started);
        expect((user + system) / 1e6, `seconds of the processor in round ${round}`).toBeLessThan(2);
      }
  });

  it('takes names of properties of objects for names', async () => {
    expect(await refused(functional([input, dense('__proto__', 'x')], '__proto__'))).toBe('');
    expect(await refused(functional([input, dense('constructor', 'x')], 'toString'))).toContain('toString');
    const json = JSON.stringify(functional([input, dense('a', 'x')], 'a'));
    expect(await refused(json.replace('"units":2', '"units":2,"__proto__":{"units":3}'))).toContain(
      '__proto__',
    );
    expect(({} as { units?: number }).units).toBeUndefined();
  });

  it.each([3, [], {}, { class_name: 'DTypePolicy', config: {} }, 'complex64', 'constructor'])(
    'is refused with an input of the dtype %j',
    async (dtype) => {
      const config = { ...input.config, dtype };
      const message = await refused(functional([{ ...input, config }, dense('a', 'x')], 'a'));
      expect(message).toContain('which kmodel does not know');
      expect(message).not.toContain('[object');
    },
  );

  it.each([-1, 0, 1.5, 2 ** 60, 1e308, 'many', [], {}, true])('is refused with %j units', async (units) => {
    const message = await refused(functional([input, dense('a', 'x', { units })], 'a'));
    expect(message).toContain('cannot be imported');
  });

  it('is refused with more layers than any model has', async () => {
    const layers = [input, ...Array.from({ length: 30_000 }, (_, index) => dense(`d${index}`, 'x'))];
    expect(await refused(functional(layers, 'd0'))).toContain('more than 20000');
  });

  it('is refused where models stand in models without end', async () => {
    let json: object = functional([input, dense('a', 'x')], 'a');
    for (let depth = 0; depth < 80; depth++) {
      const inner = { ...json, name: 'a', inbound_nodes: [[['x', 0, 0, {}]]] };
      json = functional([input, inner], 'a');
    }
    expect(await refused(json)).toContain('more than 50 deep');
    expect(await refused(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toContain('cannot be imported');
  });
});

describe('an archive that was made to do harm', () => {
  it('is refused where it unpacks to more than any configuration', async () => {
    const bomb = zipSync({ 'config.json': new Uint8Array(2 ** 28 + 1) });
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(await complaint(written('bomb.keras', bomb))).toContain('in memory');
  });

  it('writes nothing for entries that climb', async () => {
    const config = new TextEncoder().encode(JSON.stringify({ class_name: 'Functional' }));
    const path = written('climb.keras', zipSync({ '../climbed.txt': config, 'config.json': config }));
    expect(await complaint(path)).toContain('cannot be imported');
    expect(existsSync(join(folder, '../climbed.txt'))).toBe(false);
  });

  it('is refused where it says less than it unpacks to', async () => {
    const lying = zipSync({
      'config.json': new TextEncoder().encode(`{"class_name": "${'a'.repeat(5000)}"}`),
    });
    const view = new DataView(lying.buffer);
    // The size in the list at the end.
    for (let at = 0; at < lying.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
    expect(await complaint(written('lying.keras', lying))).toContain('config.json is damaged');
  });
});

describe('a graph of ONNX that was made to do harm', () => {
  it('is refused with more nodes than any model has', async () => {
    const whole = fromBinary(ModelProtoSchema, wholes['a.onnx']!);
    const node = create(NodeProtoSchema, { opType: 'Relu', input: ['x'], output: ['r'] });
    whole.graph!.node = Array.from({ length: 100_001 }, () => node);
    expect(await complaint(written('many.onnx', toBinary(ModelProtoSchema, whole)))).toContain(
      'more than 100000',
    );
  });
});

it('a configuration that is whole is imported', async () => {
  const json = configuration(join(folder, 'tfjs/model.json'));
  expect(await complaint(written('tfjs/b.json', JSON.stringify(json)))).toBe('');
});
