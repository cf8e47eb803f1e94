import { formatUsdTick, rampMarks } from '../words/amounts.ts'
import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { rateNotes } from '../settings/currency-settings.tsx'
import { dollarsOf } from './dollar-note.tsx'
import { dollarLine } from '../words/dollar-words.ts'
import { coloursOf, legendColour } from './map-colours.ts'
import type { Picture, PictureLegend } from '../picture/picture.ts'
import type { PriceChart } from '../chart/price-chart.ts'
import { shownWords } from './range-words.ts'
import type { Session } from '../session/session.ts'
import { THEME } from '../theme/theme.ts'

/** What the chart shows, to be saved; undefined while it shows nothing. */
export function mapPicture(
  session: Session,
  { chart, geometry }: PriceChart,
  host: HTMLElement,
  scale: ColourScale,
): Picture | undefined {
  const place = geometry()
  const { instrument, catalogue, view, sum, bars } = session
  const [info, held] = [instrument(), bars()]
  if (place === undefined || info === undefined || held === undefined) return undefined
  const drawing = chart.takeScreenshot(true)
  const end = held.grid.from + held.bars.length * held.grid.bar
  const dollars = dollarsOf(session)
  const models = catalogue()?.models ?? []
  return {
    drawing,
    ratio: drawing.width / host.clientWidth,
    words: wordsOver(host),
    legend: legendOf(scale, session),
    facts: {
      page: 'map',
      instruments: sum.shown().length === 0 ? [info] : sum.shown(),
      model: (models.find(({ id }) => id === view().model) ?? models[0])?.name ?? view().model,
      simulated: info.simulated,
      from: Math.max(held.grid.from, Math.round(place.timeOf(0))),
      to: Math.min(end, session.playback.at() ?? info.to, Math.round(place.timeOf(place.width))),
      dollars: dollars && dollarLine(dollars, info.simulated),
      notes: [...notesOf(session), ...rateNotes()],
    },
  }
}

function notesOf({ view, sum, instrument }: Session): string[] {
  const words = shownWords({
    view: view(),
    base: instrument()?.base ?? '',
    ofCoin: sum.ofCoin().length,
    chosen: sum.shown(),
    pending: sum.pending(),
    missing: [...sum.missing().keys()],
    partly: [],
    calibrated: sum.parts().every(({ map }) => map.band.basis === 'learnt'),
  })
  return words.length === 0 ? [] : [words.join(' · ')]
}

function legendOf(scale: ColourScale, { view }: Session): PictureLegend {
  const colours = coloursOf(view())
  const { maxUsd } = scale
  const isDelta = 'arms' in colours
  const amountAt = (share: number): number => (isDelta ? 2 * share - 1 : share) * maxUsd
  const ticks = rampMarks(maxUsd, isDelta ? 0.4 : 0.2)
  const marks = isDelta ? [...ticks.map((usd) => -usd), 0, ...ticks] : [0, ...ticks]
  return {
    colourAt(share) {
      const [r, g, b, a] = legendColour(amountAt(share) || 1e-9, scale, colours)
      return `rgba(${r}, ${g}, ${b}, ${a / 255})`
    },
    ticks: marks.map((usd) => ({
      share: isDelta ? 0.5 + usd / maxUsd / 2 : usd / maxUsd,
      text: formatUsdTick(usd),
    })),
  }
}

/** The names and values of panes and averages, which are laid over the canvas. */
function wordsOver(host: HTMLElement): Picture['words'] {
  const { left, top } = host.getBoundingClientRect()
  const over = host.parentElement?.querySelectorAll<HTMLElement>('.pane-legend, .averages') ?? []
  return [...over]
    .filter((element) => !element.hidden)
    .map((element) => {
      const box = element.getBoundingClientRect()
      return {
        text: element.innerText.replaceAll(/\s+/g, ' '),
        x: box.left - left + 4,
        y: box.top - top + box.height / 2,
        colour: THEME.price,
      }
    })
}
