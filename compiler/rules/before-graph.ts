import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Arguments, ArgumentValue, LayerValue } from '../declarations/values.ts';
import { placeIn } from '../bind/module.ts';
import type { BuiltCall, GraphBuilder } from '../expand/graph-builder.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { ModelRuleContext } from './context.ts';

/**
 * What works before the graph reads what the data hold, and what learns from data before training reads nothing that
 * training changes (KM4008). A head gives numbers (KM3006).
 */
export function checkBeforeGraph(rule: ModelRuleContext): void {
  const { builder } = rule.frame;
  // Calls of the same words have their arguments in common.
  const wrapsNothing = new Set<Arguments>();
  for (const call of builder.calls) {
    const { declaration, args } = call.layer;
    if (declaration.host?.only) checkSources(rule, builder, call);
    else if (args && learns(declaration, args)) checkTrained(rule, builder, call);
    if (args && !wrapsNothing.has(args) && !checkWrapped(rule, call, args)) wrapsNothing.add(args);
  }
  for (const { defined, tensor } of rule.heads) {
    if (tensor?.type?.dtype !== 'string') continue;
    const { name } = defined.member;
    const message = `A head gives numbers, but \`${name.text}\` is ${tensorTypeText(tensor.type)}.`;
    rule.report('KM3006', 'given', { message }, placeIn(defined.module, name.span));
  }
}

/** Each input is one of the model's, or comes from layers before the graph alone. */
function checkSources({ report }: ModelRuleContext, builder: GraphBuilder, call: BuiltCall): void {
  for (const { index, label } of call.inputs) {
    const maker = makerInGraph(builder, index);
    if (!maker) continue;
    const values = { layer: call.layer.declaration.name, input: label, maker };
    report('KM4008', 'graph', values, call.place);
    return;
  }
}

/** The layer of the graph that a tensor comes from; undefined where it is known before. */
function makerInGraph(builder: GraphBuilder, index: number): string | undefined {
  const producer = builder.tensors[index]?.producer;
  if (!producer) return undefined;
  const { declaration } = producer.layer;
  if (!declaration.host) return declaration.name;
  for (const input of producer.inputs) {
    const maker = makerInGraph(builder, input.index);
    if (maker !== undefined) return maker;
  }
  return undefined;
}

function checkTrained({ report }: ModelRuleContext, builder: GraphBuilder, call: BuiltCall): void {
  const reached = new Set(call.inputs.map(({ index }) => index));
  for (const index of reached) {
    const producer = builder.tensors[index]?.producer;
    if (!producer) continue;
    const { layer, inputs, tensorArguments } = producer;
    if (layer.trainable && layer.weights?.some(({ trainable }) => trainable)) {
      const values = {
        layer: call.layer.declaration.name,
        input: call.inputs[0]!.label,
        maker: layer.declaration.name,
      };
      report('KM4008', 'trained', values, call.place);
      return;
    }
    for (const each of [...inputs, ...Object.values(tensorArguments).flat()]) reached.add(each.index);
  }
}

/** What is wrapped is repeated or changed in the graph, and learns there alone. True where a layer is wrapped. */
function checkWrapped({ report }: ModelRuleContext, { layer, place }: BuiltCall, given: Arguments): boolean {
  const wrapped = Object.values(given).filter(isLayer);
  for (const { declaration, args } of wrapped) {
    if (!declaration.host?.only && !learns(declaration, args)) continue;
    report('KM4008', 'wrapped', { layer: declaration.name, wrapper: layer.declaration.name }, place);
  }
  return wrapped.length > 0;
}

function isLayer(value: ArgumentValue): value is LayerValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'layer';
}

function learns({ adapt }: LayerDeclaration, args: Arguments): boolean {
  return adapt !== undefined && adapt.learns(args).length > 0;
}
