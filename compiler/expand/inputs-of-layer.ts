import type { ResolvedLayerCall } from '../bind/call.ts';
import { quotedList } from '../diagnostics/suggest.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Flow, FlowTensor } from './flow.ts';
import type { Site } from './site.ts';

/**
 * The tensors that a flow gives to a layer, in the layer's order.
 * @returns undefined, after a report where one is due, if number or names don't fit
 */
export function inputsOfLayer(
  site: Site,
  { declaration }: ResolvedLayerCall,
  flow: Flow,
  place: Place,
): readonly FlowTensor[] | undefined {
  if (flow.kind === 'unknown') return undefined;
  if (flow.kind === 'record' && !flow.results) return inputsByName(site, declaration, flow, place);
  if (flow.kind === 'record' && flow.entries.length === 1)
    return checkCount(site, declaration, flow, [flow.entries[0]!.tensor], place);
  const tensors =
    flow.kind === 'tensor'
      ? [flow.tensor]
      : flow.kind === 'list'
        ? flow.tensors
        : flow.entries.map((entry) => entry.tensor);
  return checkCount(site, declaration, flow, tensors, place);
}

function checkCount(
  site: Site,
  declaration: LayerDeclaration,
  flow: Flow,
  tensors: readonly FlowTensor[],
  place: Place,
): readonly FlowTensor[] | undefined {
  const { context } = site;
  const layer = declaration.name;
  const { count = 'one' } = declaration.input;
  const { least, most } = limitsOf(declaration);
  const isSingle = flow.kind === 'tensor' || (flow.kind === 'record' && flow.entries.length === 1);
  if (count === 'one') {
    if (isSingle) return tensors;
    const help = tensors.length === 1 ? 'without brackets, the tensor itself flows in.' : undefined;
    const found =
      flow.kind === 'list'
        ? `\`${flow.label}\``
        : quotedList(
            tensors.map((tensor) => tensor.label),
            'and',
          );
    context.report('KM3009', 'needsOne', { layer, found: `${found}: ${tensors.length} tensors` }, place, {
      help,
    });
    return undefined;
  }
  if (tensors.length >= least && tensors.length <= most && !isSingle) return tensors;
  const wanted = inputCountText(declaration, least, most);
  const found = isSingle ? `the single tensor \`${tensors[0]!.label}\`` : `${tensors.length} tensors`;
  const self = declaration.inputNames && isSingle ? tensors[0]!.label : undefined;
  context.report(
    'KM3009',
    'needsList',
    { layer, wanted, found: isSingle ? found : `a list of ${tensors.length}` },
    place,
    {
      help:
        self === undefined
          ? 'several tensors flow in as a list: `[a, b] -> …`.'
          : `\`[${self}, ${self}] -> ${layer}(…)\` lets it look at itself.`,
    },
  );
  return undefined;
}

function limitsOf(declaration: LayerDeclaration): { readonly least: number; readonly most: number } {
  const { count, minimum, maximum } = declaration.input;
  if (typeof count === 'number') return { least: count, most: count };
  const names = declaration.inputNames;
  const least = minimum ?? names?.filter((name) => name.required).length ?? 2;
  return { least, most: maximum ?? names?.length ?? Infinity };
}

function inputCountText(declaration: LayerDeclaration, least: number, most: number): string {
  const names = declaration.inputNames
    ? ` (${declaration.inputNames.map((name) => name.name).join(', ')})`
    : '';
  if (least === 1 && most === Infinity) return `tensors${names}`;
  if (least === most) return `${least} tensors${names}`;
  return most === Infinity ? `at least ${least} tensors${names}` : `${least} to ${most} tensors${names}`;
}

function inputsByName(
  site: Site,
  declaration: LayerDeclaration,
  flow: Extract<Flow, { kind: 'record' }>,
  place: Place,
): readonly FlowTensor[] | undefined {
  const { context } = site;
  const layer = declaration.name;
  const names = declaration.inputNames;
  if (!names) {
    context.report('KM3009', 'noNames', { layer }, place);
    return undefined;
  }
  const known = names.map((name) => name.name);
  const unknown = flow.entries.filter((entry) => !known.includes(entry.name));
  for (const { name } of unknown) {
    context.report('KM3009', 'unknownInput', { layer, name }, place, {
      suggestion: `It takes ${quotedList(known, 'and')}.`,
    });
  }
  if (unknown.length > 0) return undefined;
  const last = Math.max(...flow.entries.map((entry) => known.indexOf(entry.name)));
  const inputs: FlowTensor[] = [];
  for (const [index, { name, required }] of names.entries()) {
    const entry = flow.entries.find((each) => each.name === name);
    if (entry) inputs.push(entry.tensor);
    else if (required || index < last) {
      context.report('KM3009', 'missingInput', { layer, name }, place);
      return undefined;
    }
  }
  return inputs;
}
