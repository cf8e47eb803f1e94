import { MINUTE, SECOND } from '../market/units.ts'
import { venueId } from '../venues/venue.ts'
import type {
  HistoryPlan,
  ListedInstrument,
  Poll,
  Rate,
  Read,
  Supply,
  VenueReader,
} from '../venues/wire/reader.ts'
import type { MarketEvent, StreamKind } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import type { Asked, LongTailVenue } from './long-tail-venue.ts'
import { questionBase, questionPath } from './questions.ts'
import type { Question } from './questions.ts'
import { readCandles, readFundingRate, readOpenInterest } from './read-events.ts'
import { readMarkets } from './read-markets.ts'
import { readRiskTiers } from './read-risk-tiers.ts'

/** How often each stream is asked for. */
const EVERY = {
  candle: MINUTE,
  'open-interest': MINUTE,
  'funding-rate': 5 * MINUTE,
} as const satisfies Partial<Record<StreamKind, Millis>>

/** Minutes that an answer goes back: as many lost polls are made good by the next one. */
const LATEST_ROWS = 10

/**
 * Within this time the feed may ask for what half of a venue's pace allows. ccxt spaces the requests
 * of such a burst evenly, so that the last one waits for as long; the feed gives up on a request
 * after 15 s.
 */
const WINDOW = 5 * SECOND

const read = <Value>(
  question: Question,
  weight: number,
  parse: Read<Value>['parse'],
): Read<Value> => ({
  host: 'rest',
  path: questionPath(question),
  weight,
  parse,
})

/** What can be asked of a long-tail venue. Pure: it names questions, and the gateway answers them. */
export function longTailReader(venue: LongTailVenue): VenueReader {
  const id = venueId(venue.id)
  const { riskTiers } = venue
  const cost = costOf(venue)

  function polls(instruments: readonly ListedInstrument[], wanted: readonly StreamKind[]): Poll[] {
    return instruments.flatMap((listed) => {
      const symbol = listed.wireName
      const poll = (
        stream: keyof typeof EVERY,
        question: Question,
        weight: number,
        parse: Read<readonly MarketEvent[]>['parse'],
      ): Poll[] => {
        if (!wanted.includes(stream)) return []
        const key = `${stream} ${listed.instrument.symbol}`
        const instruments = [listed.instrument.id]
        return [
          { key, stream, instruments, every: EVERY[stream], read: read(question, weight, parse) },
        ]
      }
      const { candles, openInterest, funding } = venue
      return [
        ...(candles === undefined
          ? []
          : poll(
              'candle',
              { kind: 'latest-candles', symbol, rows: candles.leastRows ?? LATEST_ROWS },
              cost('candles'),
              readCandles(listed, candles, ALL_TIME),
            )),
        ...(openInterest === undefined
          ? []
          : poll(
              'open-interest',
              { kind: 'open-interest', symbol },
              cost('openInterest'),
              readOpenInterest(listed, openInterest),
            )),
        ...(funding === undefined
          ? []
          : poll(
              'funding-rate',
              { kind: 'funding-rate', symbol },
              cost('funding'),
              readFundingRate(listed),
            )),
      ]
    })
  }

  return {
    venue: id,
    sources: [`https://github.com/ccxt/ccxt at 4.5.84, js/src/${venue.ccxt}.js`],
    hosts: { rest: [questionBase(venue.id)] },
    supplies: suppliesOf(venue),
    limits: {
      connects: { count: 1, per: MINUTE },
      messages: { count: 1, per: MINUTE },
      requests: requestRate(venue),
      topicsPerSocket: 1,
    },
    instruments: () => [read({ kind: 'markets' }, cost('markets'), readMarkets(venue))],
    ...(riskTiers && {
      riskTiers: (instrument) =>
        read(
          { kind: 'risk-tiers', symbol: ccxtSymbol(instrument) },
          cost('riskTiers'),
          readRiskTiers(venue, riskTiers),
        ),
    }),
    sockets: () => [],
    decoder: () => ({ decode: () => ({ events: [] }) }),
    polls,
    ...historyOf(venue),
  }
}

const ALL_TIME = { from: 0, to: Number.POSITIVE_INFINITY }

/** ccxt's name of a linear perpetual; `read-markets.ts` lists no market of another name. */
export const ccxtSymbol = ({ base, quote }: { readonly base: string; readonly quote: string }) =>
  `${base}/${quote}:${quote}`

const costOf =
  ({ costs }: LongTailVenue) =>
  (asked: Asked): number =>
    costs?.[asked] ?? 1

/** Cost per time at the pace that ccxt states; the window holds the costliest question at half of it. */
function requestRate({ pace, costs }: LongTailVenue): Rate {
  const costliest = Math.max(1, ...Object.values(costs ?? {}))
  const per = Math.max(WINDOW, 2 * pace * costliest)
  return { count: per / pace, per }
}

function historyOf(venue: LongTailVenue): Pick<VenueReader, 'history'> {
  const { candles } = venue
  if (candles?.historyRows === undefined) return {}
  const rows = candles.historyRows
  const plan: HistoryPlan = {
    interval: MINUTE,
    reach: undefined,
    rows,
    read: (listed, from, to) =>
      read(
        { kind: 'candles', symbol: listed.wireName, from, rows },
        costOf(venue)('candles'),
        readCandles(listed, candles, { from, to }),
      ),
  }
  return { history: { candle: plan } }
}

const polled = (stream: keyof typeof EVERY, note: string, silence: Millis): Supply => ({
  stream,
  via: 'poll',
  completeness: [{ completeness: stream === 'candle' ? 'all' : 'sampled', note }],
  rhythm: { kind: 'dense', silence },
})

/** What a venue supplies, as the feed and people are told. */
export function suppliesOf({ candles, openInterest, funding }: LongTailVenue): readonly Supply[] {
  return [
    ...(candles === undefined
      ? []
      : [
          polled(
            'candle',
            candles.volume === 'quote'
              ? 'closed minutes; the volume is told in quote and divided by the mean price of the candle'
              : 'closed minutes',
            10 * MINUTE,
          ),
        ]),
    ...(openInterest === undefined
      ? []
      : [polled('open-interest', 'as it stands, every minute', 3 * MINUTE)]),
    ...(funding === undefined
      ? []
      : [polled('funding-rate', 'as it stands, every 5 minutes', 15 * MINUTE + 30 * SECOND)]),
  ]
}
