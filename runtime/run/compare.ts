import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { ModelGraph } from '../../compiler/index.ts';
import type { LayerInstance } from '../../compiler/graph/model-graph.ts';
import { KmodelError } from '../errors.ts';
import { isFile } from '../files.ts';
import { runFiles } from './folder.ts';
import type { RunEntry } from './list.ts';
import { modelOfRun } from './model-text.ts';
import type { RunSettings } from './settings.ts';

/** What differs between two runs. */
export interface RunComparison {
  readonly settings: readonly {
    readonly name: string;
    readonly a: string | null;
    readonly b: string | null;
  }[];
  /** Every value of their last epochs; null where a run does not log it. */
  readonly metrics: readonly {
    readonly name: string;
    readonly a: number | readonly number[] | null;
    readonly b: number | readonly number[] | null;
  }[];
  readonly layers: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
}

/** Settings whose texts are long lists, which `layers` tells better. */
const structural = new Set(['the layers', 'the connections of the layers', 'the types of the tensors']);

export function compareRuns(a: RunEntry, b: RunEntry): RunComparison {
  const [there, here] = [settingsOf(a), settingsOf(b)];
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  const logged = [...new Set([...Object.keys(a.logs), ...Object.keys(b.logs)])];
  return {
    settings: names
      .filter((name) => there[name] !== here[name] && !isOfLayers(name))
      .map((name) => ({ name, a: readable(there[name]), b: readable(here[name]) })),
    metrics: logged.map((name) => ({ name, a: a.logs[name] ?? null, b: b.logs[name] ?? null })),
    layers: compareLayers(modelOfRun(a), modelOfRun(b)),
  };
}

/** A setting as a reader wants it: components by their names, fingerprints by their beginnings. */
function readable(setting: string | undefined): string | null {
  if (setting === undefined) return null;
  if (/^[0-9a-f]{64}$/.test(setting)) return setting.slice(0, 8);
  try {
    return valueText(JSON.parse(setting));
  } catch {
    return setting;
  }
}

interface Named {
  readonly name: string;
  readonly alias?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || !('name' in value))
    return typeof value === 'string' ? value : JSON.stringify(value);
  const { name, alias, args = {} } = value as Named;
  const given = Object.entries(args).map(([key, each]) => `${key}: ${valueText(each)}`);
  return alias ?? (given.length > 0 ? `${name}(${given.join(', ')})` : name);
}

function isOfLayers(name: string): boolean {
  return structural.has(name) || /^`[^`]+` of `/.test(name);
}

function settingsOf({ path, record }: RunEntry): RunSettings {
  const file = join(path, runFiles.settings);
  const written = isFile(file) ? readSettings(file) : {};
  const { engine, device, threads, cores, parameters } = record;
  return {
    ...written,
    'the engine': `${engine} (${device})`,
    'the threads': threads === null ? `those of ${cores} cores` : String(threads),
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [`the parameter \`${name}\``, JSON.stringify(value)]),
    ),
  };
}

/** @throws KmodelError where the file is damaged */
function readSettings(file: string): RunSettings {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunSettings;
  } catch {
    throw new KmodelError(`${file} is damaged: it holds no settings of a run.`, 'Compare other runs.');
  }
}

function compareLayers(a: ModelGraph | undefined, b: ModelGraph | undefined): RunComparison['layers'] {
  if (!a || !b) return { added: [], removed: [], changed: [] };
  const [before, now] = [byName(a), byName(b)];
  return {
    added: [...now].filter(([name]) => !before.has(name)).map(([, layer]) => layerText(layer)),
    removed: [...before].filter(([name]) => !now.has(name)).map(([, layer]) => layerText(layer)),
    changed: [...now].flatMap(([name, layer]) => {
      const old = before.get(name);
      return old ? changesOf(old, layer) : [];
    }),
  };
}

function byName({ layers }: ModelGraph): ReadonlyMap<string, LayerInstance> {
  return new Map(layers.map((layer) => [layer.name, layer]));
}

function layerText(layer: LayerInstance): string {
  return `\`${layer.name}\` (${layer.class})`;
}

/** `` `digit_dense`: `units` 64 → 128 ``, one for each argument. */
function changesOf(old: LayerInstance, layer: LayerInstance): readonly string[] {
  if (old.class !== layer.class) return [`\`${layer.name}\`: ${old.class} → ${layer.class}`];
  const text = (value: unknown): string => JSON.stringify(value) ?? 'none';
  return Object.keys(layer.args).flatMap((name) => {
    const [before, now] = [text(old.args[name]), text(layer.args[name])];
    return before === now ? [] : [`\`${layer.name}\`: \`${name}\` ${before} → ${now}`];
  });
}
