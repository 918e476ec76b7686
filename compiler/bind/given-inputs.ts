import type {
  Argument,
  CallExpression,
  Expression,
  Identifier,
  PipelineExpression,
} from '../../grammar/ast.ts';
import { entryType, takesLayers } from '../declarations/argument-types.ts';
import type { ArgumentType } from '../declarations/declare.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import { findLayer } from '../layers/registry.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import type { Environment } from './environment.ts';
import { optionOf } from './meanings/wanted.ts';
import { hasProblemWithin, placeIn } from './module.ts';
import { walkExpressions } from './walk.ts';

/** Where names are looked up. */
export type NameScope = Pick<Environment, 'module' | 'scopeNames'>;

/** A call that may hold what should flow into it, where it stands. */
export interface GivenCall {
  readonly call: CallExpression;
  /** The pipeline in which it stands behind an arrow. */
  readonly around?: PipelineExpression | undefined;
  /** Whether an operator stands beside it, which joins no pipelines without parentheses. */
  readonly isOperand?: boolean;
}

/** How Keras names what flows into a layer. */
const inputName = 'inputs';

/**
 * The arguments of a layer, block, model or shared layer that hold what should flow into it, as in `Add([a, b])` and
 * `Dense(4, x)`; none where the call stands right, or calls anything else.
 */
export function givenInputs(call: CallExpression, scope: NameScope): readonly Argument[] {
  if (!isStageName(call.callee, scope)) return [];
  const declarations = Object.entries(ownLayerOf(call.callee, scope)?.arguments ?? {});
  const byPlace = declarations.filter(([, each]) => !each.byName);
  let position = 0;
  return call.arguments.filter(({ name, value }) => {
    if (name) return name.key === inputName && holdsTensor(value, undefined, scope);
    return holdsTensor(value, byPlace[position++]?.[1].type, scope);
  });
}

/** The names of tensors that stand in values, wherever they do. */
export function tensorsIn(values: readonly Expression[], { scopeNames }: NameScope): readonly Identifier[] {
  const found: Identifier[] = [];
  const names = scopeNames?.();
  walkExpressions(values, {
    identifier: (name) => {
      if (names?.get(name.key) === 'a tensor') found.push(name);
    },
  });
  return found;
}

/**
 * Refuses what flows into a layer in its parentheses, with the pipeline that is meant (KM0002): `Add([a, b])` where a
 * pipeline begins, and behind an arrow `x -> Add(y)`, where the layer joins tensors.
 * @returns false where nothing is wrong
 */
export function refuseGivenInputs(
  context: CheckContext,
  { module, scopeNames }: Environment,
  { kind }: Definition,
  { call, around, isOperand = false }: GivenCall,
): boolean {
  const scope = { module, scopeNames };
  if ((kind !== 'model' && kind !== 'block') || (around && !joinsInputs(call, around))) return false;
  const [first] = givenInputs(call, scope);
  if (!first) return false;
  // What a mistake of the text stands in was told with it.
  if (hasProblemWithin(module, call.span)) return true;
  const last = around && (around.stages[around.stages.indexOf(call) - 1] ?? around.source)!.span.end;
  const before = around && textAt({ start: around.span.start, end: last! }, scope);
  const bare = pipelineOf(call, scope, before);
  const pipeline = isOperand ? `(${bare})` : bare;
  const span = { start: around?.span.start ?? call.span.start, end: call.span.end };
  // Behind an arrow the call is read once more, and what is said of its other arguments follows from this.
  const end = around ? call.arguments.at(-1)!.span.end : first.span.end;
  const place = placeIn(module, { start: first.span.start, end });
  context.report('KM0002', 'inputInParentheses', {}, place, {
    help: `write \`${pipeline}\`.`,
    fixes: [replacementFix(placeIn(module, span), pipeline, `Write \`${pipeline}\``)],
  });
  return true;
}

/** Whether a layer joins tensors and stands behind an arrow out of which one alone comes. */
function joinsInputs({ callee }: CallExpression, { source }: PipelineExpression): boolean {
  const count = findLayer(callee.key)?.input.count ?? 'one';
  return count !== 'one' && count !== 1 && source?.kind !== 'List' && source?.kind !== 'Record';
}

/** `[a, b] -> Add()` for `Add([a, b])`; layers among the inputs that are written so as well are turned around, too. */
function pipelineOf(call: CallExpression, scope: NameScope, before?: string): string {
  const inputs = givenInputs(call, scope);
  const others = call.arguments.filter((argument) => !inputs.includes(argument));
  const values = inputs.map(({ value }) => inputText(value, scope));
  if (before !== undefined) values.unshift(before);
  const source = values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
  const own = others.map(({ span }) => textAt(span, scope)).join(', ');
  const name = isShared(call.callee, scope) ? call.callee.text : `${call.callee.text}(${own})`;
  return `${source} -> ${name}`;
}

function inputText(value: Expression, scope: NameScope): string {
  if (value.kind === 'List') return `[${value.items.map((item) => inputText(item, scope)).join(', ')}]`;
  if (value.kind === 'Call' && givenInputs(value, scope).length > 0) return pipelineOf(value, scope);
  return textAt(value.span, scope);
}

function textAt({ start, end }: Expression['span'], { module }: NameScope): string {
  return module.source.text.slice(start, end);
}

/** Whether a name is that of something that stands behind an arrow. */
function isStageName(name: Identifier, scope: NameScope): boolean {
  if (isShared(name, scope) || ownLayerOf(name, scope)) return true;
  const meaning = scope.module.names.get(name.key);
  return meaning?.kind === 'definition' && meaning.declaration.kind !== 'Component';
}

function isShared(name: Identifier, { scopeNames }: NameScope): boolean {
  return scopeNames?.().get(name.key) === 'a shared layer';
}

/** A layer that comes with kmodel, by its own name: other names are those of functions, too. */
function ownLayerOf(name: Identifier, { module }: NameScope) {
  const layer = module.names.has(name.key) ? undefined : findLayer(name.key);
  return layer && !layer.internal && layer.name === name.key ? layer : undefined;
}

function holdsTensor(value: Expression, type: ArgumentType | undefined, scope: NameScope): boolean {
  if (value.kind === 'Identifier')
    return tensorsIn([value], scope).length > 0 && optionOf(value, type) === undefined;
  if (value.kind === 'List') return value.items.some((item) => holdsTensor(item, entryType(type), scope));
  return !takesLayers(type) && tensorsIn([value], scope).length > 0;
}
