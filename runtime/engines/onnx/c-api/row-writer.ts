import { emitRowWriter, rowWriterNames as names } from '../../../../compiler/targets/onnx/changed-rows.ts';
import type { HostTensor } from '../../engine.ts';
import type { SessionRequest } from '../session.ts';
import { Texts, type OrtLibrary } from './library.ts';
import type { Values } from './values.ts';

/**
 * Writes the rows that a step changes into the tables themselves, once all that the step computes is there: what fails
 * before leaves them as they were, and here nothing is computed any more.
 */
export class RowWriter {
  private readonly library: OrtLibrary;
  private readonly values: Values;
  private readonly pointer: ReturnType<OrtLibrary['createSession']>;
  /** Places of the tables among the inputs of a step. */
  private readonly tables: readonly number[];
  private readonly inputNames: Texts;
  private readonly outputNames: Texts;

  constructor(
    library: OrtLibrary,
    values: Values,
    { inputs, outputs, changedRows }: Pick<SessionRequest, 'inputs' | 'outputs' | 'changedRows'>,
  ) {
    this.library = library;
    this.values = values;
    const shapes = changedRows.map(({ output }) => outputs.find(({ name }) => name === output)!.shape);
    this.pointer = library.createSession(emitRowWriter(shapes), { threads: 1 });
    this.tables = changedRows.map(({ input }) => inputs.indexOf(input));
    this.inputNames = new Texts(
      library.koffi,
      shapes.flatMap((_, at) => [names.table(at), names.places(at), names.rows(at)]),
    );
    this.outputNames = new Texts(
      library.koffi,
      shapes.map((_, at) => names.written(at)),
    );
  }

  /**
   * @param inputs those of the step, among them the tables
   * @param rows values of onnxruntime's own, for each table places and rows; they are let go
   */
  write(inputs: readonly HostTensor[], rows: BigUint64Array): void {
    const { library, values, pointer, inputNames, outputNames, tables } = this;
    try {
      const into = BigUint64Array.from(tables, (place) => values.addressOf(inputs[place]!));
      const given = BigUint64Array.from(
        tables.flatMap((_, at) => [into[at]!, rows[2 * at]!, rows[2 * at + 1]!]),
      );
      library.call(
        'run',
        pointer,
        null,
        inputNames.pointers,
        given,
        given.length,
        outputNames.pointers,
        into.length,
        into,
      );
    } finally {
      for (const address of rows) values.release(address);
    }
  }

  release(): void {
    this.library.release('releaseSession', this.pointer);
  }
}
