import { findLayer } from '../../layers/registry.ts';
import { snakeCase } from '../../names/snake-case.ts';
import type { SourceLayer, SourceModel } from './source.ts';
import type { Body, Pipeline, Statement, Term } from './terms.ts';

/** True for a name that Keras made up: `dense_1` says no more than its class. */
export function isMadeUp(layer: SourceLayer): boolean {
  if (layer.kind !== 'layer') return true;
  return layer.name.replace(/_\d+$/, '') === snakeCase(layer.declaration.name);
}

/** A name as one of the language: letters, digits and underscores. */
export function identifier(name: string): string {
  const word = name.normalize('NFC').replace(/[^\p{L}\p{N}_]/gu, '_');
  return /^\p{N}/u.test(word) || word === '' ? `_${word}` : word;
}

/** The name of a model or block: `social_posts` is `SocialPosts`, `attention`, as a layer is called, `AttentionModel`. */
export function pascalCase(name: string): string {
  const parts = identifier(name)
    .split('_')
    .filter((part) => part !== '');
  const word = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  if (/^\p{N}/u.test(word) || word === '') return `Model${word}`;
  return findLayer(word) ? `${word}Model` : word;
}

/**
 * The branch that a layer's name tells of: `encoded_text_lstm` was made in `encoded_text`, as kmodel names layers.
 */
export function branchOf(layer: SourceLayer): string | undefined {
  if (layer.kind !== 'layer') return undefined;
  const plain = layer.name.replace(/_\d+$/, '');
  const ending = `_${snakeCase(layer.declaration.name)}`;
  const name = plain.endsWith(ending) ? plain.slice(0, -ending.length) : '';
  return name !== '' && name === identifier(name) ? name : undefined;
}

/** Pipelines of a model, cut where the names of layers tell of several branches; new tensors have numbers below −1. */
export function withNamedBranches(
  body: Body,
  model: SourceModel,
): { readonly body: Body; readonly names: ReadonlyMap<number, string> } {
  const taken = new Set([...model.inputs.map(({ name }) => name), ...model.heads.map(({ name }) => name)]);
  const heads = new Map(model.heads.map(({ tensor, name }) => [tensor, name]));
  const names = new Map<number, string>();
  let next = -2;
  const known = new Set([...heads.values(), ...model.layers.flatMap((layer) => branchOf(layer) ?? [])]);
  const statements = body.statements.flatMap((statement): readonly Statement[] => {
    const { targets, pipeline } = statement;
    if (targets.length !== 1) return [statement];
    const own = heads.get(targets[0]!);
    const groups = groupsOf(pipeline, known);
    const last = groups.at(-1)!;
    const lastName = own ?? last.branch;
    if (own === undefined && last.branch !== undefined && !taken.has(last.branch)) {
      taken.add(last.branch);
      names.set(targets[0]!, last.branch);
    }
    const made: Statement[] = [];
    const pending: Term[] = [];
    let source = pipeline.source;
    groups.slice(0, -1).forEach(({ branch, terms }) => {
      if (branch === undefined || taken.has(branch) || branch === lastName) {
        pending.push(...terms);
        return;
      }
      taken.add(branch);
      const tensor = next--;
      names.set(tensor, branch);
      made.push({ targets: [tensor], pipeline: { source, terms: pending.splice(0).concat(terms) } });
      source = { kind: 'tensor', tensor };
    });
    made.push({ targets, pipeline: { source, terms: pending.splice(0).concat(last.terms) } });
    return made;
  });
  return { body: { ...body, statements }, names };
}

interface Group {
  readonly branch: string | undefined;
  readonly terms: readonly Term[];
}

/** Neighbouring terms whose layers tell of the same branch; what tells of none goes with what is before it. */
function groupsOf({ source, terms }: Pipeline, known: ReadonlySet<string>): readonly Group[] {
  const rootOf = (layer: SourceLayer): string | undefined => {
    const branch = branchOf(layer);
    return branch === undefined ? undefined : shortest(branch, known);
  };
  const groups: { branch: string | undefined; terms: Term[] }[] = [
    { branch: source.kind === 'merge' ? rootOf(source.layer) : undefined, terms: [] },
  ];
  for (const term of terms) {
    const here = groups.at(-1)!;
    const branch = term.kind === 'call' ? rootOf(term.layer) : undefined;
    if (branch === undefined || here.branch === undefined || branch === here.branch) {
      here.terms.push(term);
      here.branch ??= branch;
    } else groups.push({ branch, terms: [term] });
  }
  return groups;
}

/** `features_residual` is a block in `features`, where there is such a branch. */
function shortest(branch: string, known: ReadonlySet<string>): string {
  for (let end = branch.indexOf('_'); end > 0; end = branch.indexOf('_', end + 1)) {
    if (known.has(branch.slice(0, end))) return branch.slice(0, end);
  }
  return branch;
}
