import type { CallExpression, Expression, Stage } from '../../../../grammar/ast.ts';
import type { Definition } from '../../../bind/definitions.ts';
import { findLayer } from '../../../layers/registry.ts';
import { chainText, oneStage, single, type Chain, type Flow } from './flow.ts';
import { initialState } from './initial-state.ts';
import { layersAt, layerText } from './layers.ts';
import { operatorFlow } from './operators.ts';
import { tensorText, type Site } from './site.ts';
import { stageTexts } from './stages.ts';
import { Unstructured } from '../../program/unstructured.ts';
import { functionOf, usedDefinition, useText } from './uses.ts';

/** What a pipeline, or another expression of tensors, gives. */
export function flowOf(site: Site, expression: Expression): Flow {
  switch (expression.kind) {
    case 'Identifier': {
      const tensor = site.tensors.get(expression.key);
      if (tensor === undefined) throw new Unstructured(`\`${expression.text}\``);
      return { kind: 'chain', source: tensor, stages: [] };
    }
    case 'List':
      return { kind: 'list', items: expression.items.map((item) => tensorText(site, item)) };
    case 'Record': {
      const { entries } = expression;
      return {
        kind: 'record',
        entries: entries.map(({ name, value }) => [name.key, tensorText(site, value)] as const),
      };
    }
    case 'Pipeline': {
      if (!expression.source) throw new Unstructured('a pipeline without source');
      let flow = flowOf(site, expression.source);
      for (const stage of expression.stages) flow = throughStage(site, flow, stage);
      return flow;
    }
    case 'Binary':
      return operatorFlow(site, expression);
    default:
      throw new Unstructured('a tensor expression');
  }
}

function throughStage(site: Site, flow: Flow, stage: Stage): Flow {
  if (stage.kind === 'Call') {
    const used = usedDefinition(site, stage);
    if (used) return throughUse(site, flow, stage, used);
    if (flow.kind !== 'chain') return intoOneLayer(site, flow, stage);
    const several = severalResults(site, flow, stage);
    if (several) return several;
  }
  const before = single(flow);
  return { ...before, stages: [...before.stages, ...stageTexts(site, [stage])] };
}

/** Several tensors into a layer that takes a list or a record. */
function intoOneLayer(site: Site, flow: Exclude<Flow, Chain>, call: CallExpression): Flow {
  const items = flow.kind === 'list' ? flow.items : inOrder(flow.entries, inputNames(call));
  const [index] = layersAt(site, call);
  const isNative = site.context.layers.isNative(index!);
  const distinct = isNative ? items : [...new Set(items)];
  const source = distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
  return { kind: 'chain', source, stages: stageTexts(site, [call]) };
}

function inputNames(call: CallExpression): readonly string[] {
  return findLayer(call.callee.key)?.inputNames?.map(({ name }) => name) ?? [];
}

function inOrder(
  entries: readonly (readonly [string, string])[],
  names: readonly string[],
): readonly string[] {
  const byName = new Map(entries);
  return names.flatMap((name) => byName.get(name) ?? []);
}

/** A layer that gives its state too: an array that a pattern takes apart. */
function severalResults(site: Site, flow: Chain, call: CallExpression): Flow | undefined {
  const calls = site.context.instances.callsAt(site.module.path, call.span);
  if (!calls.some(({ outputs }) => outputs.length > 1)) return undefined;
  const made = layerText(site, call, call);
  const state = initialState(site, call);
  const taken = [chainText(flow, site.context.parts), ...(state === undefined ? [] : [state])].join(', ');
  return { kind: 'chain', source: `${made}.apply(${taken}) as tf.SymbolicTensor[]`, stages: [] };
}

function throughUse(site: Site, flow: Flow, call: CallExpression, definition: Definition): Flow {
  const made = useText(site, call, definition);
  const { inputs, results } = functionOf(site, definition);
  if (inputs === 1 && !results) {
    const before = single(flow);
    return { ...before, stages: [...before.stages, oneStage(made)] };
  }
  return { kind: 'chain', source: `${made}(${inputsOfUse(site, flow, definition)})`, stages: [] };
}

/** What the function of a block takes: a tensor, or an array of several. */
function inputsOfUse(site: Site, flow: Flow, { inputs }: Definition): string {
  if (inputs.length === 1) return chainText(single(flow), site.context.parts);
  if (flow.kind === 'chain') throw new Unstructured('inputs of a block');
  const names = inputs.map(({ member }) => member.name.key);
  const items = flow.kind === 'list' ? flow.items : inOrder(flow.entries, names);
  return `[${items.join(', ')}]`;
}
