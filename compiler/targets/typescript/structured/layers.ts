import type { Argument, CallExpression } from '../../../../grammar/ast.ts';
import { tfjsName, tfjsPart } from '../../tfjs/names.ts';
import { stringText } from '../values-text.ts';
import type { NamedNode } from '../../program/name-policies.ts';
import { pin, pinAll } from './pins.ts';
import type { Site } from './site.ts';
import { Unstructured } from '../../program/unstructured.ts';
import { writtenArguments } from './written-arguments.ts';

/** Indices of the layers that a call or operator makes, over all uses of the block around it. */
export function layersAt({ context, module }: Site, node: NamedNode): readonly number[] {
  return context.instances.at(module.path, node.span);
}

/**
 * The expression that makes the layer of a call or operator, the same in every use of the block around it.
 * @param call the call, for its arguments; undefined for an operator
 * @throws Unstructured where uses of the block need different expressions
 */
export function layerText(site: Site, node: NamedNode, call: CallExpression | undefined): string {
  const indices = layersAt(site, node);
  const [first] = indices;
  if (first === undefined) throw new Unstructured('a layer that is not used');
  const { layers, instances } = site.context;
  const name = nameText(site, node);
  const trainable = indices.map(
    (index) => instances.layer(index).trainable || instances.layer(index).weights.length === 0,
  );
  if (trainable.some((each) => each !== trainable[0])) throw new Unstructured('a layer frozen in some uses');
  const isConfigurable = layers.isConfigurable(first);
  const written = call && isConfigurable ? writtenArguments(site, call, indices) : undefined;
  if (!written && call)
    pin(
      site,
      call.arguments.filter(isSetting).map(({ value }) => value),
    );
  if (!isConfigurable) pinAll(site.context);
  const texts = new Set(indices.map((index) => layers.layer(index, { name, ...(written && { written }) })));
  if (texts.size > 1) throw new Unstructured(`\`${instances.layer(first).class}\` in several forms`);
  return [...texts][0]!;
}

/** True for arguments that are no tensors. */
function isSetting({ name }: Argument): boolean {
  return name?.key !== 'initial_state' && name?.key !== 'mask';
}

/** The name of a layer or use as an expression: in blocks it begins with the name of the use. */
export function nameText(site: Site, node: NamedNode): string {
  const policy = site.info.policies.get(node);
  if (!policy) throw new Unstructured('a layer without name');
  const base = policy.kind === 'counted' ? policy.base : policy.name;
  const text = site.isModel ? stringText(tfjsName(base)) : `\`\${name}_${tfjsPart(base)}\``;
  if (policy.kind !== 'counted') return text;
  site.numbering.isUsed = true;
  return `numbered(${text})`;
}
