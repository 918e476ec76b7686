import type { ConstDeclaration } from '../../grammar/ast.ts';
import type { DefiningDeclaration } from '../bind/define.ts';
import type { Module, TopLevelName } from '../bind/module.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { dependencyOrder } from '../names/order.ts';
import type { PartModule } from './file-states.ts';
import { forEachIdentifier } from './identifiers.ts';
import type { CheckedModelState, StageOfDeclaration, StageResults } from '../check/stages.ts';

/** What was found out about one declaration, for as long as it and all that it refers to stay the same. */
export interface DeclarationState extends StageResults {
  readonly module: Module;
  /** What each name in it means, as far as that counts. */
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** The files in whose names "did you mean" looks. */
  readonly files: ReadonlySet<string>;
  /** The names of all constants of its file: a size variable should not look like one. */
  readonly constants: string;
  /** Every top-level name of its files; counts where something was found wrong. */
  readonly names: string;
  /** By stage, in the order in which the stages run. */
  readonly found: Record<StageOfDeclaration, readonly Diagnostic[]>;
}

/** A model as it was expanded. */
export type ModelState = CheckedModelState;

/** What a name means: what was found out about what it names. */
export interface Meaning {
  readonly state: DeclarationState | 'unknown';
  readonly standsIn: Module;
}

export type StatefulDeclaration = ConstDeclaration | DefiningDeclaration;

/** The states that hold, and those that are to be filled. */
export interface Renewal {
  readonly states: ReadonlyMap<StatefulDeclaration, DeclarationState>;
  readonly fresh: ReadonlySet<StatefulDeclaration>;
}

const nothingFound: DeclarationState['found'] = {
  define: [],
  constant: [],
  analyse: [],
  rules: [],
  expand: [],
};

/**
 * Finds the declarations whose states still hold: those whose text, and the states of all that their names mean,
 * are the same as before. The others get an empty state. What refers to itself in a circle is always looked at anew.
 */
export function renewStates(modules: Iterable<PartModule>): Renewal {
  const owners = new Map<StatefulDeclaration, PartModule>();
  for (const module of modules) {
    for (const declaration of module.file.declarations)
      if (declaration.kind !== 'Import') owners.set(declaration, module);
  }
  const namesOf = createNameLists();
  const topLevelKeys = new Map<StatefulDeclaration, ReadonlySet<string>>();
  const dependenciesOf = (declaration: StatefulDeclaration): StatefulDeclaration[] => {
    const { names } = owners.get(declaration)!;
    const keys = new Set<string>();
    forEachIdentifier(declaration, (key) => {
      if (names.has(key)) keys.add(key);
    });
    topLevelKeys.set(declaration, keys);
    const found = new Set<StatefulDeclaration>();
    for (const key of keys) {
      const meaning = names.get(key)!;
      if (meaning.kind !== 'unknown' && owners.has(meaning.declaration)) found.add(meaning.declaration);
    }
    return [...found];
  };
  const states = new Map<StatefulDeclaration, DeclarationState>();
  const fresh = new Set<StatefulDeclaration>();
  const { order } = dependencyOrder(owners.keys(), dependenciesOf);
  for (const declaration of order) {
    const module = owners.get(declaration)!;
    const meanings = new Map<string, Meaning>();
    const files = new Set([module.origin]);
    let circular = false;
    for (const key of topLevelKeys.get(declaration)!) {
      const meaning = module.names.get(key)!;
      const state = meaning.kind === 'unknown' ? 'unknown' : states.get(meaning.declaration);
      if (state === undefined) circular = true;
      else {
        if (state !== 'unknown') state.files.forEach((file) => files.add(file));
        meanings.set(key, { state, standsIn: meaning.standsIn });
      }
    }
    const names = namesOf(files, module);
    const candidate = { module, meanings, files, ...names };
    const { state } = module;
    if (state && !circular && holds(state, candidate)) states.set(declaration, state);
    else {
      const empty: DeclarationState = { ...candidate, found: { ...nothingFound } };
      states.set(declaration, empty);
      // In a circle not every meaning is known: such a state can't be compared with the next one.
      module.state = circular ? undefined : empty;
      fresh.add(declaration);
    }
  }
  return { states, fresh };

  /** The lists of names that count for a declaration, made once for each set of files. */
  function createNameLists() {
    const byFile = new Map<string, { readonly constants: string; readonly names: string }>();
    for (const { origin, names } of owners.values()) {
      if (!byFile.has(origin)) byFile.set(origin, describeNames(names));
    }
    return (files: ReadonlySet<string>, { origin }: Module) => ({
      constants: byFile.get(origin)!.constants,
      names: [...files].map((file) => byFile.get(file)?.names ?? '').join('\n'),
    });
  }
}

function describeNames(names: ReadonlyMap<string, TopLevelName>): {
  readonly constants: string;
  readonly names: string;
} {
  const constants: string[] = [];
  const all: string[] = [];
  for (const [name, meaning] of names) {
    if (meaning.kind === 'const') constants.push(name);
    all.push(`${meaning.kind === 'definition' ? meaning.declaration.kind : meaning.kind} ${name}`);
  }
  return { constants: constants.join(' '), names: all.join(' ') };
}

function holds(
  state: DeclarationState,
  candidate: Pick<DeclarationState, 'module' | 'meanings' | 'constants' | 'names'>,
): boolean {
  if (state.module !== candidate.module || state.constants !== candidate.constants) return false;
  if (state.names !== candidate.names && diagnosticsOf(state).length > 0) return false;
  if (state.meanings.size !== candidate.meanings.size) return false;
  for (const [key, meaning] of candidate.meanings) {
    const before = state.meanings.get(key);
    if (before?.state !== meaning.state || before.standsIn !== meaning.standsIn) return false;
  }
  return true;
}

function diagnosticsOf({ found }: DeclarationState): readonly Diagnostic[] {
  return Object.values(found).flat();
}
