import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fields, removed, write } from '../wire/damage.fixture.ts'
import { dydxPositions } from './positions.ts'

const ADDRESS = 'dydx199tqg4wdlnu4qjlxchpd7seg454937hjrknju4'
const RECEIVED = Date.UTC(2026, 10, 22)

/**
 * The position is the one that ccxt 4.5.84 documents (js/src/dydx.js, fetchPositions), in the answer
 * that v4-chain documents (api-documentation.md at 00f8ea3, GetAddress); the equity is ours.
 */
const POSITION = {
  market: 'BTC-USD',
  status: 'OPEN',
  side: 'SHORT',
  size: '-0.407',
  maxSize: '-0.009',
  entryPrice: '118692.04840909090909090909',
  exitPrice: '119526.565625',
  realizedPnl: '476.42665909090909090909088',
  unrealizedPnl: '-57.26681734000000000000037',
  createdAt: '2025-07-14T07:53:55.631Z',
  createdAtHeight: '44140908',
  closedAt: null,
  sumOpen: '0.44',
  sumClose: '0.032',
  netFunding: '503.13121',
  subaccountNumber: 0,
}
const subaccount = (subaccountNumber: number, open: Record<string, unknown>) => ({
  address: ADDRESS,
  subaccountNumber,
  equity: '10000.5',
  freeCollateral: '8000.25',
  openPerpetualPositions: open,
  assetPositions: {},
  marginEnabled: true,
})
const answer = (...subaccounts: unknown[]) =>
  JSON.stringify({ subaccounts, totalTradingRewards: '0' })

const read = (text: string) => dydxPositions.accounts(ADDRESS).parse(text, RECEIVED)

test('reads each sub-account as a margin account of its own', () => {
  const { value, problems } = read(
    answer(subaccount(0, { 'BTC-USD': POSITION }), subaccount(128, {})),
  )
  expect(problems).toEqual([])
  expect(value).toEqual([
    {
      venue: 'dydx',
      address: ADDRESS,
      account: `${ADDRESS}/0`,
      observedTime: RECEIVED,
      equityUsd: 10_000.5,
      positions: [
        {
          instrument: 'dydx:BTC-USD',
          side: 'short',
          quantity: 0.407,
          entryPrice: Number(POSITION.entryPrice),
          liquidationPrice: undefined,
          leverage: undefined,
        },
      ],
    },
    expect.objectContaining({ account: `${ADDRESS}/128`, positions: [] }),
  ])
  expect(dydxPositions.accounts(ADDRESS).path).toBe(`/v4/addresses/${ADDRESS}`)
})

test('a size whose sign and side disagree is no position', () => {
  const text = answer(subaccount(0, { 'BTC-USD': { ...POSITION, size: '0.407' } }))
  expect(read(text)).toMatchObject({ value: undefined, problems: [{ kind: 'malformed' }] })
})

test('a sub-account of which a part cannot be read is left out, and the others stay', () => {
  const odd = { 'FARTCOIN,RAYDIUM,9BB6NF-USD': { ...POSITION } }
  const { value, problems } = read(
    answer(subaccount(0, { 'BTC-USD': POSITION }), subaccount(128, odd)),
  )
  expect(value?.map(({ account }) => account)).toEqual([`${ADDRESS}/0`])
  expect(problems).toHaveLength(1)
})

test('fault 36: an account of which a part is missing is not taken for a smaller one', () => {
  const whole = JSON.parse(answer(subaccount(0, { 'BTC-USD': POSITION }))) as unknown
  const needed =
    /subaccounts$|0\.subaccountNumber$|equity$|openPerpetualPositions$|size$|side$|entryPrice$/
  for (const path of fields(whole)) {
    const { value, problems } = read(write(removed(whole, path)))
    const name = path.join('.')
    if (needed.test(name))
      expect([name, value, problems.length > 0]).toEqual([name, undefined, true])
    else expect(value, name).toBeDefined()
  }
})

test('fault 17: whatever comes, nothing is thrown', () => {
  for (const text of ['', 'null', '[]', '{}', '<html>', '{"subaccounts":7}'])
    expect(read(text)).toMatchObject({ value: undefined, problems: [{}] })
  fc.assert(fc.property(fc.json(), (text) => void read(text)))
})

/** The answer that v4-chain documents (api-documentation.md at 00f8ea3, GetSnapshot). */
const snapshot = (affiliateAddress: string) =>
  JSON.stringify({
    affiliateList: [
      {
        affiliateAddress,
        affiliateReferralCode: 'string',
        affiliateEarnings: 0.1,
        affiliateReferredTrades: 0.1,
        affiliateReferredTotalVolume: 1_250.5,
      },
    ],
    total: 1,
    currentOffset: 0,
  })

test('knows the addresses that the indexer lists', () => {
  const [list] = dydxPositions.lists
  expect(list!.read.parse(snapshot(ADDRESS), RECEIVED)).toEqual({
    value: [{ address: ADDRESS, hintUsd: 1_250.5 }],
    problems: [],
  })
  expect(list!.read.parse(snapshot('dydx1'), RECEIVED).problems).toHaveLength(1)
})
