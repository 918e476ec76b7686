import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import { createRandom } from '../../runtime/random.ts';

/** Made tables with the columns, kinds and gaps of tables that many people know; what is to be learned is noisy. */
export interface MadeTable {
  readonly file: string;
  readonly target: string;
  readonly text: string;
}

const gap = (random: RandomSource, share: number, value: string | number): string =>
  random.uniform() < share ? '' : String(value);

function pick<T>(random: RandomSource, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)]!;
}

function table(file: string, target: string, lines: readonly string[]): MadeTable {
  return { file, target, text: `${lines.join('\n')}\n` };
}

/** Three species by their measures; two birds were not measured, some have no sex. */
export function madePenguins(rows = 344): MadeTable {
  const random = createRandom(1, 'penguins');
  const kinds = [
    {
      name: 'Adelie',
      bill: 38.8,
      depth: 18.3,
      flipper: 190,
      mass: 3700,
      islands: ['Torgersen', 'Biscoe', 'Dream'],
    },
    { name: 'Chinstrap', bill: 48.8, depth: 18.4, flipper: 196, mass: 3730, islands: ['Dream'] },
    { name: 'Gentoo', bill: 47.5, depth: 15, flipper: 217, mass: 5080, islands: ['Biscoe'] },
  ];
  const lines = Array.from({ length: rows }, (_, row) => {
    const kind = pick(random, kinds);
    const isMale = random.uniform() < 0.5;
    const sex = isMale ? 1 : -1;
    const measures = [
      (kind.bill + 1.7 * sex + 1.8 * random.normal()).toFixed(1),
      (kind.depth + 0.7 * sex + 0.8 * random.normal()).toFixed(1),
      Math.round(kind.flipper + 2.5 * sex + 6 * random.normal()),
      25 * Math.round((kind.mass + 340 * sex + 300 * random.normal()) / 25),
    ];
    const written = row % 172 === 3 ? ['', '', '', ''] : measures;
    return [
      kind.name,
      pick(random, kind.islands),
      ...written,
      gap(random, 0.03, isMale ? 'MALE' : 'FEMALE'),
    ].join();
  });
  const header = 'species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex';
  return table('penguins.csv', 'species', [header, ...lines]);
}

/** Who came off a ship: columns that say the same twice, one that repeats the target, many decks unknown. */
export function madePassengers(rows = 891): MadeTable {
  const random = createRandom(2, 'passengers');
  const classes = ['First', 'Second', 'Third'];
  const towns = ['Southampton', 'Cherbourg', 'Queenstown'];
  const lines = Array.from({ length: rows }, () => {
    const rank = pick(random, [1, 2, 3, 3]);
    const isMale = random.uniform() < 0.65;
    const age = Math.max(1, Math.round(30 + 14 * random.normal()));
    const relatives = [pick(random, [0, 0, 0, 1, 1, 2]), pick(random, [0, 0, 0, 1, 2])];
    const isChild = age < 16;
    const odds = 2.6 - 1.1 * (rank - 1) - (isMale && !isChild ? 3 : 0) - 0.3 * relatives[0]!;
    const survived = 1 / (1 + Math.exp(-odds)) > random.uniform();
    const town = pick(random, towns);
    const fare = (90 / rank ** 1.7) * Math.exp(0.4 * random.normal());
    return [
      survived ? 1 : 0,
      rank,
      isMale ? 'male' : 'female',
      gap(random, 0.2, age),
      ...relatives,
      fare.toFixed(4),
      town[0],
      classes[rank - 1],
      isChild ? 'child' : isMale ? 'man' : 'woman',
      isMale && !isChild ? 'True' : 'False',
      gap(random, 0.77, pick(random, ['A', 'B', 'C', 'D', 'E'])),
      gap(random, 0.01, town),
      survived ? 'yes' : 'no',
      relatives.every((count) => count === 0) ? 'True' : 'False',
    ].join();
  });
  const header =
    'survived,pclass,sex,age,sibsp,parch,fare,embarked,class,who,adult_male,deck,embark_town,alive,alone';
  return table('passengers.csv', 'survived', [header, ...lines]);
}

/** How far cars go with a gallon; names hardly repeat. */
export function madeCars(rows = 398): MadeTable {
  const random = createRandom(3, 'cars');
  const lines = Array.from({ length: rows }, (_, row) => {
    const cylinders = pick(random, [4, 4, 4, 6, 8]);
    const displacement = Math.round(28 * cylinders * (1 + 0.15 * random.normal()) + 10 * (cylinders - 4));
    const horsepower = Math.round(45 + 0.33 * displacement + 10 * random.normal());
    const weight = Math.round(1500 + 8 * displacement + 200 * random.normal());
    const acceleration = (22 - 0.06 * horsepower + 1.5 * random.normal()).toFixed(1);
    const year = 70 + Math.floor(13 * random.uniform());
    const origin = cylinders === 4 ? pick(random, ['usa', 'europe', 'japan']) : 'usa';
    const reach = 62_000 / (weight + 8 * horsepower) + 0.7 * (year - 76) + (origin === 'japan' ? 2 : 0) + 4;
    const values = [cylinders, displacement, gap(random, 0.02, horsepower), weight, acceleration, year];
    return `${(reach + 2.2 * random.normal()).toFixed(1)},${values.join()},${origin},"car ${row % 305}, of ${origin}"`;
  });
  const header = 'mpg,cylinders,displacement,horsepower,weight,acceleration,model_year,origin,name';
  return table('cars.csv', 'mpg', [header, ...lines]);
}

/** Messages, some of which want something; most of their words occur in both kinds. */
export function madeMessages(rows = 1500): MadeTable {
  const random = createRandom(4, 'messages');
  const usual = Array.from({ length: 600 }, (_, word) => `word${word}`);
  const own = {
    spam: ['free', 'win', 'prize', 'claim', 'txt', 'urgent', 'call', '£1000', 'stop', 'reply'],
    ham: ['home', 'later', 'ok', 'lol', 'dinner', 'love', 'sorry', 'call', 'see', "i'm"],
  };
  const lines = Array.from({ length: rows }, () => {
    const kind = random.uniform() < 0.14 ? 'spam' : 'ham';
    const length = 6 + Math.floor(16 * random.uniform());
    const words = Array.from({ length }, () =>
      random.uniform() < 0.25 ? pick(random, own[kind]) : usual[Math.floor(600 * random.uniform() ** 2)]!,
    );
    return `${kind}\t${words.join(' ')}${pick(random, ['', '!', '"', ' :-)', '...'])}`;
  });
  return table('messages.tsv', 'Label', ['Label\tSMS', ...lines]);
}
