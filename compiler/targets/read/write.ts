import type { ArgumentValue } from '../../declarations/values.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { bodyOf, isOperator, operatorOf } from './bodies.ts';
import { structure } from './blocks.ts';
import { identifier, isMadeUp, pascalCase, withNamedBranches } from './names.ts';
import { ownDeclarations } from './own-components.ts';
import type { SourceCall, SourceLayer, SourceModel } from './source.ts';
import {
  isSlot,
  type Block,
  type Body,
  type Pipeline,
  type Planned,
  type Source,
  type Term,
} from './terms.ts';
import { argumentTexts, numberText, valueText } from './value-text.ts';
import { headSettings, trainLines } from './write-training.ts';
import { operationText } from './operation-text.ts';

/** The names of layers that the text must state, by their numbers in the model. */
export type StatedNames = ReadonlyMap<number, string>;

/** What a text says of one model: its name in it, and the layers that stand alone, outside of blocks and loops. */
export interface WrittenModel {
  readonly text: string;
  readonly name: string;
  readonly alone: ReadonlySet<number>;
}

/** A model, and the models inside it, as text; it is not formatted yet. */
export function writeModel(model: SourceModel, stated: StatedNames): WrittenModel {
  const names = new Set<string>();
  const texts: string[] = [];
  const inner = new Map<SourceModel, string>();
  const write = (each: SourceModel, own: StatedNames): WrittenModel => {
    for (const layer of each.layers) if (layer.kind === 'model') write(layer.model, new Map());
    const writer = new ModelWriter(each, own, names, inner);
    const text = writer.text();
    texts.push(text);
    inner.set(each, writer.name);
    return { text, name: writer.name, alone: writer.alone };
  };
  const written = write(model, stated);
  return { ...written, text: `${[...ownDeclarations(model), ...texts].join('\n\n')}\n` };
}

/** Gives the text of a slot where a parameter or loop stands for it; called slot by slot, in order. */
type NextSlot = () => string | undefined;

const asTheyAre: NextSlot = () => undefined;

/** A statement of a body, and the place among the model's heads that it makes. */
interface Line {
  readonly text: string;
  readonly head?: number;
}

/** Where statements are written: the lines, and names of tensors. */
interface Place {
  readonly lines: Line[];
  readonly names: Map<number, string>;
  readonly taken: Set<string>;
  readonly next: NextSlot;
  /** True in the model itself. */
  readonly isModel: boolean;
}

class ModelWriter {
  readonly name: string;
  readonly alone = new Set<number>();
  private readonly model: SourceModel;
  private readonly stated: StatedNames;
  private readonly inner: ReadonlyMap<SourceModel, string>;
  private readonly shared = new Map<number, string>();
  private readonly body: Body;
  private readonly blocks: readonly Block[];
  private readonly branches: ReadonlyMap<number, string>;

  constructor(
    model: SourceModel,
    stated: StatedNames,
    names: Set<string>,
    inner: ReadonlyMap<SourceModel, string>,
  ) {
    this.model = model;
    this.stated = stated;
    this.inner = inner;
    this.name = free(pascalCase(model.name), names);
    const counts = new Map<number, number>();
    for (const { layer } of model.calls) counts.set(layer, (counts.get(layer) ?? 0) + 1);
    const taken = new Set([...model.inputs.map(({ name }) => name), ...model.heads.map(({ name }) => name)]);
    model.layers.forEach((layer, index) => {
      if (layer.kind !== 'operation' && counts.get(index)! > 1)
        this.shared.set(index, free(identifier(layer.name), taken));
    });
    const named = withNamedBranches(bodyOf(model), model);
    const structured = structure(named.body, new Set(this.shared.keys()), names);
    this.branches = named.names;
    this.body = structured.body;
    this.blocks = structured.blocks;
    for (const { name } of this.blocks) names.add(name);
  }

