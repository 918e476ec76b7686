import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { typedClientText } from '../../../../compiler/emit/typescript/client.ts';
import { formatTypeScript } from '../../../../compiler/emit/typescript/emit.ts';
import { compileModules } from './support/compile.ts';
import { subjectFrom } from './support/subjects.ts';

const text = `/// Two heads on one text.
model Both(width: int = 4, bias: bool = true, rates: float[] = [0.1, 0.2], act: activation = relu) {
  /// Word numbers.
  input words: int32[T]
  input image: uint8[2, 2]
  input extra: float32[3]
  branch read = words -> Embedding(10, width) -> GlobalAveragePooling1D()
  branch all = [read, image -> Rescaling(1 / 255) -> Flatten(), extra] -> Concatenate()
  head value = all -> Dense(1) { loss: mse }
  head kind = all -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  head free = all -> Dense(2, activation: act)
}`;

const { graph, origin } = subjectFrom({ 'both.kmodel': text }, 'both.kmodel');
const options = { modelPath: './both.kmodel', origin };

const start = `import { load } from './both.ts';
const model = await load({ parameters: { width: 8, bias: false, rates: [0.5], act: 'tanh' }, seed: 1 });
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
  'another model': `await load({ model: 'Other' });`,
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
    client = await formatTypeScript(typedClientText(graph, options));
  });

  it('compiles, and so does what uses it rightly', () => {
    expect(problemsOf(right, client)).toEqual([]);
  });

  it.each(['Model', 'LoadOptions', 'HostTensor', 'FloatTensor', 'Promise'])(
    'of a model that is called %s has types of other names',
    async (name) => {
      const model = `model ${name} { input x: float32[3]\n head y = x -> Dense(1) { loss: mse } }`;
      const subject = subjectFrom({ 'a.kmodel': model }, 'a.kmodel');
      const text = typedClientText(subject.graph, { modelPath: './a.kmodel', origin: subject.origin });
      expect(text).toContain(`export interface ${name}Client {`);
      expect(compileModules({ 'a.ts': await formatTypeScript(text) }, { node: true }).problems).toEqual([]);
    },
  );

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

  it('tells shapes and texts where the model is used', () => {
    expect(client).toContain('Word numbers.');
    expect(client).toContain('`int32[samples, T]`');
    expect(client).toContain('Default: `4`.');
    expect(client).toContain('/** Two heads on one text. */');
  });

  it('loads, trains and asks the model', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmodel-client-'));
    writeFileSync(join(folder, 'both.kmodel'), text);
    const { load } = (await compileModules(
      { 'both.ts': client.replace("'./both.kmodel'", JSON.stringify(join(folder, 'both.kmodel'))) },
      { node: true },
    ).load('both.ts')) as { load: (given: object) => Promise<TestClient> };
    const parameters = { width: 6, bias: false, act: 'tanh', rates: undefined };
    const model = await load({ parameters, seed: 1 });
    expect(model.model.graph.parameters).toMatchObject({ width: 6, bias: false });
    const inputs = {
      words: [
        [1, 2],
        [3, 4],
      ],
      image: new Uint8Array(8),
      extra: new Float32Array(6),
    };
    expect(Object.keys(await model.predict(inputs))).toEqual(['value', 'kind', 'free']);
    const { history } = await model.fit({ ...inputs, value: [[1], [2]], kind: [0, 1] }, { epochs: 2 });
    expect(history.loss).toHaveLength(2);
    await model.dispose();
  });
});

interface TestClient {
  readonly model: { readonly graph: { readonly parameters: object } };
  predict(inputs: object): Promise<object>;
  fit(data: object, settings: object): Promise<{ readonly history: { readonly loss: readonly number[] } }>;
  dispose(): Promise<void>;
}
