import { MINUTE, type Millis, SECOND } from '../../market/units.ts'
import { type Random, seededRandom } from '../../market/seeded-random.ts'
import type { Fault, FaultScript } from './fault.ts'
import { GARBAGE_KINDS } from './garbage.ts'

export interface ScriptRange {
  /** No fault before this, so that the streams are known to have worked. */
  readonly from: Millis
  /** No fault from here on: what is to come back must have come back at the end. */
  readonly to: Millis
  /** Symbols that a fault may name. */
  readonly symbols: readonly string[]
}

type Maker = (random: Random, range: ScriptRange) => Fault

/** Draws a schedule of one to seven faults, the same for the same seed. */
export function randomScript(seed: number, range: ScriptRange): FaultScript {
  const random = seededRandom(seed ^ 0x5c21f7)
  const faults: Fault[] = []
  // A clock is wrong for good: it does not jump to and fro.
  if (random() < 0.5) {
    const by = Math.round((random() - 0.5) * 8 * SECOND)
    faults.push({ kind: 'clock-skew', from: 0, to: Number.MAX_SAFE_INTEGER, by })
  }
  const count = 1 + Math.floor(random() * 7)
  for (let i = 0; i < count; i++) faults.push(pick(random, MAKERS)(random, range))
  return { faults }
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item

const momentIn = (random: Random, { from, to }: ScriptRange): Millis =>
  Math.floor(from + random() * (to - from))

/** A span within the range: mostly short, sometimes minutes. */
function spanIn(random: Random, range: ScriptRange) {
  const from = momentIn(random, range)
  const length = Math.floor((random() < 0.6 ? 20 * SECOND : 3 * MINUTE) * random())
  return { from, to: Math.min(range.to, from + SECOND + length) }
}

const STATUSES = [
  {
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"code":-1003,"msg":"Too many requests."}',
  },
  { status: 500, body: 'Internal Server Error' },
  { status: 502, body: '<html><body>Bad Gateway</body></html>' },
  { status: 503, body: '' },
  { status: 200, body: '<html><body>Sign in to this network</body></html>' },
]

const MAKERS: readonly Maker[] = [
  (random, range) => ({ kind: 'refuse', ...spanIn(random, range) }),
  (random, range) => ({ kind: 'silent-handshake', ...spanIn(random, range) }),
  (random, range) => ({
    kind: 'http-upgrade',
    ...spanIn(random, range),
    ...pick(random, [
      { status: 503, body: '' },
      { status: 502, body: '<html><body>Bad Gateway</body></html>' },
    ]),
  }),
  (random, range) => ({ kind: 'http', ...spanIn(random, range), ...pick(random, STATUSES) }),
  (random, range) => ({ kind: 'hang', ...spanIn(random, range) }),
  (random, range) => ({
    kind: 'slow-ack',
    ...spanIn(random, range),
    delay: Math.floor(random() * 15 * SECOND),
  }),
  (random, range) => ({ kind: 'ignore-subscription', ...spanIn(random, range) }),
  (random, range) => ({ kind: 'ack-then-nothing', ...spanIn(random, range), about: 'trade' }),
  (random, range) => ({ kind: 'no-pong', ...spanIn(random, range) }),
  (random, range) => ({
    kind: 'reorder',
    ...spanIn(random, range),
    span: Math.floor(1 + random() * 5 * SECOND),
  }),
  (random, range) => ({
    kind: 'batch',
    ...spanIn(random, range),
    every: Math.floor(SECOND + random() * 4 * SECOND),
  }),
  (random, range) => ({
    kind: 'replay',
    ...spanIn(random, range),
    count: 1 + Math.floor(random() * 200),
  }),
  (random, range) => ({
    kind: 'garbage',
    ...spanIn(random, range),
    what: pick(random, GARBAGE_KINDS),
    every: Math.floor(SECOND + random() * 5 * SECOND),
  }),
  (random, range) => ({ kind: 'half-list', ...spanIn(random, range) }),
  (random, range) => ({ kind: 'reset', at: momentIn(random, range) }),
  (random, range) => ({ kind: 'reset', at: momentIn(random, range) }),
  (random, range) => ({ kind: 'vanish', at: momentIn(random, range) }),
  (random, range) => ({
    kind: 'close',
    at: momentIn(random, range),
    code: pick(random, [1000, 1001, 1006, 1008, 1011, 1012, 4000]),
    reason: 'service restart',
  }),
  (random, range) => ({
    kind: 'farewell',
    at: momentIn(random, range),
    code: 1001,
    after: Math.floor(random() * 30 * SECOND),
  }),
  (random, range) => ({
    kind: 'repeat',
    at: momentIn(random, range),
    count: 1 + Math.floor(random() * 150),
  }),
  (random, range) => ({
    kind: 'burst',
    at: momentIn(random, range),
    about: random() < 0.5 ? 'trade' : 'liquidation',
    symbol: pick(random, range.symbols),
    count: 1 + Math.floor(random() * 300),
    form: random() < 0.5 ? 'batch' : 'single',
  }),
  (random, range) => ({
    kind: 'deep-frame',
    at: momentIn(random, range),
    depth: 100 + Math.floor(random() * 1_000),
  }),
]
