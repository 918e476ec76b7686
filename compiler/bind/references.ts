import type { Identifier, Member } from '../../grammar/ast.ts';
import type { Definition } from './definitions.ts';

/** What the text of a member refers to, whatever the parameters are. */
export interface MemberReferences {
  /** Names that it needs once everything has its value: of targets, which may be heads that need each other. */
  readonly later?: readonly string[];
  /** Names of tensors and shared layers of the scope, one as often as it stands there. */
  readonly names: readonly string[];
  /** Names that unknown ones are close to: they are likely meant, but make nothing. */
  readonly guessed?: readonly string[];
  /** Blocks and models, with the place of the first use of each. */
  readonly uses: ReadonlyMap<Definition, Identifier>;
  /** True where a name is unknown or text is missing: it may refer to anything. */
  readonly unclear: boolean;
}

/** What members refer to, by member. */
export interface References {
  readonly get: (member: Member) => MemberReferences | undefined;
}

/** Members in which an earlier analysis found nothing wrong, and whose references still hold. */
export interface AnalysedMembers {
  readonly has: (member: Member) => boolean;
  readonly add: (member: Member) => unknown;
}

export const noNames: readonly string[] = [];
