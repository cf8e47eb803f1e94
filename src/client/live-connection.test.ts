import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ServerMessage } from '../api/live-messages.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Link, LiveSocket, Watch } from './live-connection.ts'
import { SILENT_AFTER, createLiveClient } from './live-connection.ts'

const START = Date.UTC(2026, 0, 1)
const watch: Watch = { instrument: 'binance:BTCUSDT' as InstrumentId, model: 'isotherm', zoom: 2 }
const hello: ServerMessage = {
  type: 'hello',
  version: '1',
  time: START,
  venues: [],
  liquidations: [],
  backfill: { state: 'idle', done: 0, total: 0, note: null },
  quoteRates: [],
}

interface Played {
  readonly sent: unknown[]
  closed: boolean
  readonly openedAt: number
}

/** A client whose sockets are played by hand, in virtual time. */
function played() {
  const sockets: (EventTarget & Played)[] = []
  const messages: ServerMessage[] = []
  const links: Link[] = []
  const bad: string[] = []
  const client = createLiveClient({
    chance: () => 0.5,
    open: () => {
      const played: Played = { sent: [], closed: false, openedAt: Date.now() - START }
      const socket = Object.assign(new EventTarget(), played, {
        send: (text: string) => void socket.sent.push(JSON.parse(text)),
        close: () => void (socket.closed = true),
      })
      sockets.push(socket)
      return socket as unknown as LiveSocket
    },
    onMessage: (message) => messages.push(message),
    onLink: (link) => links.push(link),
    onBadMessage: (detail) => bad.push(detail),
  })
  const tell = (event: Event): void => void sockets.at(-1)!.dispatchEvent(event)
  return {
    client,
    sockets,
    messages,
    links,
    bad,
    last: () => sockets.at(-1)!,
    accept: () => tell(new Event('open')),
    say: (message: unknown) =>
      tell(
        new MessageEvent('message', {
          data: typeof message === 'string' ? message : JSON.stringify(message),
        }),
      ),
    sayRaw: (data: unknown) => tell(new MessageEvent('message', { data })),
    drop: () => tell(new Event('close')),
  }
}

describe('the live connection', () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }))
  afterEach(() => void vi.useRealTimers())

  test('says what is watched when it opens, when it changes and after every reconnect', () => {
    const { client, last, accept, say, drop, sockets } = played()
    client.watch(watch)
    expect(last().sent).toEqual([])
    accept()
    say(hello)
    expect(last().sent).toEqual([{ op: 'watch', ...watch }])
    client.watch({ ...watch, zoom: 3 })
    expect(last().sent.at(-1)).toEqual({ op: 'watch', ...watch, zoom: 3 })
    drop()
    vi.advanceTimersByTime(1000)
    expect(sockets).toHaveLength(2)
    accept()
    expect(last().sent).toEqual([{ op: 'watch', ...watch, zoom: 3 }])
    client.close()
  })

  test('a lost server is tried again with growing waits, one that only accepts too', () => {
    const { client, sockets, accept, say, drop, links } = played()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      accept()
      drop()
      const before = Date.now()
      vi.advanceTimersToNextTimer()
      while (sockets.length < i + 2) vi.advanceTimersToNextTimer()
      waits.push(Date.now() - before)
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 30, 30].map((seconds) => seconds * 1000))
    accept()
    say(hello)
    drop()
    const back = links.at(-1)
    expect(back).toEqual({ state: 'lost', heardAt: Date.now(), retryAt: Date.now() + 1000 })
    client.close()
  })

  test('a peer that vanishes without a word is given up by its silence', () => {
    const { client, last, accept, say, links, sockets } = played()
    accept()
    say(hello)
    const first = last()
    vi.advanceTimersByTime(SILENT_AFTER / 2)
    expect(first.sent).toEqual([{ op: 'ping' }])
    say({ type: 'pong', time: START })
    vi.advanceTimersByTime(SILENT_AFTER)
    expect(first.closed).toBe(true)
    expect(links.at(-1)).toMatchObject({ state: 'lost', heardAt: START + SILENT_AFTER / 2 })
    vi.advanceTimersByTime(1000)
    expect(sockets).toHaveLength(2)
    client.close()
  })

  test('a busy connection is not pinged', () => {
    const { client, last, accept, say } = played()
    accept()
    for (let i = 0; i < 20; i++) {
      say(hello)
      vi.advanceTimersByTime(1000)
    }
    expect(last().sent).toEqual([])
    client.close()
  })

  test('a handshake that never ends is given up', () => {
    const { client, sockets } = played()
    vi.advanceTimersByTime(9_000)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(3_000)
    expect(sockets).toHaveLength(2)
    expect(sockets[0]!.closed).toBe(true)
    client.close()
  })

  test('after a sleep it asks at once, and does not wait out a retry', () => {
    const { client, last, accept, say, drop, sockets } = played()
    accept()
    say(hello)
    // Timers stand still while a computer sleeps; only the clock goes on.
    vi.setSystemTime(START + 8 * 3_600_000)
    client.wake()
    expect(last().sent).toEqual([{ op: 'ping' }])
    drop()
    client.wake()
    expect(sockets).toHaveLength(2)
    client.close()
  })

  test('messages that are no messages are told and change nothing', () => {
    const { client, accept, say, sayRaw, messages, bad, links } = played()
    accept()
    const garbage = ['{', '[]', 'null', '{"type":"x"}', { ...hello, venues: 7 }, { type: 'bar' }]
    for (const one of garbage) say(one)
    sayRaw(new ArrayBuffer(3))
    expect(bad).toHaveLength(garbage.length + 1)
    expect(messages).toEqual([])
    expect(links.at(-1)).toEqual({ state: 'open' })
    say(hello)
    expect(messages).toEqual([hello])
    client.close()
  })

  test('closed, it leaves no timer and hears nothing', () => {
    const { client, last, accept, drop, links } = played()
    accept()
    client.close()
    expect(last().closed).toBe(true)
    drop()
    vi.advanceTimersByTime(60_000)
    expect(links.map(({ state }) => state)).toEqual(['connecting', 'open'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
