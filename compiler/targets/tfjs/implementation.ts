import type { Arguments, ArgumentValue, ComponentValue, LayerValue } from '../../declarations/values.ts';
import { dataFormat } from '../../declarations/data-format.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { l1l2 } from '../../components/regularizers/norms.ts';
import { findLayer } from '../../layers/registry.ts';
import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { convolutionalCounterparts } from './counterparts/convolutional.ts';
import { coreCounterparts } from './counterparts/core.ts';
import type { Counterpart, CounterpartSite } from './counterparts/counterpart.ts';
import { shapingCounterparts } from './counterparts/shaping.ts';
import { statefulCounterparts } from './counterparts/stateful.ts';
import { camelCase } from './names.ts';
import type { MissingLayer, TfjsConfig, TfjsLayerCall, TfjsObject, TfjsValue } from './types.ts';
import { equalValues } from '../default-arguments.ts';
import { isMisfit, tfjsValue } from './values.ts';

const counterparts = new Map<string, Counterpart>(
  [coreCounterparts, convolutionalCounterparts, shapingCounterparts, statefulCounterparts].flatMap((family) =>
    Object.entries(family),
  ),
);

/** How tfjs-layers says a layer class, or undefined where it has none of the kind. Wrappers are not listed. */
export function findCounterpart(layerClass: string): Counterpart | undefined {
  return counterparts.get(layerClass);
}

/** The layer of a graph as tfjs-layers makes it, or why it cannot. */
export function implementationOf(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  masks: ReadonlySet<TensorIndex>,
): TfjsLayerCall | MissingLayer {
  for (const call of calls) {
    const names = Object.keys(call.tensorArguments);
    if (names.some((name) => name !== 'initial_state')) return missing(`tfjs takes no \`${names[0]}\` there`);
    const problem = callProblem(graph, call.inputs);
    if (problem !== undefined) return missing(problem);
  }
  let result: TfjsLayerCall | MissingLayer | undefined;
  for (const call of calls) {
    const types = (tensors: readonly number[]) => tensors.map((tensor) => graph.tensors[tensor]!);
    const site: CounterpartSite = {
      args: layer.args,
      inputs: types(call.inputs),
      outputs: types(call.outputs),
      masked: call.inputs.some((tensor) => masks.has(tensor)),
      modelHasMasks: masks.size > 0,
      trainable: layer.trainable,
    };
    // A function may be called as a layer of tfjs is, and take other arguments.
    const next =
      layer.declaration.family === 'function'
        ? missing(`tfjs has no layer for the function \`${layer.class}\``)
        : implementLayer(layer.declaration.name, site);
    if (next.kind === 'missing') return next;
    if (result && !equalValues(result, next)) return missing('its uses need different arguments in tfjs');
    result = next;
  }
  return result ?? missing('it is not used');
}

/** tfjs frees an input after as many reads as there are tensors, so one that comes twice is gone too early. */
function callProblem(graph: ModelGraph, inputs: readonly number[]): string | undefined {
  if (inputs.length < 2) return undefined;
  if (inputs.every((input) => graph.tensors[input]!.shape.length === 0)) return 'tfjs merges no scalars';
  return new Set(inputs).size < inputs.length ? 'tfjs takes a tensor only once' : undefined;
}

/** A layer of a class with arguments, where it stands, as tfjs-layers makes it, or why it cannot. */
export function implementLayer(layerClass: string, site: CounterpartSite): TfjsLayerCall | MissingLayer {
  if (layerClass === 'Bidirectional') return implementBidirectional(site);
  if (layerClass === 'TimeDistributed') return implementTimeDistributed(site);
  const counterpart = findCounterpart(layerClass);
  if (!counterpart) return missing(`tfjs has no \`${layerClass}\``);
  const reason = counterpart.misfit?.(site);
  if (reason !== undefined) return missing(reason);
  const config = configFor(layerClass, counterpart, site);
  if (isMisfit(config)) return missing(config.reason);
  const trainsDifferently = counterpart.trainsDifferently?.(site);
  return {
    kind: 'tfjs',
    factory: counterpart.factory,
    config,
    ...(trainsDifferently && { trainsDifferently }),
  };
}

function missing(reason: string): MissingLayer {
  return { kind: 'missing', reason };
}

/** What every layer takes: a penalty is put around it, and tfjs computes in float32 alone. */
const ofBaseLayer: ReadonlySet<string> = new Set(['activity_regularizer', 'dtype']);

