import type { CallExpression, Expression } from '../../../../grammar/ast.ts';
import type { ArgumentValue, ComponentValue } from '../../../declarations/values.ts';
import { constantFunctions } from '../../../bind/functions.ts';
import { convertArgument } from '../../tfjs/implementation.ts';
import { camelCase } from '../../tfjs/names.ts';
import { equalValues } from '../../default-arguments.ts';
import { isMisfit } from '../../tfjs/values.ts';
import { valueText } from '../values-text.ts';
import { namesIn } from './constant-text.ts';
import { pin } from './pins.ts';
import type { Site } from './site.ts';
import { constantAt, isDynamic } from './site-constants.ts';
import { Unstructured } from '../../program/unstructured.ts';

/**
 * The arguments of a layer as the user wrote them, by tfjs's names; what depends on no parameter is taken from the
 * graph.
 * @param indices the layers that the call makes, over all uses of the block around it
 */
export function writtenArguments(
  site: Site,
  call: CallExpression,
  indices: readonly number[],
): ReadonlyMap<string, string> {
  const { layers, instances } = site.context;
  const layer = instances.layer(indices[0]!);
  const counterpart = layers.argumentRules(indices[0]!);
  const declared = Object.keys(layer.declaration.arguments);
  const written = new Map<string, string>();
  let position = 0;
  for (const argument of call.arguments) {
    const key = argument.name?.key ?? declared[position++]!;
    if (!declared.includes(key) || key === 'activity_regularizer' || key === 'dtype') continue;
    const { value } = argument;
    const isOut =
      counterpart.ignored?.includes(key) || (counterpart.fixed && Object.hasOwn(counterpart.fixed, key));
    if (isOut || counterpart.adapt) {
      pin(site, [value]);
      continue;
    }
    const tfjsKey = counterpart.names?.[key] ?? camelCase(key);
    const given = layer.args[key]!;
    if (!isOpen(site, value, given)) {
      const text = settledText(site, value, key, indices);
      if (text !== undefined) written.set(tfjsKey, text);
      continue;
    }
    const text = constantAt(site, value);
    const isPair = counterpart.lists?.includes(key) && value.kind !== 'List';
    written.set(tfjsKey, isPair ? `[${text}, ${text}]` : text);
  }
  return written;
}

/** True for an argument that depends on parameters, loops or constants, and that tfjs takes as it stands. */
function isOpen(site: Site, value: Expression, given: ArgumentValue): boolean {
  const isObject = value.kind === 'Call' && !constantFunctions.has(value.callee.key);
  const isComponent = (given as ComponentValue | null)?.kind === 'component';
  return !isObject && !isComponent && namesIn(value).some((name) => isDynamic(site, name));
}

/** An argument by its value in the graph; arithmetic stays as it was written. */
function settledText(
  site: Site,
  value: Expression,
  key: string,
  indices: readonly number[],
): string | undefined {
  const { layers, instances, parts } = site.context;
  pin(site, [value]);
  const given = instances.layer(indices[0]!).args[key]!;
  const isSame = indices.every((index) => equalValues(instances.layer(index).args[key], given));
  if (!isSame) throw new Unstructured(`\`${key}\` in several forms`);
  if (value.kind === 'Binary' && typeof given === 'number') return constantAt(site, value);
  const converted = convertArgument(layers.argumentRules(indices[0]!), key, given);
  return isMisfit(converted) ? undefined : valueText(converted, parts);
}