  text(): string {
    const { model } = this;
    const names = new Map<number, string>();
    const taken = new Set(this.shared.values());
    const sizes = new Set<string>();
    const inputs = model.inputs.map(({ name, dtype, shape, tensor }) => {
      names.set(tensor, free(identifier(name), taken));
      const open = openNames(shape.length);
      const dims = shape.map((size, axis) => {
        if (typeof size === 'number') return numberText(size);
        return typeof size === 'string' ? size : free(open[axis]!, sizes);
      });
      const brackets = dtype === 'string' && dims.length === 0 ? '' : `[${dims.join(', ')}]`;
      return `input ${names.get(tensor)!}: ${dtype}${brackets}`;
    });
    const several = new Set(model.calls.flatMap(({ outputs }) => (outputs.length > 1 ? outputs : [])));
    const headNames = model.heads.map(({ name, tensor }) => {
      const own = free(identifier(name), taken);
      if (!names.has(tensor) && !several.has(tensor)) names.set(tensor, own);
      return own;
    });
    for (const [tensor, name] of this.branches) names.set(tensor, free(name, taken));
    const place: Place = { lines: [], names, taken, next: asTheyAre, isModel: true };
    const shared = [...this.shared].map(
      ([index, name]) => `shared ${name} = ${this.layerText(model.layers[index]!, {}, place)}`,
    );
    this.statements(this.body, place);
    const extra = this.extraHeads(names, headNames);
    const blocks = this.blocks.map((block) => `${this.blockText(block)}\n\n`).join('');
    const statements = inOrderOfHeads([...place.lines, ...extra]).map(({ text }) => text);
    const members = [inputs, shared, statements, trainLines(this.model.training)].filter(
      (lines) => lines.length > 0,
    );
    return `${blocks}model ${this.name} {\n${members.map((lines) => lines.join('\n')).join('\n\n')}\n}`;
  }

  private statements({ statements }: Body, place: Place): void {
    const heads = place.isModel ? this.model.heads : [];
    for (const { targets, pipeline } of statements) {
      const text = this.pipeline(pipeline, place);
      // A second head of one tensor is written behind.
      const head = targets.length === 1 ? heads.findLastIndex(({ tensor }) => tensor === targets[0]) : -1;
      for (const target of targets) {
        if (!place.names.has(target))
          place.names.set(target, free(this.wantedName(pipeline, place), place.taken));
      }
      const names = targets.map((target) => place.names.get(target)!);
      const left = names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
      place.lines.push(
        head < 0
          ? { text: `branch ${left} = ${text}` }
          : { text: `head ${left} = ${text}${headSettings(heads[head]!)}`, head },
      );
    }
  }

  /** Heads that are inputs, results among several, or a second time what another head is. */
  private extraHeads(names: ReadonlyMap<number, string>, headNames: readonly string[]): readonly Line[] {
    const made = new Set(
      this.body.statements.filter(({ targets }) => targets.length === 1).map(({ targets }) => targets[0]!),
    );
    return this.model.heads.flatMap((head, index) => {
      if (made.delete(head.tensor)) return [];
      const text = `head ${headNames[index]!} = ${names.get(head.tensor)!}${headSettings(head)}`;
      return [{ text, head: index }];
    });
  }

  /** A name for a tensor that the file calls nothing: that of the layer which makes it. */
  private wantedName({ source, terms }: Pipeline, { isModel }: Place): string {
    const last = terms.at(-1);
    const layer =
      last?.kind === 'call'
        ? last.layer
        : terms.length === 0 && source.kind === 'merge'
          ? source.layer
          : undefined;
    if (last?.kind === 'use') return snakeCase(last.block.name);
    if (!layer) return isModel ? 'features' : 'path';
    if (isModel && !isMadeUp(layer)) return identifier(layer.name);
    if (layer.kind === 'operation')
      return typeof layer.operation === 'string' ? 'combined' : layer.operation.name;
    if (layer.kind === 'model') return identifier(snakeCase(layer.name));
    return isModel ? snakeCase(layer.declaration.name) : 'path';
  }

