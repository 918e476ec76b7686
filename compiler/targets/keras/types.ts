/** JSON as Keras's configurations are: Python tells `1.0` from `1`. */
export type KerasJson =
  | number
  | string
  | boolean
  | null
  | KerasFloat
  | readonly KerasJson[]
  | { readonly [key: string]: KerasJson };

/** A number that Python must take for a float although it is whole. */
export class KerasFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A number as Python writes it where it stands for a float: `1.0`, `1e-07`. */
export function floatText(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The text of a configuration. */
export function jsonText(value: KerasJson): string {
  if (value instanceof KerasFloat) return floatText(value.value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly KerasJson[]).map(jsonText).join(', ')}]`;
  const entries = Object.entries(value as KerasConfig);
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${jsonText(each)}`).join(', ')}}`;
}

export type KerasConfig = Readonly<Record<string, KerasJson>>;

/** An object of Keras as its serialization writes it. */
export interface KerasObject {
  readonly [key: string]: KerasJson;
  readonly module: string | null;
  readonly class_name: string;
  readonly config: KerasConfig;
  readonly registered_name: string | null;
}

/** A layer or operation in the configuration of a functional model. */
export interface KerasLayerConfig extends KerasObject {
  readonly name: string;
  readonly inbound_nodes: readonly KerasJson[];
}

/** What of a model Keras cannot say, as the end of a sentence. */
export interface Misfit {
  readonly reason: string;
}

/** True for the reason in place of a value. */
export function isMisfit(value: unknown): value is Misfit {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reason' in value &&
    Object.keys(value).length === 1 &&
    typeof value.reason === 'string'
  );
}

/** The version whose formats are written. */
export const kerasVersion = '3.16.0';

/** The package under which classes that Keras lacks are registered: `kmodel>PositionEmbedding`. */
export const registeredPackage = 'kmodel';
