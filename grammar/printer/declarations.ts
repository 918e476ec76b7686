import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { File, Member, TopLevelDeclaration } from '../ast.ts';
import { isBlankBehind } from './blank-lines.ts';
import { hasDangling, printDangling } from './comments.ts';
import { printEmpty, printBraced, printBracketed } from './lists.ts';
import { atEach, type Printer } from './path.ts';

const { group, hardline, hardlineWithoutBreakParent, ifBreak, indent } = builders;

/** Declarations with one blank line around models and blocks; comments alone stay as they are. */
export function printFile(printer: Printer): Doc {
  const file = printer.path.node as unknown as File;
  if (file.declarations.length === 0) return printLooseComments(printer);
  const parts: Doc[] = [];
  atEach(printer, 'declarations', ({ path, options, print }, index) => {
    parts.push(print(), hardline);
    const next = file.declarations[index + 1];
    if (next && (standsApart(file.declarations[index]!, next) || isBlankBehind(path.node, options))) {
      parts.push(hardline);
    }
  });
  return parts;
}

function standsApart(declaration: TopLevelDeclaration, next: TopLevelDeclaration): boolean {
  return !isSmall(declaration) || declaration.kind !== next.kind || !isSmall(next);
}

/** What is written without braces stands with others of its kind. */
function isSmall(declaration: TopLevelDeclaration): boolean {
  const { kind } = declaration;
  return kind === 'Import' || kind === 'Const' || (kind === 'Component' && declaration.value !== undefined);
}

function printLooseComments(printer: Printer): Doc {
  const comments = printDangling(printer);
  return comments.length === 0 ? '' : [...comments, hardline];
}

/** `import { A, B } from "./file.kmodel"` */
export function printImport({ print, ...printer }: Printer): Doc {
  return ['import ', printBraced({ print, ...printer }, 'names', ' '), ' from ', print('path')];
}

/** `const width = 28` */
export function printConst(printer: Printer): Doc {
  return ['const ', printer.print('name'), printInitializer(printer)];
}

/** `model Name(parameters) extends Base { … }`, `block Name(parameters) { … }` */
export function printModel(printer: Printer): Doc {
  const { path, print } = printer;
  const { node } = path;
  if (node.kind !== 'Model' && node.kind !== 'Block' && node.kind !== 'Layer') return '';
  return [
    `${node.kind.toLowerCase()} `,
    print('name'),
    printParameters(printer),
    node.kind === 'Model' && node.base ? [' extends ', print('base')] : '',
    ' ',
    printBody(printer, node.members),
  ];
}

function printParameters(printer: Printer): Doc {
  const { node } = printer.path;
  if (!('parameters' in node) || node.parameters === undefined) return '';
  return node.parameters.length === 0 ? '()' : printBracketed(printer, 'parameters', '(', ')');
}

/** `loss pinball(y_true, y_pred) = …`, `metric rate(y_true, y_pred) { … }` */
export function printComponent(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'Component') return '';
  return [
    `${node.category} `,
    printer.print('name'),
    printParameters(printer),
    node.value ? printInitializer(printer) : [' ', printBody(printer, node.members)],
  ];
}

/** `int`, `float[]`, `int32[C]` */
export function printParameterType(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'ParameterType') return '';
  if (node.dims === undefined) return printer.print('name');
  return [printer.print('name'), node.list ? '[]' : printBracketed(printer, 'dims', '[', ']')];
}

function printBody(printer: Printer, members: readonly Member[]): Doc {
  if (members.length === 0) return printEmpty(printer, '{', '}');
  const lines: Doc[] = [];
  atEach(printer, 'members', ({ path, options, print }, index) => {
    lines.push(hardline, print());
    if (index < members.length - 1 && isBlankBehind(path.node, options)) lines.push(hardline);
  });
  return ['{', indent(lines), hardline, '}'];
}

/** `filters: int[] = [32]` */
export function printParameter({ path, print }: Printer): Doc {
  const { node } = path;
  if (node.kind !== 'Parameter') return '';
  return [
    print('name'),
    node.type ? [': ', print('type')] : '',
    node.default ? [' = ', print('default')] : '',
  ];
}

/** Everything that stands in the body of a declaration. */
export function printMember(printer: Printer): Doc {
  const { node } = printer.path;
  const override = 'override' in node && node.override ? 'override ' : '';
  return [override, printPlainMember(printer)];
}

function printPlainMember(printer: Printer): Doc {
  const { path, print } = printer;
  const { node } = path;
  switch (node.kind) {
    case 'Input':
      return printWithSettings(printer, ['input ', print('name'), printType(printer)]);
    case 'Branch':
      return ['branch ', print('target'), printType(printer), printInitializer(printer)];
    case 'Shared':
      return printWithSettings(printer, ['shared ', print('name'), printInitializer(printer)]);
    case 'Head':
      return printWithSettings(printer, [
        'head ',
        print('name'),
        printType(printer),
        printInitializer(printer),
      ]);
    case 'Return':
      return printWithSettings(printer, ['return ', print('value')]);
    case 'Train':
      return ['train ', print('settings')];
    case 'Data':
      return ['data ', print('settings')];
    case 'Weight':
      return printWithSettings(printer, [
        'weight ',
        print('name'),
        printType(printer),
        node.value ? printInitializer(printer) : '',
      ]);
    case 'Update':
      return ['update ', print('name'), printInitializer(printer)];
    case 'Objective':
      return printWithSettings(printer, ['objective ', print('name'), printInitializer(printer)]);
    case 'Expect':
      return ['expect ', print('condition')];
    default:
      return '';
  }
}

function printType({ path, print }: Printer): Doc {
  const { node } = path;
  return 'type' in node && node.type ? [': ', print('type')] : '';
}

function printInitializer({ print }: Printer): Doc {
  return [' = ', print('value')];
}

/**
 * Settings stand on the line where the declaration ends; where the declaration takes several lines, their brace
 * begins a line of its own and each entry has one.
 */
function printWithSettings({ path, print }: Printer, declaration: Doc): Doc {
  const { node } = path;
  if (!('settings' in node) || node.settings === undefined) return declaration;
  const id = Symbol('declaration');
  return [
    group(declaration, { id }),
    ifBreak([hardlineWithoutBreakParent, print('settings', 'expanded')], [' ', print('settings')], {
      groupId: id,
    }),
  ];
}

/** `{ loss: mse, weight: 2 }`; those of `train` and `data` have a line each. */
export function printSettings(printer: Printer): Doc {
  const parent = printer.path.parent;
  const hasLines = parent?.kind === 'Train' || parent?.kind === 'Data';
  return printBraced(printer, 'entries', ' ', hasLines || printer.form === 'expanded');
}

/** `step judge { … }` */
export function printStep({ path, print }: Printer): Doc {
  return path.node.kind === 'Step' ? ['step ', print('name'), ' ', print('settings')] : '';
}

/** `name: value`, or the name alone where it is its own value. */
export function printEntry({ path, print }: Printer): Doc {
  const { node } = path;
  if (node.kind !== 'Entry') return '';
  if (node.name === node.value) return print('name');
  return [print('name'), ': ', print('value')];
}

/** `float32[T, 64]` */
export function printTensorType(printer: Printer): Doc {
  const { node } = printer.path;
  if (node.kind !== 'TensorType') return '';
  if (node.dims === undefined) return printer.print('dtype');
  const dims = node.dims.length > 0 || hasDangling(node) ? printBracketed(printer, 'dims', '[', ']') : '[]';
  return [printer.print('dtype'), dims];
}
