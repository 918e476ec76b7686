import type { ArgumentType } from '../../declarations/declare.ts';
import type { Definition } from '../definitions.ts';
import type { Module } from '../module.ts';
import { givenParameters } from '../component-members.ts';
import type { Expression, Identifier, Member } from '../../../grammar/ast.ts';
import type { DeclaredKind, DeclaredName } from './occurrence.ts';

const topLevelKinds = {
  Const: 'const',
  Block: 'block',
  Model: 'model',
  Layer: 'layer',
  Component: 'component',
} as const;

const memberKinds: Readonly<Partial<Record<Member['kind'], DeclaredKind>>> = {
  Input: 'input',
  Branch: 'branch',
  Head: 'head',
  Shared: 'shared',
  Weight: 'weight',
  Objective: 'objective',
};

/** What the names of one declaration mean. */
export class Scope {
  /** The variables of the loops around, the innermost last. */
  readonly loops: DeclaredName[] = [];
  readonly #module: Module;
  readonly #definition: Definition | undefined;

  /** @param definition that of a declaration with members */
  constructor(module: Module, definition: Definition | undefined) {
    this.#module = module;
    this.#definition = definition;
  }

  /** Constants, blocks and models of the file, imported ones included. */
  topLevel(name: Identifier): DeclaredName | undefined {
    const meaning = this.#module.names.get(name.key);
    if (!meaning || meaning.kind === 'unknown') return undefined;
    const { declaration, module } = meaning;
    return { kind: topLevelKinds[declaration.kind], identifier: declaration.name, module };
  }

  /** Inputs, branches, heads and shared layers of the model, inherited ones included; its sizes. */
  scoped(name: Identifier): DeclaredName | undefined {
    const found = this.#definition?.names.get(name.key);
    if (!found) return undefined;
    const identifier = found.names.find(({ key }) => key === name.key)!;
    const kind = memberKinds[found.member.kind];
    if (!kind) return undefined;
    return { kind, identifier, module: found.module };
  }

  /** Loop variables, parameters, constants and size variables. */
  constantLike(name: Identifier): DeclaredName | undefined {
    const loop = this.loops.findLast(({ identifier }) => identifier.key === name.key);
    if (loop) return loop;
    const parameter = this.#definition?.parameters.find(
      (each) => !each.hidden && each.parameter.name.key === name.key,
    );
    if (parameter)
      return { kind: 'parameter', identifier: parameter.parameter.name, module: parameter.module };
    const meaning = this.topLevel(name);
    if (meaning?.kind === 'const') return meaning;
    const size = this.#definition?.sizeVariables.get(name.key);
    if (!size) return undefined;
    const input = this.#definition?.inputs.find(({ member }) => member.type?.dims?.includes(size));
    return { kind: 'size', identifier: size, module: input?.module ?? this.#module };
  }

  /** The parameters of a block or model of the file. */
  parametersOf(callee: Identifier): readonly DeclaredName[] {
    const meaning = this.#module.names.get(callee.key);
    if (meaning?.kind !== 'definition') return [];
    const { declaration, module } = meaning;
    const given = givenParameters(declaration) ?? [];
    return given.map(({ name }) => ({
      kind: 'parameter',
      identifier: name,
      module,
    }));
  }

  /** The type of a parameter of the declaration itself. */
  parameterType(key: string): ArgumentType | undefined {
    return this.#definition?.parameters.find(({ parameter }) => parameter.name.key === key)?.type;
  }

  /** The head of a model, or the named result of a block, that a record pattern takes. */
  resultOf(value: Expression, key: Identifier): DeclaredName | undefined {
    const last = value.kind === 'Pipeline' ? value.stages.at(-1) : value;
    if (last?.kind !== 'Call') return undefined;
    const meaning = this.#module.names.get(last.callee.key);
    if (meaning?.kind !== 'definition' || meaning.declaration.kind !== 'Model') return undefined;
    const { module } = meaning;
    const head = meaning.declaration.members.find(
      (member) => member.kind === 'Head' && member.name.key === key.key,
    );
    return head?.kind === 'Head' ? { kind: 'head', identifier: head.name, module } : undefined;
  }
}
