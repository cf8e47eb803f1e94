import { expect, test } from 'vitest'
import { fixture } from './frames.fixture.ts'

// What one connection of OKX remembers, and rows that no recorded frame shows. Frames here are the
// shapes of frames.fixture.ts with other numbers.

const START = Date.UTC(2026, 10, 22)

const connection = () => {
  const decoder = fixture.reader.decoder(fixture.instruments)
  return (message: object) => decoder.decode(JSON.stringify(message), START)
}

const detail = (side: string, posSide: string, sz = '2') => ({
  bkLoss: '0',
  bkPx: '100',
  ccy: '',
  posSide,
  side,
  sz,
  ts: String(START),
})

const liquidations = (...data: { instId: string; details: object[] }[]) => ({
  arg: { channel: 'liquidation-orders', instType: 'SWAP' },
  data,
})

test('fault 24: the first liquidations of a connection are a replay, the next ones are not', () => {
  const say = connection()
  const one = liquidations({ instId: 'BTC-USDT-SWAP', details: [detail('sell', 'long')] })
  expect(say({ event: 'subscribe', arg: one.arg }).replay).toBeUndefined()
  expect(say(one).replay).toBe(true)
  expect(say(one).replay).toBeUndefined()
  expect(connection()(one).replay).toBe(true)
})

test('fault 34: a net position has the side that its order closes; a stated one wins over the order', () => {
  const sides = [detail('sell', 'net'), detail('buy', 'net'), detail('buy', 'long')]
  const { events } = connection()(liquidations({ instId: 'BTC-USDT-SWAP', details: sides }))
  expect(events.map((event) => event.type === 'liquidation' && event.position)).toEqual([
    'long',
    'short',
    'long',
  ])
})

test('fault 19: several instruments with several details each, none is lost or mixed up', () => {
  const details = (sizes: string[]) => sizes.map((size) => detail('sell', 'long', size))
  const { events, untracked } = connection()(
    liquidations(
      { instId: 'BTC-USDT-SWAP', details: details(['1', '2', '3']) },
      { instId: 'NOT-ASKED-SWAP', details: details(['1', '1']) },
      { instId: 'BTC-USD-SWAP', details: details(['4']) },
    ),
  )
  expect(
    events.map((event) => event.type === 'liquidation' && [event.instrument, event.quantity]),
  ).toEqual([
    ['okx:BTC-USDT-SWAP', 0.01],
    ['okx:BTC-USDT-SWAP', 0.02],
    ['okx:BTC-USDT-SWAP', 0.03],
    ['okx:BTC-USD-SWAP', 400],
  ])
  expect(untracked).toBe(2)
})

test('fault 45: open interest is in coins for linear contracts and in US dollars for inverse ones', () => {
  const say = connection()
  const interest = (instId: string) =>
    say({
      arg: { channel: 'open-interest', instId },
      data: [{ instId, instType: 'SWAP', oi: '5000', oiCcy: '777', ts: String(START) }],
    }).events
  expect(interest('BTC-USDT-SWAP')).toMatchObject([{ openInterest: 50 }])
  expect(interest('BTC-USD-SWAP')).toMatchObject([{ openInterest: 500_000 }])
})

test('fault 4: a refusal names its topic as the plan does, so that the others go on', () => {
  const [plan] = fixture.reader.sockets(fixture.instruments, ['trade', 'liquidation'])
  const refusal = (what: string) =>
    connection()({
      event: 'error',
      code: '60018',
      msg: `Subscribe failed, wrong URL or ${what} doesn't exist. Please use the correct URL.`,
      connId: 'x',
    }).acks?.flatMap(({ topics }) => topics)
  const names = plan!.topics.map(({ name }) => name)
  expect(names).toContain(refusal('channel:trades,instId:BTC-USD-SWAP')![0])
  expect(names).toContain(refusal('channel:liquidation-orders,instType:SWAP')![0])
  expect(refusal('nothing that is known')).toEqual([])
})

test('an upgrade of the service closes the connection soon: it is made anew', () => {
  const notice = { event: 'notice', code: '64008', msg: 'soon closed', connId: 'x' }
  expect(connection()(notice).problems).toMatchObject([{ kind: 'closing', action: 'reconnect' }])
})

test('a contract is worth its value times its multiplier; another currency than expected is refused', () => {
  const row = { ctType: 'linear', ctVal: '0.1', ctMult: '10', ctValCcy: 'ETH', uly: 'ETH-USDT' }
  const listing = { ...row, instId: 'ETH-USDT-SWAP', state: 'suspend', tickSz: '0.01' }
  const read = (data: object[]) =>
    fixture.reader.instruments()[0]!.parse(JSON.stringify({ code: '0', msg: '', data }), START)
  expect(read([listing]).value).toMatchObject([{ instrument: { contractSize: 1 }, trading: false }])
  const foreign = read([listing, { ...listing, ctValCcy: 'USDT' }])
  expect(foreign.value).toHaveLength(1)
  expect(foreign.problems).toMatchObject([{ kind: 'malformed' }])
  expect(read([{ ...listing, ctMult: '' }]).value).toBeUndefined()
})
