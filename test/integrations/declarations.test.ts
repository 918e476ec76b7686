import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKmodelModule, writeDeclarations } from '../../integrations/index.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { createProject, modelFiles } from './project.ts';

const qa = 'src/models/qa.kmodel';

const several = `model Model(classes: int, pad: padding = same) {
  input image: uint8[8, 8, 3]
  input flag: int32[1]
  head label = image -> Conv2D(4, 3, padding: pad) -> Flatten() -> Dense(classes, activation: softmax) {
    loss: sparse_categorical_crossentropy
  }
  head seen = flag -> Embedding(2, 3) -> Flatten() -> Dense(1)
}

model Wider extends Model {
  head wide = image -> Conv2D(classes, 3) -> Flatten() -> Dense(1) { loss: mse }
}

model Text {
  input a: float32[2]
  head b = a -> Dense(1)
}

model TextInputs {
  input a: float32[2]
  head b = a -> Dense(1)
}
`;

/** Right programs, and wrong ones with what TypeScript says of them. */
const programs: Readonly<Record<string, { readonly code: string; readonly error?: RegExp }>> = {
  'right use': {
    code: `import { load, loadTextQA, type TextQA, type TextQAInputs } from './models/qa.kmodel';
const inputs: TextQAInputs = { question: [[1, 2]], image: { shape: [1, 3], data: new Float32Array(3) } };
const model: TextQA = await loadTextQA({ seed: 1, parameters: { units: 3, act: 'tanh' } });
await model.fit({ ...inputs, answer: Int32Array.of(1) }, { epochs: 2 });
const data: Float32Array = (await model.predict(inputs)).difficulty.data;
export const weights = [model.model.getWeights(), data, await load()];`,
  },
  'several models': {
    code: `import { loadModel, loadText, loadTextInputs, loadWider, type Wider } from './models/several.kmodel';
const model = await loadModel({ parameters: { classes: 3 } });
await model.predict({ image: new Uint8Array(192), flag: [[1]] });
const wider: Wider = await loadWider({ parameters: { classes: 3, pad: 'valid' } });
await wider.evaluate({ image: new Uint8Array(192), flag: [[1]], label: [0], wide: [[1]] });
const data: Float32Array = (await wider.predict({ image: new Uint8Array(192), flag: [[1]] })).wide.data;
export const others = [await loadText(), await loadTextInputs(), data];`,
  },
  'wrong name of an input': {
    code: `import { load } from './models/qa.kmodel';
await (await load()).predict({ questions: [[1]], image: [[1, 2, 3]] });`,
    error: /'questions' does not exist in type 'TextQAInputs'/,
  },
  'missing input': {
    code: `import { load } from './models/qa.kmodel';
await (await load()).predict({ question: [[1]] });`,
    error: /Property 'image' is missing/,
  },
  'wrong dtype': {
    code: `import { load } from './models/qa.kmodel';
await (await load()).predict({ question: new Float32Array(2), image: [[1, 2, 3]] });`,
    error: /'Float32Array<ArrayBuffer>' is not assignable to type 'IntegerTensor'/,
  },
  'missing target': {
    code: `import { load } from './models/qa.kmodel';
await (await load()).fit({ question: [[1]], image: [[1, 2, 3]] });`,
    error: /Property 'answer' is missing/,
  },
  'unknown head': {
    code: `import { load } from './models/qa.kmodel';
export const { score } = await (await load()).predict({ question: [[1]], image: [[1, 2, 3]] });`,
    error: /Property 'score' does not exist on type 'TextQAPredictions'/,
  },
  'unknown model': {
    code: `import { loadQA } from './models/qa.kmodel';
export const model = await loadQA();`,
    error: /has no exported member named 'loadQA'/,
  },
  'unknown parameter': {
    code: `import { load } from './models/qa.kmodel';
export const model = await load({ parameters: { unit: 3 } });`,
    error: /'unit' does not exist in type 'TextQAParameters'/,
  },
  'parameter of another type': {
    code: `import { loadModel } from './models/several.kmodel';
export const model = await loadModel({ parameters: { classes: 3, pad: 'wide' } });`,
    error: /Type '"wide"' is not assignable to type '"valid" \| "same" \| "causal"/,
  },
  'missing parameters': {
    code: `import { loadModel } from './models/several.kmodel';
export const model = await loadModel();`,
    error: /Expected 1 arguments/,
  },
  'missing inherited parameter': {
    code: `import { loadWider } from './models/several.kmodel';
export const model = await loadWider({ parameters: {} });`,
    error: /Property 'classes' is missing/,
  },
  'training without losses': {
    code: `import { loadText } from './models/several.kmodel';
await (await loadText()).fit({ a: [[1, 2]] });`,
    error: /Property 'fit' does not exist/,
  },
  'missing parameter': {
    code: `import { loadModel } from './models/several.kmodel';
export const model = await loadModel({ parameters: {} });`,
    error: /Property 'classes' is missing/,
  },
  'no model that `load` could mean': {
    code: `import { load } from './models/several.kmodel';
export const model = await load();`,
    error: /has no exported member 'load'/,
  },
};

describe('declarations of a model file', () => {
  let problems: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    const files = Object.entries(programs).map(([, { code }], index) => [`src/p${index}.ts`, code]);
    const folder = createProject({
      ...modelFiles,
      'src/models/several.kmodel': several,
      ...Object.fromEntries(files),
    });
    for (const name of [qa, 'src/models/several.kmodel']) {
      const path = join(folder, name);
      expect(await writeDeclarations(path, compileKmodelModule(path, createNodeHost()).declarations!)).toBe(
        'written',
      );
    }
    problems = problemsOf(folder, Object.keys(programs));
  }, 60_000);

  it.each(Object.entries(programs))('%s', (name, { error }) => {
    const found = problems.get(name)!;
    if (error === undefined) expect(found).toEqual([]);
    else {
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(error);
    }
  });

  it('have no mistakes of their own', () => {
    expect(problems.get('declarations')).toEqual([]);
  });
});

function problemsOf(folder: string, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const program = ts.createProgram(
    names.map((_, index) => join(folder, `src/p${index}.ts`)),
    {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowArbitraryExtensions: true,
      strict: true,
      noEmit: true,
      // Declarations are checked too, where they are asked for.
      skipLibCheck: false,
      types: [],
    },
  );
  const textsOf = (file: string): readonly string[] => {
    const source = program.getSourceFile(file)!;
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  };
  const declarations = program.getSourceFiles().filter(({ fileName }) => fileName.endsWith('.d.kmodel.ts'));
  expect(declarations).toHaveLength(2);
  return new Map([
    ...names.map((name, index): [string, readonly string[]] => [
      name,
      textsOf(join(folder, `src/p${index}.ts`)),
    ]),
    ['declarations', declarations.flatMap(({ fileName }) => textsOf(fileName))],
  ]);
}
