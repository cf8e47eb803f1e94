import type { Millis } from '../market/units.ts'

/**
 * What the reader of a long-tail venue asks and the gateway answers through ccxt, as the path of a
 * URL. The host is one that no resolver knows: a question never leaves the process by mistake.
 */
export type Question =
  | { readonly kind: 'markets' }
  /** The candles of the last minutes. */
  | { readonly kind: 'latest-candles'; readonly symbol: string; readonly rows: number }
  /** Candles from a time on. */
  | {
      readonly kind: 'candles'
      readonly symbol: string
      readonly from: Millis
      readonly rows: number
    }
  | { readonly kind: 'open-interest'; readonly symbol: string }
  | { readonly kind: 'funding-rate'; readonly symbol: string }
  | { readonly kind: 'risk-tiers'; readonly symbol: string }

const KINDS: readonly Question['kind'][] = [
  'markets',
  'latest-candles',
  'candles',
  'open-interest',
  'funding-rate',
  'risk-tiers',
]

/** https://www.rfc-editor.org/rfc/rfc6761#section-6.4: `.invalid` is never resolved. */
const SUFFIX = '.ccxt.invalid'

/** Base URL of a venue's questions. */
export const questionBase = (venue: string): string => `https://${venue}${SUFFIX}`

/** The question as path and query. `symbol` is ccxt's. */
export function questionPath(question: Question): string {
  const { kind, ...parts } = question
  const query = Object.entries(parts)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return query === '' ? `/${kind}` : `/${kind}?${query}`
}

/** Reads a URL back; undefined where it is no question. Throws on a question that our own code misspelt. */
export function readQuestion(
  url: string,
): { readonly venue: string; readonly question: Question } | undefined {
  const { hostname, pathname, searchParams } = new URL(url)
  if (!hostname.endsWith(SUFFIX)) return undefined
  const kind = KINDS.find((one) => `/${one}` === pathname)
  if (kind === undefined) throw new RangeError(`no question: ${url}`)
  const text = (name: string) => searchParams.get(name) ?? ''
  return {
    venue: hostname.slice(0, -SUFFIX.length),
    question: {
      kind,
      symbol: text('symbol'),
      from: Number(text('from')),
      rows: Number(text('rows')),
    },
  }
}
