import type { Argument, CallExpression, Expression } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import { visit } from '../../grammar/walk.ts';
import { coerce } from './arguments/coerce.ts';
import { resolveArguments } from './arguments/resolve.ts';
import type { Arguments, ComponentCategory } from '../declarations/values.ts';
import { findLayer } from '../layers/registry.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { reportComponent } from './called-component.ts';
import type { CheckContext } from './context.ts';
import { kindText } from './definitions.ts';
import type { Definition } from './definitions.ts';
import { findParameter, type Environment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { hasProblemWithin, placeIn } from './module.ts';
import { bindParameters, commonNames } from './parameters.ts';
import { givesInputTo, reportOtherName, reportUnknownLayer } from './unknown-layer.ts';
import type { Value } from './values.ts';

/** A call in a pipeline, with its arguments checked. */
export type ResolvedCall = ResolvedLayerCall | ResolvedUse | { readonly kind: 'unresolved' };

export interface ResolvedLayerCall extends UseSettings {
  readonly kind: 'layer';
  readonly declaration: LayerDeclaration;
  /** Undefined where an argument is wrong or has no value yet. */
  readonly args: Arguments | undefined;
  /** `mask: m`, `initial_state: [h, c]` */
  readonly tensors: readonly { readonly name: string; readonly expression: Expression }[];
}

/** The use of a block or model as a layer. */
export interface ResolvedUse extends UseSettings {
  readonly kind: 'use';
  readonly definition: Definition;
  /** Every parameter, with `unknown` for those that are wrong or have no value yet. */
  readonly parameters: ReadonlyMap<string, Value>;
}

/** What every layer, block and model use takes. */
interface UseSettings {
  readonly name: { readonly text: string; readonly span: Span } | undefined;
  readonly trainable: boolean;
}

const noTensors: ResolvedLayerCall['tensors'] = [];
const unresolved: ResolvedCall = { kind: 'unresolved' };

const longestKnownCall = 200;

/** A call as it was resolved once, and the names in it: where a parameter or size bears one, it means something else. */
export interface KnownCall {
  readonly resolved: ResolvedCall;
  readonly names: readonly string[];
}

/** Resolves a call in a pipeline; what depends on no parameter is resolved once for all its expansions. */
export function resolveCall(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
): ResolvedCall {
  const { span } = call;
  const { origin, source } = environment.module;
  // Beside a mistake of the text some mistakes are not told: elsewhere the same words have them.
  if (hasProblemWithin(environment.module, span)) return resolveFresh(context, environment, call);
  const knownNode = context.resolvedNodes.get(call);
  if (knownNode && holds(knownNode, environment)) return knownNode.resolved;
  if (span.end - span.start > longestKnownCall) return resolveFresh(context, environment, call);
  const key = `${source.text.slice(span.start, span.end)} ${origin}`;
  const known = context.resolvedCalls.get(key);
  if (known && holds(known, environment)) {
    context.resolvedNodes.set(call, known);
    return known.resolved;
  }
  const reads = context.parameterReads;
  const reports = context.collector.reportCount();
  const resolved = resolveFresh(context, environment, call);
  const isPlain =
    resolved.kind === 'layer' && resolved.args && !resolved.name && resolved.tensors.length === 0;
  // What a mistake was found in is resolved again by every check: each has to report it.
  const isRight = context.collector.reportCount() === reports;
  if (isPlain && isRight && context.parameterReads === reads)
    context.resolvedCalls.set(key, { resolved, names: namesIn(call) });
  return resolved;
}

/** Whether what a call was resolved to is so here as well. */
function holds({ names }: KnownCall, environment: Environment): boolean {
  for (const name of names)
    if (findParameter(environment, name) || environment.sizes?.has(name)) return false;
  return true;
}

function namesIn(call: CallExpression): readonly string[] {
  const names = new Set<string>();
  for (const { value } of call.arguments) {
    visit(value, (node) => {
      if (node.kind === 'Identifier') names.add(node.key);
    });
  }
  return [...names];
}

function resolveFresh(context: CheckContext, environment: Environment, call: CallExpression): ResolvedCall {
  const { callee } = call;
  if (callee.key === '') return unresolved;
  const meaning = environment.module.names.get(callee.key);
  if (meaning?.kind === 'unknown') return unresolved;
  if (meaning?.kind === 'definition') {
    const definition = context.definitions.get(meaning.declaration)!;
    if (definition.kind === 'layer')
      return resolveLayerCall(context, environment, call, context.own.layer(definition));
    if (definition.kind === 'component') {
      const category = kindText(definition.declaration) as ComponentCategory;
      reportComponent(context, environment, { callee, category, call, own: true });
      return unresolved;
    }
    return resolveUse(context, environment, call, definition);
  }
  const declaration = findLayer(callee.key);
  if (declaration && !declaration.internal && !givesInputTo(call, declaration, environment)) {
    reportOtherName(context, environment, callee, declaration);
    return resolveLayerCall(context, environment, call, declaration);
  }
  reportUnknownLayer(context, environment, callee, call);
  return unresolved;
}

/** A layer's arguments. */
export function resolveLayerCall(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  declaration: LayerDeclaration,
): ResolvedLayerCall {
  const { args, others } = resolveArguments(context, environment, call, {
    owner: declaration.name,
    arguments: declaration.arguments,
    others: othersOf(declaration),
    example: declaration.example,
  });
  const tensors =
    others.size === 0
      ? noTensors
      : [...others]
          .filter(([name]) => !commonNames.includes(name))
          .map(([name, argument]) => ({ name, expression: argument.value }));
  const settings = useSettings(context, environment, others, declaration.name);
  return { kind: 'layer', declaration, args, tensors, ...settings };
}

const otherNames = new WeakMap<LayerDeclaration, readonly string[]>();

function othersOf(declaration: LayerDeclaration): readonly string[] {
  const known = otherNames.get(declaration);
  if (known) return known;
  const names = [...Object.keys(declaration.tensorArguments ?? {}), ...commonNames];
  otherNames.set(declaration, names);
  return names;
}

function resolveUse(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  definition: Definition,
): ResolvedUse {
  const others = new Map<string, Argument>();
  const own = call.arguments.filter((argument) => {
    const name = argument.name?.key;
    if (name === undefined || !commonNames.includes(name)) return true;
    if (definition.parameters.some((each) => !each.hidden && each.parameter.name.key === name)) return true;
    others.set(name, argument);
    return false;
  });
  const parameters = bindParameters(context, environment, call, own, definition);
  return {
    kind: 'use',
    definition,
    parameters,
    ...useSettings(context, environment, others, `\`${definition.name}\``),
  };
}

function useSettings(
  context: CheckContext,
  environment: Environment,
  others: ReadonlyMap<string, Argument>,
  owner: string,
): UseSettings {
  if (others.size === 0) return { name: undefined, trainable: true };
  return { name: layerName(), trainable: setting('trainable', 'boolean') !== false };

  function layerName(): UseSettings['name'] {
    const text = setting('name', 'string');
    const span = others.get('name')?.value.span;
    if (typeof text !== 'string' || !span) return undefined;
    if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(text)) return { text, span };
    const wanted = 'made of letters, digits, `_`, `-` and `.`';
    const values = { name: 'name', owner, wanted, found: JSON.stringify(text) };
    context.report('KM2004', 'default', values, placeIn(environment.module, span));
    return undefined;
  }

  function setting(name: string, kind: 'boolean' | 'string') {
    const argument = others.get(name);
    if (!argument) return undefined;
    const site = { context, environment, expression: argument.value, name, owner };
    const coerced = coerce(site, evaluate(context, environment, argument.value), { kind });
    if (coerced.kind === 'problem') coerced.report();
    return coerced.kind === 'ok' ? coerced.value : undefined;
  }
}

/** The value of a layer's argument as one call writes it. */
export function argumentIn(
  call: CallExpression,
  declaration: LayerDeclaration,
  name: string,
): Expression | undefined {
  const named = call.arguments.find((argument) => argument.name?.key === name);
  if (named) return named.value;
  const position = Object.keys(declaration.arguments).indexOf(name);
  const positional = call.arguments[position];
  return positional?.name ? undefined : positional?.value;
}
