import type { CallExpression, ForStage, Identifier, IfStage, RepeatStage, Stage } from '../../grammar/ast.ts';
import { resolveCall } from '../bind/call.ts';
import { distributedStage } from '../bind/distributed.ts';
import { withLoopVariable } from '../bind/environment.ts';
import { evaluateOperand } from '../bind/evaluate.ts';
import { unknownValue, valueDescription, type Value } from '../bind/values.ts';
import { applyDistributed } from './distributed-use.ts';
import { unknownFlow, type Flow } from './flow.ts';
import { mostLayers } from './graph-builder.ts';
import { applyLayer } from './layer-call.ts';
import { countWork, deeper, reportTooManyLayers } from './limits.ts';
import { applyShared } from './shared.ts';
import { keepFlow, placeAt, type Site } from './site.ts';
import { applyUse } from './use.ts';

/** Sends a flow through stages, one after the other. */
export function expandStages(site: Site, stages: readonly Stage[], flow: Flow): Flow {
  let current = flow;
  for (const stage of stages) {
    if (site.frame.builder.exhausted) return unknownFlow;
    current = expandStage(site, stage, current);
    keepFlow(site, stage, current);
  }
  return current;
}

function expandStage(site: Site, stage: Stage, flow: Flow): Flow {
  if (!countWork(site, stage.span)) return unknownFlow;
  switch (stage.kind) {
    case 'Call':
      return expandCall(site, stage, flow);
    case 'Identifier':
      return expandSharedUse(site, stage, flow);
    case 'Repeat':
      return expandRepeat(site, stage, flow);
    case 'For':
      return expandFor(site, stage, flow);
    case 'If':
      return expandIf(site, stage, flow);
    case 'Missing':
      return unknownFlow;
  }
}

function expandCall(site: Site, call: CallExpression, flow: Flow): Flow {
  const inner = distributedStage(call, site.environment, (name) => site.frame.shared.has(name.key));
  if (inner) return applyDistributed(site, call, inner, flow);
  const resolved = resolveCall(site.context, site.environment, call);
  switch (resolved.kind) {
    case 'layer':
      return applyLayer(site, call, resolved, flow);
    case 'use':
      return applyUse(site, call, resolved, flow);
    case 'unresolved':
      return unknownFlow;
  }
}

function expandSharedUse(site: Site, name: Identifier, flow: Flow): Flow {
  const instance = site.frame.shared.get(name.key);
  return instance ? applyShared(site, name, instance, flow) : unknownFlow;
}

function expandRepeat(site: Site, stage: RepeatStage, flow: Flow): Flow {
  const inner = deeper(site, stage.span);
  if (!inner) return unknownFlow;
  const count = evaluateOperand(site.context, site.environment, stage.count);
  if (count.kind === 'unknown') return expandUndecided(inner, [stage.body]);
  const place = placeAt(site, stage.count.span);
  if (count.kind !== 'integer') {
    site.context.report('KM2003', 'value', { wanted: 'An integer', found: valueDescription(count) }, place);
    return unknownFlow;
  }
  if (count.value < 0) {
    site.context.report('KM2004', 'negativeCount', { found: count.value }, place);
    return unknownFlow;
  }
  if (count.value > mostLayers) {
    reportTooManyLayers(site, place, `\`repeat ${count.value}\``);
    return unknownFlow;
  }
  let current = flow;
  const repeat = { count: count.value };
  for (let index = 0; index < count.value && !site.frame.builder.exhausted; index++) {
    if (!countWork(site, stage.count.span)) return unknownFlow;
    const round = count.value > 1 ? { outer: site.round, repeat, index } : site.round;
    current = expandStages({ ...inner, round }, stage.body, current);
  }
  return current;
}

function expandFor(site: Site, stage: ForStage, flow: Flow): Flow {
  const inner = deeper(site, stage.span);
  if (!inner) return unknownFlow;
  const list = evaluateOperand(site.context, site.environment, stage.list);
  const round = (item: Value, current: Flow): Flow => {
    const environment = withLoopVariable(site.environment, stage.variable.key, item);
    return expandStages({ ...inner, environment }, stage.body, current);
  };
  if (list.kind === 'unknown') return round(unknownValue, unknownFlow);
  if (list.kind !== 'list') {
    const place = placeAt(site, stage.list.span);
    site.context.report('KM2003', 'value', { wanted: 'A list', found: valueDescription(list) }, place);
    return unknownFlow;
  }
  let current = flow;
  for (const item of list.items) {
    if (!countWork(site, stage.span)) return unknownFlow;
    current = round(item, current);
  }
  return current;
}

function expandIf(site: Site, stage: IfStage, flow: Flow): Flow {
  const inner = deeper(site, stage.span);
  if (!inner) return unknownFlow;
  for (let branch: IfStage = stage; ;) {
    const condition = evaluateOperand(site.context, site.environment, branch.condition);
    const other: readonly Stage[] | IfStage | undefined = branch.else;
    if (condition.kind === 'unknown') {
      return expandUndecided(inner, [
        branch.then,
        other === undefined ? [] : 'kind' in other ? [other] : other,
      ]);
    }
    if (condition.kind !== 'boolean') {
      const place = placeAt(site, branch.condition.span);
      const found = valueDescription(condition);
      site.context.report('KM2003', 'value', { wanted: '`true` or `false`', found }, place);
      return unknownFlow;
    }
    if (condition.value) return expandStages(inner, branch.then, flow);
    if (other === undefined) return flow;
    if (!('kind' in other)) return expandStages(inner, other, flow);
    branch = other;
  }
}

/** Where a parameter without value decides: the stages are walked for what can be said of them, no more. */
function expandUndecided(site: Site, bodies: readonly (readonly Stage[])[]): Flow {
  for (const body of bodies) expandStages(site, body, unknownFlow);
  return unknownFlow;
}
