import { For, Show, createSignal } from 'solid-js'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { amountStyle, exampleAmounts, formatUsd } from '../words/amounts.ts'
import { formatPercentile, parseAmount, parsePercentile } from './threshold-words.ts'
import type { CellCounts } from '../map/visible-cells.ts'
import { shareBelow, usdAtShare } from '../map/visible-cells.ts'

export type Handle = 'low' | 'high'

export const HANDLE_NAMES: Record<Handle, string> = {
  low: 'Hide cells below',
  high: 'Full colour from',
}

/** The threshold in numbers: both handles as amounts and as percentiles, to read and to write. */
export function ThresholdPanel(props: {
  scale: ColourScale
  cells: CellCounts
  locked: boolean
  onMove: (handle: Handle, position: number) => void
  onReset: () => void
}) {
  const [problem, setProblem] = createSignal('')
  const usd = (handle: Handle): number => props.scale[handle] * props.scale.maxUsd
  const read = {
    amount: (text: string) => parseAmount(text, amountStyle()),
    percentile: (text: string) => {
      const share = parsePercentile(text)
      return share === undefined ? undefined : usdAtShare(props.cells, share)
    },
  }
  const written = {
    amount: (handle: Handle) => formatUsd(usd(handle)),
    percentile: (handle: Handle) => formatPercentile(shareBelow(props.cells, usd(handle))),
  }
  const example = {
    amount: exampleAmounts,
    percentile: () => 'a number from 0 to 100',
  }

  function take(input: HTMLInputElement, handle: Handle, unit: keyof typeof read): void {
    const amount = read[unit](input.value)
    const isWrong = amount === undefined
    input.setAttribute('aria-invalid', String(isWrong))
    setProblem(isWrong ? `“${input.value}” cannot be read: write ${example[unit]()}.` : '')
    if (amount === undefined) return
    props.onMove(handle, amount / props.scale.maxUsd)
    input.value = written[unit](handle)
  }
  return (
    <div class="threshold">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{amountStyle().currency}</th>
            <th scope="col">Percentile</th>
          </tr>
        </thead>
        <tbody>
          <For each={['high', 'low'] as const}>
            {(handle) => (
              <tr>
                <th scope="row">{HANDLE_NAMES[handle]}</th>
                <For each={['amount', 'percentile'] as const}>
                  {(unit) => (
                    <td>
                      <input
                        type="text"
                        autocomplete="off"
                        data-threshold={`${handle} ${unit}`}
                        aria-label={`${HANDLE_NAMES[handle]}, ${unit === 'amount' ? amountStyle().currency : unit}`}
                        value={written[unit](handle)}
                        onChange={(event) => take(event.currentTarget, handle, unit)}
                      />
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p class="threshold-problem" role="alert">
        {problem()}
      </p>
      <p>Percentiles are of the cells in sight that hold something.</p>
      <p data-field="scale-mode">
        <Show
          when={props.locked}
          fallback="The scale follows the largest cell in sight, and these amounts move with it. Lock it to keep them."
        >
          The scale is locked: these amounts stay.
        </Show>
      </p>
      <button type="button" class="chip" onClick={() => props.onReset()}>
        Reset
      </button>
    </div>
  )
}
