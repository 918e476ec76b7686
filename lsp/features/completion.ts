import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type Position,
} from 'vscode-languageserver';
import { isMemberOf, orderTensors } from '../fits.ts';
import { cursorAt, type Cursor, type SettingOwner } from '../cursor.ts';
import { dtypes } from '../../compiler/shapes/types.ts';
import { parameterTypes } from '../../compiler/bind/parameter-types.ts';
import { constantFunctions } from '../../compiler/bind/functions.ts';
import { headSettings, sharedSettings, trainSettings } from '../../compiler/bind/settings.ts';
import type { ArgumentDeclarations, ArgumentType } from '../../compiler/arguments/declare.ts';
import { allComponents, findComponent } from '../../compiler/components/registry.ts';
import { allLayers, findLayer } from '../../compiler/layers/registry.ts';
import { declaredTypeText } from '../../compiler/shapes/types.ts';
import { defaultText, definitionText } from '../describe.ts';
import { modelsAround } from '../flows.ts';
import { layerFits, lossFits, typeBefore } from '../fits.ts';
import { categoriesOf } from '../names.ts';
import { partAt, partsOf, type FileView, type PartView } from '../service.ts';
import type { Session } from '../session.ts';
import { importEdit, importables } from './imports.ts';
import { toWorkspaceEdit } from '../edits.ts';

/** What an item stands for, by which its documentation is found when the client asks for it. */
export type CompletionData =
  | { readonly of: 'layer'; readonly name: string }
  | { readonly of: 'component'; readonly category: string; readonly name: string }
  | { readonly of: 'argument'; readonly owner: string; readonly name: string }
  | { readonly of: 'setting'; readonly owner: SettingOwner; readonly name: string }
  | { readonly of: 'declaration'; readonly path: string; readonly name: string };

/** What could be written at a position, the most likely first. */
export function completion(session: Session, path: string, position: Position): readonly CompletionItem[] {
  const text = session.service.read(path);
  const view = session.service.view(path);
  if (text === undefined || !view) return [];
  const offset = session.positions.offset(view.source, position);
  const cursor = cursorAt(text, offset);
  return new Offers(session, view, offset).at(cursor);
}

interface Offer extends Omit<CompletionItem, 'label' | 'data'> {
  /** Orders groups; within one, labels are ordered by the alphabet. */
  readonly rank: number;
  readonly snippet?: string;
  readonly data?: CompletionData;
}

class Offers {
  readonly #session: Session;
  readonly #view: FileView;
  readonly #offset: number;
  readonly #part: PartView | undefined;
  readonly #items: CompletionItem[] = [];

  constructor(session: Session, view: FileView, offset: number) {
    this.#session = session;
    this.#view = view;
    this.#offset = offset;
    // While its last line is typed, a declaration may seem to end before the cursor.
    this.#part = partAt(view, offset) ?? partsOf(view).findLast(({ start }) => start <= offset);
  }

  at(cursor: Cursor): readonly CompletionItem[] {
    switch (cursor.kind) {
      case 'none':
        break;
      case 'top':
        this.#keywords(topLevel);
        break;
      case 'member':
        this.#keywords(cursor.owner === 'block' ? blockMembers : modelMembers);
        break;
      case 'stage':
        this.#stages(cursor.sharedStart);
        break;
      case 'tensor':
        this.#tensors(cursor.beside, cursor.member);
        break;
      case 'argument':
        this.#arguments(cursor);
        break;
      case 'value':
        this.#value(this.#declarationsOf(cursor.callee)?.[cursor.name]?.type, cursor);
        break;
      case 'setting':
        this.#settings(cursor);
        break;
      case 'settingValue':
        this.#settingValue(cursor);
        break;
      case 'dtype':
        for (const name of dtypes)
          this.#offer(name, { rank: 0, kind: CompletionItemKind.TypeParameter, snippet: `${name}[$1]$0` });
        break;
      case 'parameterType':
        for (const name of parameterTypes.keys())
          this.#offer(name, { rank: 0, kind: CompletionItemKind.TypeParameter });
        break;
      case 'dimension':
        this.#constants(0);
        this.#sizes();
        break;
      case 'base':
        this.#definitions('model', 0, false);
        break;
      case 'importName':
        this.#importNames(cursor);
        break;
      case 'importPath':
        this.#importPaths(cursor.written);
        break;
      case 'constant':
        this.#constants(0);
        this.#functions(1);
        break;
    }
    return this.#items;
  }

