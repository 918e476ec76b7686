import type { LayerCall } from '../../../graph/model-graph.ts';
import { PythonScope } from '../../python/names.ts';

/** The attributes of a module while its text is written. */
export interface Unit {
  readonly key: string;
  readonly attributes: Map<string, string>;
  readonly scope: PythonScope;
  readonly made: string[];
}

/** Where lines of a forward method are written. */
export interface Place {
  readonly unit: Unit;
  /** What names of layers begin with here. */
  readonly prefix: string;
  /** What names of parameters begin with here. */
  readonly path: string;
  readonly depth: number;
  readonly scope: PythonScope;
  readonly codes: Map<string, string>;
  readonly outerSize: (name: string) => string;
  /** The calls of this use of a block; undefined in the model itself. */
  readonly own: ReadonlySet<LayerCall> | undefined;
}

export function newUnit(key: string): Unit {
  return { key, attributes: new Map(), scope: new PythonScope(undefined, ['forward', 'training']), made: [] };
}

export function withoutPrefix(name: string, prefix: string): string {
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
