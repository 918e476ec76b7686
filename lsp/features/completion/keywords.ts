import { CompletionItemKind } from 'vscode-languageserver';
import type { BodyOwner } from '../../cursor/cursor.ts';
import type { Offer } from './offer.ts';

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
  {
    word: 'layer',
    detail: 'functions and weights',
    snippet:
      'layer ${1:Name}($2) {\n\tinput ${3:x}: float32[..., D]\n\tweight ${4:scale}: float32[D] = Ones()\n\treturn ${3:x} * ${4:scale}$0\n}',
  },
  { word: 'activation', detail: 'an activation', snippet: 'activation ${1:name}(x) = $0' },
  { word: 'loss', detail: 'a loss', snippet: 'loss ${1:name}(y_true, y_pred) = mean($0, axis: -1)' },
  { word: 'metric', detail: 'a metric', snippet: 'metric ${1:name}(y_true, y_pred) = mean($0)' },
  { word: 'regularizer', detail: 'a penalty', snippet: 'regularizer ${1:name}(w) = sum($0)' },
  { word: 'constraint', detail: 'what a weight keeps to', snippet: 'constraint ${1:name}(w) = $0' },
  { word: 'schedule', detail: 'a learning rate', snippet: 'schedule ${1:name}(step) = $0' },
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
  { word: 'data', detail: 'where its data is', snippet: 'data {\n\tsource: "${1:table.csv}"\n}$0' },
  { word: 'objective', detail: 'a term of the loss', snippet: 'objective ${1:name} = $0' },
  { word: 'expect', detail: 'what must hold', snippet: 'expect ${1:params} <= $0' },
  { word: 'override', detail: 'replaces a declaration', snippet: 'override $0' },
];

const blockMembers: readonly Keyword[] = [
  ...common,
  { word: 'return', detail: 'the result', snippet: 'return $0' },
];

const layerMembers: readonly Keyword[] = [
  { word: 'input', detail: 'what flows in', snippet: 'input ${1:name}: ${2:float32}[..., ${3:D}]$0' },
  {
    word: 'weight',
    detail: 'what training changes',
    snippet: 'weight ${1:name}: float32[$2] = ${3:GlorotUniform()}$0',
  },
  { word: 'branch', detail: 'a named tensor', snippet: 'branch ${1:name} = $0' },
  { word: 'update', detail: 'a weight after a step', snippet: 'update ${1:name} = $0' },
  { word: 'objective', detail: 'a term of the loss', snippet: 'objective ${1:name} = $0' },
  { word: 'return', detail: 'the result', snippet: 'return $0' },
];

const componentMembers: readonly Keyword[] = [
  { word: 'branch', detail: 'a named tensor', snippet: 'branch ${1:name} = $0' },
  { word: 'return', detail: 'the result', snippet: 'return $0' },
];

const membersOf: Readonly<Record<BodyOwner, readonly Keyword[]>> = {
  model: modelMembers,
  block: blockMembers,
  layer: layerMembers,
  component: componentMembers,
};

const forms: readonly Keyword[] = [
  { word: 'repeat', detail: 'stages, several times', snippet: 'repeat ${1:2} { $0 }' },
  { word: 'for', detail: 'stages for each entry', snippet: 'for ${1:units} in [${2:64, 32}] { $0 }' },
  { word: 'if', detail: 'stages by a condition', snippet: 'if ${1:condition} { $2 } else { $0 }' },
];

/** What begins a declaration at the top of a file, in the order of the list. */
export function topLevelOffers(): readonly Offer[] {
  return topLevel.map(keywordOffer);
}

/** What begins a declaration in a body, in the order of the list. */
export function memberOffers(owner: BodyOwner): readonly Offer[] {
  return membersOf[owner].map(keywordOffer);
}

/** What follows a tensor or layer. */
export const arrowOffer: Offer = {
  label: '->',
  rank: 0,
  kind: CompletionItemKind.Operator,
  detail: 'into a layer',
  insertText: '-> ',
};

/** The forms that stand among stages. */
export function formOffers(rank: number): readonly Offer[] {
  return forms.map((form) => keywordOffer(form, rank));
}

function keywordOffer({ word, detail, snippet }: Keyword, rank: number): Offer {
  return { label: word, rank, kind: CompletionItemKind.Keyword, detail, snippet };
}
