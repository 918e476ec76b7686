import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import type { Helper } from '../helpers.ts';
import { printProgram, type Program } from '../ops/op-program.ts';
import type { ValueContext } from '../values-text.ts';
import { classText } from './class-text.ts';
import { lowerLayer, type LoweredLayer } from './lower-layer.ts';
import { layerSite, type Site } from './site.ts';
import { UnwritableOp } from '../ops/unwritable-op.ts';
import { SizeNames } from './size-names.ts';
import { fieldName } from './weights.ts';

/**
 * The class of a layer that tfjs-layers lacks, from `extends` on, written from what the layer's declaration lowers
 * to, by the name that the class gets. Equal texts are one class.
 * @throws UnwritableOp where tfjs has no functions for it
 */
export function deriveLayer(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  masks: ReadonlySet<TensorIndex>,
  context: ValueContext & { readonly use: (helper: Helper) => string },
): (name: string) => string {
  const sizes = new SizeNames();
  const site = layerSite(graph, calls, masks, sizes);
  const fields = new Map(layer.weights.map(({ name }) => [name, fieldName(name)]));
  const used = new Set<string>();
  const programOf = (lowered: LoweredLayer): Program =>
    printProgram(lowered.graph, {
      use: context.use,
      taken: ['x', 'inputs', 'kwargs', 'mask', ...site.inputNames, ...sizes.names()],
      sizeName: (name) => {
        if (!sizes.names().includes(name)) throw new UnwritableOp('size known only at run time');
        used.add(name);
        return name;
      },
      input: (name) => {
        if (name.startsWith('weight:')) return `this.${fields.get(name.slice(7))}.read()`;
        used.add(name);
        return name;
      },
    });
  const predict = lowerLayer(graph, layer, site, false);
  const train = lowerLayer(graph, layer, site, true);
  const writes = train.updates.map((name) => ({
    input: `weight:${name}`,
    write: `this.${fields.get(name)}.write`,
  }));
  const { hasLoss } = train;
  const parts = { site, predict: programOf(predict), train: programOf(train), writes, hasLoss };
  const { body, readsTraining } = callBody(parts);
  const sizeReads = sizes.statements().filter(([name]) => used.has(name));
  const readsMask = used.has('mask');
  return classText(
    { graph, layer, calls, site, fields, sizeReads, body, readsTraining, readsMask, hasLoss },
    context,
  );
}

/** What takes the new value of a weight, and the input of the op graph that is the old one. */
interface Write {
  readonly input: string;
  readonly write: string;
}

/** What the body of `call` is written from. */
interface CallParts {
  readonly site: Site;
  readonly predict: Program;
  readonly train: Program;
  /** What takes the outputs of training that come after the results. */
  readonly writes: readonly Write[];
  /** Whether what the layer adds to the loss comes last, and is returned before the results. */
  readonly hasLoss: boolean;
}

/** What `call` does, in two ways where training is another one. */
function callBody({ site, predict, train, writes, hasLoss }: CallParts): {
  readonly body: string;
  readonly readsTraining: boolean;
} {
  const count = site.outputTypes.length;
  const resultsOf = ({ outputs }: Program): string => {
    const results = [...(hasLoss ? [outputs.at(-1)!] : []), ...outputs.slice(0, count)];
    return results.length === 1 ? results[0]! : `[${results.join(', ')}]`;
  };
  const predicting = [...predict.statements, `return ${resultsOf(predict)};`].join('\n');
  const ending = written(writes, train, count, resultsOf(train));
  const training = [...train.statements, ...ending].join('\n');
  if (training === predicting) return { body: predicting, readsTraining: false };
  const body = `if (kwargs['training'] === true) {\n${training}\n}\n${predicting}`;
  return { body, readsTraining: true };
}

/** New values of weights, and what is returned: all are made of the old values. */
function written(
  writes: readonly Write[],
  { outputs, reads, variables }: Program,
  count: number,
  result: string,
): readonly string[] {
  const values = outputs.slice(count, count + writes.length);
  const write = (value: (index: number) => string): readonly string[] =>
    writes.map((each, index) => `${each.write}(${value(index)});`);
  const readsAny = (place: number, earlier: readonly Write[]): boolean =>
    earlier.some(({ input }) => reads[place]!.has(input));
  const readsNew = reads.some((_, place) => {
    const isWritten = place >= count && place < count + writes.length;
    return readsAny(place, isWritten ? writes.slice(0, place - count) : writes);
  });
  if (!readsNew) return [...write((index) => values[index]!), `return ${result};`];
  const free = (wanted: string): string => (variables.has(wanted) ? free(`${wanted}_`) : wanted);
  const [next, given] = [free('next'), free('given')];
  return [
    `const ${next} = [${values.join(', ')}];`,
    `const ${given} = ${result};`,
    ...write((index) => `${next}[${index}]`),
    `return ${given};`,
  ];
}
