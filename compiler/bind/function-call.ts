import type {
  Argument,
  CallExpression,
  Expression,
  Identifier,
  PipelineExpression,
} from '../../grammar/ast.ts';
import { linear } from '../components/activations/piecewise.ts';
import { isComponent, type Arguments } from '../declarations/values.ts';
import { quotedList, replacementFix } from '../diagnostics/suggest.ts';
import type { TensorFunction } from '../functions/define-function.ts';
import { activationFunction } from '../functions/activation-function.ts';
import { findFunction } from '../functions/registry.ts';
import { findLayer } from '../layers/registry.ts';
import { coerce } from './arguments/coerce.ts';
import { resolveArguments } from './arguments/resolve.ts';
import { tooMany } from './arguments/too-many.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import { findParameter, type Environment } from './environment.ts';
import { asPipeline } from './habits.ts';
import { placeIn } from './module.ts';
import type { Value } from './values.ts';

/** A call of a function of tensors, taken apart. */
export interface ResolvedFunctionCall {
  /** The constants; undefined where one is wrong or has no value yet. */
  readonly args: Arguments | undefined;
  /** What stands for each tensor, in the order of the function; undefined where one is missing. */
  readonly operands: ReadonlyMap<string, Expression> | undefined;
  /** All that stands for an operand that takes the rest of a call. */
  readonly rest: readonly Expression[];
}

/**
 * The function that a call means: an activation that a parameter holds, or one of the text, else one of kmodel's,
 * where no declaration of the file bears its name.
 */
export function functionOf(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
): TensorFunction | undefined {
  const { key } = call.callee;
  const parameter = findParameter(environment, key);
  if (parameter) return parameterFunction(context, environment, call, parameter);
  const meaning = environment.module.names.get(key);
  if (meaning?.kind !== 'definition') return findFunction(key);
  if (meaning.declaration.kind !== 'Component' || meaning.declaration.category !== 'activation')
    return undefined;
  const component = context.own.component(context.definitions.get(meaning.declaration)!);
  return component.category === 'activation' ? activationFunction(component) : undefined;
}

/** Whether a name is that of a function, as far as the text alone tells: what a parameter holds may be one, too. */
export function namesFunction(
  { module, parameters }: Pick<Definition, 'module' | 'parameters'>,
  key: string,
): boolean {
  const meaning = module.names.get(key);
  if (meaning?.kind === 'definition')
    return meaning.declaration.kind === 'Component' && meaning.declaration.category === 'activation';
  return findFunction(key) !== undefined || parameters.some(({ parameter }) => parameter.name.key === key);
}

/** `activation(x)`, where the parameter `activation` holds one; none leaves a tensor as it is. */
function parameterFunction(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  value: Value,
): TensorFunction | undefined {
  if (value.kind === 'unknown' || value.kind === 'none') return activationFunction(linear);
  const site = { context, environment, expression: call.callee, name: call.callee.text, owner: '' };
  const coerced = coerce(site, value, { kind: 'component', category: 'activation' });
  if (coerced.kind !== 'ok' || !isComponent(coerced.value, 'activation')) return undefined;
  return activationFunction(coerced.value.declaration, coerced.value.args);
}

/** Whether a call means a function of tensors. */
export function isFunction(context: CheckContext, environment: Environment, call: CallExpression): boolean {
  return functionOf(context, environment, call) !== undefined;
}

/** Where a pipeline begins: a function of tensors in front of its first arrow is a source, no stage. */
export function startOf(
  isFunction: (call: CallExpression) => boolean,
  { source, stages }: PipelineExpression,
): Pick<PipelineExpression, 'source' | 'stages'> {
  const [first, ...rest] = stages;
  if (source || first?.kind !== 'Call' || !isFunction(first)) return { source, stages };
  return { source: first, stages: rest };
}

/** Tells tensors from constants by the function's parameters, and checks the constants. Reports what does not fit. */
export function resolveFunctionCall(
  context: CheckContext,
  environment: Environment,
  call: CallExpression,
  { name: owner, parameters, operands: kinds, layer }: TensorFunction,
): ResolvedFunctionCall {
  const operands = new Map<string, Expression>();
  const rest: Expression[] = [];
  const constants: Argument[] = [];
  let position = 0;
  let complete = true;
  const report = (variant: 'twice' | 'default' | 'positionalAfterNamed', { name, span }: Argument): void => {
    const reported = complete;
    complete = false;
    if (!reported) return;
    const values = { name: name?.text ?? '', ...tooMany(`\`${owner}\``, parameters.length, call.arguments) };
    context.report('KM2005', variant, values, placeIn(environment.module, name?.span ?? span));
  };
  for (const argument of call.arguments) {
    const name = argument.name?.key ?? parameters[position++] ?? restOf(parameters, kinds);
    if (name === undefined) {
      if (argument.value.kind !== 'Missing') report('default', argument);
    } else if (kinds[name] === 'rest') {
      rest.push(argument.value);
      operands.set(name, argument.value);
    } else if (Object.hasOwn(kinds, name)) {
      if (operands.has(name)) report(argument.name ? 'twice' : 'positionalAfterNamed', argument);
      else operands.set(name, argument.value);
    } else if (argument.name) constants.push(argument);
    else constants.push({ ...argument, name: nameFor(name, argument) });
  }
  const own = Object.fromEntries(
    Object.entries(layer.arguments).filter(([name]) => !Object.hasOwn(kinds, name)),
  );
  const { args } = resolveArguments(
    context,
    environment,
    { ...call, arguments: constants },
    { owner: `\`${owner}\``, arguments: own, others: Object.keys(kinds), names: parameters },
  );
  const missing = Object.keys(kinds).filter((name) => !operands.has(name) && kinds[name] !== 'optional');
  if (missing.length > 0 && complete) {
    complete = false;
    const values = { owner: `\`${owner}\``, names: quotedList(missing, 'and'), doc: '' };
    const merged = mergedInstead(environment, call);
    context.report('KM2002', 'default', values, placeIn(environment.module, call.callee.span), {
      help: merged ? `\`${merged}\` merges a list.` : `for example \`${layer.example}\`.`,
      fixes: merged ? [replacementFix(placeIn(environment.module, call.span), merged)] : [],
    });
  }
  return { args, operands: complete ? operands : undefined, rest };
}

/** `add([a, b])`, as Keras's function of layers has it, as a pipeline: `[a, b] -> Add()`. */
function mergedInstead(environment: Environment, call: CallExpression): string | undefined {
  const layer = findLayer(call.callee.key);
  const isList = call.arguments[0]?.value.kind === 'List';
  return layer && isList ? asPipeline(call, layer.name, environment) : undefined;
}

/** The operand that takes everything from its place on. */
function restOf(parameters: readonly string[], kinds: TensorFunction['operands']): string | undefined {
  const last = parameters.at(-1);
  return last !== undefined && kinds[last] === 'rest' ? last : undefined;
}

/** A constant given by its place, as if its name stood before it. */
function nameFor(name: string, argument: Argument): Identifier {
  return { kind: 'Identifier', text: name, key: name, span: argument.value.span };
}
