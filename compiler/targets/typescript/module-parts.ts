import type { ComponentValue } from '../../declarations/values.ts';
import { createOps } from '../../ops/builder.ts';
import { variable } from '../../shapes/size.ts';
import { typeName, type Scope } from './identifiers.ts';
import { inStepsNames } from './in-steps/helper.ts';
import { helpers, type Helper } from './helpers.ts';
import { printProgram } from './ops/op-program.ts';
import { UnwritableOp } from './ops/unwritable-op.ts';
import { stringText, type ValueContext } from './values-text.ts';

/** No text has it: texts that differ in their name alone are the same. */
const noName = '\0';

/** What a module needs beside its functions: helpers, classes of layers and activations, functions of losses. */
export class ModuleParts implements ValueContext {
  readonly scope: Scope;
  private readonly used = new Set<Helper>();
  private readonly byText = new Map<string, string>();
  private readonly declarations: string[] = [];

  constructor(scope: Scope) {
    this.scope = scope;
  }

  use = (helper: Helper): string => {
    this.used.add(helper);
    return helperNames[helper];
  };

  /**
   * Declares a class or function once for each text.
   * @param wanted the name where it is free
   * @param write gives the text for a name
   */
  declare(wanted: string, write: (name: string) => string): string {
    const key = write(noName);
    const known = this.byText.get(key);
    if (known !== undefined) return known;
    const name = this.scope.claim(wanted);
    this.byText.set(key, name);
    this.declarations.push(write(name));
    return name;
  }

  /** A registered class for an activation that tfjs lacks: layers refer to it by that class's name. */
  activation = (value: ComponentValue<'activation'>): string => {
    const { declaration } = value;
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [variable('batch'), variable('size')]);
    const output = declaration.lower(ops, x, value.args);
    if (declaration.outputShape) throw new UnwritableOp(`activation \`${value.name}\``);
    const program = printProgram(ops.scope.build([{ name: 'output', tensor: output }]), {
      use: this.use,
      taken: ['x'],
      input: () => 'x',
      sizeName: (name) => {
        throw new UnwritableOp(`activation \`${value.name}\` by ${name}`);
      },
    });
    const body = [...program.statements, `return ${program.outputs[0]};`].join('\n');
    const name = this.declare(
      typeName(value.name),
      (own) => `/** The activation \`${value.name}\` of Keras, for layers to take by name. */
class ${own} extends tf.serialization.Serializable {
  static className = '${own}';

  apply(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      ${body}
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(${own});`,
    );
    return `${stringText(name)} as 'linear'`;
  };

  /** Everything that was asked for, in an order in which it can stand. */
  text(): string {
    const functions = (Object.keys(helpers) as Helper[]).filter((helper) => this.used.has(helper));
    return [...functions.map((helper) => helpers[helper]), ...this.declarations].join('\n\n');
  }
}

/** Names that helpers declare, so that nothing else gets them. */
export const helperNames: Readonly<Record<Helper, string>> = {
  chain: 'chain',
  numbering: 'createNumbering',
  repeat: 'repeat',
  stopGradient: 'stopGradient',
  topEntries: 'topEntries',
  activityPenalty: 'penalizeActivity',
  maskedMean: 'maskedMean',
  spreadClasses: 'spreadClasses',
  keepMask: 'keepMask',
  keepConstraints: 'keepConstraints',
  sharedModel: 'sharedModel',
  useAverages: 'useAverages',
  inSteps: 'trainingStep',
};

/** Every name at the top of generated modules. */
export const moduleNames: readonly string[] = ['tf', 'Stage', ...inStepsNames, ...Object.values(helperNames)];
