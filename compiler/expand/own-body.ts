import type { WeightDeclaration } from '../../grammar/ast.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import { readInitializer } from '../bind/initializer.ts';
import { objectiveSettings, resolveSettings, returnSettings, weightSettings } from '../bind/settings.ts';
import { readType } from '../bind/sizes.ts';
import type { Value } from '../bind/values.ts';
import { zeros } from '../components/initializers/constant.ts';
import { glorotUniform } from '../components/initializers/variance-scaling.ts';
import { withDefaults } from '../declarations/default-value.ts';
import type { ComponentValue } from '../declarations/values.ts';
import type { WeightSpecification } from '../declarations/define-layer.ts';
import { createCollector } from '../diagnostics/collector.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BatchAxis } from '../functions/define-function.ts';
import { sizesEqual, variable, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { isFloat, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { expandMembers, siteOf } from './expand-members.ts';
import { expandOne } from './expression.ts';
import { flowTensors, type Flow, type FlowTensor } from './flow.ts';
import { createGraphBuilder, deepestNesting, type GraphBuilder } from './graph-builder.ts';
import { Maker } from './maker.ts';
import { bindOwnInputs, type InputMisfit } from './own-inputs.ts';
import { environmentFor, placeAt, type ExpansionContext, type Frame, type LayerSources } from './site.ts';

/** The text of a layer or component as functions of whole tensors, for given inputs and arguments. */
export interface OwnBody {
  readonly builder: GraphBuilder;
  /** In the order of the declaration. */
  readonly inputs: readonly FlowTensor[];
  readonly weights: readonly OwnWeight[];
  readonly sources: LayerSources;
  readonly result: Flow;
  /** What becomes of weights after a step of training. */
  readonly updates: readonly { readonly name: string; readonly tensor: FlowTensor }[];
  /** Terms of the total loss. */
  readonly objectives: readonly { readonly tensor: FlowTensor; readonly weight: number }[];
  readonly passesMask: boolean;
  readonly conditions: GraphBuilder['conditions'];
  /** Why an input does not fit its declaration. */
  readonly misfit: InputMisfit | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface OwnWeight extends Omit<WeightSpecification, 'shape'> {
  readonly shape: readonly Size[];
  readonly tensor: number;
}

/** What the body of a layer or component is expanded with. */
export interface OwnUse {
  readonly definition: Definition;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Whole types, one for each input. */
  readonly inputs: readonly TensorType[];
  readonly batch: BatchAxis;
  /** True where weights of unknown sizes are no mistake: where the declaration itself is looked at. */
  readonly open?: boolean;
}

/**
 * Expands the text of a layer or component. What is wrong with it goes into the result, not to the context; what came
 * out of names and expressions goes to the context's flows, where somebody wants to know.
 */
export function expandOwnBody(outer: ExpansionContext, use: OwnUse): OwnBody {
  const { definition } = use;
  if (expanding.has(definition)) return nothing([]);
  if (expanding.size >= deepestNesting) return nothing(tooDeep(definition));
  expanding.add(definition);
  try {
    return expandBody(outer, use);
  } finally {
    expanding.delete(definition);
  }
}

/**
 * The texts that are being expanded within each other. One that uses itself gives nothing inside itself: the circle is
 * reported where it is declared.
 */
const expanding = new Set<Definition>();

function tooDeep({ declaration, module }: Definition): readonly Diagnostic[] {
  const collector = createCollector();
  const place = { file: module.path, span: declaration.name.span };
  collector.report('KM2004', 'depth', { limit: deepestNesting }, place);
  return collector.diagnostics();
}

function nothing(diagnostics: readonly Diagnostic[]): OwnBody {
  return {
    builder: createGraphBuilder(),
    inputs: [],
    weights: [],
    sources: { training: undefined, masks: new Map() },
    result: { kind: 'unknown' },
    updates: [],
    objectives: [],
    passesMask: false,
    conditions: [],
    misfit: undefined,
    diagnostics,
  };
}

function expandBody(outer: ExpansionContext, use: OwnUse): OwnBody {
  const { definition, parameters, batch } = use;
  const collector = createCollector();
  const context: ExpansionContext = { ...outer, collector, report: collector.report };
  const sizes = new Map<string, Size>();
  const sources: LayerSources = { training: undefined, masks: new Map() };
  const builder = createGraphBuilder();
  const frame: Frame = {
    definition,
    parameters,
    environment: environmentFor(definition, parameters, sizes),
    tensors: new Map(),
    shared: new Map(),
    sizes,
    builder,
    group: undefined,
    maker: new Maker(),
    trainable: true,
    isShared: false,
    calculus: batch,
    ...(definition.kind === 'layer' ? { sources } : {}),
    depth: 0,
    uses: [],
  };
  const inputs = definition.inputs.map(({ member, module }, index): FlowTensor => {
    const type = use.inputs[index]!;
    const place = { file: module.path, span: member.span };
    const tensor = {
      index: builder.tensors.push({ type, masked: false, producer: undefined }) - 1,
      type,
      label: member.name.text,
      place,
      masked: false,
    };
    frame.tensors.set(member.name.key, tensor);
    return tensor;
  });
  const misfit = bindOwnInputs(context, frame, inputs);
  for (const name of definition.sizeVariables.keys()) if (!sizes.has(name)) sizes.set(name, variable(name));
  const weights = misfit
    ? []
    : definition.weights.flatMap((weight) => declareWeight(context, frame, weight, use));
  const result: Flow = misfit ? { kind: 'unknown' } : expandMembers(context, frame);
  const finished = { builder, inputs, weights, sources, result, misfit, conditions: builder.conditions };
  return {
    ...finished,
    updates: misfit ? [] : updatesOf(context, frame, weights),
    objectives: misfit ? [] : objectivesOf(context, frame),
    passesMask: passesMask(context, frame),
    diagnostics: collector.diagnostics(),
  };
}

/** True where an initializer gives a weight of whole numbers only what its dtype holds: tried on its first entries. */
function givesWhole(
  { declaration, args }: ComponentValue<'initializer'>,
  { dtype, shape }: TensorType,
): boolean {
  const first = shape.map((size) => (typeof size === 'number' ? Math.min(size, 4) : 1));
  const numbers = declaration.sample(first, args, { uniform: () => 0.3, normal: () => 0.7 });
  const most = { bool: 1, uint8: 255 }[dtype as string] ?? Infinity;
  return numbers.every(
    (value) => Number.isInteger(value) && (most === Infinity || (value >= 0 && value <= most)),
  );
}

/** A weight as a tensor of the body, and what it is made from. */
function declareWeight(
  context: ExpansionContext,
  frame: Frame,
  defined: DefinedMember<WeightDeclaration>,
  { open = false }: OwnUse,
): readonly OwnWeight[] {
  const { member } = defined;
  const site = siteOf(context, frame, defined);
  const { name } = member;
  const declared = member.type && readType(context, site.environment, member.type, frame.sizes, 'result');
  if (!declared || name.key === '') return [];
  const { dtype } = declared;
  if (dtype === 'string') {
    const message = `A weight holds numbers, but \`${name.text}\` is declared string.`;
    context.report('KM3006', 'given', { message }, placeAt(site, member.type!.span));
    return [];
  }
  if (isFloat(dtype) && dtype !== 'float32') {
    const message = `Weights are kept in float32, but \`${name.text}\` is declared ${dtype}.`;
    context.report('KM3006', 'given', { message }, placeAt(site, member.type!.span), {
      help: '`train { precision: mixed_float16 }` computes in less.',
    });
    return [];
  }
  const shape: Size[] = [];
  for (const [axis, size] of declared.shape.entries()) {
    if (size === 'unknown') return [];
    if (typeof size === 'number' || (open && typeof size !== 'string')) shape.push(size);
    else {
      const text = site.environment.module.source.text;
      const { span } = member.type!.dims![axis]!;
      const values = { name: text.slice(span.start, span.end) };
      context.report('KM3005', 'weight', { ...values, weight: name.text }, placeAt(site, span), {
        help: 'a number in its place, in the type of what flows in, makes it known.',
      });
      return [];
    }
  }
  const owner = `weight \`${name.text}\``;
  const { values } = resolveSettings(context, site.environment, member.settings, weightSettings, owner);
  const initializer =
    readInitializer(context, site.environment, member.value, name.text) ??
    withDefaults(isFloat(dtype) ? glorotUniform : zeros);
  const type: TensorType = { dtype, shape, whole: true };
  const tensor = frame.builder.tensors.push({ type, masked: false, producer: undefined }) - 1;
  frame.tensors.set(name.key, {
    index: tensor,
    type,
    label: name.text,
    place: placeAt(site, member.span),
    masked: false,
  });
  let isMisfit = false;
  for (const given of [initializer, values.regularizer, values.constraint]) {
    const numbers = shape.filter((size) => typeof size === 'number');
    const reason =
      given && numbers.length === shape.length && given.declaration.misfit?.(numbers, given.args);
    if (!reason) continue;
    const message = `\`${given.name}\` ${reason}, but \`${name.text}\` is ${tensorTypeText(type)}.`;
    context.report('KM2004', 'given', { message }, placeAt(site, member.value?.span ?? member.span));
    isMisfit = true;
  }
  if (!isMisfit && !isFloat(dtype) && !givesWhole(initializer, type)) {
    const message = `\`${initializer.name}\` gives numbers that ${dtype} does not hold, but \`${name.text}\` is ${tensorTypeText(type)}.`;
    context.report('KM3006', 'given', { message }, placeAt(site, member.value?.span ?? member.span), {
      help: 'declare it float32, or begin with whole numbers such as `Zeros()`.',
    });
  }
  return [
    {
      name: name.key,
      shape,
      dtype,
      initializer,
      trainable: values.trainable && isFloat(dtype),
      regularizer: values.regularizer,
      constraint: values.constraint,
      tensor,
    },
  ];
}

function updatesOf(
  context: ExpansionContext,
  frame: Frame,
  weights: readonly OwnWeight[],
): OwnBody['updates'] {
  return frame.definition.updates.flatMap((defined) => {
    const { member } = defined;
    const site = siteOf(context, frame, defined);
    const weight = weights.find(({ name }) => name === member.name.key);
    const tensor = expandOne(site, member.value);
    if (!weight || !tensor.type) return [];
    const { shape } = tensor.type;
    const fits =
      shape.length === weight.shape.length &&
      shape.every(
        (size, axis) => sizesEqual(size, weight.shape[axis]!) || mayBeEqual(size, weight.shape[axis]!),
      );
    if (fits) return [{ name: weight.name, tensor }];
    const own: TensorType = { dtype: weight.dtype, shape: weight.shape, whole: true };
    const message = `\`${weight.name}\` is ${tensorTypeText(own)}, but its new value is ${tensorTypeText(tensor.type)}.`;
    context.report('KM3002', 'given', { message }, placeAt(site, member.value.span));
    return [];
  });
}

function objectivesOf(context: ExpansionContext, frame: Frame): OwnBody['objectives'] {
  return frame.definition.objectives.flatMap((defined) => {
    const { member } = defined;
    const site = siteOf(context, frame, defined);
    const owner = `objective \`${member.name.text}\``;
    const { values } = resolveSettings(context, site.environment, member.settings, objectiveSettings, owner);
    const tensor = expandOne(site, member.value);
    return tensor.type ? [{ tensor, weight: values.weight }] : [];
  });
}

function passesMask(context: ExpansionContext, frame: Frame): boolean {
  const { returned } = frame.definition;
  if (!returned?.member.settings) return false;
  const { environment } = siteOf(context, frame, returned);
  const { values } = resolveSettings(
    context,
    environment,
    returned.member.settings,
    returnSettings,
    '`return`',
  );
  return values.mask === 'pass';
}

/** The results of a body in their order; undefined where one is lost. */
export function resultsOf({ result }: OwnBody): readonly FlowTensor[] | undefined {
  const tensors = flowTensors(result);
  return tensors?.every(({ type }) => type) ? tensors : undefined;
}
