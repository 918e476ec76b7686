import type { Identifier, Member } from '../../grammar/ast.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { membersOf } from './component-members.ts';
import { kindText } from './definitions.ts';
import type { DefiningDeclaration } from '../../grammar/ast.ts';
import { keywordOf, type DefinedMember, type Definition } from './definitions.ts';
import { placeIn, type Module } from './module.ts';
import { rebinding } from './rebinding.ts';

export function describeScope(
  names: ReadonlyMap<string, DefinedMember>,
  sizeVariables: ReadonlyMap<string, Identifier>,
): ReadonlyMap<string, string> {
  const described = new Map<string, string>();
  for (const name of sizeVariables.keys()) described.set(name, 'size variable');
  for (const [name, { member }] of names) {
    described.set(name, member.kind === 'Shared' ? 'a shared layer' : 'a tensor');
  }
  return described;
}

/** A second `return`, `train` or `data` of the same text. */
export function declareOnce(
  defined: DefinedMember,
  declaration: DefiningDeclaration,
  module: Module,
  collector: Collector,
): void {
  const first = membersOf(declaration).find((member) => member.kind === defined.member.kind)!;
  if (first === defined.member) return;
  const keyword = keywordOf(first);
  const at = (member: Member) =>
    placeIn(module, { start: member.span.start, end: member.span.start + keyword.length });
  collector.report('KM1002', 'default', { name: keyword }, at(defined.member), {
    related: [{ place: at(first), message: `The first \`${keyword}\` is here.` }],
  });
}

/** What an `override`, or a new `train` or `data`, takes the place of. */
export function findReplaced(
  defined: DefinedMember,
  declaration: DefiningDeclaration,
  base: Definition | undefined,
  collector: Collector,
): DefinedMember | undefined {
  const { member, module, names } = defined;
  if (member.kind === 'Train') return base?.train;
  if (member.kind === 'Data') return base?.data;
  if (!member.override) return undefined;
  const place = placeIn(module, member.override);
  if (!base) {
    const extendsNothing = declaration.kind !== 'Model' || !declaration.base;
    const model = declaration.name.text;
    if (extendsNothing) collector.report('KM1001', 'overrideWithoutBase', { model }, place);
    return undefined;
  }
  const [first] = names;
  if (!first) return undefined;
  const found = base.names.get(first.key);
  if (found?.member.kind === member.kind) return found;
  const kind = keywordOf(member);
  const candidates = [...base.names]
    .filter(([, each]) => each.member.kind === member.kind)
    .map(([key]) => key);
  const { text, closest } = suggestionFor(first.text, candidates, 'It has');
  const at = placeIn(module, first.span);
  collector.report('KM1001', 'overridden', { base: base.name, kind, name: first.text }, at, {
    suggestion: text,
    fixes: replacementFixes(at, closest),
  });
  return undefined;
}

/** @returns false where the name is taken; the first declaration then counts. */
export function declareName(
  name: Identifier,
  defined: DefinedMember,
  module: Module,
  own: Map<string, Identifier>,
  base: Definition | undefined,
  replaced: DefinedMember | undefined,
  collector: Collector,
): boolean {
  const first = own.get(name.key);
  if (first) {
    const related = [
      { place: placeIn(module, first.span), message: `\`${name.text}\` is declared here, too.` },
    ];
    collector.report('KM1002', 'default', { name: name.text }, placeIn(module, name.span), {
      related,
      ...rebinding(name, defined, module, own),
    });
    return false;
  }
  own.set(name.key, name);
  const inherited = base?.names.get(name.key);
  if (inherited && inherited !== replaced) {
    if (defined.member.override) return inherited.member.kind === defined.member.kind;
    const other = inherited.names.find((each) => each.key === name.key)!;
    const place = placeIn(module, name.span);
    collector.report('KM1002', 'withoutOverride', { name: name.text, base: base!.name }, place, {
      related: [
        { place: placeIn(inherited.module, other.span), message: `\`${name.text}\` is declared here.` },
      ],
      help: `\`override ${keywordOf(inherited.member)} ${name.text}\` replaces it.`,
      fixes: [
        {
          title: `Override \`${name.text}\``,
          edits: [
            {
              place: placeIn(module, { start: defined.member.span.start, end: defined.member.span.start }),
              newText: 'override ',
            },
          ],
        },
      ],
    });
    return false;
  }
  const hidden = module.names.get(name.key);
  if (hidden && hidden.kind !== 'unknown') {
    const kind = hidden.kind === 'const' ? 'constant' : kindText(hidden.declaration);
    const related = [
      { place: placeIn(hidden.standsIn, hidden.name.span), message: `The ${kind} \`${name.text}\` is here.` },
    ];
    collector.report('KM1002', 'hides', { name: name.text, kind }, placeIn(module, name.span), { related });
  }
  return true;
}
