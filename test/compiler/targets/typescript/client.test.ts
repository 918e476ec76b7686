import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientSignature } from '../../../../compiler/targets/client/client-signature.ts';
import { typedClientText } from '../../../../compiler/targets/client/client.ts';
import { formatTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { compileModules } from './support/compile.ts';
import { subjectFrom, type Subject } from '../../../support/subjects.ts';

const text = `/// Two heads on one text.
model Both(
  width: int = 4, bias: bool = true, rates: float[] = [0.1, 0.2],
  act: activation = relu, pad: padding = same, penalty: regularizer = L2(0.01)
) {
  /// Word numbers.
  input words: int32[T]
  input image: uint8[2, 2]
  input extra: float32[3]
  branch read = words -> Embedding(10, width) -> GlobalAveragePooling1D()
  branch all = [read, image -> Rescaling(1 / 255) -> Flatten(), extra] -> Concatenate()
  head value = all -> Dense(1, use_bias: bias, kernel_regularizer: penalty) { loss: mse }
  head kind = all -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  head free = all -> Dense(2, activation: act)
}`;

const both = subjectFrom({ 'both.kmodel': text }, 'both.kmodel');

/** The client of a model as it is written to a file. */
async function clientOf({ graph, origin }: Subject, defaults: Record<string, string> = {}): Promise<string> {
  const signature = clientSignature(graph, origin.definition, defaults);
  return formatTypeScript(typedClientText(signature, { modelPath: './both.kmodel', defaults }));
}

const start = `import { load } from './both.ts';
const model = await load({ parameters: { width: 8, bias: false, rates: [0.5], act: 'tanh', pad: 'valid', penalty: null }, seed: 1 });
const inputs = { words: new Int32Array(8), image: new Uint8Array(8), extra: { shape: [2, 3], data: new Float32Array(6) } };
`;

/** Programs that must not compile, by what is wrong with them. */
const wrong: Readonly<Record<string, string>> = {
  'a wrong input name': `await model.predict({ ...inputs, word: 1, words: undefined });`,
  'a missing input': `await model.predict({ words: new Int32Array(8), extra: new Float32Array(6) });`,
  'floats for integers': `await model.predict({ ...inputs, words: new Float32Array(8) });`,
  'integers for bytes': `await model.predict({ ...inputs, image: new Int32Array(8) });`,
  'a missing head': `await model.fit({ ...inputs, value: new Float32Array(2) });`,
  'floats for classes': `await model.fit({ ...inputs, value: new Float32Array(2), kind: new Float32Array(2) });`,
  'a head that there is not': `console.log((await model.predict(inputs)).age);`,
  'a parameter that there is not': `await load({ parameters: { widht: 3 } });`,
  'a parameter of another type': `await load({ parameters: { width: 'wide' } });`,
  'an option that there is not': `await load({ parameters: { pad: 'some' } });`,
  'another model': `await load({ model: 'Other' });`,
  'another file': `await load({ host: undefined });`,
  'validation without targets': `await model.fit({ ...inputs, value: [[1]], kind: [0] }, { validationData: inputs });`,
  'floats where integers are told': `const { data }: { data: Int32Array } = (await model.predict(inputs)).value; console.log(data);`,
};

const right = `const { value, kind, free } = await model.predict(inputs);
const floats: Float32Array[] = [value.data, kind.data, free.data];
const { history } = await model.fit({ ...inputs, value: [[1], [2]], kind: [0, 1] }, { epochs: 1 });
console.log(floats.length, history, await model.evaluate({ ...inputs, value: new Float32Array(2), kind: new Int32Array(2) }));
await model.dispose();
`;

function problemsOf(program: string, client: string): readonly string[] {
  return compileModules({ 'both.ts': client, 'use.ts': `${start}${program}\nexport {};\n` }, { node: true })
    .problems;
}

describe('the typed client', () => {
  let client: string;
  beforeAll(async () => {
    client = await clientOf(both);
  });

  it('is types and a call', async () => {
    await expect(client).toMatchFileSnapshot('fixtures/both.client.ts');
  });

  it('compiles, and so does what uses it rightly', () => {
    expect(problemsOf(right, client)).toEqual([]);
  });

  it('of a model that is called like something it needs has types of other names', async () => {
    const names = [
      'Client',
      'ClientOptions',
      'TrainableClient',
      'FloatTensor',
      'FloatOutput',
      'Promise',
      'URL',
    ];
    const modules: Record<string, string> = {};
    for (const name of names) {
      const model = `model ${name} { input x: float32[3]\n head y = x -> Dense(1) { loss: mse } }`;
      const text = await clientOf(subjectFrom({ 'a.kmodel': model }, 'a.kmodel'));
      expect(text).toContain(`export type ${name}Client = `);
      modules[`${name}.ts`] = text;
    }
    expect(compileModules(modules, { node: true }).problems).toEqual([]);
  });

  it('of a model without losses cannot train', async () => {
    const model = 'model Both { input x: float32[3]\n head y = x -> Dense(1) }';
    const text = await clientOf(subjectFrom({ 'both.kmodel': model }, 'both.kmodel'));
    const use = `import { load } from './both.ts';\nconst model = await load();\n`;
    const { problems } = compileModules(
      {
        'both.ts': text,
        'right.ts': `${use}console.log((await model.predict({ x: [[1, 2, 3]] })).y.data);\nexport {};`,
        'wrong.ts': `${use}await model.fit({ x: [[1, 2, 3]] });\nexport {};`,
      },
      { node: true },
    );
    expect(problems).toEqual([expect.stringContaining(`wrong.ts:3 Property 'fit' does not exist`)]);
  });

  it('does not compile with what is wrong', () => {
    const names = Object.keys(wrong);
    const programs = Object.fromEntries(
      names.map((name, index) => [`use-${index}.ts`, `${start}${wrong[name]!}\nexport {};\n`]),
    );
    const { problems } = compileModules({ 'both.ts': client, ...programs }, { node: true });
    const found = names.map((name, index) => [
      name,
      problems.some((each) => each.startsWith(`use-${index}.ts`)),
    ]);
    expect(found).toEqual(names.map((name) => [name, true]));
  });

  it('compiles for any name and any comment', async () => {
    const text = `/// One */ comment.
model class(in: int = 3, constructor: string = "*/") {
  /// Another */ comment.
  input delete: float32[in]
  /// A third */
  head this = delete -> Dense(1) { loss: mse }
}
model _1 {
  input await: float32[3]
  head größe = await -> Dense(1)
}
`;
    const modules: Record<string, string> = {};
    for (const name of ['class', '_1'])
      modules[`${name}.ts`] = await clientOf(subjectFrom({ 'a.kmodel': text }, 'a.kmodel', name));
    expect(modules['class.ts']).toContain('export type Class = ');
    expect(modules['_1.ts']).toContain('export type _1 = ');
    expect(compileModules(modules, { node: true }).problems).toEqual([]);
  });

  it('tells shapes and texts where the model is used', () => {
    expect(client).toContain('Word numbers.');
    expect(client).toContain('`int32[samples, T]`');
    expect(client).toContain('Default: `4`.');
    expect(client).toContain('Default: `L2(0.01)`.');
    expect(client).toContain('/** Two heads on one text. */');
  });

  it('loads, trains and asks the model', async () => {
    const load = await loaderOf(client);
    const parameters = { width: 6, bias: false, act: 'tanh', rates: undefined, penalty: null };
    const model = await load({ parameters, seed: 1 });
    expect(model.model.graph.parameters).toMatchObject({ width: 6, bias: false, rates: [0.1, 0.2] });
    expect(model.model.graph.parameters.penalty).toBeNull();
    const inputs = {
      words: [
        [1, 2],
        [3, 4],
      ],
      image: new Uint8Array(8),
      extra: new Float32Array(6),
    };
    expect(Object.keys(await model.predict(inputs))).toEqual(['value', 'kind', 'free']);
    const data = { ...inputs, value: [[1], [2]], kind: [0, 1] };
    const { history } = await model.fit(data, { epochs: 2, validationData: data });
    expect(history.loss).toHaveLength(2);
    expect(history.val_loss).toHaveLength(2);
    await model.dispose();
  });

  it('keeps what was set when it was generated, unless it is given something else', async () => {
    const defaults = { width: '2 + 5', penalty: 'L1(0.5)' };
    const text = await clientOf(both, defaults);
    expect(text).toContain('Default: `L1(0.5)`.');
    const load = await loaderOf(text);
    const model = await load({ seed: 1 });
    expect(model.model.graph.parameters).toMatchObject({
      width: 7,
      penalty: { name: 'L1', args: { l1: 0.5 } },
    });
    const other = await load({ parameters: { width: 3 } });
    expect(other.model.graph.parameters).toMatchObject({ width: 3, penalty: { name: 'L1' } });
    await Promise.all([model.dispose(), other.dispose()]);
  });
});

describe('the client of a model of words', () => {
  const words = `model Both {
  input town: string { missing: "?" }
  input age: float32[1] { missing: median }
  input tags: string[2]
  branch all = [town -> Hashing(4, output_mode: multi_hot), age, tags -> Hashing(4, output_mode: multi_hot)] -> Concatenate()
  head kind = all -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["cat", "it's"] }
  head sold = all -> Dense(1, activation: sigmoid) { loss: bce, classes: ["no", "yes"] }
  head about = all -> Dense(2, activation: sigmoid) { loss: bce, classes: ["a", "b"] }
}`;
  const use = `import { load } from './both.ts';\nconst model = await load();\n`;
  const inputs = `{ town: ['Ulm', null], age: [[1], [null]], tags: [['x', 'y'], ['x', 'x']] }`;

  it.each([
    [
      'names of classes',
      `await model.fit({ ...${inputs}, kind: ['cat', "it's"], sold: [1, 0], about: [[1, 0], [0, 1]] });`,
    ],
    [
      'words that it says',
      `const { kind, sold, about } = await model.predict(${inputs});
const word: 'cat' | "it's" = kind.words[0]!;
const several: readonly ('a' | 'b')[] = about.words[0]!;
console.log(word, several, sold.words.includes('yes'), kind.data, kind.classes);`,
    ],
  ])('takes %s', async (_, program) => {
    const client = await clientOf(subjectFrom({ 'both.kmodel': words }, 'both.kmodel'));
    const texts = { 'both.ts': client, 'use.ts': `${use}${program}\nexport {};\n` };
    expect(compileModules(texts, { node: true }).problems).toEqual([]);
  });

  it.each([
    [
      'a class that there is not',
      `await model.fit({ ...${inputs}, kind: ['dog', 'cat'], sold: [1, 0], about: [[1, 0], [0, 1]] });`,
    ],
    ['numbers for strings', `await model.predict({ ...${inputs}, town: [1] });`],
    ['gaps where none may be', `await model.predict({ ...${inputs}, tags: [['x', null], ['x', 'x']] });`],
    [
      'a word that it never says',
      `const { kind } = await model.predict(${inputs});\nconsole.log(kind.words[0] === 'dog');`,
    ],
  ])('does not take %s', async (_, program) => {
    const client = await clientOf(subjectFrom({ 'both.kmodel': words }, 'both.kmodel'));
    const texts = { 'both.ts': client, 'use.ts': `${use}${program}\nexport {};\n` };
    expect(compileModules(texts, { node: true }).problems).toEqual([expect.stringContaining('use.ts')]);
  });

  it('serves strings, and says words', async () => {
    const load = await loaderOf(await clientOf(subjectFrom({ 'both.kmodel': words }, 'both.kmodel')), words);
    const model = await load({ seed: 1 });
    const rows = {
      town: ['Ulm', null],
      age: [[1], [4]],
      tags: [
        ['x', 'y'],
        ['x', 'x'],
      ],
    };
    await model.fit(
      {
        ...rows,
        kind: ['cat', "it's"],
        sold: ['no', 'yes'],
        about: [
          [1, 0],
          [0, 1],
        ],
      },
      { epochs: 40 },
    );
    expect(await model.predict({ ...rows, age: [[null], [4]] })).toMatchObject({
      kind: { classes: ['cat', "it's"], words: [expect.any(String), expect.any(String)] },
      sold: { classes: ['no', 'yes'] },
      about: { words: [expect.any(Array), expect.any(Array)] },
    });
    await model.dispose();
  });
});

/** What a client exports, with the model's file where it looks for it. */
async function loaderOf(client: string, model = text): Promise<(given: object) => Promise<TestClient>> {
  const file = join(mkdtempSync(join(tmpdir(), 'kmodel-client-')), 'both.kmodel');
  writeFileSync(file, model);
  const module = client.replace(`'./both.kmodel'`, JSON.stringify(pathToFileURL(file).href));
  const { load } = await compileModules({ 'both.ts': module }, { node: true }).load('both.ts');
  return load as (given: object) => Promise<TestClient>;
}

interface TestClient {
  readonly model: { readonly graph: { readonly parameters: Readonly<Record<string, unknown>> } };
  predict(inputs: object): Promise<object>;
  fit(
    data: object,
    settings: object,
  ): Promise<{ readonly history: Readonly<Record<string, readonly number[]>> }>;
  dispose(): Promise<void>;
}
