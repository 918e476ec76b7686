import type { Size } from '../shapes/size.ts';
import type { ComponentCategory, ComponentValue, LayerValue } from './values.ts';

/**
 * Declarations of arguments. Each is written once, beside the layer or component that takes it; checks,
 * did-you-mean, completion, hover, reference pages and code generation read it.
 */
export interface ArgumentDeclaration<T = unknown> {
  readonly type: ArgumentType;
  readonly required: boolean;
  /** What the layer gets where the argument is not written. Undefined for required ones. */
  readonly default?: T;
  /** One line for hovers and the reference. */
  readonly doc: string;
  /** True where `none` is a legal value. */
  readonly nullable: boolean;
  /** True where it is given by its name alone, never by its place. */
  readonly byName?: boolean;
  /** True where a record of values, by the parts of the model that they are for, may stand in its place. */
  readonly byPart?: boolean;
  /** Carries `T` for inference; never present at run time. */
  readonly value?: T;
}

export type ArgumentType =
  | {
      readonly kind: 'integer';
      readonly minimum?: number;
      readonly maximum?: number;
      /** True where a size that is known only at run time may stand in its place. */
      readonly symbolic?: boolean;
    }
  | {
      readonly kind: 'number';
      readonly minimum?: number;
      readonly maximum?: number;
      /** The bound itself is excluded. */
      readonly above?: number;
      readonly below?: number;
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'string' }
  | {
      readonly kind: 'option';
      readonly options: readonly string[];
      /** Options of Keras that cannot mean anything here: why, and the one to take instead. */
      readonly refused?: Readonly<Record<string, { readonly reason: string; readonly instead: string }>>;
    }
  | {
      /** One number for every axis, or a list with one per axis: always resolved to a list of `count`. */
      readonly kind: 'perAxis';
      readonly count: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | {
      readonly kind: 'list';
      readonly of: ArgumentType;
      readonly minimumLength?: number;
      readonly maximumLength?: number;
      /** True where entries may be `none`. */
      readonly nullableEntries?: boolean;
    }
  | { readonly kind: 'component'; readonly category: ComponentCategory }
  /** A tensor of the model: its expression is read where the model is expanded. */
  | { readonly kind: 'tensor' }
  /** Names of what the model declares. */
  | { readonly kind: 'names' }
  /** A record: columns of the data by the inputs and heads that they are for. */
  | { readonly kind: 'columns' }
  | {
      readonly kind: 'layer';
      readonly recurrent?: boolean;
      /** True for one step of a recurrent layer: `LSTMCell(32)`. */
      readonly cell?: boolean;
    }
  | { readonly kind: 'anyOf'; readonly of: readonly ArgumentType[] };

export type ArgumentDeclarations = Readonly<Record<string, ArgumentDeclaration>>;

/** The values of declared arguments, as layers and components receive them. */
export type ValuesOf<D extends ArgumentDeclarations> = {
  readonly [K in keyof D]: D[K] extends ArgumentDeclaration<infer T> ? T : never;
};

export interface NumberBounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly above?: number;
  readonly below?: number;
}

/** Takes a value that must be given. */
function required<T>(type: ArgumentType, doc: string): ArgumentDeclaration<T> {
  return { type, required: true, doc, nullable: false };
}

function optional<T>(type: ArgumentType, defaultValue: T, doc: string): ArgumentDeclaration<T> {
  return { type, required: false, default: defaultValue, doc, nullable: defaultValue === null };
}

/** The same argument with `none` allowed. */
export function orNone<T>(declaration: ArgumentDeclaration<T>): ArgumentDeclaration<T | null> {
  return { ...declaration, nullable: true } as ArgumentDeclaration<T | null>;
}

/** An argument that may be left out or be `none`, of the type of another declaration. */
export function noneByDefault<T>(declaration: ArgumentDeclaration<T>): ArgumentDeclaration<T | null> {
  return { type: declaration.type, required: false, default: null, doc: declaration.doc, nullable: true };
}

export const requiredInteger = (doc: string, bounds: { minimum?: number; maximum?: number } = {}) =>
  required<number>({ kind: 'integer', ...bounds }, doc);

/** A whole number, or a size. */
export const requiredSize = (doc: string) => required<Size>({ kind: 'integer', symbolic: true }, doc);

/** Whole numbers, or sizes. */
export const requiredSizes = (doc: string) =>
  required<readonly Size[]>({ kind: 'list', of: { kind: 'integer', symbolic: true } }, doc);

export const integer = (value: number, doc: string, bounds: { minimum?: number; maximum?: number } = {}) =>
  optional<number>({ kind: 'integer', ...bounds }, value, doc);

export const requiredNumber = (doc: string, bounds: NumberBounds = {}) =>
  required<number>({ kind: 'number', ...bounds }, doc);

export const number = (value: number, doc: string, bounds: NumberBounds = {}) =>
  optional<number>({ kind: 'number', ...bounds }, value, doc);

export const boolean = (value: boolean, doc: string) => optional<boolean>({ kind: 'boolean' }, value, doc);

export const requiredString = (doc: string) => required<string>({ kind: 'string' }, doc);

export const string = (value: string, doc: string) => optional<string>({ kind: 'string' }, value, doc);

export const option = <const O extends string>(
  options: readonly O[],
  value: NoInfer<O>,
  doc: string,
  refused?: Readonly<Record<string, { readonly reason: string; readonly instead: NoInfer<O> }>>,
) => optional<O>({ kind: 'option', options, ...(refused ? { refused } : {}) }, value, doc);

/**
 * Windows, steps and factors are no larger: a window of this size with gaps of this size still has a length that
 * double precision holds exactly.
 */
const largestStep = 2 ** 24;

/** One number or a list of `count`; resolved to a list. */
export const perAxis = (count: number, value: number, doc: string, minimum = 1) =>
  optional<readonly number[]>(
    { kind: 'perAxis', count, minimum, maximum: largestStep },
    Array<number>(count).fill(value),
    doc,
  );

export const requiredPerAxis = (count: number, doc: string, minimum = 1) =>
  required<readonly number[]>({ kind: 'perAxis', count, minimum, maximum: largestStep }, doc);

export const requiredIntegers = (doc: string, minimum?: number) =>
  required<readonly number[]>({ kind: 'list', of: { kind: 'integer', minimum } }, doc);

/** A named object: `activation`, `initializer` and so on; `value` is the default as Keras writes it. */
export const component = <C extends ComponentCategory>(
  category: C,
  value: ComponentValue<C> | null,
  doc: string,
) => optional<ComponentValue<C> | null>({ kind: 'component', category }, value, doc);

export const requiredComponent = <C extends ComponentCategory>(category: C, doc: string) =>
  required<ComponentValue<C>>({ kind: 'component', category }, doc);

export const requiredLayer = (doc: string, recurrent = false) =>
  required<LayerValue>({ kind: 'layer', recurrent }, doc);

/** For types that the helpers above don't name. */
export const argument = <T>(type: ArgumentType, value: T, doc: string) => optional<T>(type, value, doc);

export const requiredArgument = <T>(type: ArgumentType, doc: string) => required<T>(type, doc);
