import type { Doc } from 'prettier';
import type { FormatContext } from './context.ts';
import * as declarations from './declarations.ts';
import * as expressions from './expressions.ts';
import { printBracketed, printBraced } from './lists.ts';
import { printIdentifier, printNumber, printString } from './literals.ts';
import type { Printer } from './path.ts';

/** Prints one node, by its kind. */
export function printNode(printer: Printer, context: FormatContext): Doc {
  const { path, print } = printer;
  const { node } = path;
  switch (node.kind) {
    case 'File':
      return declarations.printFile(printer);
    case 'Import':
      return declarations.printImport(printer);
    case 'Const':
      return declarations.printConst(printer);
    case 'Block':
    case 'Model':
    case 'Layer':
      return declarations.printModel(printer);
    case 'Component':
      return declarations.printComponent(printer);
    case 'Parameter':
      return declarations.printParameter(printer);
    case 'ParameterType':
      return declarations.printParameterType(printer);
    case 'Input':
    case 'Branch':
    case 'Shared':
    case 'Head':
    case 'Return':
    case 'Train':
    case 'Data':
    case 'Weight':
    case 'Update':
    case 'Objective':
    case 'Expect':
      return declarations.printMember(printer);
    case 'Step':
      return declarations.printStep(printer);
    case 'ListPattern':
      return printBracketed(printer, 'names', '[', ']');
    case 'RecordPattern':
      return printBraced(printer, 'entries', '');
    case 'RecordPatternEntry':
      return node.key === node.name ? print('key') : [print('key'), ': ', print('name')];
    case 'Settings':
      return declarations.printSettings(printer);
    case 'Entry':
      return declarations.printEntry(printer);
    case 'TensorType':
      return declarations.printTensorType(printer);
    case 'Pipeline':
      return expressions.printPipeline(printer);
    case 'Repeat':
      return expressions.printRepeat(printer);
    case 'For':
      return expressions.printFor(printer);
    case 'If':
      return expressions.printIf(printer);
    case 'Call':
      return expressions.printCall(printer);
    case 'Argument':
      return expressions.printArgument(printer);
    case 'List':
      return printBracketed(printer, 'items', '[', ']');
    case 'Record':
      return expressions.printRecord(printer);
    case 'Index':
      return expressions.printIndex(printer);
    case 'Unary':
      return expressions.printUnary(printer);
    case 'Binary':
      return expressions.printBinary(printer);
    case 'Identifier':
      return printIdentifier(printer, context);
    case 'Number':
      return printNumber(printer);
    case 'String':
      return printString(printer, context);
    case 'Boolean':
      return String(node.value);
    case 'None':
      return 'none';
    case 'UnknownSize':
      return '?';
    case 'AnyAxes':
      return '...';
    case 'Slice':
      return expressions.printSlice(printer);
    case 'Subscripts':
      return expressions.printSubscripts(printer);
    case 'Missing':
      return '';
  }
}
