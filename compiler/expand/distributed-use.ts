import type { CallExpression, Stage } from '../../grammar/ast.ts';
import { findLayer } from '../layers/registry.ts';
import type { ResolvedLayerCall } from '../bind/call.ts';
import { flowTensors, unknownFlow, type Flow } from './flow.ts';
import { inputFits } from './input-specification.ts';
import { inputsOfLayer } from './inputs-of-layer.ts';
import { applyDeclaration } from './layer-call.ts';
import { labelOf, placeAt, type Site } from './site.ts';

/** A block, model or shared stack for every step: steps become samples, flow through it, and become steps again. */
export function applyDistributed(site: Site, call: CallExpression, stage: Stage, flow: Flow): Flow {
  const place = placeAt(site, call.span);
  const label = labelOf(site, call.span);
  const wrapper = internalCall(call.callee.key);
  const inputs = inputsOfLayer(site, wrapper, flow, place);
  const fits = inputs?.every((input) => input.type && inputFits(site, wrapper.declaration, {}, input, place));
  if (!inputs || !fits) {
    site.context.expandStages(site, [stage], unknownFlow);
    return unknownFlow;
  }
  const folded = applyDeclaration(site, internalCall('FoldSteps'), inputs, {}, place, label);
  const results = flowTensors(site.context.expandStages(site, [stage], folded));
  const [result] = results ?? [];
  if (!results || !result) return unknownFlow;
  if (results.length > 1) {
    const values = { layer: wrapper.declaration.name, name: 'layer', wanted: 'one result' };
    site.context.report('KM3009', 'tensorArgument', values, placeAt(site, stage.span));
    return unknownFlow;
  }
  return applyDeclaration(site, internalCall('UnfoldSteps'), [result, inputs[0]!], {}, place, label);
}

function internalCall(name: string): ResolvedLayerCall {
  const declaration = findLayer(name)!;
  return { kind: 'layer', declaration, args: {}, name: undefined, trainable: true, tensors: [] };
}
