import type { ColumnView } from '../../../compiler/tables/profile.ts';
import { modelNameOf, Names } from './names.ts';
import type { InputRole, TargetRole } from './roles.ts';

/** A table with what becomes of its columns. */
export interface StarterPlan {
  /** The file's name, as the model names it. */
  readonly file: string;
  /** The file's name without its ending. */
  readonly stem: string;
  readonly rows: number;
  readonly inputs: readonly InputRole[];
  readonly targets: readonly TargetRole[];
}

/** Different words of texts that a model knows. */
const vocabulary = 5000;
/** So many samples are seen in all, whatever the size of the table. */
const samplesSeen = 40_000;
const epochBounds = { fewest: 4, most: 100 } as const;

interface Part {
  /** Lines that declare inputs. */
  readonly declarations: readonly string[];
  /** What goes into the features. */
  readonly feature: string;
  /** The entry of `columns`, where the input is not called as its column is. */
  readonly columns: string | undefined;
}

/**
 * The text of a model that learns the targets of a table: numbers normalized, categories one-hot by their words, texts
 * as the words that occur in them, a head with the fitting loss for each target. It is not laid out yet.
 */
export function starterModel(plan: StarterPlan): string {
  const names = new Names();
  const heads = plan.targets.map((role) => ({ role, name: names.claim(role.column.name) }));
  const features = names.claim('features');
  const parts = partsOf(plan.inputs, names);
  const [only] = parts;
  const joined =
    parts.length === 1
      ? only!.feature
      : `[\n${parts.map(({ feature }) => feature).join(',\n')}\n] -> Concatenate()`;
  const columns = [
    ...parts.flatMap((part) => part.columns ?? []),
    ...heads.flatMap(({ role, name }) => columnEntry(name, [role.column.name]) ?? []),
  ];
  const days = plan.inputs.flatMap((role) =>
    role.kind === 'number' && role.date ? [quoted(role.column.name)] : [],
  );
  return `/// Learns ${plan.targets.map(({ column }) => column.name).join(', ')} from the other columns of ${plan.file}.
model ${modelNameOf(plan.stem)} {
${parts.flatMap(({ declarations }) => declarations).join('\n')}

branch ${features} = ${joined} -> Dense(64, activation: relu) -> Dropout(${dropout(plan)}) -> Dense(32, activation: relu)

${heads.map(({ role, name }) => headText(role, name, features)).join('\n')}

data {
source: ${quoted(plan.file)}
${columns.length > 0 ? `columns: { ${columns.join(', ')} }\n` : ''}${days.length > 0 ? `days: [${days.join(', ')}]\n` : ''}validation: 0.2
}

train {
optimizer: Adam(learning_rate: ExponentialDecay(0.003, decay_steps: ${decaySteps(plan)}, decay_rate: 0.5))
epochs: ${epochsFor(plan)}
seed: 1
}
}
`;
}

/** Classes are learned by heart sooner than numbers. */
function dropout({ targets }: StarterPlan): number {
  return targets.every(({ kind }) => kind === 'number') ? 0.1 : 0.3;
}

function epochsFor({ rows }: StarterPlan): number {
  const wanted = Math.round(samplesSeen / Math.max(1, rows));
  return Math.min(epochBounds.most, Math.max(epochBounds.fewest, wanted));
}

/** The rate halves four times. */
function decaySteps(plan: StarterPlan): number {
  const steps = Math.ceil((plan.rows * 0.8) / 32);
  return Math.max(1, Math.ceil((steps * epochsFor(plan)) / 4));
}

function partsOf(inputs: readonly InputRole[], names: Names): readonly Part[] {
  const numbers = inputs.filter((role) => role.kind === 'number').map(({ column }) => column);
  const group = numbers.length > 0 ? [numbersPart(numbers, names)] : [];
  return [
    ...group,
    ...inputs.flatMap((role) => {
      if (role.kind === 'category') return [categoryPart(role.column, names)];
      return role.kind === 'text' ? [textPart(role.column, names)] : [];
    }),
  ];
}

/** All numbers as one input, which is normalized. Rows to predict may have gaps where those of the table have none. */
function numbersPart(columns: readonly ColumnView[], names: Names): Part {
  const own = columns.map(({ name }) => name);
  const name = names.claim(columns.length === 1 ? own[0]! : 'numbers');
  return {
    declarations: [`/// ${own.join(', ')}`, `input ${name}: float32[${columns.length}] { missing: median }`],
    feature: `${name} -> Normalization()`,
    columns: columnEntry(name, own),
  };
}

/**
 * Words that repeat, one-hot. What is missing is a word that no vocabulary has, where the table has gaps to learn that
 * from.
 */
function categoryPart(column: ColumnView, names: Names): Part {
  const name = names.claim(column.name);
  const gaps = column.missing > 0 ? '""' : 'most_frequent';
  const words = column.words.map(quoted).sort().join(', ');
  return {
    declarations: [`input ${name}: string[1] { missing: ${gaps} }`],
    feature: `${name} -> StringLookup(vocabulary: [${words}], output_mode: one_hot)`,
    columns: columnEntry(name, [column.name]),
  };
}

/** Texts as the words that occur in them. */
function textPart(column: ColumnView, names: Names): Part {
  const name = names.claim(column.name);
  return {
    declarations: [`input ${name}: string[1] { missing: "" }`],
    feature: `${name} -> TextVectorization(max_tokens: ${vocabulary}, output_mode: multi_hot, pad_to_max_tokens: true)`,
    columns: columnEntry(name, [column.name]),
  };
}

function columnEntry(name: string, columns: readonly string[]): string | undefined {
  if (columns.length > 1) return `${name}: [${columns.map(quoted).join(', ')}]`;
  return columns[0] === name ? undefined : `${name}: ${quoted(columns[0]!)}`;
}

function headText(role: TargetRole, name: string, features: string): string {
  const { column } = role;
  switch (role.kind) {
    case 'classes': {
      const classes = [...column.words].sort().map(quoted);
      if (classes.length === 2)
        return `head ${name} = ${features} -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, classes: [${classes.join(', ')}], metrics: [accuracy] }`;
      return `head ${name} = ${features} -> Dense(${classes.length}, activation: softmax) { loss: sparse_categorical_crossentropy, classes: [${classes.join(', ')}], metrics: [accuracy] }`;
    }
    case 'numbered':
      return `head ${name} = ${features} -> Dense(${role.count}, activation: softmax) { loss: sparse_categorical_crossentropy, metrics: [accuracy] }`;
    case 'yesOrNo':
      return `head ${name} = ${features} -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, metrics: [accuracy] }`;
    case 'number': {
      // The layers before learn numbers around 0; here they come into the units of the target.
      const scale = shortNumber(column.std! > 0 ? column.std! : 1);
      return `head ${name} = ${features} -> Dense(1) -> Rescaling(${scale}, offset: ${shortNumber(column.mean!)}) { loss: mse, metrics: [mae] }`;
    }
  }
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
