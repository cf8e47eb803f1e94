import type { Page } from 'playwright-core'

/** Movements of a drag that a page is put through. */
const MOVEMENTS = 180

/**
 * Milliseconds from each frame to the next while a chart is dragged by events that the page sends
 * itself, one a frame, so that nothing outside it is waited for.
 */
export async function framesOfDrag(page: Page, x: number, y: number): Promise<number[]> {
  // The loader gives functions names by one of its own, which a page lacks.
  await page.evaluate('globalThis.__name ??= (named) => named')
  return page.evaluate(
    async ({ x, y, movements }) => {
      const chart = document.elementFromPoint(x, y)!
      const send = (kind: string, clientX: number, buttons: number): void => {
        const at = { bubbles: true, cancelable: true, clientX, clientY: y, button: 0, buttons }
        const pointer = { ...at, pointerType: 'mouse', isPrimary: true, pointerId: 1 }
        chart.dispatchEvent(new PointerEvent(`pointer${kind}`, pointer))
        chart.dispatchEvent(new MouseEvent(`mouse${kind}`, at))
      }
      send('move', x, 0)
      send('down', x, 1)
      const times = [await new Promise<number>(requestAnimationFrame)]
      for (let i = 1; i <= movements; i++) {
        send('move', x + 240 * Math.sin((i / 90) * 2 * Math.PI), 1)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        times.push(await new Promise<number>(requestAnimationFrame))
      }
      send('up', x, 0)
      return times.slice(1).map((time, i) => time - times[i]!)
    },
    { x, y, movements: MOVEMENTS },
  )
}
