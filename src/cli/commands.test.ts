import { expect, test } from 'vitest'
import { runCommand } from './commands.ts'
import { programVersion } from './command/program-version.ts'

async function run(...args: string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => {
      throw new Error('no files here')
    },
  })
  return { code, out, err }
}

test('help and version go to standard output', async () => {
  expect((await run('--help')).out).toMatch(/serve[^]*venues[^]*import[^]*build[^]*liqprice/)
  expect((await run('--version')).out).toBe(`${programVersion()}\n`)
  expect(programVersion()).toMatch(/^\d+\.\d+\.\d+$/)
})

test.each(['serve', 'doctor', 'venues', 'import', 'build', 'liqprice'])(
  '%s tells its flags',
  async (name) => {
    const { code, out, err } = await run(name, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`isotherm ${name}`)
    expect(out).toContain('--')
  },
)

test.each([
  [[], 2, 'Usage: isotherm'],
  [['buid'], 2, 'isotherm: there is no command "buid": did you mean build?\n'],
  [['xyzzy'], 2, 'isotherm: there is no command "xyzzy": serve, '],
  [['__proto__'], 2, 'there is no command'],
  [['constructor'], 2, 'there is no command'],
  [['serve', '--prot', '1'], 2, 'isotherm serve: --prot is no flag here: did you mean --port?\n'],
  [['liqprice', '--leverage', '0'], 2, 'isotherm liqprice: '],
] as const)('%j ends with code %i and one line', async (args, code, line) => {
  const result = await run(...args)
  expect(result.code).toBe(code)
  expect(result.err).toContain(line)
  expect(result.out).toBe('')
})
