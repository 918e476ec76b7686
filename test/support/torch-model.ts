import type { ModelGraph } from '../../compiler/index.ts';
import { evaluateSize } from '../../compiler/shapes/size.ts';
import { feedDType } from '../../compiler/steps/lower-model.ts';
import type { PytorchModule } from '../../compiler/targets/pytorch/module/module.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { createRandom } from '../../runtime/random.ts';
import { graphInputs } from '../../compiler/graph/host-part.ts';
import { askTorch } from './torch.ts';

/** One size for all size variables, which every example takes. */
function sizesOf({ name, sizeVariables }: ModelGraph): ReadonlyMap<string, number> {
  return new Map(sizeVariables.map((each) => [each, name === 'PostAuthor' ? 272 : 16]));
}

/** Three samples of random data for each input of a model; size variables are all one size, which every example takes. */
export function sampleFeeds(graph: ModelGraph, samples = 3): Readonly<Record<string, HostTensor>> {
  const sizes = sizesOf(graph);
  const random = createRandom(5, 'samples');
  const ranges = new Map(graph.inputs.map(({ name, indexRange }) => [name, indexRange?.below ?? 5]));
  return Object.fromEntries(
    [...graphInputs(graph)].map(([name, tensor]) => {
      const { dtype, shape } = graph.tensors[tensor]!;
      const whole = [samples, ...shape.map((size) => evaluateSize(size, sizes)!)];
      const count = whole.reduce((product, size) => product * size, 1);
      const fed = feedDType(dtype);
      const draw = (): number =>
        fed === 'int32' || dtype === 'uint8'
          ? Math.floor(random.uniform() * ranges.get(name)!)
          : random.normal();
      const values = Array.from({ length: count }, draw);
      const data = fed === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
      return [name, { dtype: fed, shape: whole, data }];
    }),
  );
}

function plain(tensors: Readonly<Record<string, HostTensor>>): unknown {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape, data: [...data] },
    ]),
  );
}

/** What a generated module predicts with some weights. */
export async function torchPredictions(
  { text, classes }: PytorchModule,
  weights: Readonly<Record<string, HostTensor>>,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<
  Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
> {
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
    if (other.shape.join() !== shape.join())
      return [`${name}: shape ${other.shape.join()}, not ${shape.join()}`];
    const scale = Array.from(data).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const worst = other.data.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - data[index]!) / scale),
      0,
    );
    return worst <= tolerance ? [] : [`${name}: ${worst}`];
  });
}

/** What a model may be trained on: random inputs, and targets that its losses take. */
export function sampleData(graph: ModelGraph, samples: number): Readonly<Record<string, HostTensor>> {
  const feeds = sampleFeeds(graph, samples);
  const random = createRandom(9, 'targets');
  const sizes = sizesOf(graph);
  const targets = graph.heads.flatMap(({ name, loss, target, tensor }): [string, HostTensor][] => {
    if (!loss || !target) return [];
    const shape = [samples, ...target.shape.map((size) => evaluateSize(size, sizes)!)];
    const count = shape.reduce((product, size) => product * size, 1);
    const classes = evaluateSize(graph.tensors[tensor]!.shape.at(-1)!, sizes)!;
    const draw = (): number =>
      target.dtype === 'int32'
        ? Math.floor(random.uniform() * Math.max(2, classes))
        : Math.round(random.uniform());
    const values = Array.from({ length: count }, draw);
    const dtype = target.dtype === 'int32' ? 'int32' : 'float32';
    return [
      [name, { dtype, shape, data: dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values) }],
    ];
  });
  return { ...feeds, ...Object.fromEntries(targets) };
}

/** Losses and logs of so many steps on one batch, and the weights behind them. */
export interface TrainedSteps {
  readonly logs: readonly Readonly<Record<string, number | readonly number[]>>[];
  readonly weights: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
  >;
}

/** What a generated module makes of a batch in so many steps of training. */
export async function torchSteps(
  { text, classes }: PytorchModule,
  weights: Readonly<Record<string, HostTensor>>,
  data: Readonly<Record<string, HostTensor>>,
  options: { readonly steps: number; readonly seed: number },
): Promise<TrainedSteps> {
  const code = [
    text.replace('if __name__ == "__main__":\n    main()', ''),
    'def run(inputs):',
    `    model = ${classes.className}()`,
    '    with torch.no_grad():',
    '        for name, value in inputs["weights"].items():',
    '            weight_of(model, name).copy_(tensor(value))',
    '    training = Training(model, inputs["seed"])',
    '    data = {name: tensor(value) for name, value in inputs["data"].items()}',
    '    logs = []',
    '    for _ in range(inputs["steps"]):',
    '        training.reset_metrics()',
    '        outputs = {}',
    '        for index, turn in enumerate(TURNS):',
    '            for _ in range(turn["repeat"]):',
    '                outputs.update(training.train_step(index, {name: data[name] for name in INPUTS}, {name: data[name] for name in TARGETS}, {}))',
    '        logs.append({name[4:]: value.tolist() for name, value in outputs.items() if name.startswith("log:")})',
    '    final = {name: weight_of(model, name).detach() for name in WEIGHTS}',
    '    return {"logs": logs, "weights": {name: {"shape": list(value.shape), "data": value.flatten().tolist()} for name, value in final.items()}}',
  ].join('\n');
  return (await askTorch(code, { weights: plain(weights), data: plain(data), ...options })) as TrainedSteps;
}
