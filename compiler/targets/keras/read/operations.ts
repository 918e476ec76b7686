import type { ArgumentValue, Arguments } from '../../../declarations/values.ts';
import type { TensorFunction } from '../../../functions/define-function.ts';
import { ReadProblem } from '../../read/source.ts';
import { isObject, own, type JsonObject } from './json.ts';
import { isHistory, type Given } from './tensors.ts';

/** The constants of a function, without the batch axis that Keras counts. */
export function operationArguments(
  known: TensorFunction,
  config: JsonObject,
  operands: readonly Given[],
  where: string,
): Arguments {
  const args: Record<string, ArgumentValue> = {};
  for (const [name, argument] of Object.entries(known.layer.arguments)) {
    if (Object.hasOwn(known.operands, name)) continue;
    const value = own(config, name);
    args[name] =
      value === undefined
        ? ((argument.default as ArgumentValue | undefined) ?? null)
        : (value as ArgumentValue);
  }
  if (known.name === 'reshape') args.newshape = (args.newshape as readonly number[]).slice(1);
  if (known.name === 'pad') args.pad_width = (args.pad_width as readonly ArgumentValue[]).slice(1);
  if (known.name === 'get_item') args.key = subscripts(operands, where);
  return args;
}

/** What stands in the brackets of `x[:, 0, 1:3]`, behind the batch axis. */
function subscripts(operands: readonly Given[], where: string): ArgumentValue {
  const places = operands.slice(1).map((given): readonly (number | null)[] => {
    if (!isHistory(given) && 'value' in given) {
      const { value } = given;
      if (typeof value === 'number') return [value];
      const config =
        isObject(value) && own(value, 'class_name') === '__slice__' ? own(value, 'config') : undefined;
      if (isObject(config)) {
        const bounds = ['start', 'stop', 'step'].map((key) => own(config, key) ?? null);
        if (bounds.every((bound) => bound === null || typeof bound === 'number'))
          return bounds as (number | null)[];
      }
    }
    throw new ReadProblem(`${where} takes a part of a tensor that kmodel cannot say.`);
  });
  const [batch, ...rest] = places;
  if (batch?.length === 3 && batch.every((bound) => bound === null)) return rest;
  throw new ReadProblem(`${where} takes some samples of a batch, and kmodel computes each sample by itself.`);
}
