import type { Expression, Member, TopLevelDeclaration } from '../../grammar/ast.ts';
import { visit } from '../../grammar/walk.ts';
import type { Definition } from './definitions.ts';
import type { Environment } from './environment.ts';
import type { Module } from './module.ts';
import { walkExpressions } from './walk.ts';

/** Longer ways are not followed: what lies behind them is not suggested. */
const mostFollowed = 1000;

/** Whether a way leads from one node to another, or is too long to tell. */
function leadsTo<T>(from: T, to: T, next: (node: T) => readonly T[]): boolean {
  const seen = new Set([from]);
  for (const node of seen) {
    if (node === to || seen.size > mostFollowed) return true;
    next(node).forEach((each) => seen.add(each));
  }
  return false;
}

/**
 * Whether a name can be meant in a member: neither its own, nor that of what is made from it by the text, which would
 * be a circle.
 */
export function canMean({ names }: Definition, member: Member): (name: string) => boolean {
  const next = (from: Member): readonly Member[] =>
    namesIn(from).flatMap((key) => names.get(key)?.member ?? []);
  return (name) => {
    const meant = names.get(name)?.member;
    return meant === undefined || !leadsTo(meant, member, next);
  };
}

const readNames = new WeakMap<Member, readonly string[]>();

function namesIn(member: Member): readonly string[] {
  let found = readNames.get(member);
  if (!found) {
    const keys: string[] = [];
    walkExpressions(valuesOf(member), { identifier: ({ key }) => keys.push(key) });
    readNames.set(member, (found = keys));
  }
  return found;
}

function valuesOf(member: Member): readonly Expression[] {
  const isMade = member.kind === 'Branch' || member.kind === 'Head' || member.kind === 'Shared';
  return isMade || member.kind === 'Objective' ? [member.value] : [];
}

/** The same for a top-level name in the text of a constant, block or model. */
export function canMeanIn({ module, inside }: Environment): ((name: string) => boolean) | undefined {
  return inside && canMeanBeside(module, inside);
}

/** The same, in a declaration of a file. */
export function canMeanBeside(module: Module, inside: TopLevelDeclaration): (name: string) => boolean {
  const meantBy = (key: string): TopLevelDeclaration | undefined => {
    const meaning = module.names.get(key);
    return meaning && 'declaration' in meaning ? meaning.declaration : undefined;
  };
  const next = (from: TopLevelDeclaration): readonly TopLevelDeclaration[] => {
    const found: TopLevelDeclaration[] = [];
    visit(from, (node) => {
      const meant = node.kind === 'Identifier' ? meantBy(node.key) : undefined;
      if (meant && meant !== from) found.push(meant);
    });
    return found;
  };
  return (name) => {
    const meant = meantBy(name);
    return meant === undefined || !leadsTo(meant, inside, next);
  };
}
