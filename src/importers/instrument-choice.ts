import { parseInstrumentId, parseVenueId } from '../market/instrument.ts'
import type { ContractKind, Instrument } from '../market/instrument.ts'
import { tickOf } from './decimal.ts'
import { ImportError } from './row.ts'

/** What a user said about the instruments of an import; what is not said is looked up or derived. */
export interface InstrumentFlags {
  readonly venue?: string
  readonly symbol?: string
  readonly base?: string
  readonly quote?: string
  readonly contract?: ContractKind
  readonly contractSize?: number
  readonly tick?: number
}

/** What a venue says of an instrument; sizes are undefined where no source states them. */
export type KnownInstrument = Omit<Instrument, 'contractSize' | 'tickSize'> & {
  readonly contractSize: number | undefined
  readonly tickSize: number | undefined
}

/** Finds an instrument's definition by venue and symbol. */
export type FindInstrument = (venue: string, symbol: string) => KnownInstrument | undefined

/** An instrument and where its definition comes from. `tickSize` of a derived one waits for the data. */
export interface ChosenInstrument {
  readonly instrument: Instrument
  /** Whether the tick is to be taken from the decimals of the prices. */
  readonly tickFromData: boolean
  /** A sentence for the report; undefined where the venue's own definition is used. */
  readonly note: string | undefined
}

/**
 * Defines the instrument of a venue and symbol: flags first, then the venue's definition, then
 * what the symbol itself says. Throws an ImportError where these do not
 * suffice.
 */
export function chooseInstrument(
  venue: string,
  symbol: string,
  flags: InstrumentFlags,
  find: FindInstrument,
): ChosenInstrument {
  const venueOf = parseVenueId(venue)
  const id = parseInstrumentId(`${venue}:${symbol}`)
  if (venueOf === undefined || id === undefined)
    throw new ImportError(
      `"${`${venue}:${symbol}`.slice(0, 60)}" is no instrument: use a venue like binance and a symbol like BTCUSDT`,
    )
  const known = find(venue, symbol)
  const derived = derive(venue, symbol)
  const base = flags.base ?? known?.base ?? derived?.base
  const quote = flags.quote ?? known?.quote ?? derived?.quote
  const contract = flags.contract ?? known?.contract ?? derived?.contract
  if (base === undefined || quote === undefined || contract === undefined)
    throw new ImportError(
      `what ${id} is cannot be told from its name: say --base, --quote and --contract linear|inverse`,
    )
  const contractSize = flags.contractSize ?? known?.contractSize ?? derived?.contractSize ?? 1
  const tickSize = flags.tick ?? known?.tickSize
  const complete = known?.contractSize !== undefined && tickSize !== undefined
  return {
    instrument: {
      id,
      venue: venueOf,
      symbol,
      base,
      quote,
      contract,
      contractSize,
      tickSize: tickSize ?? 1,
    },
    tickFromData: tickSize === undefined,
    note: complete
      ? undefined
      : `${id} taken as ${base}/${quote}, ${contract}, contract size ${contractSize}${
          tickSize === undefined ? ', tick from the decimals of its prices' : ''
        }`,
  }
}

/** The instrument with the tick that its prices need; never coarser than one already stored. */
export function withTick(
  { instrument, tickFromData }: ChosenInstrument,
  decimals: number,
  stored: Instrument | undefined,
): Instrument {
  if (!tickFromData) return instrument
  const tick = tickOf(decimals)
  return { ...instrument, tickSize: Math.min(tick, stored?.tickSize ?? tick) }
}

type Derived = Pick<Instrument, 'base' | 'quote' | 'contract' | 'contractSize'>

const linear = (base: string, quote: string): Derived => ({
  base,
  quote,
  contract: 'linear',
  contractSize: 1,
})

/** Stablecoins in which linear contracts are margined: such a symbol cannot mean an inverse one. */
const STABLE = /^([A-Z0-9]{1,15}?)[-_]?(USDT|USDC|FDUSD|BUSD)(?:[-_](?:PERP|SWAP))?$/
const COIN_MARGINED = /^([A-Z0-9]{1,15})USD_PERP$/
const BARE = /^[A-Z][A-Z0-9]{0,9}$/

/** What well-known spellings of symbols say; undefined where a symbol could mean either contract. */
function derive(venue: string, symbol: string): Derived | undefined {
  const stable = STABLE.exec(symbol)
  if (stable?.[1] !== undefined) return linear(stable[1], stable[2] ?? '')
  const coin = venue === 'binance' ? COIN_MARGINED.exec(symbol) : null
  // https://www.binance.com/en/support/faq/detail/a4470430e3164c13932be8967961aede: 100 USD for BTC, else 10.
  if (coin?.[1] !== undefined)
    return {
      base: coin[1],
      quote: 'USD',
      contract: 'inverse',
      contractSize: coin[1] === 'BTC' ? 100 : 10,
    }
  if (BARE.test(symbol) && !symbol.endsWith('USD')) return linear(symbol, 'USD')
  return undefined
}