function configFor(
  layerClass: string,
  counterpart: Counterpart,
  site: CounterpartSite,
): TfjsConfig | { readonly reason: string } {
  const declared = findLayer(layerClass)!.arguments;
  const args: Arguments = counterpart.adapt?.(site) ?? site.args;
  const config: Record<string, TfjsValue> = {};
  for (const [name, value] of Object.entries(args)) {
    if (counterpart.ignored?.includes(name) || ofBaseLayer.has(name)) continue;
    const fixed = counterpart.fixed?.[name];
    if (counterpart.fixed && Object.hasOwn(counterpart.fixed, name)) {
      if (!equalValues(value, fixed)) return { reason: `tfjs has no \`${name}\` for it` };
      continue;
    }
    if (isDefault(name, value, declared[name], counterpart)) continue;
    if (declared[name] === dataFormat) {
      if (!counterpart.eitherFormat) return { reason: 'tfjs has its channels last alone' };
      config.dataFormat = 'channelsFirst';
      continue;
    }
    const converted = convertArgument(counterpart, name, value);
    if (isMisfit(converted)) return converted;
    config[counterpart.names?.[name] ?? camelCase(name)] = converted;
  }
  return config;
}

/** True where tfjs does the same when the argument is left out. */
function isDefault(
  name: string,
  value: ArgumentValue,
  declaration: { readonly required?: boolean; readonly default?: unknown } | undefined,
  counterpart: Counterpart,
): boolean {
  const { defaults = {} } = counterpart;
  if (Object.hasOwn(defaults, name))
    return defaults[name] !== undefined && equalValues(value, defaults[name]);
  if (!declaration || declaration.required) return false;
  // A layer's linear activation and none are the same.
  if (name === 'activation' && value === null) return true;
  return equalValues(value, declaration.default);
}

/** One argument for tfjs: per-axis values that are all equal become one number. */
export function convertArgument(
  counterpart: Counterpart,
  name: string,
  value: ArgumentValue,
): TfjsValue | { readonly reason: string } {
  if (perAxis.has(name) && Array.isArray(value) && !counterpart.lists?.includes(name)) {
    const [first] = value as readonly number[];
    if (value.every((each: ArgumentValue) => each === first)) return first!;
  }
  return tfjsValue(value);
}

const perAxis = new Set(['kernel_size', 'strides', 'dilation_rate', 'pool_size']);

function implementBidirectional(site: CounterpartSite): TfjsLayerCall | MissingLayer {
  const layer = site.args.layer as LayerValue;
  if (site.args.backward_layer) return missing('tfjs takes no `backward_layer`');
  if (site.masked) return missing('tfjs does not set masked steps to zero in it');
  if (!layer.trainable) return missing('tfjs does not freeze what is wrapped');
  const inner = implementInner(layer, { ...site, args: layer.args });
  if (inner.kind === 'missing') return inner;
  const object: TfjsObject = {
    kind: 'object',
    namespace: 'layers',
    factory: inner.factory,
    config: inner.config,
  };
  return {
    kind: 'tfjs',
    factory: 'bidirectional',
    config: { layer: object, mergeMode: site.args.merge_mode as TfjsValue },
  };
}

function implementTimeDistributed(site: CounterpartSite): TfjsLayerCall | MissingLayer {
  const layer = site.args.layer as LayerValue;
  if (site.masked) return missing('tfjs gives the wrapped layer a mask that it cannot use');
  if (!layer.trainable) return missing('tfjs does not freeze what is wrapped');
  const steps = (types: CounterpartSite['inputs']) =>
    types.map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) }));
  const inner = implementInner(layer, {
    ...site,
    args: layer.args,
    inputs: steps(site.inputs),
    outputs: steps(site.outputs),
  });
  if (inner.kind === 'missing') return inner;
  const { factory, config } = inner;
  return {
    kind: 'tfjs',
    factory: 'timeDistributed',
    config: { layer: { kind: 'object', namespace: 'layers', factory, config } },
    ...(inner.trainsDifferently && { trainsDifferently: inner.trainsDifferently }),
  };
}

function implementInner(layer: LayerValue, site: CounterpartSite): TfjsLayerCall | MissingLayer {
  if (layer.args.activity_regularizer) return missing('tfjs has no `activity_regularizer` inside a wrapper');
  return implementLayer(layer.class, site);
}

/** The penalty on a layer's results as tfjs makes it; undefined where tfjs has no such regularizer. */
export function activityRegularizerOf(layer: LayerInstance): TfjsObject | null | undefined {
  const value = penaltyOf(layer);
  if (!value) return null;
  // What is computed within a layer is out of reach there.
  if (layer.declaration.penalty === 'inside' || layer.declaration.penalty === 'both') return undefined;
  const converted = tfjsValue(value);
  return isMisfit(converted) ? undefined : (converted as TfjsObject);
}

/** A layer's `activity_regularizer`; one layer is nothing else. */
function penaltyOf({ class: layerClass, args }: LayerInstance): ComponentValue | null {
  if (layerClass !== 'ActivityRegularization')
    return (args.activity_regularizer as ComponentValue | undefined) ?? null;
  return args.l1 === 0 && args.l2 === 0 ? null : withDefaults(l1l2, args);
}

/** The layer with no penalty on its results. */
export function withoutPenalty(layer: LayerInstance): LayerInstance {
  const { args } = layer;
  if (layer.class === 'ActivityRegularization') return { ...layer, args: { ...args, l1: 0, l2: 0 } };
  return 'activity_regularizer' in args ? { ...layer, args: { ...args, activity_regularizer: null } } : layer;
}
