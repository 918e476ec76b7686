import { call, type PythonExpression } from '../../python/expressions.ts';
import { statement, type Statement } from '../../python/statements.ts';

/** `    def name(parameters):` */
export function definition(name: string, parameters: readonly string[]): Statement {
  return statement('def ', call(name, parameters), ':', '    ');
}

/** A statement of a method. */
export function inBody(before: string, expression: PythonExpression, indent = '        '): Statement {
  return statement(before, expression, '', indent);
}

/** An empty line between methods. */
export const betweenMethods: Statement = statement('', '');
