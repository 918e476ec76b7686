import { describe, expect, it } from 'vitest';
import { check, createMemoryHost, type CompilerHost } from '../../../compiler/index.ts';

const table = 'bill_length,bill_depth,mass,kind\n39.1,18.7,3750,0\n39.5,17.4,3800,2\n';

/** A model with a `data` of the given entries, beside files. */
function modelWith(entries: string, members = 'input bill: float32[2]'): string {
  return `model Birds {
  ${members}
  head kind = bill -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  data {
    ${entries}
  }
}
`;
}

/** Code, message and underlined text of each finding. */
function findings(text: string, files: Readonly<Record<string, string>> = { 'birds.csv': table }) {
  const { diagnostics } = check('birds.kmodel', createMemoryHost({ ...files, 'birds.kmodel': text }));
  return diagnostics.map(({ code, message, place: { span } }) => [
    code,
    message,
    text.slice(span.start, span.end),
  ]);
}

/** What helps, of each finding. */
function helps(text: string, files: Readonly<Record<string, string>>) {
  const { diagnostics } = check('birds.kmodel', createMemoryHost({ ...files, 'birds.kmodel': text }));
  return diagnostics.map(({ help }) => help);
}

/** The text with the first fix of the only finding applied. */
function fixed(text: string, files: Readonly<Record<string, string>> = { 'birds.csv': table }): string {
  const { diagnostics } = check('birds.kmodel', createMemoryHost({ ...files, 'birds.kmodel': text }));
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0]!.fixes[0]!.edits.reduce(
    (done, { place: { span }, newText }) => done.slice(0, span.start) + newText + done.slice(span.end),
    text,
  );
}

const columns = 'columns: { bill: ["bill_length", "bill_depth"] }';
const right = modelWith(`source: "birds.csv"\n    ${columns}`);

describe('the data of a model', () => {
  it('fits, and stands in the graph', () => {
    expect(findings(right)).toEqual([]);
    const { models } = check('birds.kmodel', createMemoryHost({ 'birds.kmodel': right, 'birds.csv': table }));
    expect(models[0]!.graph!.data).toMatchObject({
      source: ['birds.csv'],
      columns: { bill: ['bill_length', 'bill_depth'] },
      validation: null,
      test: [],
      file: 'birds.kmodel',
    });
  });

  it('is that of the extended model, or one of its own', () => {
    const text = `${right}model Same extends Birds {\n}\nmodel Other extends Birds {\n  data { source: "other.csv" }\n}\n`;
    const files = { 'birds.csv': table, 'other.csv': 'bill_0,bill_1,kind\n1,2,0\n', 'birds.kmodel': text };
    const { models, diagnostics } = check('birds.kmodel', createMemoryHost(files));
    expect(diagnostics).toEqual([]);
    expect(models.map(({ graph }) => graph!.data!.source[0])).toEqual([
      'birds.csv',
      'birds.csv',
      'other.csv',
    ]);
  });

  it('says where it is, once', () => {
    expect(findings(modelWith('validation: 0.2'))).toEqual([
      ['KM7001', '`data` does not say where the data is.', 'data'],
    ]);
    const twice = right.replace('  data {', '  data { source: "birds.csv" }\n  data {');
    expect(findings(twice).map(([code]) => code)).toEqual(['KM1002']);
  });

  describe.each(['validation', 'test'])('of `%s`', (entry) => {
    const text = modelWith(`source: "birds.csv"\n    ${columns}\n    ${entry}: "more.csv"`);
    const beside = (more: string) => findings(text, { 'birds.csv': table, 'more.csv': more });

    it('fits as that which trains does', () => {
      expect(beside(table)).toEqual([]);
      expect(beside('kind,bill_depth,bill_length\n1,18.7,39.1\n')).toEqual([]);
    });

    it('has the columns of inputs and heads', () => {
      const [[code, message, at] = [], ...others] = beside('bill_length,kind\n39.1,0\n');
      expect([code, at, others]).toEqual(['KM7002', '"bill_depth"', []]);
      expect(message).toMatch(/^more\.csv has no column `bill_depth`\./);
    });

    it('holds what they take', () => {
      expect(beside('bill_length,bill_depth,kind\n39.1,18.7,0\n39.1,18.7,3\n')).toEqual([
        [
          'KM7003',
          'more.csv holds "3" in line 3, column `kind`, but head `kind` has classes from 0 to 2.',
          'kind',
        ],
      ]);
    });

    it('is named where it is missing', () => {
      expect(findings(text)).toEqual([
        ['KM7004', 'There is no `more.csv` to take the data from.', '"more.csv"'],
      ]);
    });

    it('is looked at where that which trains is no table', () => {
      const arrays = text.replace('birds.csv', 'birds.npz');
      expect(findings(arrays, { 'more.csv': 'bill_length,kind\n39.1,0\n' }).map(([code]) => code)).toEqual([
        'KM7002',
      ]);
    });

    it('has one set of columns', () => {
      const several = text.replace('"more.csv"', '["more.csv", "last.csv"]');
      const files = { 'birds.csv': table, 'more.csv': table, 'last.csv': 'kind\n0\n' };
      expect(findings(several, files).map(([code, , at]) => [code, at])).toEqual([
        ['KM7001', '["more.csv", "last.csv"]'],
      ]);
    });

    it('may lack the weights of samples', () => {
      const weighed = text.replace('source:', 'weights: "mass"\n    source:');
      const files = { 'birds.csv': table, 'more.csv': 'bill_length,bill_depth,kind\n39.1,18.7,0\n' };
      expect(findings(weighed, files)).toEqual([]);
    });
  });

  it('says its validation once', () => {
    const text = right
      .replace('source:', 'validation: 0.2\n    source:')
      .replace('  data {', '  train { validation_split: 0.1 }\n  data {');
    expect(findings(text)[0]!.slice(0, 2)).toEqual([
      'KM2004',
      'The validation is said twice: by `validation` of `data`, and by `validation_split` of `train`.',
    ]);
  });

  it.each([
    ['columns: 3', 'KM2003'],
    ['columns: { bill: 3 }', 'KM2003'],
    ['columns: { bil: "bill_length" }', 'KM7002'],
    ['validation: 2', 'KM2004'],
    ['sources: "a.csv"', 'KM2001'],
  ])('%s is %s', (entry, code) => {
    expect(findings(modelWith(`source: "birds.npz"\n    ${entry}`)).map(([found]) => found)).toEqual([code]);
  });
});

