import type { CallExpression } from '../../grammar/ast.ts';
import { classOf, isShapeProblem, maskBehaviour, type ShapeProblem } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { isBatched, sampleType, tensorTypeText, type TensorType } from '../shapes/types.ts';
import type { ResolvedLayerCall } from '../bind/call.ts';
import { snakeCase } from '../names/snake-case.ts';
import { conditionSink } from './conditions.ts';
import { flowTensors, unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { noTensorArguments, type BuiltCall, type BuiltLayer } from './graph-builder.ts';
import type { Arguments } from '../declarations/values.ts';
import { isKnownFor, type KnownShapes } from './known-shapes.ts';
import { comingMasksFit } from './coming-masks.ts';
import { inputFits } from './input-specification.ts';
import { inputsOfLayer } from './inputs-of-layer.ts';
import { mayAddLayer } from './limits.ts';
import { checkSizes } from './output-sizes.ts';
import { reportShapeProblem } from './shape-problem.ts';
import { labelOf, placeAt, type Site } from './site.ts';
import { tensorArgumentsFit } from './tensor-arguments.ts';
import { checkWeights } from './weights.ts';

type TensorArguments = Readonly<Record<string, readonly FlowTensor[]>>;

const noInputs: readonly FlowTensor[] = [];

/** A layer in a pipeline. */
export function applyLayer(site: Site, call: CallExpression, resolved: ResolvedLayerCall, flow: Flow): Flow {
  const place = placeAt(site, call.span);
  const label = labelOf(site, call.span);
  const tensorArguments = expandTensorArguments(site, resolved);
  const inputs = inputsOfLayer(site, resolved, flow, place);
  return applyDeclaration(site, resolved, inputs, tensorArguments, place, label, call);
}

/** Undefined where one of them is unknown. */
function expandTensorArguments(site: Site, resolved: ResolvedLayerCall): TensorArguments | undefined {
  if (resolved.tensors.length === 0) return noTensorArguments;
  let complete = true;
  const expanded: Record<string, readonly FlowTensor[]> = {};
  for (const { name, expression } of resolved.tensors) {
    const tensors = flowTensors(site.context.expandFlow(site, expression));
    if (!tensors) {
      complete = false;
      continue;
    }
    const isList = resolved.declaration.tensorArguments![name]!.list ?? false;
    if (!isList && tensors.length !== 1) {
      const values = { layer: resolved.declaration.name, name, wanted: 'one tensor' };
      site.context.report('KM3009', 'tensorArgument', values, placeAt(site, expression.span));
      complete = false;
    }
    if (!isOfBooleans(name, tensors)) {
      const [tensor] = tensors;
      const values = {
        layer: `\`${name}\` of ${resolved.declaration.name}`,
        wanted: 'bool',
        input: `\`${tensor!.label}\``,
        found: tensorTypeText(tensor!.type!),
      };
      site.context.report('KM3006', 'default', values, placeAt(site, expression.span));
      complete = false;
    }
    expanded[name] = tensors;
  }
  return complete ? expanded : undefined;
}

/** Masks tell with true and false which entries count. */
function isOfBooleans(name: string, tensors: readonly FlowTensor[]): boolean {
  return !name.endsWith('mask') || tensors.every(({ type }) => !type || type.dtype === 'bool');
}

/** Makes a layer, or takes the one that a `shared` made before, and sends tensors through it. */
export function applyDeclaration(
  site: Site,
  resolved: ResolvedLayerCall,
  inputs: readonly FlowTensor[] | undefined,
  tensorArguments: TensorArguments | undefined,
  place: Place,
  label: string,
  call?: CallExpression,
): Flow {
  if (!mayAddLayer(site, place)) return unknownFlow;
  const { declaration, args } = resolved;
  const layer = site.maker.layer() ?? site.maker.add(createLayer(site, resolved, place));
  if (!inputs || !args || !tensorArguments) return unknownFlow;
  if (!inputs.every(hasType)) return unknownFlow;
  if (!comingMasksFit(site, resolved, inputs, tensorArguments, place)) return unknownFlow;
  for (const name in tensorArguments) if (!tensorArguments[name]!.every(hasType)) return unknownFlow;
  const known = site.context.shapes.get(args);
  const shapes =
    known && tensorArguments === noTensorArguments && isKnownFor(known, inputs)
      ? known
      : computeShapes(site, layer, resolved, args, inputs, tensorArguments, place, call);
  if (!shapes || !checkWeights(site, layer, shapes.weights, inputs, place)) return unknownFlow;
  const { output } = shapes;
  const outputs: readonly TensorType[] = isTypeList(output) ? output : [output];

  const behaviour = maskBehaviour(declaration, args);
  const masked = behaviour === 'make' || (behaviour !== 'stop' && inputs.some((input) => input.masked));
  const { builder } = site.frame;
  const indices: number[] = [];
  const built: BuiltCall = {
    layer,
    inputs,
    tensorArguments,
    outputs: indices,
    place,
    uses: site.frame.uses,
  };
  builder.calls.push(built);
  const results: FlowTensor[] = [];
  for (const type of outputs) {
    const index = builder.tensors.length;
    const isMasked = masked && results.length === 0;
    builder.tensors.push({ type, masked: isMasked, producer: built });
    indices.push(index);
    results.push({ index, type, label, place, masked: isMasked });
  }
  if (!isTypeList(output)) return { kind: 'tensor', tensor: results[0]! };
  const names = declaration.resultNames?.(args);
  if (!names) return { kind: 'list', tensors: results, label };
  const entries = results.map((tensor, index) => ({ name: names[index]!, tensor }));
  return { kind: 'record', entries, label, results: true };
}

/** What a layer makes of a tensor without batch: the same for every sample. */
function perSample(type: TensorType): TensorType {
  if (isBatched(type)) return sampleType(type);
  return type.whole ? { dtype: type.dtype, shape: type.shape } : type;
}

/** The numbers of a tensor that stands in the text. */
function numbersOf({ frame }: Site, { index }: FlowTensor): readonly number[] | undefined {
  const layer = frame.builder.tensors[index]?.producer?.layer;
  const isConstant = layer?.declaration.internal === true && layer.declaration.name === 'Constant';
  return isConstant ? (layer.args?.value as readonly number[] | undefined) : undefined;
}

function hasType(tensor: FlowTensor): boolean {
  return tensor.type !== undefined;
}

/** Asks the declaration; undefined after a report. */
function computeShapes(
  site: Site,
  layer: BuiltLayer,
  resolved: ResolvedLayerCall,
  args: Arguments,
  inputs: readonly FlowTensor[],
  tensorArguments: TensorArguments,
  place: Place,
  call: CallExpression | undefined,
): KnownShapes | undefined {
  const { declaration } = resolved;
  if (!inputs.every((input) => inputFits(site, declaration, args, input, place))) return undefined;
  const { conditions } = site.frame.builder;
  const conditionsBefore = conditions.length;
  const types = (tensors: readonly FlowTensor[]): readonly TensorType[] =>
    tensors.map(({ type }) => (declaration.family === 'function' ? type! : perSample(type!)));
  const pending = conditionSink(site, layer, place);
  const shapeCall = {
    args,
    inputs: types(inputs),
    constants: inputs.map((input) => numbersOf(site, input)),
    tensorArguments: mapValues(tensorArguments, types),
    ...pending,
  };
  if (!tensorArgumentsFit(site, declaration, tensorArguments, shapeCall, call, place)) return undefined;
  const output = declaration.output(shapeCall);
  if (isShapeProblem(output)) {
    reportShapeProblem(site, call, resolved, output, inputs, place);
    return undefined;
  }
  if (pending.failed()) return undefined;
  if (!checkSizes(site, layer, inputs, isTypeList(output) ? output : [output], place)) return undefined;
  const weights = declaration.weights?.(shapeCall) ?? [];
  const shapes: KnownShapes = { inputs: shapeCall.inputs, output, weights };
  const isOwn = conditions.length > conditionsBefore || pending.hasFreshSizes();
  if (!isOwn && tensorArguments === noTensorArguments) {
    site.context.shapes.set(args, shapes);
  }
  return shapes;
}

function createLayer(site: Site, resolved: ResolvedLayerCall, place: Place): BuiltLayer {
  const { declaration, name } = resolved;
  const layer: BuiltLayer = {
    group: site.group,
    round: site.round,
    declaredIn: site.declaration,
    snake: snakeCase(classOf(declaration)),
    explicit: name && { text: name.text, place: placeAt(site, name.span) },
    own: site.own,
    head: undefined,
    declaration,
    args: resolved.args,
    trainable: site.trainable && resolved.trainable,
    shared: site.shared,
    place,
    weights: undefined,
    firstInputs: noInputs,
    name: '',
  };
  site.frame.builder.layers.push(layer);
  return layer;
}

function isTypeList(
  output: TensorType | readonly TensorType[] | ShapeProblem,
): output is readonly TensorType[] {
  return Array.isArray(output);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  const mapped: Record<string, B> = {};
  for (const name in record) mapped[name] = map(record[name]!);
  return mapped;
}