  #offer(label: string, { rank, snippet, ...rest }: Offer): void {
    const usesSnippet = snippet !== undefined && this.#session.snippets;
    this.#items.push({
      label,
      sortText: `${String(rank).padStart(3, '0')} ${label}`,
      ...(usesSnippet ? { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet } : {}),
      ...rest,
    });
  }

  #keywords(words: readonly Keyword[]): void {
    words.forEach(({ word, snippet, detail }, rank) =>
      this.#offer(word, { rank, kind: CompletionItemKind.Keyword, detail, snippet }),
    );
  }

  #stages(sharedStart: boolean): void {
    const type = sharedStart ? undefined : this.#typeBefore();
    for (const layer of allLayers()) {
      if (layer.internal) continue;
      const fits = !type || layerFits(layer, type);
      this.#offer(layer.name, {
        rank: fits ? 2 : 4,
        kind: CompletionItemKind.Class,
        labelDetails: { description: layer.family },
        snippet: callSnippet(layer.name, layer.arguments),
        data: { of: 'layer', name: layer.name },
      });
    }
    for (const [name, member] of this.#part?.state?.definition?.names ?? []) {
      if (member.member.kind === 'Shared')
        this.#offer(name, { rank: 0, kind: CompletionItemKind.Reference, detail: 'shared' });
    }
    this.#definitions(undefined, 1, true);
    this.#importableDefinitions();
    if (sharedStart) return;
    for (const { word, snippet, detail } of forms)
      this.#offer(word, { rank: 3, kind: CompletionItemKind.Keyword, detail, snippet });
  }

  /** Blocks and models that this file knows. */
  #definitions(kind: 'model' | undefined, rank: number, asCall: boolean): void {
    for (const [name, meaning] of this.#view.file.names) {
      if (meaning.kind !== 'definition' || meaning.declaration === this.#part?.declaration) continue;
      const { declaration, module } = meaning;
      if (kind === 'model' && declaration.kind !== 'Model') continue;
      const required = (declaration.parameters ?? []).filter((each) => !each.default);
      this.#offer(name, {
        rank,
        kind: declaration.kind === 'Block' ? CompletionItemKind.Method : CompletionItemKind.Module,
        detail: definitionText(declaration, module.source.text),
        ...(asCall
          ? {
              snippet: requiredSnippet(
                name,
                required.map((each) => each.name.text),
              ),
            }
          : {}),
        data: { of: 'declaration', path: module.origin, name: declaration.name.text },
      });
    }
  }

  /** Blocks and models of other files: taking one adds its import. */
  #importableDefinitions(): void {
    for (const { name, kind, specifier } of importables(this.#session, this.#view.path)) {
      if (kind === 'const' || this.#view.file.names.has(name)) continue;
      const edit = importEdit(this.#view, name, specifier);
      const { changes } = toWorkspaceEdit({ ...this.#session, documentChanges: false }, [edit]);
      this.#offer(name, {
        rank: 5,
        kind: kind === 'block' ? CompletionItemKind.Method : CompletionItemKind.Module,
        labelDetails: { description: specifier },
        detail: `Import from "${specifier}"`,
        snippet: `${name}($1)$0`,
        additionalTextEdits: Object.values(changes ?? {}).flat(),
      });
    }
  }

  #tensors(beside: readonly string[], member?: string): void {
    const { definition } = this.#part?.state ?? {};
    if (!this.#part || !definition) return;
    const models = modelsAround(this.#session.service, this.#part);
    const typeOf = (name: string) => models[0]?.frame.tensors.get(name)?.type;
    const names = [...definition.names.keys()].filter(
      (name) =>
        definition.names.get(name)!.member.kind !== 'Shared' && name !== member && !this.#isOwnName(name),
    );
    for (const [rank, name] of orderTensors(names, beside, typeOf).entries()) {
      const type = typeOf(name);
      this.#offer(name, {
        rank,
        kind: CompletionItemKind.Variable,
        ...(type ? { detail: declaredTypeText(type) } : {}),
      });
    }
    if (member !== undefined) this.#constants(names.length + 1);
  }

  /** A declaration cannot be made from itself. */
  #isOwnName(name: string): boolean {
    const member = this.#part?.state?.definition?.names.get(name);
    return member !== undefined && isMemberOf(this.#part!, member, this.#offset);
  }

  #arguments({ callee, given, position, positional, named }: Extract<Cursor, { kind: 'argument' }>): void {
    const declarations = this.#declarationsOf(callee);
    if (!declarations) {
      this.#parameters(callee, given);
      this.#constants(5);
      return;
    }
    const names = Object.keys(declarations);
    const filled = new Set([...given, ...names.slice(0, positional)]);
    for (const [index, name] of names.entries()) {
      if (filled.has(name)) continue;
      const declaration = declarations[name]!;
      const value = defaultText(declaration);
      this.#offer(name, {
        rank: declaration.required ? 0 : 10 + index,
        kind: CompletionItemKind.Property,
        detail: value === undefined ? 'must be given' : `default: ${value}`,
        insertText: `${name}: `,
        data: { of: 'argument', owner: callee, name },
      });
    }
    for (const name of Object.keys(findLayer(callee)?.tensorArguments ?? {})) {
      if (!given.includes(name))
        this.#offer(name, {
          rank: 60,
          kind: CompletionItemKind.Property,
          detail: 'a tensor',
          insertText: `${name}: `,
        });
    }
    const next = named ? undefined : declarations[names[position] ?? ''];
    if (next) this.#value(next.type, { callee, name: names[position]! }, 5);
  }

  #parameters(callee: string, given: readonly string[]): void {
    const meaning = this.#view.file.names.get(callee);
    if (meaning?.kind !== 'definition') return;
    for (const parameter of meaning.declaration.parameters ?? []) {
      const { text } = parameter.name;
      if (given.includes(text)) continue;
      this.#offer(text, {
        rank: parameter.default ? 2 : 0,
        kind: CompletionItemKind.Property,
        insertText: `${text}: `,
        detail: parameter.default ? 'has a default' : 'must be given',
      });
    }
  }

  #declarationsOf(callee: string): ArgumentDeclarations | undefined {
    if (this.#view.file.names.get(callee)?.kind === 'definition') return undefined;
    const layer = findLayer(callee);
    if (layer && !layer.internal) return layer.arguments;
    for (const category of categoriesOf(undefined)) {
      const component = findComponent(category, callee);
      if (component && !component.internal) return component.arguments;
    }
    return undefined;
  }

  /** Values that an argument takes: its options and objects, then constants and parameters. */
  #value(
    type: ArgumentType | undefined,
    { callee, name }: { readonly callee: string; readonly name: string },
    rank = 0,
  ): void {
    if (findLayer(callee)?.tensorArguments?.[name]) {
      this.#tensors([]);
      return;
    }
    if (type) this.#ofType(type, rank);
    this.#constants(rank + 3);
    if (!type || type.kind === 'integer' || type.kind === 'number') this.#functions(rank + 4);
  }

  #ofType(type: ArgumentType, rank: number): void {
    switch (type.kind) {
      case 'boolean':
        for (const word of ['true', 'false']) this.#offer(word, { rank, kind: CompletionItemKind.Value });
        break;
      case 'option':
        for (const option of type.options) this.#offer(option, { rank, kind: CompletionItemKind.EnumMember });
        break;
      case 'component':
        this.#components(type.category, rank);
        break;
      case 'list':
        this.#ofType(type.of, rank);
        break;
      case 'layer':
        for (const layer of allLayers()) {
          if (layer.internal || (type.recurrent && layer.family !== 'recurrent')) continue;
          this.#offer(layer.name, {
            rank,
            kind: CompletionItemKind.Class,
            snippet: callSnippet(layer.name, layer.arguments),
            data: { of: 'layer', name: layer.name },
          });
        }
        break;
      case 'anyOf':
        type.of.forEach((each) => this.#ofType(each, rank));
        break;
      default:
        break;
    }
  }

  #components(
    category: ReturnType<typeof categoriesOf>[number],
    rank: number,
    rankOf: (name: string) => number = () => 0,
  ): void {
    for (const component of allComponents(category)) {
      if (component.internal) continue;
      const isCall = category === 'optimizer' || category === 'callback' || category === 'schedule';
      const label = isCall ? component.name : bareName(component.name, component.aliases);
      const snippet = isCall ? { snippet: callSnippet(label, component.arguments) } : {};
      this.#offer(label, {
        rank: rank + rankOf(component.name),
        kind: isCall ? CompletionItemKind.Class : CompletionItemKind.EnumMember,
        ...(label === component.name ? {} : { detail: component.name }),
        ...snippet,
        data: { of: 'component', category, name: component.name },
      });
    }
  }

  #settings({ owner, given }: Extract<Cursor, { kind: 'setting' }>): void {
    Object.entries(settingsOf[owner]).forEach(([name, declaration], rank) => {
      if (given.includes(name)) return;
      const isList = declaration.type.kind === 'list';
      this.#offer(name, {
        rank,
        kind: CompletionItemKind.Property,
        ...(isList ? { snippet: `${name}: [$1]$0` } : { insertText: `${name}: ` }),
        data: { of: 'setting', owner, name },
      });
    });
  }

  #settingValue({ owner, name, member }: Extract<Cursor, { kind: 'settingValue' }>): void {
    const declaration = (settingsOf[owner] as ArgumentDeclarations)[name];
    if (!declaration) return;
    if (owner === 'head' && name === 'loss') {
      const model = this.#part?.state?.model;
      this.#components('loss', 0, (loss) => (model ? lossFits(model, member, loss) : 0));
    } else if (owner === 'head' && name === 'metrics') {
      this.#offer('accuracy', {
        rank: 0,
        kind: CompletionItemKind.EnumMember,
        detail: 'in the form that fits the head',
      });
      this.#components('metric', 1);
    } else this.#ofType(declaration.type, 0);
    this.#constants(8);
  }

  #constants(rank: number): void {
    for (const [name, meaning] of this.#view.file.names) {
      if (meaning.kind === 'const') this.#offer(name, { rank, kind: CompletionItemKind.Constant });
    }
    for (const { parameter, hidden } of this.#part?.state?.definition?.parameters ?? []) {
      if (!hidden)
        this.#offer(parameter.name.text, { rank, kind: CompletionItemKind.Constant, detail: 'parameter' });
    }
  }

  #functions(rank: number): void {
    for (const [name, { wants }] of constantFunctions)
      this.#offer(name, {
        rank,
        kind: CompletionItemKind.Function,
        detail: `of ${wants}`,
        snippet: `${name}($1)$0`,
      });
  }

  #sizes(): void {
    for (const name of this.#part?.state?.definition?.sizeVariables.keys() ?? [])
      this.#offer(name, { rank: 1, kind: CompletionItemKind.TypeParameter, detail: 'size variable' });
  }

  #importNames({ given, from }: Extract<Cursor, { kind: 'importName' }>): void {
    for (const { name, kind, specifier } of importables(this.#session, this.#view.path)) {
      if (given.includes(name) || (from !== undefined && from !== specifier)) continue;
      this.#offer(name, {
        rank: 0,
        kind: kind === 'const' ? CompletionItemKind.Constant : CompletionItemKind.Module,
        labelDetails: { description: specifier },
      });
    }
  }

  #importPaths(written: string): void {
    const specifiers = new Set(importables(this.#session, this.#view.path).map(({ specifier }) => specifier));
    const start = this.#offset - written.length;
    const range = this.#session.positions.range(this.#view.source, { start, end: this.#offset });
    for (const specifier of specifiers)
      this.#offer(specifier, {
        rank: 0,
        kind: CompletionItemKind.File,
        textEdit: { range, newText: specifier },
      });
  }

  #typeBefore() {
    if (!this.#part) return undefined;
    return typeBefore(
      modelsAround(this.#session.service, this.#part),
      this.#part,
      this.#offset - this.#part.start,
    );
  }
}

