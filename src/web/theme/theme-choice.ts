import { createEffect, createSignal } from 'solid-js'
import { mediaMatches } from '../parts/media.ts'
import { DARK, LIGHT, setTheme } from './theme.ts'

export type ThemeChoice = 'system' | 'dark' | 'light'

const root = document.documentElement
const named = root.dataset['theme']
// public/chosen-theme.js has read what was chosen before.
const [themeChoice, setChoice] = createSignal<ThemeChoice>(
  named === 'dark' || named === 'light' ? named : 'system',
)
export { themeChoice }

/** Shows a theme, or whichever the system has, here and on the next visit. */
export function chooseTheme(choice: ThemeChoice): void {
  setChoice(choice)
  if (choice === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = choice
  try {
    if (choice === 'system') localStorage.removeItem('isotherm.theme')
    else localStorage.setItem('isotherm.theme', choice)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

/** Draws with the colours of the chosen theme. Must be called inside a Solid root. */
export function followTheme(): void {
  const systemIsLight = mediaMatches('(prefers-color-scheme: light)')
  createEffect(() => {
    const choice = themeChoice()
    const light = choice === 'system' ? systemIsLight() : choice === 'light'
    setTheme(light ? LIGHT : DARK)
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
      meta.content = (light ? LIGHT : DARK).plot
  })
}
