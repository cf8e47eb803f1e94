import { expect } from 'vitest'
import { runCommand } from '../commands.ts'

/** Files by path that exist only in a test. */
export type Files = Readonly<Record<string, string>>

/** Runs `isotherm liqprice` on files that exist only here. */
export async function run(args: readonly string[] | string, files: Files = {}) {
  let [out, err] = ['', '']
  const flags = typeof args === 'string' ? args.split(' ').filter((arg) => arg !== '') : args
  const code = await runCommand(['liqprice', ...flags], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: (path) => {
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' })
      return text
    },
  })
  return { code, out, err }
}

/** The JSON answer to a question that must be in order. */
export async function answer(args: string, files: Files = {}) {
  const { code, out, err } = await run(`${args} --json`, files)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

export const LONG = '--side long --entry 65000 --leverage 10'
export const BINANCE = `--venue binance --symbol BTCUSDT ${LONG}`
