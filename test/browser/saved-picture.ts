import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

export interface Saved {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Red, green and blue at pixels of the picture. */
  readonly at: readonly (readonly number[])[]
}

/** Saves the picture as a file, as a key does, and reads pixels of it. */
export async function savePicture(
  page: Page,
  points: readonly { readonly x: number; readonly y: number }[],
): Promise<Saved> {
  const coming = page.waitForEvent('download')
  await page.keyboard.press('Shift+S')
  const file = await coming
  const bytes = await readFile(await file.path())
  if (process.env['SHOTS'] !== undefined)
    await file.saveAs(
      `${process.env['SHOTS']}/${page.viewportSize()!.width}-${file.suggestedFilename()}`,
    )
  const read = await page.evaluate(
    async ({ shot, points: places }) => {
      const of = Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([of], { type: 'image/png' }))
      const canvas = document.createElement('canvas')
      canvas.width = picture.width
      canvas.height = picture.height
      const context = canvas.getContext('2d', { willReadFrequently: true })!
      context.drawImage(picture, 0, 0)
      const at = places.map(({ x, y }) =>
        Array.from(context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data.slice(0, 3)),
      )
      return { width: picture.width, height: picture.height, at }
    },
    { shot: bytes.toString('base64'), points },
  )
  return { ...read, name: file.suggestedFilename() }
}