describe('the columns of data', () => {
  it('are underlined where they do not exist, with the nearest one as fix', () => {
    const text = right.replace('"bill_depth"', '"bill_dept"');
    expect(findings(text)).toEqual([
      ['KM7002', 'birds.csv has no column `bill_dept`. Did you mean `bill_depth`?', '"bill_dept"'],
    ]);
    expect(fixed(text)).toBe(right);
  });

  it.each([
    ['days: "born"', '"born"', 'days: "birth"'],
    ['date_parts: ["birth", "born"]', '"born"', 'date_parts: ["birth", "birth"]'],
    ['weights: "wight"', '"wight"', 'weights: "weight"'],
  ])('are underlined in %s, which the table lacks', (entry, underlined, mended) => {
    const files = { 'birds.csv': 'bill,birth,weight,kind\n1,2020-01-02,1,0\n' };
    const text = (written: string): string =>
      modelWith(`source: "birds.csv"\n    ${written}`, 'input bill: float32[1]');
    expect(findings(text(entry), files)).toEqual([
      ['KM7002', expect.stringMatching(/^birds\.csv has no column `\w+`\. /) as string, underlined],
    ]);
    if (entry.includes('wight')) expect(fixed(text(entry), files)).toBe(text(mended));
    expect(findings(text(mended), files)).toEqual([]);
  });

  it('are underlined also where the table has one of the own name of the input', () => {
    const text = modelWith('source: "birds.csv"\n    columns: { bill: "bil" }', 'input bill: float32[1]');
    const files = { 'birds.csv': 'bill,kind\n1,0\n' };
    expect(findings(text, files)).toEqual([
      ['KM7002', 'birds.csv has no column `bil`. Did you mean `bill`?', '"bil"'],
    ]);
    expect(findings(fixed(text, files), files)).toEqual([]);
  });

  it('are told to an input whose name the table does not have', () => {
    const text = modelWith('source: "birds.csv"', 'input bill: float32[1]');
    const files = { 'birds.csv': 'bil,kind\n1,0\n' };
    expect(findings(text, files)[0]!.slice(0, 2)).toEqual([
      'KM7002',
      'birds.csv has no column for input `bill`. Did you mean `bil`?',
    ]);
    expect(findings(fixed(text, files), files)).toEqual([]);
    const more = modelWith('source: "birds.csv"\n    columns: { kind: "kind" }', 'input bill: float32[1]');
    expect(findings(fixed(more, files), files)).toEqual([]);
  });

  it('give as many numbers as the input takes', () => {
    expect(findings(right.replace('float32[2]', 'float32[3]'))[0]![1]).toBe(
      'Input `bill` is float32[3], but its 2 columns give 2 numbers a row.',
    );
  });

  it('are those of a file by pattern', () => {
    const text = right.replace('"birds.csv"', '"b*-*.csv"').replace('bill_depth', 'depth');
    const files = { 'birds-1.csv': table, 'a.csv': 'x\n1\n' };
    expect(findings(text, files).map(([code]) => code)).toEqual(['KM7002']);
  });

  it('may hold an empty string in JSON lines, but no null', () => {
    const text = `model M {
  input word: string
  head y = word -> StringLookup(max_tokens: 4, output_mode: one_hot) -> Dense(1) { loss: mse }
  data { source: "words.jsonl" }
}
`;
    expect(findings(text, { 'words.jsonl': '{"word": "", "y": 0}\n{"word": "a", "y": 1}\n' })).toEqual([]);
    expect(findings(text, { 'words.jsonl': '{"word": "", "y": 0}\n{"word": null, "y": 1}\n' })[0]![1]).toBe(
      'words.jsonl has no value in line 2, key `word`, but input `word` does not say what a missing one becomes.',
    );
  });

  it('are those of JSON lines, too', () => {
    const text = modelWith('source: "birds.jsonl"');
    expect(
      findings(text, { 'birds.jsonl': '{"bill": [1, 2], "kind": 0}\n{"bill": [1, 2], "kind": 7}\n' }),
    ).toEqual([
      [
        'KM7003',
        'birds.jsonl holds 7 in line 2, key `kind`, but head `kind` has classes from 0 to 2.',
        'kind',
      ],
    ]);
  });
});

