import type { ModelGraph } from '../../compiler/index.ts';
import { evaluateSize } from '../../compiler/shapes/size.ts';
import { feedDType } from '../../compiler/steps/lower-model.ts';
import type { PytorchModule } from '../../compiler/targets/pytorch/module/module.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { createRandom } from '../../runtime/random.ts';
import { graphInputs } from '../../compiler/graph/host-part.ts';
import { askTorch } from './torch.ts';

/** Three samples of random data for each input of a model; size variables are all one size, which every example takes. */
export function sampleFeeds(graph: ModelGraph, samples = 3): Readonly<Record<string, HostTensor>> {
  const sizes = new Map(graph.sizeVariables.map((name) => [name, graph.name === 'PostAuthor' ? 272 : 16]));
  const random = createRandom(5, 'samples');
  const ranges = new Map(graph.inputs.map(({ name, indexRange }) => [name, indexRange?.below ?? 5]));
  return Object.fromEntries(
    [...graphInputs(graph)].map(([name, tensor]) => {
      const { dtype, shape } = graph.tensors[tensor]!;
      const whole = [samples, ...shape.map((size) => evaluateSize(size, sizes)!)];
      const count = whole.reduce((product, size) => product * size, 1);
      const fed = feedDType(dtype);
      const draw = (): number =>
        fed === 'int32' || dtype === 'uint8' ? Math.floor(random.uniform() * ranges.get(name)!) : random.normal();
      const values = Array.from({ length: count }, draw);
      const data = fed === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
      return [name, { dtype: fed, shape: whole, data }];
    }),
  );
}

/** What a generated module predicts with some weights. */
export async function torchPredictions(
  { text, classes }: PytorchModule,
  weights: Readonly<Record<string, HostTensor>>,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>> {
  const code = [
    text,
    'def run(inputs):',
    `    model = ${classes.className}()`,
    '    with torch.no_grad():',
    '        for name, value in inputs["weights"].items():',
    '            weight_of(model, name).copy_(tensor(value))',
    '    model.eval()',
    '    with torch.no_grad():',
    '        result = model(*[tensor(value) for value in inputs["feeds"].values()])',
    '    if not isinstance(result, dict):',
    '        result = {"": result}',
    '    return {name: {"shape": list(value.shape), "data": value.float().flatten().tolist()} for name, value in result.items()}',
  ].join('\n');
  const plain = (tensors: Readonly<Record<string, HostTensor>>) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, { dtype, shape, data }]) => [name, { dtype, shape, data: [...data] }]),
    );
  return (await askTorch(code, { weights: plain(weights), feeds: plain(feeds) })) as Awaited<
    ReturnType<typeof torchPredictions>
  >;
}

/** Where two sets of results differ by more than a tolerance, relative to the greatest entry. */
export function differences(
  ours: Readonly<Record<string, HostTensor>>,
  theirs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>,
  tolerance: number,
): readonly string[] {
  return Object.entries(ours).flatMap(([name, { shape, data }]) => {
    const other = theirs[name] ?? theirs['']!;
    if (other.shape.join() !== shape.join()) return [`${name}: shape ${other.shape.join()}, not ${shape.join()}`];
    const scale = Math.max(1, ...Array.from(data, Math.abs));
    const worst = Math.max(0, ...other.data.map((value, index) => Math.abs(value - data[index]!) / scale));
    return worst <= tolerance ? [] : [`${name}: ${worst}`];
  });
}
