import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const textOf = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')

/** The flags that `isotherm start` knows. */
async function startFlags(): Promise<string[]> {
  let help = ''
  const io = { out: (text: string) => (help += text), err: () => {}, readFile: () => '' }
  expect(await runCommand(['start', '--help'], io)).toBe(0)
  return help.match(/--[a-z-]+/g) ?? []
}

/** Commands of a Dockerfile with their lines joined, as [instruction, rest]. */
const instructions = (text: string): [string, string][] =>
  text
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line): [string, string] => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), line.slice(space + 1)]
    })

test('the image is made of files that are there and that its context holds, and does not run as root', async () => {
  const all = instructions(textOf('Dockerfile'))
  const context = textOf('.dockerignore').split('\n')
  expect(context[0]).toBe('*')
  const copied = all
    .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(([, rest]) => rest.split(' ').slice(0, -1))
  expect(copied.length).toBeGreaterThan(8)
  for (const path of copied) {
    expect([path, existsSync(`${ROOT}${path}`)]).toEqual([path, true])
    expect(context).toContain(`!${path}`)
  }
  const last = (name: string) => all.findLast(([one]) => one === name)![1]
  expect(last('USER')).toBe('node')
  for (const [, image] of all.filter(([name]) => name === 'FROM'))
    expect(image).toMatch(/^node:20-bookworm-slim( AS build)?$/)
  const [command, ...flags] = JSON.parse(last('CMD')) as string[]
  expect(command).toBe('start')
  const known = await startFlags()
  for (const flag of flags.filter((word) => word.startsWith('--'))) expect(known).toContain(flag)
})

test('compose publishes the port to this machine alone, on a file system that is read', () => {
  const text = textOf('compose.yaml')
  expect(text).toMatch(/ports:\n(\s+#.*\n)*\s+- "127\.0\.0\.1:8420:8420"\n/)
  for (const line of ['read_only: true', 'cap_drop: [ALL]', '"no-new-privileges:true"'])
    expect(text).toContain(line)
  expect(text).toMatch(/tmpfs:\n\s+- \/tmp\n/)
})

test('the unit starts what is installed, without rights', async () => {
  const text = textOf('deploy/systemd/isotherm.service')
  const start = /^ExecStart=\/usr\/bin\/env isotherm (.*)$/m.exec(text)![1]!.split(' ')
  expect(start[0]).toBe('start')
  const known = await startFlags()
  for (const flag of start.filter((word) => word.startsWith('--'))) expect(known).toContain(flag)
  for (const line of ['DynamicUser=yes', 'NoNewPrivileges=yes', 'CapabilityBoundingSet='])
    expect(text.split('\n')).toContain(line)
})