describe('the values of data', () => {
  const withRow = (row: string) => ({ 'birds.csv': `${table}${row}\n` });

  it.each([
    [
      'word,18,3750,0',
      'birds.csv holds "word" in line 4, column `bill_length`, but input `bill` takes numbers.',
    ],
    [
      '1,"1,5",3750,0',
      'birds.csv holds "1,5" in line 4, column `bill_depth`, but input `bill` takes numbers.',
    ],
    [
      '1,,3750,0',
      'birds.csv has no value in line 4, column `bill_depth`, but input `bill` does not say what a missing one becomes.',
    ],
    ['1,2,3750,3', 'birds.csv holds "3" in line 4, column `kind`, but head `kind` has classes from 0 to 2.'],
    [
      '1,2,3750,1.5',
      'birds.csv holds "1.5" in line 4, column `kind`, but head `kind` has classes from 0 to 2.',
    ],
    [
      '1,2,3750,NA',
      'birds.csv has no value in line 4, column `kind`, but head `kind` needs one in every row.',
    ],
  ])('%s', (row, message) => {
    expect(findings(right, withRow(row)).map(([code, text]) => [code, text])).toEqual([['KM7003', message]]);
  });

  it.each([
    ['"1,5"', 'Say `decimal: ","` in `data` where commas stand before fractions.'],
    [
      '"2,037"',
      'Take commas between thousands out, or say `decimal: ","` in `data` where they stand before fractions.',
    ],
    ['"1,234,567"', 'Take the commas between thousands out.'],
  ])('with commas are told what they may be: %s', (cell, help) => {
    expect(helps(right, withRow(`1,${cell},3750,0`))).toEqual([help]);
  });

  it('may have decimal commas where that is said', () => {
    const text = right.replace('source:', 'decimal: ","\n    source:');
    expect(findings(text, withRow('"1,5",2,3750,0'))).toEqual([]);
  });

  it('lie in the range that a loss takes', () => {
    const text = modelWith('source: "birds.csv"', 'input bill: float32[1]').replace(
      /head kind = .*/,
      'head kind = bill -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }',
    );
    expect(findings(text, { 'birds.csv': 'bill,kind\n1,0\n2,3\n' })[0]![1]).toBe(
      'birds.csv holds "3" in line 3, column `kind`, but head `kind` takes numbers from 0 to 1, for binary_crossentropy.',
    );
  });

  it('may be dates where that is said', () => {
    const text = modelWith(
      'source: "birds.csv"\n    columns: { bill: "seen" }\n    date_parts: ["seen"]',
      'input bill: float32[4]',
    );
    const files = { 'birds.csv': 'seen,kind\n2024-01-31,0\n' };
    expect(findings(text, files)).toEqual([]);
    expect(findings(text.replace('[4]', '[1]'), files)[0]![1]).toBe(
      'Input `bill` is float32[1], but its column gives 4 numbers a row.',
    );
  });
});

