import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { createClient } from '../../src/client/client.ts'
import { ID } from '../server/live-fixture.ts'
import { simulated, wholeServer } from '../server/whole-fixture.ts'
import { isBuilt, overStdio, QUESTIONS } from './assistant.ts'
import type { Answer } from './assistant.ts'

if (!isBuilt) console.warn('test/mcp: skipped, run npm run build first')

const { id, price } = simulated
const NO_ADVICE = 'It is no advice to trade.'

describe.runIf(isBuilt)('isotherm mcp', () => {
  test('over standard input and output every tool answers, with the numbers of the API', async () => {
    const { url } = await wholeServer()
    const api = createClient({ url })
    const { client, ask } = await overStdio(url)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual(Object.keys(QUESTIONS).toSorted())
    const page = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8')
    for (const { name } of tools) expect(page).toContain(`| \`${name}\` |`)
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description!.length).toBeGreaterThan(40)
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object'])
      expect(annotations).toMatchObject({ readOnlyHint: true })
    }
    const told: Record<string, Answer> = {}
    for (const [name, asked] of Object.entries(QUESTIONS)) {
      // One process, one question after the other.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await ask(name, asked)
      expect(answer.isError, `${name}: ${answer.text}`).toBeUndefined()
      expect(answer.text.length, name).toBeLessThan(6_000)
      told[name] = answer
      const { about } = answer.data
      if (!('about' in answer.data)) continue
      expect(about).toMatchObject({ source: url, instrument: asked['instrument'] })
      expect(about.units).toContain('UTC milliseconds')
      expect(about.notice).toContain(NO_ADVICE)
      expect(about.ageSeconds).toBeGreaterThan(0)
    }
    const of = (name: string): Answer['data'] => told[name]!.data

    const { instruments } = await api.get('instruments')
    expect(of('list_instruments')['instruments']).toEqual(instruments)

    // One market goes on while it is served, the other is history.
    expect([of('coverage'), of('clusters')].map((one) => one.about.stale)).toEqual([false, null])

    const map = of('map_around_price')
    const near = { priceFrom: map.priceFrom, priceTo: map.priceTo }
    expect(near.priceFrom).toBeCloseTo(price * 0.9)
    const levels = await api.get('levels', {
      instrument: id,
      model: 'isotherm',
      time: 'newest',
      zoom: 3,
      ...near,
    })
    expect([map['between'], map['band']]).toEqual([levels.between, levels.band])
    expect(levels.levels).toEqual(expect.arrayContaining(map.levels))
    expect(map.levels.length + map.levelsLeftOut).toBe(levels.levels.length)
    expect(told['map_around_price']!.text).toMatch(/SIMULATED[\s\S]*8 of 10 cases[\s\S]*no advice/)

    const signals = await api.get('signals', { instrument: id })
    expect(of('clusters')['clusters']).toEqual(signals.clusters)
    expect(of('signals')).toMatchObject({
      ratios: signals.ratios,
      formations: signals.formations,
      facts: signals.facts,
      setups: (await api.get('setups', { instrument: id, horizon: '4h' })).setups,
    })
    const cascade = await api.get('cascade', { instrument: id, side: 'long', price: price * 0.97 })
    expect(of('cascade')).toMatchObject({
      sweep: cascade.sweep,
      walk: cascade.walk,
      why: cascade.why,
    })

    const { scores } = await api.get('scores')
    const { instrument: _, ...score } = scores.find((one) => one.instrument === id)!
    expect(of('score')['score']).toEqual(score)

    const { from, to, streams } = of('coverage')
    expect(streams).toEqual(
      (await api.get('coverage', { instrument: ID as string, from, to })).streams,
    )
    const windows = await api.get('liquidationWindows', { instrument: ID })
    expect(of('realised_liquidations')).toMatchObject({ windows: windows.windows })
    expect(of('realised_liquidations')['liquidations']).toMatchObject([
      { price: 95, position: 'long' },
    ])

    let printed = ''
    const io = { out: (text: string) => (printed += text), err: () => {}, readFile: () => '' }
    const flags = '--venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 10 --json'
    await runCommand(['liqprice', ...flags.split(' ')], io)
    expect(of('liquidation_price')).toEqual(JSON.parse(printed))
  })

  test('resources hold instruments, venues and the methodology', async () => {
    const { url } = await wholeServer()
    const { client } = await overStdio(url)
    const { resources } = await client.listResources()
    expect(resources.map(({ uri }) => uri)).toEqual([
      'isotherm://instruments',
      'isotherm://venues',
      'isotherm://methodology',
    ])
    const read = async (uri: string): Promise<string> => {
      const [only] = (await client.readResource({ uri })).contents
      return (only as { text: string }).text
    }
    const api = createClient({ url })
    expect(JSON.parse(await read('isotherm://instruments'))).toEqual(await api.get('instruments'))
    expect(JSON.parse(await read('isotherm://venues'))).toHaveProperty('venues')
    expect(await read('isotherm://methodology')).toMatch(/^# /)
  })

  test('what cannot be answered is a plain sentence, and the next question is answered', async () => {
    const { url } = await wholeServer()
    const { ask } = await overStdio(url)
    const wrong: [string, Record<string, unknown>, RegExp][] = [
      ['clusters', { instrument: 'binance:NOPE' }, /^there is no binance:NOPE/],
      ['clusters', { instrument: '"; DROP' }, /is no instrument/],
      ['clusters', {}, /instrument/],
      ['clusters', { instrument: id, limit: 1e9 }, /limit/],
      ['cascade', { instrument: id, side: 'long' }, /^price is missing/],
      ['signals', { instrument: id, time: 1 }, /time/],
      ['score', { instrument: 'binance:NOPE' }, /list_instruments/],
      [
        'liquidation_price',
        { venue: 'nowhere', symbol: 'X', side: 'long', entry: 1 },
        /^venue "nowhere"/,
      ],
      [
        'liquidation_price',
        { venue: 'binance', symbol: 'BTCUSDT', side: 'long', entry: 1 },
        /leverage/,
      ],
    ]
    for (const [name, asked, message] of wrong) {
      // One process, one question after the other.
      // oxlint-disable-next-line no-await-in-loop
      const { isError, text } = await ask(name, asked)
      expect(isError, `${name} ${JSON.stringify(asked)}: ${text}`).toBe(true)
      expect(text).toMatch(message)
      expect(text).not.toMatch(/\n\s+at /)
    }
    expect((await ask('clusters', QUESTIONS['clusters']!)).isError).toBeUndefined()
  })

  test('where no Isotherm answers, that is said', async () => {
    const { client, ask } = await overStdio('http://127.0.0.1:1')
    const { isError, text } = await ask('clusters', { instrument: id })
    expect([isError, text]).toEqual([
      true,
      'http://127.0.0.1:1 does not answer: is Isotherm running there?',
    ])
    await expect(client.readResource({ uri: 'isotherm://venues' })).rejects.toThrow(
      /does not answer/,
    )
    // What needs no server is answered all the same.
    const computed = await ask('liquidation_price', QUESTIONS['liquidation_price']!)
    expect(computed.isError).toBeUndefined()
  })
})