  private pipeline({ source, terms }: Pipeline, place: Place): string {
    let text = this.source(source, place);
    for (const term of terms) {
      if (term.kind === 'region') text = this.region(text, term.body, place);
      else text = `${text} -> ${this.stage(term, place)}`;
    }
    return text;
  }

  /** A region that occurs once: its tensors get names where it stands. */
  private region(before: string, body: Body, place: Place): string {
    const [entry] = body.entries as [number];
    let name = before;
    if (!/^[\p{L}\p{N}_]+$/u.test(before)) {
      name = free(place.isModel ? 'features' : 'inner', place.taken);
      place.lines.push({ text: `branch ${name} = ${before}` });
    }
    place.names.set(entry, name);
    this.statements(body, place);
    return this.pipeline(body.result, place);
  }

  private source(source: Source, place: Place): string {
    if (source.kind === 'tensor') return place.names.get(source.tensor)!;
    const { call, layer } = source;
    const inputs = source.inputs.map((each) => this.pipeline(each, place));
    if (layer.kind === 'operation') return operationText(layer, inputs);
    if (place.isModel) this.alone.add(call.layer);
    if (isOperator(call, layer) && layer.kind === 'layer' && !this.shared.has(call.layer)) {
      const isStated = place.isModel && this.stated.has(call.layer);
      if (!isStated) return inputs.join(` ${operatorOf[layer.declaration.name]!} `);
    }
    return `[${inputs.join(', ')}] -> ${this.called(call, layer, place)}`;
  }

  private stage(term: Exclude<Term, { readonly kind: 'region' }>, place: Place): string {
    switch (term.kind) {
      case 'call':
        if (place.isModel) this.alone.add(term.call.layer);
        return this.called(term.call, term.layer, place);
      case 'use': {
        const given = term.block.parameters.map(({ name, initial, type }, index) => {
          const planned = place.next();
          const { value } = term.slots[index]!;
          const isDefault =
            planned === undefined &&
            initial !== undefined &&
            JSON.stringify(value) === JSON.stringify(initial);
          const text = planned ?? parameterText(value, type);
          return isDefault ? [] : [initial === undefined ? text : `${name}: ${text}`];
        });
        return `${term.block.name}(${given.flat().join(', ')})`;
      }
      case 'repeat': {
        const inside = { ...place, isModel: false };
        return `repeat ${term.count} { ${this.loopBody(term.body, inside)} }`;
      }
      case 'for': {
        const values = term.values.map((value) => valueText(value)).join(', ');
        const inside = { ...place, isModel: false, next: planned(term.plan) };
        return `for ${term.variable} in [${values}] { ${this.loopBody(term.body, inside)} }`;
      }
    }
  }

  private loopBody(terms: readonly Term[], place: Place): string {
    return terms
      .map((term) => this.stage(term as Exclude<Term, { readonly kind: 'region' }>, place))
      .join(' -> ');
  }

  private called(call: SourceCall, layer: SourceLayer, place: Place): string {
    const shared = this.shared.get(call.layer);
    if (shared !== undefined) return shared;
    const tensors = Object.fromEntries(
      Object.entries(call.tensorArguments).map(([name, given]) => {
        const names = given.map((tensor) => place.names.get(tensor)!);
        const isList = layer.kind === 'layer' && layer.declaration.tensorArguments?.[name]?.list;
        return [name, isList ? `[${names.join(', ')}]` : names[0]!];
      }),
    );
    return this.layerText(layer, tensors, place, place.isModel ? this.stated.get(call.layer) : undefined);
  }

