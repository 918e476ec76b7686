import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import { placeWeights } from '../../compiler/targets/keras/weights.ts';
import { createModel, loadWeights } from '../../runtime/index.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { readGolden, type GoldenTensor } from '../compiler/support/arrays.ts';
import { testEngine } from '../support/engine.ts';

function graphOf(text: string): ModelGraph {
  const host = { ...createMemoryHost({ 'm.kmodel': text }), library: createNodeHost().library! };
  const { graph, diagnostics } = compileModel('m.kmodel', host);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return graph!;
}

/** `PATH SHAPE` of every weight, in Keras's order. */
const listed = readGolden<Readonly<Record<string, readonly string[]>>>('applications.json');

describe('weights of keras.applications', () => {
  it.each(Object.entries(listed))(
    '%s has them in the same order, whatever its layers are called',
    (block, weights) => {
      const graph = graphOf(`import { ${block} } from "kmodel:applications/${block.toLowerCase()}"

model Whole {
  input x: float32[96, 96, 3]
  head y = x -> ${block}(include_top: false)
}
`);
      const kind = (path: string): string => path.split('/').at(-1)!;
      const ours = placeWeights(graph).layers.flatMap(({ layer }) =>
        layer.weights.map(({ name, shape }) => `${kind(name)} ${shape.join()}`),
      );
      const theirs = weights.map((each) => {
        const [path, shape] = each.split(' ') as [string, string];
        return `${kind(path)} ${shape}`;
      });
      expect(ours).toEqual(theirs);
    },
  );
});

describe('a network of branches with the weights of Keras', () => {
  // The branch that Keras lists first stands last here, and no layer has Keras's name.
  const text = `model Residual {
  input image: float32[6, 6, 3]
  branch stem = image -> Conv2D(4, 3, strides: 2, padding: same)
  branch main = stem
    -> Conv2D(4, 1) -> BatchNormalization() -> ReLU()
    -> Conv2D(8, 1) -> BatchNormalization()
  branch short = stem -> Conv2D(8, 1) -> BatchNormalization()
  head y = short + main -> ReLU() -> GlobalAveragePooling2D() -> Dense(3)
}
`;
  const golden = readGolden<{
    readonly inputs: { readonly image: GoldenTensor };
    readonly predictions: GoldenTensor;
  }>('files/residual.json');

  it.each(['.h5', '.weights.h5'])(
    'predicts what Keras predicts, from a file that ends in %s',
    async (ending) => {
      const model = await createModel(graphOf(text), { engine: await testEngine(), seed: 1 });
      const path = new URL(`../golden/files/residual${ending}`, import.meta.url).pathname;
      expect(await loadWeights(model, path)).toEqual([]);
      const { shape, data } = golden.inputs.image;
      const { y } = await model.predict({ image: { shape, data: Float32Array.from(data) } });
      golden.predictions.data.forEach((value, at) => expect(Number(y!.data[at])).toBeCloseTo(value, 4));
    },
  );
});
