import type {
  DataDeclaration,
  DefiningDeclaration,
  HeadDeclaration,
  Identifier,
  InputDeclaration,
  Member,
  ObjectiveDeclaration,
  Parameter,
  ReturnDeclaration,
  TrainDeclaration,
  UpdateDeclaration,
  WeightDeclaration,
} from '../../grammar/ast.ts';
import type { ArgumentType } from '../declarations/declare.ts';
import type { Module } from './module.ts';

/** A block, model, layer or component with what it inherits: the form in which everything after binding sees it. */
export interface Definition {
  readonly kind: 'block' | 'model' | 'layer' | 'component';
  readonly name: string;
  readonly module: Module;
  readonly declaration: DefiningDeclaration;
  readonly base: Definition | undefined;
  /** How many models it extends, one the other. */
  readonly generation: number;
  /** True where these are too many, which was reported: it then has no members, and nothing is said of it. */
  readonly cutOff: boolean;
  readonly parameters: readonly DefinedParameter[];
  /** In order of declaration; an override stands in the place of what it replaces. */
  readonly members: readonly DefinedMember[];
  /** Inputs, branches, shared layers, heads, weights and objectives by name. */
  readonly names: ReadonlyMap<string, DefinedMember>;
  readonly inputs: readonly DefinedMember<InputDeclaration>[];
  readonly heads: readonly DefinedMember<HeadDeclaration>[];
  readonly returned: DefinedMember<ReturnDeclaration> | undefined;
  readonly train: DefinedMember<TrainDeclaration> | undefined;
  readonly data: DefinedMember<DataDeclaration> | undefined;
  readonly weights: readonly DefinedMember<WeightDeclaration>[];
  readonly updates: readonly DefinedMember<UpdateDeclaration>[];
  readonly objectives: readonly DefinedMember<ObjectiveDeclaration>[];
  /** The size variables of its inputs, with the place of the first use of each. */
  readonly sizeVariables: ReadonlyMap<string, Identifier>;
  /** What each name of the scope is, for messages: "a tensor", "size variable", "a shared layer". */
  readonly scopeNames: () => ReadonlyMap<string, string>;
}

export interface DefinedMember<M extends Member = Member> {
  readonly member: M;
  /** The file that it is written in: an extending model may be in another one. */
  readonly module: Module;
  /** The names that it declares: several for a pattern. */
  readonly names: readonly Identifier[];
  /** The block or model whose text holds it. */
  readonly owner: DefiningDeclaration;
}

export interface DefinedParameter {
  readonly parameter: Parameter;
  readonly module: Module;
  /** Undefined where the type is missing or unknown. */
  readonly type: ArgumentType | undefined;
  /** True where an extending model states others: it then only keeps its default. */
  readonly hidden: boolean;
}

/** All blocks and models of a check. */
export type Definitions = ReadonlyMap<DefiningDeclaration, Definition>;

/** The names that a member declares. */
export function namesOf(member: Member): readonly Identifier[] {
  switch (member.kind) {
    case 'Input':
    case 'Shared':
    case 'Head':
    case 'Weight':
    case 'Objective':
      return member.name.key === '' ? [] : [member.name];
    case 'Branch': {
      const { target } = member;
      const names =
        target.kind === 'Identifier'
          ? [target]
          : target.kind === 'ListPattern'
            ? target.names
            : target.entries.map((entry) => entry.name);
      return names.filter((name) => name.key !== '');
    }
    case 'Return':
    case 'Train':
    case 'Data':
    case 'Update':
    case 'Expect':
      return [];
  }
}

/** The word that declares a member, as users write it. */
export function keywordOf(member: Member): string {
  return member.kind.toLowerCase();
}

/** What a declaration is, as it stands in sentences. */
export function kindText(declaration: DefiningDeclaration): string {
  return declaration.kind === 'Component' ? declaration.category : declaration.kind.toLowerCase();
}
