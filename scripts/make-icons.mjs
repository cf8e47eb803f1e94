// Draws the icons of the installed page from its favicon: node scripts/make-icons.mjs
// What it draws is committed, since the favicon seldom changes.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createCanvas, loadImage } from '@napi-rs/canvas'

const folder = fileURLToPath(new URL('../src/web/public/', import.meta.url))
const svg = await readFile(`${folder}favicon.svg`, 'utf8')

/** Icons by name: `share` of the width is the favicon, on a ground of its own colour. */
const ICONS = [
  { name: 'icon-192.png', size: 192, share: 1 },
  { name: 'icon-512.png', size: 512, share: 1 },
  // A system may cut off all but a circle of 80 % of the width.
  { name: 'icon-maskable-512.png', size: 512, share: 0.7 },
]

for (const { name, size, share } of ICONS) {
  const canvas = createCanvas(size, size)
  const context = canvas.getContext('2d')
  if (share < 1) {
    context.fillStyle = '#0b0d11'
    context.fillRect(0, 0, size, size)
  }
  const width = Math.round(size * share)
  const sized = svg.replace('<svg ', `<svg width="${width}" height="${width}" `)
  const at = (size - width) / 2
  context.drawImage(await loadImage(Buffer.from(sized)), at, at, width, width)
  await writeFile(`${folder}${name}`, await canvas.encode('png'))
}