describe('a table behind the first one', () => {
  const two = modelWith(`source: ["birds.csv", "more.csv"]\n    ${columns}`);

  it('has the same columns', () => {
    const more = 'bill_length,mass,kind\n39.1,3750,0\n';
    expect(findings(two, { 'birds.csv': table, 'more.csv': more })).toEqual([
      [
        'KM7001',
        'more.csv has other columns than birds.csv: it lacks `bill_depth`.',
        '["birds.csv", "more.csv"]',
      ],
    ]);
  });

  it('holds values that fit', () => {
    const more = 'bill_length,bill_depth,mass,kind\n39.1,deep,3750,0\n';
    const [found] = findings(two, { 'birds.csv': table, 'more.csv': more });
    expect(found![0]).toBe('KM7003');
    expect(found![1]).toContain('more.csv');
  });
});

describe('the look at data', () => {
  /** A host that notes which paths are read, and how much of them. */
  function watched(files: Readonly<Record<string, string>>) {
    const reads: (readonly [path: string, most: number])[] = [];
    const host = createMemoryHost(files);
    const watching: CompilerHost = {
      ...host,
      workspaceRoot: () => 'work',
      readHead: (path, most) => {
        reads.push([path, most]);
        return host.readHead!(path, most);
      },
    };
    return { host: watching, reads };
  }
  const look = (source: string | readonly string[], files: Readonly<Record<string, string>> = {}) => {
    const text = modelWith(`source: ${JSON.stringify(source)}\n    ${columns}`);
    const { host, reads } = watched({ ...files, 'work/m/birds.kmodel': text });
    const { diagnostics } = check('work/m/birds.kmodel', host);
    return { reads, codes: diagnostics.map(({ code }) => code) };
  };

  it('reads no more than the beginning, and leaves out a row that is cut off', () => {
    const rows = '1,2,3750,0\n'.repeat(100_000);
    const found = look('birds.csv', { 'work/m/birds.csv': `${table}${rows}x,2,3750,0\n` });
    expect(found).toEqual({ reads: [['work/m/birds.csv', 2 ** 18]], codes: [] });
  });

  it('covers the tables behind the first one, each less far', () => {
    const files = { 'work/m/a1.csv': table, 'work/m/a2.csv': table };
    expect(look('a*.csv', files)).toEqual({
      reads: [
        ['work/m/a1.csv', 2 ** 18],
        ['work/m/a2.csv', 2 ** 15],
      ],
      codes: [],
    });
  });

  it('is at no more than eight of them', () => {
    const names = Array.from({ length: 12 }, (_, index) => `work/m/b${10 + index}.csv`);
    const { reads } = look('b*.csv', Object.fromEntries(names.map((name) => [name, table])));
    expect(reads.map(([path]) => path)).toEqual(names.slice(0, 8));
  });

  it.each(['../../birds.csv', '/etc/birds.csv', '../../*.csv', 'bill=../../birds.npy', '../../a=b.csv'])(
    'never leaves the workspace: %s',
    (source) => expect(look(source)).toEqual({ reads: [], codes: ['KM7001'] }),
  );

  it.each(['duckdb: select 1', 'dataset:mnist'])('never leaves the workspace beside %s', (source) => {
    expect(look([source, '/etc/birds.csv'])).toEqual({ reads: [], codes: ['KM7001'] });
  });

  it.each(['duckdb: select 1', 'dataset:mnist', 'birds.npz', 'birds.csv.gz'])('leaves %s alone', (source) => {
    expect(look(source)).toEqual({ reads: [], codes: [] });
  });

  it('warns where there is no such file', () => {
    expect(look('birds.csv').codes).toEqual(['KM7004']);
  });

  it.each([
    ['a,b\n1\n', 'birds.csv, line 2: the row has 1 values, the header 2.'],
    ['', 'birds.csv is empty: it needs a header line with the names of inputs and heads.'],
  ])('says what is wrong with the table itself: %j', (text, message) => {
    expect(findings(right, { 'birds.csv': text })).toEqual([['KM7001', message, '"birds.csv"']]);
  });
});