const settingsOf = { head: headSettings, shared: sharedSettings, train: trainSettings } as const;

interface Keyword {
  readonly word: string;
  readonly detail: string;
  readonly snippet: string;
}

const topLevel: readonly Keyword[] = [
  {
    word: 'model',
    detail: 'a model',
    snippet: 'model ${1:Name} {\n\tinput ${2:x}: ${3:float32[28, 28]}\n\n\thead ${4:y} = ${2:x} -> $0\n}',
  },
  {
    word: 'block',
    detail: 'a piece of graph',
    snippet: 'block ${1:Name}($2) {\n\tinput ${3:x}\n\treturn ${3:x} -> $0\n}',
  },
  { word: 'const', detail: 'a constant', snippet: 'const ${1:name} = $0' },
  { word: 'import', detail: 'names of another file', snippet: 'import { $2 } from "${1:./}"' },
];

const common: readonly Keyword[] = [
  { word: 'input', detail: 'what flows in', snippet: 'input ${1:name}: ${2:float32}[$3]$0' },
  { word: 'branch', detail: 'a named tensor', snippet: 'branch ${1:name} = $0' },
  { word: 'shared', detail: 'one set of weights', snippet: 'shared ${1:name} = $0' },
];

const modelMembers: readonly Keyword[] = [
  ...common,
  { word: 'head', detail: 'an output', snippet: 'head ${1:name} = $2 { loss: $3 }$0' },
  {
    word: 'train',
    detail: 'how it is trained',
    snippet: 'train {\n\toptimizer: ${1:Adam}($2)\n\tepochs: ${3:10}\n\tbatch_size: ${4:32}\n}$0',
  },
  { word: 'override', detail: 'replaces a declaration', snippet: 'override $0' },
];

