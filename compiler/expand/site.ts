import type { Expression, Identifier, SharedDeclaration, Stage } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import type { Arguments } from '../declarations/values.ts';
import type { References } from '../bind/references.ts';
import type { MemberOrder } from '../bind/member-order.ts';
import type { CheckContext } from '../bind/context.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import type { Environment } from '../bind/environment.ts';
import type { Place } from '../diagnostics/place.ts';
import type { BatchAxis } from '../functions/define-function.ts';
import type { Size } from '../shapes/size.ts';
import type { Flow, FlowTensor } from './flow.ts';
import type { BuiltRound, GraphBuilder, Group } from './graph-builder.ts';
import type { KnownShapes } from './known-shapes.ts';
import type { Maker } from './maker.ts';

/**
 * What expansion keeps, and the ways down into what text may hold: a layer's arguments hold tensor expressions, `shared` holds stages, a
 * use holds the members of a definition. The context hands them on, since all of these lead back to each other.
 */
export interface Expansion {
  /** The last result of a layer's shape rule for each set of arguments that calls share. */
  readonly shapes: Map<Arguments, KnownShapes>;
  readonly expandFlow: (site: Site, expression: Expression) => Flow;
  readonly expandStages: (site: Site, stages: readonly Stage[], flow: Flow) => Flow;
  readonly expandMembers: (context: ExpansionContext, frame: Frame) => Flow;
}

/** What expansion takes from analysis. */
export interface ExpansionContext extends CheckContext, Expansion {
  readonly references: References;
  readonly orderOf: (definition: Definition) => MemberOrder;
  /** Blocks and models that use themselves: they are not expanded. */
  readonly circular: ReadonlySet<Definition>;
  /** How many layers and uses a block or model comes to, at least. */
  readonly leastLayers: ReadonlyMap<Definition, number>;
  /**
   * What came out of each stage and each name of the text when it was first met, where somebody wants to know:
   * editors show it.
   */
  readonly flows?: Map<Expression | Stage, Flow>;
  /** The cells of an input's columns, as far as they are seen; absent where nobody looks at data. */
  readonly seenCells?: (
    context: ExpansionContext,
    frame: Frame,
    input: string,
  ) => readonly unknown[] | undefined;
  /** What each size variable of a block stood for when it was first used, where somebody wants to know. */
  readonly boundSizes?: Map<Identifier, Size>;
}

/** One use of a block or model, or the model itself: its parameters, its tensors. */
export interface Frame {
  readonly definition: Definition;
  readonly parameters: Environment['parameters'];
  readonly environment: Environment;
  readonly tensors: Map<string, FlowTensor>;
  readonly shared: Map<string, SharedInstance>;
  /** What its size variables stand for. */
  readonly sizes: Map<string, Size>;
  readonly builder: GraphBuilder;
  readonly group: Group | undefined;
  readonly maker: Maker;
  readonly trainable: boolean;
  readonly isShared: boolean;
  /**
   * `samples` in models and blocks, whose types leave the batch axis out; in layers and components types are whole, and
   * this is what may be done with the batch axis.
   */
  readonly calculus: 'samples' | BatchAxis;
  /** What a layer's text reads beside its tensors: the flag of training, masks of inputs. */
  readonly sources?: LayerSources;
  /** Uses and nested stages around it. */
  readonly depth: number;
  /** Where it is used, outermost first. */
  readonly uses: readonly Place[];
}

/** The values of a layer that no call makes, in the graph of its body. */
export interface LayerSources {
  /** 1 while training; made where it is first read. */
  training: number | undefined;
  /** The masks of inputs, by the input's place. */
  readonly masks: Map<number, number>;
}

/** One `shared` of a frame. */
export interface SharedInstance {
  readonly declaration: SharedDeclaration;
  readonly defined: DefinedMember;
  readonly maker: Maker;
}

/** Where stages are expanded: what names their layers and who owns their weights. */
export interface Site {
  readonly context: ExpansionContext;
  readonly frame: Frame;
  readonly environment: Environment;
  readonly group: Group | undefined;
  /** The innermost round of a `repeat` of this member. */
  readonly round: BuiltRound | undefined;
  /** The declaration whose text this is; undefined in `return` and in shared stacks. */
  readonly declaration: string | undefined;
  readonly maker: Maker;
  readonly trainable: boolean;
  readonly shared: boolean;
  /** The name of the `shared` declaration, where it is one layer, block or model. */
  readonly own: string | undefined;
  /** Where the innermost `shared` around is used. */
  readonly sharedUse: Place | undefined;
  readonly depth: number;
  /** What may be done with the batch axis, where that differs from the frame's: objectives may join it. */
  readonly calculus?: BatchAxis;
  /** The member itself, to find where lost names went. */
  readonly member: DefinedMember;
}

/** What names mean in a member of a frame: inherited ones may be written in another module. */
export function environmentOf(
  { environment }: Frame,
  { module, owner }: Pick<DefinedMember, 'module' | 'owner'>,
): Environment {
  return environment.inside === owner ? environment : { ...environment, module, inside: owner };
}

/** What names mean in a definition with these parameters. */
export function environmentFor(
  definition: Definition,
  parameters: Environment['parameters'],
  sizes: ReadonlyMap<string, Size>,
): Environment {
  const { module, scopeNames, declaration } = definition;
  return { module, parameters, sizes, loop: undefined, scopeNames, inside: declaration };
}

/** How functions count axes where a text stands. */
export function calculusOf({ calculus, frame }: Site): Frame['calculus'] {
  return calculus ?? frame.calculus;
}

export function placeAt(site: Site, span: Span): Place {
  return { file: site.environment.module.path, span };
}

/** Keeps what an expression or stage gives, for those who ask. */
export function keepFlow(site: Site, node: Expression | Stage, flow: Flow): void {
  const { flows } = site.context;
  if (flows && !flows.has(node)) flows.set(node, flow);
}

/** Gives a size variable of a block what it stands for in this use. */
export function bindSize({ boundSizes }: ExpansionContext, frame: Frame, name: string, size: Size): void {
  frame.sizes.set(name, size);
  const identifier = frame.definition.sizeVariables.get(name);
  if (boundSizes && identifier && !boundSizes.has(identifier)) boundSizes.set(identifier, size);
}

const longestLabel = 40;

/** A piece of the text as a name for what it makes: whole where it is short, else its first word with `(…)`. */
export function labelOf(site: Site, span: Span): string {
  const text = site.environment.module.source.text.slice(span.start, span.end);
  if (text.length <= longestLabel && !/[\r\n`]/.test(text)) return text;
  const word = /^[\p{L}\p{N}_]+/u.exec(text)?.[0];
  if (word !== undefined) return `${word}(…)`;
  return `${text
    .slice(0, longestLabel)
    .replace(/[\r\n`][\s\S]*/, '')
    .trimEnd()} …`;
}
