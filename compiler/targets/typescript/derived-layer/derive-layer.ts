import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import type { Helper } from '../helpers.ts';
import { printProgram, type Program } from '../ops/op-program.ts';
import type { ValueContext } from '../values-text.ts';
import { classText } from './class-text.ts';
import { lowerLayer, type LoweredLayer } from './lower-layer.ts';
import { layerSite, type Site } from './site.ts';
import { SizeNames } from './size-names.ts';
import { fieldName } from './weights.ts';

/**
 * The class of a layer that tfjs-layers lacks, from `extends` on, written from what the layer's declaration lowers
 * to; `CLASS_NAME` stands for its name. Equal texts are one class.
 * @throws UnwritableOp where tfjs has no functions for it
 */
export function deriveLayer(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  masks: ReadonlySet<TensorIndex>,
  context: ValueContext & { readonly use: (helper: Helper) => string },
): string {
  const sizes = new SizeNames();
  const site = layerSite(graph, calls, masks, sizes);
  const fields = new Map(layer.weights.map(({ name }) => [name, fieldName(name)]));
  const used = new Set<string>();
  const programOf = (lowered: LoweredLayer): Program =>
    printProgram(lowered.graph, {
      use: context.use,
      taken: ['x', 'inputs', 'kwargs', 'mask', ...site.inputNames, ...sizes.names()],
      sizeName: (name) => {
        used.add(name);
        return name;
      },
      input: (name) => (name.startsWith('weight:') ? `this.${fields.get(name.slice(7))}.read()` : name),
    });
  const predict = lowerLayer(graph, layer, site, false);
  const train = lowerLayer(graph, layer, site, true);
  const writes = train.updates.map((name) => `this.${fields.get(name)}.write`);
  const body = callBody(site, programOf(predict), programOf(train), writes);
  const sizeReads = sizes.statements().filter(([name]) => used.has(name));
  return classText({ graph, layer, calls, site, fields, sizeReads, body }, context);
}

/** @param writes what takes the outputs of training that come after the results */
function callBody(site: Site, predict: Program, train: Program, writes: readonly string[]): string {
  const count = site.outputTypes.length;
  const returned = ({ outputs }: Program): string =>
    count === 1 ? `return ${outputs[0]};` : `return [${outputs.slice(0, count).join(', ')}];`;
  const predicting = [...predict.statements, returned(predict)].join('\n');
  const written = writes.map((write, index) => `${write}(${train.outputs[count + index]});`);
  const training = [...train.statements, ...written, returned(train)].join('\n');
  if (training === predicting) return predicting;
  return `if (kwargs['training'] === true) {\n${training}\n}\n${predicting}`;
}
