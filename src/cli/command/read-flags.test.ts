import { expect, test } from 'vitest'
import { quoted } from '../../api/quoted.ts'
import { filled, oneOf, wholeNumber } from './flag-values.ts'
import {
  helpText,
  isUsageError,
  optional,
  readArguments,
  readFlags,
  repeated,
  required,
  toggle,
  withDefault,
} from './read-flags.ts'

const FLAGS = {
  out: required('FILE', 'where to write', filled),
  port: withDefault('N', 'port', wholeNumber(0, 65_535), '8420'),
  level: optional('LEVEL', 'how much', oneOf('info', 'warn')),
  'allow-host': repeated('NAME', 'names'),
  remote: toggle('from everywhere'),
}

test('reads every kind of flag', () => {
  const args = '--out a --port=1 --level warn --allow-host x --allow-host=y --remote'
  expect(readFlags(FLAGS, args.split(' '))).toEqual({
    out: 'a',
    port: 1,
    level: 'warn',
    'allow-host': ['x', 'y'],
    remote: true,
  })
  expect(readFlags(FLAGS, ['--out', 'with space\nand line'])).toEqual({
    out: 'with space\nand line',
    port: 8420,
    level: undefined,
    'allow-host': [],
    remote: false,
  })
})

test.each([
  [[], '--out is missing: give FILE'],
  [['--out'], '--out needs a value: --out FILE'],
  [['--out', ''], '--out "" must not be empty'],
  [['--out='], '--out "" must not be empty'],
  [['--out', '--port', '1'], '--out needs a value: --out FILE'],
  [['--out', 'a', '--out', 'b'], '--out is given more than once'],
  [['a'], '"a" is not expected here: flags begin with --'],
  [['--out', 'a', '--'], undefined],
  [['--prot', '1'], '--prot is no flag here: did you mean --port?'],
  [['--leve\nl=1'], '"--leve\\nl" is no flag here: did you mean --level?'],
  [['--xyzzy'], '--xyzzy is no flag here: use --out, --port, --level, --allow-host, --remote'],
  [['-p', '1'], '-p is no flag here: did you mean --port?'],
  [['--__proto__', '1'], '--__proto__ is no flag here: use --out'],
  [['--constructor'], '--constructor is no flag here: use --out'],
  [['--remote=yes'], '--remote takes no value, "yes" was given'],
  [['--remote', '--remote'], '--remote is given more than once'],
  [['--level', 'loud'], '--level "loud" must be one of info, warn'],
  ...['70000', '-1', 'abc', '', ' ', '1.5', '1e3', '0x10', '1_000', '١', 'NaN'].map(
    (value) =>
      [
        [`--port=${value}`],
        `--port ${quoted(value)} must be a whole number from 0 to 65535`,
      ] as const,
  ),
] as const)('%j is refused with one line that says what is right', (args, message) => {
  const read = () => readFlags({ ...FLAGS, out: optional('FILE', '', filled) }, args)
  if (message === undefined) expect(read()).toBeDefined()
  else if (message.startsWith('--out is missing'))
    expect(() => readFlags(FLAGS, args)).toThrow(message)
  else expect(read).toThrow(message)
  try {
    readFlags(FLAGS, args)
  } catch (error) {
    expect(isUsageError(error)).toBe(true)
    expect((error as Error).message).not.toContain('\n')
  }
})

test('what stands beside flags is told apart from their values', () => {
  const args = ['x', '--out', 'a', 'y', '--remote', 'z', '--', '--port']
  const { values, others } = readArguments(FLAGS, args)
  expect(values).toMatchObject({ out: 'a', remote: true, port: 8420 })
  expect(others).toEqual(['x', 'y', 'z', '--port'])
})

test('the help names every flag', () => {
  const text = helpText('serve', 'Serves.', FLAGS)
  for (const name of Object.keys(FLAGS)) expect(text).toContain(`--${name}`)
  expect(text).toContain('(default: 8420)')
})
