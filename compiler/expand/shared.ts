import type { Expression, Identifier, SharedDeclaration, Stage } from '../../grammar/ast.ts';
import { placeIn } from '../bind/module.ts';
import { resolveSettings, sharedSettings } from '../bind/settings.ts';
import type { Environment } from '../bind/environment.ts';
import { unknownFlow, type Flow } from './flow.ts';
import type { Group } from './graph-builder.ts';
import { relabel } from './relabel.ts';
import { deeper } from './limits.ts';
import { environmentOf, placeAt, type Frame, type SharedInstance, type Site } from './site.ts';

/** Sends a flow through what a `shared` declares: its layers are made at the first use and met again at others. */
export function applyShared(site: Site, name: Identifier, instance: SharedInstance, flow: Flow): Flow {
  const place = placeAt(site, name.span);
  const inner = deeper(site, name.span);
  if (!inner) return unknownFlow;
  const { declaration, defined } = instance;
  const { frame } = site;
  const stages = chainOf(frame, declaration.value);
  if (!stages) return unknownFlow;
  const [only] = stages;
  const single = stages.length === 1 && only?.kind === 'Call';
  const sharedName = declaration.name.text;
  const group: Group | undefined = single
    ? frame.group
    : {
        outer: frame.group,
        round: undefined,
        kind: 'shared',
        place: placeIn(defined.module, declaration.name.span),
        declaration: undefined,
        snake: sharedName,
        of: 'shared',
        explicit: undefined,
        own: sharedName,
        name: undefined,
      };
  const environment = environmentOf(frame, defined);
  const result = site.context.collector.within({ place, message: `\`${sharedName}\` is used here.` }, () =>
    site.context.expandStages(
      {
        ...inner,
        environment,
        group,
        round: undefined,
        declaration: undefined,
        maker: instance.maker.begin(),
        trainable: frame.trainable && sharedTrainable(site, environment, declaration),
        shared: true,
        own: single ? sharedName : undefined,
        sharedUse: place,
        member: defined,
      },
      stages,
      flow,
    ),
  );
  return relabel(result, sharedName, place);
}

/** The stages on the right of `shared`; undefined where it begins with a tensor. */
export function chainOf(frame: Frame, value: Expression): readonly Stage[] | undefined {
  if (value.kind === 'Call' || value.kind === 'Identifier') return [value];
  if (value.kind !== 'Pipeline') return undefined;
  const { source, stages } = value;
  if (!source) return stages;
  if (source.kind === 'Call') return [source, ...stages];
  const isShared =
    source.kind === 'Identifier' && frame.definition.names.get(source.key)?.member.kind === 'Shared';
  return isShared ? [source, ...stages] : undefined;
}

/** KM0002 for a `shared` that begins with a tensor; says nothing of one that is fine. */
export function checkChain(site: Site, declaration: SharedDeclaration): void {
  if (chainOf(site.frame, declaration.value) || declaration.value.kind === 'Missing') return;
  const { value, name } = declaration;
  const first = value.kind === 'Pipeline' ? value.source! : value;
  const { text } = site.environment.module.source;
  const isName = first.kind === 'Identifier';
  if (isName && !site.frame.definition.names.has(first.key)) return;
  const source = isName
    ? `the tensor \`${first.text}\``
    : `\`${text.slice(first.span.start, first.span.end)}\``;
  const place = placeIn(site.environment.module, first.span);
  site.context.report('KM0002', 'sharedWithSource', { name: name.text, source }, place, {
    help: `\`${isName ? first.text : 'x'} -> ${name.text}\` is how it is used.`,
  });
}

function sharedTrainable(site: Site, environment: Environment, declaration: SharedDeclaration): boolean {
  if (!declaration.settings) return true;
  const owner = `\`shared ${declaration.name.text}\``;
  const { values } = resolveSettings(site.context, environment, declaration.settings, sharedSettings, owner);
  return values.trainable !== false;
}