const blockMembers: readonly Keyword[] = [
  ...common,
  { word: 'return', detail: 'the result', snippet: 'return $0' },
];

const forms: readonly Keyword[] = [
  { word: 'repeat', detail: 'stages, several times', snippet: 'repeat ${1:2} { $0 }' },
  { word: 'for', detail: 'stages for each entry', snippet: 'for ${1:units} in [${2:64, 32}] { $0 }' },
  { word: 'if', detail: 'stages by a condition', snippet: 'if ${1:condition} { $2 } else { $0 }' },
];

/** `Conv2D(${1:filters}, ${2:kernel_size})$0`: a call with a place for each argument that must be given. */
function callSnippet(name: string, declarations: ArgumentDeclarations): string {
  return requiredSnippet(
    name,
    Object.entries(declarations).flatMap(([key, { required }]) => (required ? [key] : [])),
  );
}

function requiredSnippet(name: string, required: readonly string[]): string {
  return `${name}(${required.map((key, index) => `\${${index + 1}:${key}}`).join(', ')})$0`;
}

/** The lower-case name that stands without parentheses, where there is one. */
function bareName(name: string, aliases: readonly string[]): string {
  if (/^\p{Ll}/u.test(name)) return name;
  return (
    aliases.filter((alias) => /^[\p{Ll}_\d]+$/u.test(alias)).sort((a, b) => b.length - a.length)[0] ?? name
  );
}
