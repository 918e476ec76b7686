import { describe } from 'vitest';
import { checkSizeVariableNames } from '../../../compiler/rules/size-variable-names.ts';
import { testDefinitionRule } from './run-rule.ts';

describe('size variables that look like a constant or parameter (KM1007)', () => {
  testDefinitionRule(checkSizeVariableNames, [
    [
      'a size variable of its own kind of name',
      'const width = 8\nmodel M {\n  input x: float32[T, 4]\n  head y = x -> LSTM(width) -> Dense(1)\n}',
      [],
    ],
    [
      'a constant as a size',
      'const width = 8\nmodel M {\n  input x: float32[width]\n  head y = x -> Dense(1)\n}',
      [],
    ],
    [
      'a misspelt constant',
      'const width = 8\nmodel M {\n  input x: float32[widht]\n  head y = x -> Dense(width)\n}',
      ['KM1007 widht'],
    ],
    [
      'a misspelt parameter',
      'model M(steps: int = 3) {\n  input x: float32[stesp, 4]\n  head y = x -> LSTM(steps) -> Dense(1)\n}',
      ['KM1007 stesp'],
    ],
    [
      'another case of a constant',
      'const Width = 8\nmodel M {\n  input x: float32[width]\n  head y = x -> Dense(Width)\n}',
      ['KM1007 width'],
    ],
  ]);
});
