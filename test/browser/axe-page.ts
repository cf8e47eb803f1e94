import axeCore from 'axe-core'
import type { Page } from 'playwright-core'

/** Rules beside those of WCAG 2.2 A and AA: what else a screen reader's user would miss. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds wrong in a page, or in a part of it, one line each. The script is evaluated by the
 * browser's own tool, which the page's content policy does not bind.
 */
export async function violationsIn(page: Page, within?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source)
  const found = await page.evaluate(
    async ({ tags, within }) => {
      const { axe } = window as unknown as { axe: typeof axeCore }
      const options = { runOnly: tags, resultTypes: ['violations' as const] }
      return (await axe.run(within ?? document, options)).violations
    },
    { tags: TAGS, within },
  )
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) =>
        `${id} (${impact}): ${html.slice(0, 160)} ${failureSummary.replaceAll(/\s+/g, ' ')}`,
    ),
  )
}

/** The same in the light and in the dark. */
export async function violationsInThemes(page: Page, within?: string): Promise<string[]> {
  const found = new Set<string>()
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours fade over where motion is not reduced, and are then of neither theme.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const one of await violationsIn(page, within)) found.add(`${one} (${colorScheme})`)
  }
  return [...found]
}
