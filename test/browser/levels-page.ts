import type { Page } from 'playwright-core'
import { formatUsd } from '../../src/api/format.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { LevelsAnswer } from '../../src/api/schema.ts'
import { levelsSchema } from '../../src/api/schema.ts'
import { formatRange } from '../../src/web/words/dollar-words.ts'
import { formatLevelPrice } from '../../src/web/levels/levels-words.ts'

/** What the liquidation map asked the server for last, of one instrument. */
export function lastQuestion(asked: readonly string[], instrument: string): string {
  const found = asked.findLast(
    (url) => url.includes(`${ROUTES.levels}?`) && decodeURIComponent(url).includes(instrument),
  )
  if (found === undefined) throw new Error(`no levels of ${instrument} were asked for`)
  return found
}

/** What the API answers to a question of the page. */
export async function levelsAt(url: string): Promise<LevelsAnswer> {
  return levelsSchema.parse(await (await fetch(url)).json())
}

export const field = (page: Page, name: string): Promise<string> =>
  page.locator(`[data-field="${name}"]`).innerText()

/** Waits until all that is shown has been answered and drawn. */
export async function levelsSettled(page: Page): Promise<void> {
  await page.locator('.levels[aria-busy="false"]').waitFor()
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  )
}

/** The level that the readout names, as the API answers it. */
export async function levelRead(
  page: Page,
  answer: LevelsAnswer,
  decimals: number,
): Promise<LevelsAnswer['levels'][number]> {
  const shown = await field(page, 'level-price')
  const found = answer.levels.find(
    ({ priceFrom, priceTo }) =>
      `${formatLevelPrice(priceFrom, decimals)} – ${formatLevelPrice(priceTo, decimals)}` === shown,
  )
  if (found === undefined) throw new Error(`the API has no level ${shown}`)
  return found
}

/** The readout as it should be for a level, field by field. */
export function expectedReadout(level: LevelsAnswer['levels'][number], price: number) {
  const { low, high, cumulative } = level
  const side = Math.sqrt(level.priceFrom * level.priceTo) > price ? 'shortUsd' : 'longUsd'
  return {
    'level-long': formatUsd(level.longUsd),
    'level-long-range': formatRange(low.longUsd, high.longUsd),
    'level-short': formatUsd(level.shortUsd),
    'level-short-range': formatRange(low.shortUsd, high.shortUsd),
    'level-cumulative': formatUsd(cumulative![side]),
    'level-cumulative-range': formatRange(cumulative!.low[side], cumulative!.high[side]),
  }
}

export async function readFields(
  page: Page,
  names: readonly string[],
): Promise<Record<string, string>> {
  const pairs = await Promise.all(names.map(async (name) => [name, await field(page, name)]))
  return Object.fromEntries(pairs) as Record<string, string>
}
