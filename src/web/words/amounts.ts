import { createRoot, createMemo, createSignal } from 'solid-js'
import { formatPriceTicks as ticksWith } from '../../api/format.ts'
import type { CurrencyRate } from '../../api/currency.ts'
import { rampTicks } from '../../heatmap/colour-scale.ts'
import type { AmountStyle } from './amount-format.ts'
import { PLAIN, writeAmount, writeNumber } from './amount-format.ts'

/**
 * The one place where the page writes amounts and prices. Whoever reads them in an effect or in the page is
 * written anew when another currency or another locale is chosen.
 */

const NAMES = { currency: 'isotherm.currency', locale: 'isotherm.numbers' }

/** Number formats to choose from, each by a number. */
export const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN'] as const

function stored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

function keep(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

const browserLocale = typeof document === 'undefined' ? PLAIN.locale : navigator.language
const knownLocale = (text: string | undefined) => LOCALES.find((locale) => locale === text)

const [chosenCurrency, setCurrency] = createSignal(stored(NAMES.currency) ?? PLAIN.currency)
/** Undefined for the browser's. */
const [chosenLocale, setLocale] = createSignal(knownLocale(stored(NAMES.locale)))
const [rates, setRates] = createSignal<readonly CurrencyRate[]>()
export { chosenCurrency, chosenLocale, setRates }
/** What is known of currencies; undefined before the server has said. */
export const knownRates = rates

/** Shows amounts in a currency as long as the page is open. */
export const showCurrency = (currency: string): void => void setCurrency(currency)

export function chooseCurrency(currency: string): void {
  setCurrency(currency)
  keep(NAMES.currency, currency === PLAIN.currency ? undefined : currency)
}

export function chooseLocale(text: string): void {
  const locale = knownLocale(text)
  setLocale(locale)
  keep(NAMES.locale, locale)
}

/** The rate that amounts are shown at; undefined for USD, and while none is known. */
export const shownRate = (): CurrencyRate | undefined =>
  rates()?.find(({ currency }) => currency === chosenCurrency())

/** The style that amounts are written in. */
export const amountStyle = createRoot(() =>
  createMemo((): AmountStyle => {
    const { currency, usdPerUnit } = shownRate() ?? PLAIN
    return { locale: chosenLocale() ?? browserLocale, currency, usdPerUnit }
  }),
)

/** Amounts of USD for the marks of a legend, round in the currency that is shown. */
export function rampMarks(maxUsd: number, gap: number): readonly number[] {
  const { usdPerUnit } = amountStyle()
  return rampTicks(maxUsd / usdPerUnit, gap).map((amount) => amount * usdPerUnit)
}

/** An amount of USD in the currency that is shown, in three significant digits. */
export const formatUsd = (usd: number): string => writeAmount(usd, amountStyle())

/** The same without trailing zeros: a round amount for a legend. */
export const formatUsdTick = (usd: number): string =>
  writeAmount(usd, amountStyle(), { trim: true })

/** How an amount may be written, for whoever wrote one that cannot be read. */
export const exampleAmounts = (): string =>
  [1.2e6, 8e5].map((of) => formatUsdTick(of * amountStyle().usdPerUnit)).join(' or ')

/** The same without the currency's sign. */
export const formatUsdBare = (usd: number): string =>
  writeAmount(usd, amountStyle(), { trim: true, bare: true })

/** A price in what the instrument is quoted in, with a fixed number of decimals. */
export const formatPrice = (price: number, decimals: number): string =>
  Number.isFinite(price) ? writeNumber(price, decimals, amountStyle().locale) : '–'

export const formatPriceTicks = (prices: readonly number[], decimals: number): string[] =>
  ticksWith(prices, decimals, formatPrice)
