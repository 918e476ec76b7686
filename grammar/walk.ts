import type * as ast from './ast.ts';

/** Every kind of node that has a place in the tree. */
export type Node =
  | ast.File
  | ast.TopLevelDeclaration
  | ast.Member
  | ast.Parameter
  | ast.ParameterType
  | ast.ListPattern
  | ast.RecordPattern
  | ast.RecordPatternEntry
  | ast.Settings
  | ast.Entry
  | ast.StepEntry
  | ast.TensorTypeNode
  | ast.Argument
  | ast.Stage
  | ast.Expression;

/**
 * The children of a node in the order of the text. Where one name stands for two (`{age}` is `{age: age}`), it
 * is given once.
 */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'File':
      return node.declarations;
    case 'Import':
      return [...node.names, node.path];
    case 'Const':
      return [node.name, node.value];
    case 'Block':
    case 'Layer':
      return [node.name, ...(node.parameters ?? []), ...node.members];
    case 'Model':
      return [node.name, ...(node.parameters ?? []), ...optional(node.base), ...node.members];
    case 'Component':
      return [node.name, ...(node.parameters ?? []), ...optional(node.value), ...node.members];
    case 'Parameter':
      return [node.name, ...optional(node.type), ...optional(node.default)];
    case 'ParameterType':
      return [node.name, ...(node.dims ?? [])];
    case 'Input':
      return [node.name, ...optional(node.type), ...optional(node.settings)];
    case 'Branch':
      return [node.target, ...optional(node.type), node.value];
    case 'ListPattern':
      return node.names;
    case 'RecordPattern':
      return node.entries;
    case 'RecordPatternEntry':
      return node.key === node.name ? [node.name] : [node.key, node.name];
    case 'Shared':
      return [node.name, node.value, ...optional(node.settings)];
    case 'Head':
      return [node.name, ...optional(node.type), node.value, ...optional(node.settings)];
    case 'Return':
      return [node.value, ...optional(node.settings)];
    case 'Train':
    case 'Data':
      return [node.settings];
    case 'Weight':
      return [node.name, ...optional(node.type), ...optional(node.value), ...optional(node.settings)];
    case 'Update':
      return [node.name, node.value];
    case 'Objective':
      return [node.name, node.value, ...optional(node.settings)];
    case 'Expect':
      return [node.condition];
    case 'Step':
      return [node.name, node.settings];
    case 'Settings':
    case 'Record':
      return node.entries;
    case 'Entry':
      return node.name === node.value ? [node.value] : [node.name, node.value];
    case 'TensorType':
      return [node.dtype, ...(node.dims ?? [])];
    case 'List':
    case 'Subscripts':
      return node.items;
    case 'Slice':
      return [...optional(node.start), ...optional(node.stop), ...optional(node.step)];
    case 'Call':
      return [node.callee, ...node.arguments];
    case 'Argument':
      return [...optional(node.name), node.value];
    case 'Index':
      return [node.list, node.index];
    case 'Unary':
      return [node.operand];
    case 'Binary':
      return [node.left, node.right];
    case 'Pipeline':
      return [...optional(node.source), ...node.stages];
    case 'Repeat':
      return [node.count, ...node.body];
    case 'For':
      return [node.variable, node.list, ...node.body];
    case 'If':
      return [node.condition, ...node.then, ...(isStageList(node.else) ? node.else : optional(node.else))];
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'None':
    case 'UnknownSize':
    case 'AnyAxes':
    case 'Identifier':
    case 'Missing':
      return [];
  }
}

/**
 * Visits a node and everything under it, parents first, in the order of the text; where the visitor gives
 * `false`, what is under that node is passed over. Works without recursion, so depth doesn't matter.
 */
export function visit(root: Node, visitor: (node: Node, parent: Node | undefined) => void | boolean): void {
  const waiting: { node: Node; parent: Node | undefined }[] = [{ node: root, parent: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    if (visitor(node, parent) === false) continue;
    const below = children(node);
    for (let index = below.length - 1; index >= 0; index--)
      waiting.push({ node: below[index]!, parent: node });
  }
}

/** The nodes around an offset, outermost first; a node that ends at the offset counts too. */
export function pathTo(file: ast.File, offset: number): readonly Node[] {
  const path: Node[] = [];
  let node: Node | undefined = file;
  while (node !== undefined) {
    path.push(node);
    const below: readonly Node[] = children(node);
    let inner: Node | undefined;
    for (const child of below) {
      if (child.span.start <= offset && offset <= child.span.end) inner = child;
    }
    node = inner;
  }
  return path;
}

/** Whether a name was not written at all: recovery put it where one is required. */
export function isMissingName(name: ast.Identifier): boolean {
  return name.text === '';
}

function optional<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function isStageList(value: readonly ast.Stage[] | ast.IfStage | undefined): value is readonly ast.Stage[] {
  return Array.isArray(value);
}
