import type { LayerCall, ModelGraph } from '../../../graph/model-graph.ts';
import { openSizes } from '../../../shapes/open-sizes.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import type { ModelFlow } from '../../op-code/flow.ts';
import type { LoweredCall } from '../../op-code/lower-call.ts';
import type { FileContext } from './layer-class.ts';

/** What is looked at for what `forward` gives with `detailed=True`. */
export interface DetailsSite {
  readonly graph: ModelGraph;
  readonly flow: ModelFlow;
  readonly lowered: LoweredModel;
  readonly predict: ReadonlyMap<LayerCall, LoweredCall>;
  readonly train: ReadonlyMap<LayerCall, LoweredCall>;
  readonly file: FileContext;
}

/** What losses, metrics and objectives need, by name. */
export function detailsOf(site: DetailsSite): ReadonlyMap<string, string> {
  const { graph, flow } = site;
  const found = new Map<string, string>();
  for (const { name, loss, tensor, targetTensor } of graph.heads) {
    const maker = flow.calls.find(({ outputs }) => outputs.includes(tensor));
    const isBefore = maker && site.predict.get(maker)!.given.includes(`l${tensor}`);
    found.set(name, loss && isBefore ? `l${tensor}` : `t${tensor}`);
    const mask = flow.masks.get(tensor);
    if (loss && mask !== undefined) found.set(`${name} mask`, mask);
    if (targetTensor !== undefined) found.set(`${name} target`, `t${targetTensor}`);
  }
  for (const { name, tensor } of graph.objectives ?? []) found.set(`${name} objective`, `t${tensor}`);
  for (const call of flow.calls)
    for (const key of site.train.get(call)!.given)
      if (key.startsWith('p')) found.set(`penalty ${key.slice(1)}`, key);
  for (const name of hiddenSizes(site.lowered, found.values())) found.set(`size ${name}`, `s${name}`);
  if (site.file.isObserved)
    for (const { outputs } of flow.calls)
      for (const tensor of outputs) found.set(`tensor ${tensor}`, `t${tensor}`);
  return found;
}

/** Size variables that only expressions show: `H` in `4 * floor(H / 4)`. */
function hiddenSizes(lowered: LoweredModel, keys: Iterable<string>): readonly string[] {
  const open = new Set<string>();
  const plain = new Set<string>();
  for (const key of keys) {
    const tensor = lowered.tensors[Number(key.slice(1))];
    for (const size of tensor?.shape ?? []) {
      if (typeof size === 'number') continue;
      openSizes(size, open);
      plain.add(size.key);
    }
  }
  return [...open].filter((name) => !plain.has(name));
}