describe('a table beside arrays', () => {
  const beside = (source: string) =>
    modelWith(`source: ${source}`).replace(
      'loss: sparse_categorical_crossentropy',
      'loss: sparse_categorical_crossentropy, classes: ["a", "b", "c"]',
    );

  it.each(['["labels.csv", "bill.npz"]', '["labels.csv", "bill=bill.npy"]'])(
    'may lack what they hold: %s',
    (source) => {
      expect(findings(beside(source), { 'labels.csv': 'kind\na\nc\n' })).toEqual([]);
    },
  );

  it('is held to what it has', () => {
    const found = findings(beside('["labels.csv", "bill.npz"]'), { 'labels.csv': 'kind\na\nd\n' });
    expect(found.map(([code, message]) => [code, message])).toEqual([
      ['KM7003', expect.stringContaining('"d"') as string],
    ]);
  });

  it('of the same kind is not alone to lack a column', () => {
    const found = findings(beside('["labels.csv", "labels.csv"]'), { 'labels.csv': 'kind\na\nc\n' });
    expect(found[0]![1]).toContain('no column for input `bill`');
  });
});

describe('fixes out of the data', () => {
  const islands = 'island,year,kind\nDream,2008,cow\nBiscoe,2007,ant\nDream,2007,bee\n';
  const fixesOf = (text: string, files: Readonly<Record<string, string>> = { 'birds.csv': islands }) => {
    const { diagnostics } = check('birds.kmodel', createMemoryHost({ ...files, 'birds.kmodel': text }));
    return diagnostics.flatMap(({ fixes }) => fixes.map(({ title }) => title));
  };
  const model = (input: string, stage: string, settings = 'classes: ["ant", "bee", "cow"]') => `model Birds {
  input ${input}
  head kind = ${input.split(':')[0]} -> ${stage} -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy, ${settings} }
  data { source: "birds.csv" }
}
`;

  it.each([
    ['island: string[1]', 'StringLookup(output_mode: one_hot)', '["Biscoe", "Dream"]'],
    ['year: int32[1]', 'IntegerLookup(output_mode: one_hot)', '[2007, 2008]'],
  ])('write the vocabulary of a lookup behind %s', (input, stage, list) => {
    const text = model(input, stage);
    const done = fixed(text, { 'birds.csv': islands });
    expect(done).toBe(text.replace('one_hot)', `one_hot, vocabulary: ${list})`));
    expect(findings(done, { 'birds.csv': islands })).toEqual([]);
  });

  it('write none where nothing is seen, or too much', () => {
    const text = model('island: string[1]', 'StringLookup(output_mode: one_hot)');
    expect(fixesOf(text.replace('birds.csv', 'birds.npz'))).toEqual(['Add `max_tokens: 1000`']);
    const many = `island,kind\n${Array.from({ length: 101 }, (_, row) => `i${row},ant`).join('\n')}\n`;
    expect(fixesOf(text, { 'birds.csv': many })).toEqual(['Add `max_tokens: 1000`']);
  });

  it('write the names of the classes where labels are words', () => {
    const text = model('year: float32[1]', 'Normalization()', 'metrics: [accuracy]');
    const done = fixed(text, { 'birds.csv': islands });
    expect(done).toContain('{ classes: ["ant", "bee", "cow"], loss:');
    expect(findings(done, { 'birds.csv': islands })).toEqual([]);
    expect(fixesOf(text, { 'birds.csv': islands.replace('bee', 'cow') })).toEqual([]);
  });

  it('write the words of a file, where Keras takes its path', () => {
    const text = model('island: string[1]', 'StringLookup(vocabulary: "words.txt", output_mode: one_hot)');
    const files = { 'birds.csv': islands, 'words.txt': '\ufeffDream\r\nBiscoe\r\n' };
    const done = fixed(text, files);
    expect(done).toBe(text.replace('"words.txt"', '["Dream", "Biscoe"]'));
    expect(findings(done, files)).toEqual([]);
    expect(fixesOf(text)).toEqual(['Change to `["words.txt"]`']);
    expect(fixesOf(text.replace('words.txt', '../words.txt'), { ...files, '../words.txt': 'a' })).toEqual([
      'Change to `["../words.txt"]`',
    ]);
  });

  it('say what stands in the place of `invert`', () => {
    const text = model(
      'island: string[1]',
      'StringLookup(max_tokens: 4, output_mode: one_hot, invert: true)',
    );
    expect(findings(text, { 'birds.csv': islands })[0]![1]).toBe(
      'StringLookup has no argument `invert`. Tensors hold numbers: `classes: ["…", "…"]` of a head gives what is predicted its words.',
    );
    expect(fixesOf(text.replace('true', 'false'))).toEqual(['Remove `invert`']);
  });
});
