import { For, Show, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { rateWords, writeNumber } from '../words/amount-format.ts'
import {
  LOCALES,
  chooseCurrency,
  chooseLocale,
  chosenCurrency,
  chosenLocale,
  knownRates,
  setRates,
  showCurrency,
  shownRate,
} from '../words/amounts.ts'
import type { Session } from '../session/session.ts'

/** Counts up when somebody wants to know what currencies are worth; most show USD and never do. */
const [wanted, setWanted] = createSignal(0)
/** The server's clock when it last said, and ours then. */
const [told, setTold] = createSignal({ server: 0, here: 0 })
const serverNow = (): number => told().server + Date.now() - told().here

/** Keeps what currencies are worth. Must be called inside a Solid root. */
export function followRates({ api, revived }: Session): void {
  createEffect(
    on([wanted, revived, chosenCurrency], ([count, , currency]) => {
      if (count === 0 && currency === 'USD') return
      const controller = new AbortController()
      onCleanup(() => controller.abort())
      const ask = async (): Promise<void> => {
        const answer = await api.currencyRates(controller.signal)
        if (!('value' in answer)) return
        setTold({ server: answer.value.time, here: Date.now() })
        setRates(answer.value.rates)
      }
      void ask()
    }),
  )
}

/** Keeps the address and the currency that is shown the same: a link's own goes before one's choice. */
export function followCurrency({ view, change }: Session): void {
  const said = createMemo(() => view().currency)
  createEffect(on(said, (currency) => currency !== undefined && showCurrency(currency)))
  createEffect(() => {
    const currency = chosenCurrency() === 'USD' ? undefined : chosenCurrency()
    if (currency !== said()) change({ currency })
  })
}

/** What the rate is that amounts are shown at; marked where it is old. */
export const shownRateWords = () => {
  const rate = shownRate()
  return rate && rateWords(rate, serverNow())
}

/** The same for a saved picture. */
export const rateNotes = (): string[] => {
  const words = shownRateWords()
  return words === undefined ? [] : [`Amounts: ${words.text}`]
}

/** By the amounts: at which rate they are shown, or that they are not in the currency that was chosen. */
export function RateNote() {
  // The age grows while the page is open.
  const timer = setInterval(() => setTold((last) => ({ ...last })), 60_000)
  onCleanup(() => clearInterval(timer))
  return (
    <Show when={chosenCurrency() !== 'USD'}>
      <span
        data-field="rate"
        data-tone={shownRateWords()?.isOld === false ? '' : 'warn'}
        title="Amounts alone are converted; prices stay in the quote"
      >
        {shownRateWords()?.text ?? `No rate of ${chosenCurrency()}: amounts in USD`} ·{' '}
      </span>
    </Show>
  )
}

/** USD, those with a rate, and the one that was chosen once. */
function currencies(): readonly string[] {
  const known = (knownRates() ?? []).map(({ currency }) => currency)
  return [...new Set(['USD', ...known, chosenCurrency()])]
}

/** The choice of currency and of how numbers are written. */
export function CurrencySettings() {
  setWanted((count) => count + 1)
  return (
    <div class="amounts">
      <label>
        <span class="group-label">Amounts in</span>
        <select onChange={(event) => chooseCurrency(event.currentTarget.value)}>
          <For each={currencies()}>
            {(currency) => (
              <option value={currency} selected={currency === chosenCurrency()}>
                {currency}
              </option>
            )}
          </For>
        </select>
      </label>
      <label>
        <span class="group-label">Numbers</span>
        <select onChange={(event) => chooseLocale(event.currentTarget.value)}>
          <option value="" selected={chosenLocale() === undefined}>
            As the browser
          </option>
          <For each={LOCALES}>
            {(locale) => (
              <option value={locale} selected={locale === chosenLocale()}>
                {writeNumber(1_234_567.8, 1, locale)}
              </option>
            )}
          </For>
        </select>
      </label>
      <p>
        {knownRates()?.length === 0
          ? 'The server knows no rate of another currency: it was started without --rates.'
          : (shownRateWords()?.text ?? 'Prices stay in what the instrument is quoted in.')}
      </p>
    </div>
  )
}
