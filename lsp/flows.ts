import type { Flow, FlowTensor } from '../compiler/expand/flow.ts';
import type { BuiltCall } from '../compiler/expand/graph-builder.ts';
import type { ModelState } from '../compiler/index.ts';
import { sizeText, unknownSize, type Size } from '../compiler/shapes/size.ts';
import { declaredTypeText, tensorTypeText } from '../compiler/shapes/types.ts';
import type { Expression, Span, Stage } from '../grammar/index.ts';
import type { LanguageService, PartView } from './service.ts';

/** What flows somewhere, and in which model: a block has the shapes of its first use. */
export interface FoundFlow {
  readonly flow: Flow;
  readonly model: ModelState;
}

/** Models in which a part's text may have been expanded, the nearest first. */
export function modelsAround(service: LanguageService, part: PartView): readonly ModelState[] {
  if (part.state?.model) return [part.state.model];
  const models = new Set<ModelState>();
  for (const check of [part.view.check, ...service.currentChecks()]) {
    if (!check.files.has(part.view.path)) continue;
    for (const state of check.states.values()) if (state.model) models.add(state.model);
  }
  return [...models];
}

/** What a stage or expression gives. */
export function flowOf(models: readonly ModelState[], node: Expression | Stage): FoundFlow | undefined {
  for (const model of models) {
    const flow = model.flows.get(node);
    if (flow && flow.kind !== 'unknown') return { flow, model };
  }
  return undefined;
}

/** The tensor that a name of a model, or of a block at its first use, stands for. */
export function tensorNamed(part: PartView, key: string): FlowTensor | undefined {
  const tensor = part.state?.model?.frame.tensors.get(key);
  return tensor?.type ? tensor : undefined;
}

/** `float32[batch, 32]`; several types where there are several results. */
export function flowTypeText(flow: Flow): string | undefined {
  const text = (tensor: FlowTensor): string => (tensor.type ? tensorTypeText(tensor.type) : '?');
  switch (flow.kind) {
    case 'tensor':
      return flow.tensor.type && text(flow.tensor);
    case 'list':
      return `[${flow.tensors.map(text).join(', ')}]`;
    case 'record':
      return `{${flow.entries.map(({ name, tensor }) => `${name}: ${text(tensor)}`).join(', ')}}`;
    case 'unknown':
      return undefined;
  }
}

/** The same without the batch axis, as the language writes types: short enough to stand in a line. */
export function flowHint(flow: Flow): string | undefined {
  const text = ({ type }: FlowTensor): string => (type ? declaredTypeText(type) : '?');
  switch (flow.kind) {
    case 'tensor':
      return flow.tensor.type && text(flow.tensor);
    case 'list':
      return flow.tensors.map(text).join(', ');
    case 'record':
      return flow.entries.map(({ name, tensor }) => `${name}: ${text(tensor)}`).join(', ');
    case 'unknown':
      return undefined;
  }
}

const callsByPlace = new WeakMap<ModelState, ReadonlyMap<string, readonly BuiltCall[]>>();

/** The calls of layers that a piece of a part's text makes in a model. */
export function callsAt(model: ModelState, { module }: PartView, span: Span): readonly BuiltCall[] {
  let index = callsByPlace.get(model);
  if (!index) {
    const built = new Map<string, BuiltCall[]>();
    for (const call of model.frame.builder.calls) {
      const key = placeKey(call.place.file, call.place.span);
      const same = built.get(key);
      if (same) same.push(call);
      else built.set(key, [call]);
    }
    index = built;
    callsByPlace.set(model, index);
  }
  return index.get(placeKey(module.path, span)) ?? [];
}

function placeKey(file: string, { start, end }: Span): string {
  return `${start} ${end} ${file}`;
}

/** The number of entries of all weights of a call's layer. */
export function parametersOf({ layer }: BuiltCall): number {
  return (layer.weights ?? []).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
}

/** Multiply-adds of one sample, as text; undefined where the layer has none. */
export function multiplyAddsOf(call: BuiltCall, model: ModelState): string | undefined {
  const { declaration, args } = call.layer;
  if (!declaration.multiplyAdds || !args) return undefined;
  const outputs = call.outputs.map((output) => model.frame.builder.tensors[output]!.type);
  const typesOf = (tensors: readonly FlowTensor[]) => tensors.map(({ type }) => type!);
  const size: Size = declaration.multiplyAdds(
    {
      args,
      inputs: typesOf(call.inputs),
      tensorArguments: Object.fromEntries(
        Object.entries(call.tensorArguments).map(([name, tensors]) => [name, typesOf(tensors)]),
      ),
      // The checker has kept the conditions.
      requireEqual: () => {},
      requireDivisible: () => {},
      freshSize: () => unknownSize('fresh'),
    },
    outputs,
  );
  return typeof size === 'number' ? size.toLocaleString('en-US') : sizeText(size);
}
