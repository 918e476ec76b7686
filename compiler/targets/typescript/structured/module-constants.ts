import type { ConstDeclaration } from '../../../../grammar/ast.ts';
import type { ArgumentValue } from '../../../declarations/values.ts';
import type { CheckContext } from '../../../bind/context.ts';
import type { Module } from '../../../bind/module.ts';
import type { Value } from '../../../bind/values.ts';
import { docComment } from '../comments.ts';
import { variableName, type Scope } from '../identifiers.ts';
import { stringText } from '../values-text.ts';
import { Unstructured } from '../../program/unstructured.ts';

/** The constants of the language that a module reads, as constants of its own. */
export class ModuleConstants {
  private readonly names = new Map<ConstDeclaration, string>();
  private readonly declarations: string[] = [];
  private readonly values: CheckContext['constants'];
  private readonly scope: Scope;

  constructor(values: CheckContext['constants'], scope: Scope) {
    this.values = values;
    this.scope = scope;
  }

  name(declaration: ConstDeclaration, module: Module): string {
    let name = this.names.get(declaration);
    if (name === undefined) {
      name = this.scope.claim(variableName(declaration.name.key));
      this.names.set(declaration, name);
      const { span } = declaration.value;
      const isLiteral = declaration.value.kind === 'Number';
      const text = isLiteral
        ? module.source.text.slice(span.start, span.end)
        : constantText(this.values.get(declaration));
      this.declarations.push(`${docComment(declaration.doc)}const ${name} = ${text};`);
    }
    return name;
  }

  /** A value that is settled. */
  value(value: ArgumentValue): string {
    if (typeof value === 'string') return stringText(value);
    if (Array.isArray(value)) return `[${value.map((item: ArgumentValue) => this.value(item)).join(', ')}]`;
    if (typeof value === 'object' && value !== null) throw new Unstructured('an object as a parameter');
    return String(value);
  }

  text(): string {
    return this.declarations.join('\n');
  }
}

function constantText(value: Value | undefined): string {
  switch (value?.kind) {
    case 'integer':
    case 'float':
    case 'boolean':
      return String(value.value);
    case 'string':
      return stringText(value.value);
    case 'option':
      return stringText(value.name);
    case 'list':
      return `[${value.items.map(constantText).join(', ')}]`;
    default:
      throw new Unstructured('an object as a constant');
  }
}
