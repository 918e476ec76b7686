import type {
  Argument,
  CallExpression,
  Expression,
  Identifier,
  PipelineExpression,
} from '../../grammar/ast.ts';
import type { Arguments } from '../declarations/values.ts';
import { quotedList } from '../diagnostics/suggest.ts';
import type { TensorFunction } from '../functions/define-function.ts';
import { findFunction } from '../functions/registry.ts';
import { resolveArguments } from './arguments/resolve.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { placeIn } from './module.ts';

/** A call of a function of tensors, taken apart. */
export interface ResolvedFunctionCall {
  /** The constants; undefined where one is wrong or has no value yet. */
  readonly args: Arguments | undefined;
  /** What stands for each tensor, in the order of the function; undefined where one is missing. */
  readonly operands: ReadonlyMap<string, Expression> | undefined;
}

/** The function that a call means, where no block or model of the file bears its name. */
export function functionOf(environment: Environment, call: CallExpression): TensorFunction | undefined {
  const { key } = call.callee;
  return environment.module.names.get(key)?.kind === 'definition' ? undefined : findFunction(key);
}

/** Whether a call means a function of tensors. */
export function isFunction(environment: Environment, call: CallExpression): boolean {
  return functionOf(environment, call) !== undefined;
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
  const constants: Argument[] = [];
  let position = 0;
  let complete = true;
  for (const argument of call.arguments) {
    const name = argument.name?.key ?? parameters[position++];
    if (name !== undefined && Object.hasOwn(kinds, name) && !operands.has(name)) {
      operands.set(name, argument.value);
    } else if (argument.name || name === undefined) {
      constants.push(argument);
    } else constants.push({ ...argument, name: nameFor(name, argument) });
  }
  const own = Object.fromEntries(
    Object.entries(layer.arguments).filter(([name]) => !Object.hasOwn(kinds, name)),
  );
  const { args } = resolveArguments(
    context,
    environment,
    { ...call, arguments: constants },
    { owner: `\`${owner}\``, arguments: own, others: Object.keys(kinds) },
  );
  const missing = Object.keys(kinds).filter((name) => !operands.has(name));
  if (missing.length > 0) {
    complete = false;
    const values = { owner, names: quotedList(missing, 'and'), doc: '' };
    context.report('KM2002', 'default', values, placeIn(environment.module, call.callee.span), {
      help: `for example \`${layer.example}\`.`,
    });
  }
  return { args, operands: complete ? operands : undefined };
}

/** A constant given by its place, as if its name stood before it. */
function nameFor(name: string, argument: Argument): Identifier {
  return { kind: 'Identifier', text: name, key: name, span: argument.value.span };
}
