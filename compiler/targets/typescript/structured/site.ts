import type { Expression } from '../../../../grammar/ast.ts';
import type { Module } from '../../../bind/module.ts';
import type { Scope } from '../identifiers.ts';
import type { StructuredContext } from './context.ts';
import type { DefinitionInfo } from '../../program/definition-info.ts';
import { chainText, single, type Flow, type StageText } from './flow.ts';
import type { ParameterText } from './parameter-text.ts';

/** A place in the text of a block or model whose function is being written. */
export interface Site {
  readonly context: StructuredContext;
  readonly info: DefinitionInfo;
  /** The names of the function. */
  readonly scope: Scope;
  /** True in the model itself: its layers have their whole names, and its parameters may be pinned. */
  readonly isModel: boolean;
  readonly parameters: readonly ParameterText[];
  /** Those, by their names in the language, that what is written so far reads. */
  readonly reads: Set<string>;
  /** The variables of tensors that are written already. */
  readonly tensors: Map<string, string>;
  /** The stages that `shared` declarations became. */
  readonly shared: Map<string, StageText>;
  readonly statements: string[];
  /** For heads whose loss leaves masked entries out: the expression of the mask. */
  readonly masks: Map<string, string>;
  /** Whether names are counted while the function runs. */
  readonly numbering: { isUsed: boolean };
  /** The file of the member around: an extending model may be in another one than its base. */
  readonly module: Module;
  /** The variables of the loops around, outermost first. */
  readonly loops: readonly ReadonlyMap<string, string>[];
  /** The way back from stages and operators to pipelines, which they hold as arguments and operands. */
  readonly flowOf: (site: Site, expression: Expression) => Flow;
}

/**
 * The expression of one tensor.
 * @throws Unstructured where the language's expression gives several
 */
export function tensorText(site: Site, expression: Expression): string {
  return chainText(single(site.flowOf(site, expression)), site.context.parts);
}