  private layerText(
    layer: SourceLayer,
    tensors: Readonly<Record<string, string>>,
    { next }: Place,
    stated?: string,
  ): string {
    const further = [
      ...Object.entries(tensors).map(([name, text]) => `${name}: ${text}`),
      ...(layer.kind !== 'operation' && !layer.trainable && hasWeights(layer) ? ['trainable: false'] : []),
      ...(stated === undefined ? [] : [`name: ${JSON.stringify(stated)}`]),
    ];
    if (layer.kind === 'model') return `${this.inner.get(layer.model)!}(${further.join(', ')})`;
    if (layer.kind === 'operation') throw new Error('Operations are written around what they take.');
    const { declaration, args } = layer;
    const planned = new Map<string, string | undefined>();
    for (const name of Object.keys(declaration.arguments)) {
      const value = args[name]!;
      if (isSlot(value) || (name === 'padding' && typeof value === 'string')) planned.set(name, next());
    }
    const own = argumentTexts(args, declaration.arguments, (name) => planned.get(name));
    return `${declaration.name}(${[...own, ...further].join(', ')})`;
  }

  private blockText({ name, body, parameters, plan }: Block): string {
    const taken = new Set(['x', ...parameters.map((each) => each.name)]);
    const place: Place = {
      lines: [],
      names: new Map([[body.entries[0]!, 'x']]),
      taken,
      next: planned(plan),
      isModel: false,
    };
    this.statements(body, { ...place, names: this.pathNames(body, place) });
    const result = this.pipeline(body.result, place);
    const declared = parameters.map((each) => {
      const initial = each.initial === undefined ? '' : ` = ${parameterText(each.initial, each.type)}`;
      return `${each.name}: ${each.type}${initial}`;
    });
    const head = declared.length > 0 ? `block ${name}(${declared.join(', ')})` : `block ${name}`;
    const lines = place.lines.length > 0 ? `\n${place.lines.map(({ text }) => text).join('\n')}\n` : '';
    return `${head} {\ninput x\n${lines}\nreturn ${result}\n}`;
  }

  /** `main` and `shortcut` for the two sides of a sum, where a block has those. */
  private pathNames({ result: { source }, statements }: Body, { names, taken }: Place): Map<number, string> {
    if (source.kind !== 'merge' || source.inputs.length !== 2) return names;
    const wanted = ['main', 'shortcut'];
    const made = new Set(statements.flatMap(({ targets }) => targets));
    const sides = source.inputs.map((each) =>
      each.source.kind === 'tensor' ? each.source.tensor : undefined,
    );
    const longest = [...sides].sort((a, b) => lengthOf(statements, b) - lengthOf(statements, a));
    longest.forEach((tensor, index) => {
      if (tensor !== undefined && made.has(tensor) && !names.has(tensor))
        names.set(tensor, free(wanted[index]!, taken));
    });
    return names;
  }
}

/** Statements with the heads in the order of the model's outputs, at the end where they were made in another one. */
function inOrderOfHeads(lines: readonly Line[]): readonly Line[] {
  const heads = lines.filter(({ head }) => head !== undefined);
  const sorted = heads.toSorted((a, b) => a.head! - b.head!);
  if (heads.every((line, index) => line === sorted[index])) return lines;
  return [...lines.filter(({ head }) => head === undefined), ...sorted];
}

function lengthOf(statements: Body['statements'], tensor: number | undefined): number {
  return statements.find(({ targets }) => targets[0] === tensor)?.pipeline.terms.length ?? 0;
}

function hasWeights(layer: SourceLayer): boolean {
  return layer.kind === 'model' || (layer.kind === 'layer' && layer.declaration.weights !== undefined);
}

/** Texts of slots by a plan, one after the other. */
function planned(plan: readonly Planned[]): NextSlot {
  let place = 0;
  return () => {
    const each = plan[place++]!;
    if (each.kind === 'value') return undefined;
    return each.factor === 1 ? each.name : `${each.name} * ${each.factor}`;
  };
}

function parameterText(value: ArgumentValue, type: string): string {
  return valueText(value, type === 'padding');
}

/** Names for sizes that are open: of a sequence its time, of an image height and width. */
function openNames(rank: number): readonly string[] {
  if (rank === 3) return ['H', 'W', 'C'];
  if (rank === 4) return ['D', 'H', 'W', 'C'];
  return ['T', 'F', ...Array.from({ length: rank }, () => 'S')];
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${/\d$/.test(wanted) ? '_' : ''}${count}`;
  taken.add(name);
  return name;
}
