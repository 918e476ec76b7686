import type { DefiningDeclaration, Member } from './ast.ts';
import { memberWords, topLevelWords } from './tokens.ts';

/** What may stand in the body of each declaration. */
export const placesOfMembers: Readonly<Record<DefiningDeclaration['kind'], ReadonlySet<Member['kind']>>> = {
  Block: new Set(['Input', 'Branch', 'Shared', 'Return']),
  Model: new Set(['Input', 'Branch', 'Shared', 'Head', 'Objective', 'Expect', 'Train', 'Data']),
  Layer: new Set(['Input', 'Weight', 'Branch', 'Update', 'Objective', 'Return']),
  Component: new Set(['Input', 'Branch', 'Return']),
};

/** "`import`, … or `schedule`": what begins a declaration. */
export const anyTopLevelWord = listed([...topLevelWords.keys()], 'or');

/** "`input`, … or `expect`": what begins a member, with or without `override`. */
export const anyMemberWord = listed(
  [...memberWords.keys()].filter((word) => word !== 'override'),
  'or',
);

/** "at the top of a file stand `import`, … and `schedule`": every word that begins a declaration there. */
export function topLevelHelp(): string {
  return `at the top of a file stand ${listed([...topLevelWords.keys()])}.`;
}

/** "in a model stand `input`, … and `override`", and what blocks and layers have besides. */
export function memberHelp(): string {
  const model = wordsIn('Model');
  const besides = (kind: 'Block' | 'Layer'): string =>
    listed(wordsIn(kind).filter((word) => !model.includes(word)));
  return `in a model stand ${listed(model)}; in a block ${besides('Block')} too, in a layer ${besides('Layer')}.`;
}

/** The words that begin a member of a declaration, in the order of the grammar. */
function wordsIn(kind: DefiningDeclaration['kind']): readonly string[] {
  const kinds: ReadonlySet<string> = new Set([...placesOfMembers[kind]].map((each) => each.toLowerCase()));
  // Models alone extend others, and so replace what those declare.
  return [...memberWords.keys()].filter(
    (word) => kinds.has(word) || (word === 'override' && kind === 'Model'),
  );
}

function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2
    ? quoted.join('')
    : `${quoted.slice(0, -1).join(', ')} ${conjunction} ${quoted.at(-1)!}`;
}
